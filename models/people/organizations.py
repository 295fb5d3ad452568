"""The dated tree of organisations, with successors and subtree queries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
from models.base.text import search_key, sort_key
from models.people.permissions import Access
from models.people.rules_import import Entry
from models.people.words import OrganizationKind


class Organization(Keyed, Base):
    """A body of the Front or a member organisation, alive from one day to another.

    `path` lists the keys from the root ("/1/4/17/"), so that a subtree is one prefix.
    """

    __tablename__ = "vd_organization"

    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(250))
    search_key: Mapped[str] = mapped_column(String(250), index=True)
    sort_key: Mapped[str] = mapped_column(String(2000))
    kind: Mapped[OrganizationKind] = mapped_column(String(40))
    parent_id: Mapped[int | None] = fk("vd_organization.id")
    path: Mapped[str] = mapped_column(String(250), index=True, default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = fk("vd_organization.id")

    parent: Mapped[Organization | None] = relationship(
        foreign_keys="Organization.parent_id", remote_side="Organization.id"
    )
    if TYPE_CHECKING:  # counted from the posts, see posts.py
        unmanned: bool  # nobody writes here: bodies above do it on its behalf
        staff_count: int  # persons who write or confirm here

    successor: Mapped[Organization | None] = relationship(
        foreign_keys="Organization.successor_id", remote_side="Organization.id"
    )

    @property
    def access(self) -> Access:
        return Access(path=self.path, organization_id=self.id, unmanned=self.unmanned)

    def alive_on(self, day: date) -> bool:
        """Whether it exists on `day` (both ends included)."""
        return lives(self.valid_from, self.valid_to, day)

    def carrier_on(self, day: date) -> Organization | None:
        """Itself when alive on `day`, else the first living successor, else None."""
        seen: set[int] = set()
        body: Organization | None = self
        while body is not None and body.id not in seen:
            if body.alive_on(day):
                return body
            seen.add(body.id)
            body = body.successor
        return None


def add_organization(
    session: Session,
    *,
    code: str,
    name: str,
    kind: OrganizationKind,
    parent: Organization | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Organization:
    """A new organisation below `parent` (None: the root)."""
    body = Organization(
        code=code,
        name=name,
        search_key=search_key(name),
        sort_key=sort_key(name),
        kind=kind,
        parent_id=parent.id if parent else None,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    session.add(body)
    session.flush()
    body.path = f"{parent.path if parent else '/'}{body.id}/"
    return body


def within(root: Organization) -> ColumnElement[bool]:
    """The condition "`root` or below it"."""
    return Organization.path.startswith(root.path, autoescape=True)


def within_path(path: str) -> ColumnElement[bool]:
    return Organization.path.startswith(path, autoescape=True)


def root(session: Session) -> Organization | None:
    """The provincial committee: the only organisation without a parent."""
    query = select(Organization).where(Organization.parent_id.is_(None)).order_by(Organization.id)
    return session.scalars(query).first()


def by_code(session: Session, code: str) -> Organization | None:
    return session.scalars(select(Organization).where(Organization.code == code)).one_or_none()


def lives(valid_from: date | None, valid_to: date | None, day: date) -> bool:
    """Whether `day` lies between the two days, both included; None: no end on that side."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def alive(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """The condition "exists on `day`"."""
    return (Organization.valid_from.is_(None) | (Organization.valid_from <= day)) & (
        Organization.valid_to.is_(None) | (Organization.valid_to >= day)
    )


def by_public_id(session: Session, public_id: str) -> Organization | None:
    return session.scalars(select(Organization).where(Organization.public_id == public_id)).one_or_none()


def known_entries(session: Session) -> dict[str, Entry]:
    """All organisations by code, as an import compares them."""
    bodies = {body.id: body for body in session.scalars(select(Organization))}
    return {
        body.code: Entry(
            body.code,
            body.name,
            OrganizationKind(body.kind),
            bodies[body.parent_id].code if body.parent_id else "",
            body.valid_from,
            body.valid_to,
            bodies[body.successor_id].code if body.successor_id else "",
        )
        for body in bodies.values()
    }
