"""Persons who work in the installation."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
from models.base.text import one_line, person_sort_key, search_key
from models.people.organizations import Organization
from models.people.words import Honorific


class Person(Keyed, Base):
    """Somebody with a home unit; what they may do stands in their posts."""

    __tablename__ = "vd_person"

    name: Mapped[str] = mapped_column(String(200))
    honorific: Mapped[Honorific | None] = mapped_column(String(4))
    search_key: Mapped[str] = mapped_column(String(200), index=True)
    sort_key: Mapped[str] = mapped_column(String(2000))
    title: Mapped[str] = mapped_column(String(200), default="")
    unit_id: Mapped[int] = fk("vd_organization.id")

    unit: Mapped[Organization] = relationship()


def add_person(
    session: Session, name: str, unit: Organization, *, honorific: Honorific | None = None, title: str = ""
) -> Person:
    """A new person at home in `unit`. Raises BadText for a name with signs that cannot be kept."""
    name = one_line(name)
    person = Person(
        name=name,
        honorific=honorific,
        search_key=search_key(name),
        sort_key=person_sort_key(name),
        title=one_line(title),
        unit_id=unit.id,
    )
    session.add(person)
    session.flush()
    return person


def person_by_public_id(session: Session, public_id: str) -> Person | None:
    return session.scalars(select(Person).where(Person.public_id == public_id)).one_or_none()
