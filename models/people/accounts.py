"""Accounts, their sessions, failed sign-ins, and what was typed when a session had ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Date, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.clock import day_of
from models.base.tables import Base, Keyed, fk
from models.people.organizations import Organization, alive
from models.people.permissions import Actor, Seat
from models.people.persons import Person
from models.people.posts import Post, held_on
from models.people.words import Role


class Account(Keyed, Base):
    """The key of a person to the installation."""

    __tablename__ = "vd_account"

    person_id: Mapped[int] = fk("vd_person.id", unique=True)
    username: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    disabled_at: Mapped[datetime | None]
    must_change: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = relationship()


class LoginSession(Keyed, Base):
    """One signed-in browser; only a hash of the cookie's token is kept."""

    __tablename__ = "vd_login_session"

    account_id: Mapped[int] = fk("vd_account.id")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(60), default="")
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship()


class FailedLogin(Keyed, Base):
    """A failed sign-in: counted per user name and per source address."""

    __tablename__ = "vd_failed_login"

    username_key: Mapped[str] = mapped_column(String(80), index=True)
    source: Mapped[str] = mapped_column(String(60), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


class KeptForm(Keyed, Base):
    """What was typed into a form whose session had ended: waits for the same account, some hours long."""

    __tablename__ = "vd_kept_form"

    account_id: Mapped[int] = fk("vd_account.id")
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[list[Any]]
    kept_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def actor_of(session: Session, person: Person, now: datetime) -> Actor:
    """What `person` is at the instant `now`: their unit and the seats they hold that day in living organisations."""
    rows = session.execute(_OF_PERSON, {"person": person.id, "day": day_of(now)})
    return Actor(person.id, person.public_id, person.name, person.unit_id, seats_of(rows))


def seats_of(rows: Iterable[Any]) -> frozenset[Seat]:
    """The seats in rows that end with role, key and path of the organisation; a row without a role holds none."""
    return frozenset(Seat(Role(role), body, path) for *_before, role, body, path in rows if role)


_DAY = bindparam("day", type_=Date)
SEATS = (
    select(Post.person_id, Post.role, Post.organization_id, Organization.path)
    .join(Organization, Organization.id == Post.organization_id)
    .where(held_on(_DAY), alive(_DAY))
    .subquery()
)
_OF_PERSON = select(SEATS).where(SEATS.c.person_id == bindparam("person"))


def account_named(session: Session, key: str) -> Account | None:
    """The account with the folded user name `key` (see text.username_key)."""
    if "\0" in key:  # nobody's, and PostgreSQL takes no such text, not even to look for it
        return None
    return session.scalars(select(Account).where(Account.username == key)).one_or_none()


def account_of(session: Session, person: Person) -> Account | None:
    return session.scalars(select(Account).where(Account.person_id == person.id)).one_or_none()
