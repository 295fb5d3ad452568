"""Who holds which role where, from which day to which."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ColumnElement, String, distinct, exists, func, select
from sqlalchemy.orm import Mapped, Session, column_property, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
from models.people.organizations import Organization
from models.people.persons import Person
from models.people.words import Role


class Post(Keyed, Base):
    """A dated role of a person in an organisation; both ends included."""

    __tablename__ = "vd_post"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_start"),)

    person_id: Mapped[int] = fk("vd_person.id")
    organization_id: Mapped[int] = fk("vd_organization.id")
    role: Mapped[Role] = mapped_column(String(30))
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    person: Mapped[Person] = relationship()
    organization: Mapped[Organization] = relationship()


_WRITES = (Post.organization_id == Organization.id) & Post.to_on.is_(None)
Organization.unmanned = column_property(  # type: ignore[assignment]
    ~exists().where(_WRITES, Post.role == Role.UNIT_OFFICER).correlate_except(Post), deferred=True
)
Organization.staff_count = column_property(  # type: ignore[assignment]
    select(func.count(distinct(Post.person_id)))
    .where(_WRITES, Post.role.in_((Role.UNIT_OFFICER, Role.HEAD)))
    .correlate_except(Post)
    .scalar_subquery(),
    deferred=True,
)


def held_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """The condition "in force on `day`"."""
    return (Post.from_on <= day) & (Post.to_on.is_(None) | (Post.to_on >= day))


def holders(session: Session, role: Role, organization_id: int, day: date) -> list[Person]:
    """The persons who hold `role` at the organisation on `day`, in order of their keys."""
    query = (
        select(Person)
        .join(Post, Post.person_id == Person.id)
        .where(Post.role == role, Post.organization_id == organization_id, held_on(day))
    )
    return list(session.scalars(query.order_by(Person.id)).unique())


def add_post(
    session: Session, person: Person, role: Role, organization: Organization, from_on: date, to_on: date | None = None
) -> Post:
    """A new dated role of `person`."""
    post = Post(person_id=person.id, organization_id=organization.id, role=role, from_on=from_on, to_on=to_on)
    session.add(post)
    session.flush()
    return post
