"""Signed-in browsers: opened, found by the token of their cookie, ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, joinedload

from models.base.clock import day_of
from models.people.accounts import Account, LoginSession
from models.people.persons import Person

LASTS = timedelta(hours=12)  # from sign-in, whatever happens in between


def token_hash(token: str) -> str:
    """What is kept of a token; the token itself is in the browser's cookie only."""
    return hashlib.sha256(token.encode()).hexdigest()


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
    return session.scalars(_OF_TOKEN, {"hash": token_hash(token)}).one_or_none()


# Asked at every request: built once, like all statements that stand outside a function.
_OF_TOKEN = (
    select(LoginSession)
    .where(LoginSession.token_hash == bindparam("hash"))
    .options(joinedload(LoginSession.account).joinedload(Account.person).joinedload(Person.unit))
)


def is_living(row: LoginSession, now: datetime) -> bool:
    """Whether the session still opens doors: not ended, not too old, account and home unit still there."""
    return row.ended_at is None and now < row.expires_at and may_sign_in(row.account, now)


def may_sign_in(account: Account, now: datetime) -> bool:
    """Whether the account is open and its person's home unit exists on this day."""
    return account.disabled_at is None and account.person.unit.alive_on(day_of(now))


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
