"""Signed-in browsers: opened, found by the token of their cookie, ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.people.accounts import SEATS, Account, LoginSession, seats_of
from models.people.organizations import Organization, lives
from models.people.permissions import Actor
from models.people.persons import Person

LASTS = timedelta(hours=12)  # from sign-in, whatever happens in between


def token_hash(token: str) -> str:
    """What is kept of a token; the token itself is in the browser's cookie only."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class SignedIn:
    """A living session as every request needs it: whose it is, and what they are at this instant."""

    session_id: int
    account_id: int
    must_change: bool
    unit_name: str
    actor: Actor


def open_session(session: Session, account: Account, now: datetime, *, agent: str, source: str) -> str:
    """A new session of `account`; gives the token for the cookie."""
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        account_id=account.id,
        token_hash=token_hash(token),
        agent=agent[:200],
        source=source[:60],
        started_at=now,
        expires_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    return token


def session_of(session: Session, token: str) -> LoginSession | None:
    """The session behind a token, living or ended."""
    return session.scalars(select(LoginSession).where(LoginSession.token_hash == token_hash(token))).one_or_none()


def signed_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Who is signed in with `token`; None unless the session opens doors: not ended, not too old, account open."""
    rows = session.execute(_SIGNED_IN, {"hash": token_hash(token), "day": day_of(now)}).all()
    if not rows:
        return None
    row: Any = rows[0]
    if row.ended_at is not None or now >= row.expires_at or not _open(row.disabled_at, row.since, row.until, now):
        return None
    actor = Actor(row.person_id, row.person, row.person_name, row.unit_id, seats_of(rows))
    return SignedIn(row.session_id, row.account_id, row.must_change, row.unit_name, actor)


# Asked at every request: one question, built once. A session comes with one row for each seat, or with one of no seat.
_SIGNED_IN = (
    select(
        LoginSession.id.label("session_id"),
        LoginSession.ended_at,
        LoginSession.expires_at,
        LoginSession.account_id,
        Account.disabled_at,
        Account.must_change,
        Account.person_id,
        Person.public_id.label("person"),
        Person.name.label("person_name"),
        Person.unit_id,
        Organization.name.label("unit_name"),
        Organization.valid_from.label("since"),
        Organization.valid_to.label("until"),
        SEATS.c.role,
        SEATS.c.organization_id,
        SEATS.c.path,
    )
    .join(Account, Account.id == LoginSession.account_id)
    .join(Person, Person.id == Account.person_id)
    .join(Organization, Organization.id == Person.unit_id)
    .outerjoin(SEATS, SEATS.c.person_id == Person.id)
    .where(LoginSession.token_hash == bindparam("hash"))
)


def may_sign_in(account: Account, now: datetime) -> bool:
    """Whether the account is open and its person's home unit exists on this day."""
    unit = account.person.unit
    return _open(account.disabled_at, unit.valid_from, unit.valid_to, now)


def _open(disabled_at: datetime | None, since: date | None, until: date | None, now: datetime) -> bool:
    return disabled_at is None and lives(since, until, day_of(now))


def living_sessions(session: Session, account: Account, now: datetime) -> Sequence[LoginSession]:
    """The browsers in which the account is signed in, newest first."""
    query = select(LoginSession).where(
        LoginSession.account_id == account.id, LoginSession.ended_at.is_(None), LoginSession.expires_at > now
    )
    return session.scalars(query.order_by(LoginSession.id.desc())).all()


def end_sessions_of(session: Session, account: Account, now: datetime, *, keep: LoginSession | None = None) -> int:
    """End all living sessions of `account` but `keep`; says how many."""
    statement = update(LoginSession).where(
        LoginSession.account_id == account.id, LoginSession.ended_at.is_(None), LoginSession.expires_at > now
    )
    if keep is not None:
        statement = statement.where(LoginSession.id != keep.id)
    ended = session.execute(statement.values(ended_at=now).execution_options(synchronize_session="fetch"))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def renew(session: Session, row: LoginSession, now: datetime) -> str:
    """End `row` and open a session in its place (same browser, same end); gives the new token."""
    row.ended_at = now
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            account_id=row.account_id,
            token_hash=token_hash(token),
            agent=row.agent,
            source=row.source,
            started_at=now,
            expires_at=row.expires_at,
        )
    )
    session.flush()
    return token


def shift_ends(session: Session, now: datetime, by: timedelta) -> None:
    """Let the living sessions of a demo live on over a jump of its day."""
    query = select(LoginSession).where(LoginSession.ended_at.is_(None), LoginSession.expires_at > now)
    for row in session.scalars(query):
        row.expires_at += by
