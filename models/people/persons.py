"""Persons who work in the installation."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
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
