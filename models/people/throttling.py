"""Wrong passwords: counted before they are checked, so that guessing in parallel gains nothing."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models.people.accounts import FailedLogin

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_SOURCE = 30  # a whole office may sit behind one address


def take_try(session: Session, username: str, source: str, now: datetime) -> int | None:
    """Note a try before its password is looked at; None when `username` or `source` has had too many wrong ones.

    Counted by what was typed, whether or not such an account exists. The caller keeps the unit of work at
    once, and calls `forgive` when the password was right.
    """
    name, source = _name(username), source[:60]
    _one_at_a_time(session, name)
    since = now - WINDOW
    if _count(session, FailedLogin.username_key == name, since) >= PER_ACCOUNT:
        return None
    if _count(session, FailedLogin.source == source, since) >= PER_SOURCE:
        return None
    row = FailedLogin(username_key=name, source=source, at=now)
    session.add(row)
    session.flush()
    return row.id


def forgive(session: Session, username: str) -> None:
    """Forget the tries for a user name: the right password was given."""
    session.execute(delete(FailedLogin).where(FailedLogin.username_key == _name(username)))


def forget_old(session: Session, now: datetime) -> None:
    """Delete what no longer counts."""
    session.execute(delete(FailedLogin).where(FailedLogin.at < now - 4 * WINDOW))


def _count(session: Session, condition: object, since: datetime) -> int:
    query = select(func.count()).select_from(FailedLogin).where(condition, FailedLogin.at > since)  # type: ignore[arg-type]
    return session.scalar(query) or 0


def _name(username: str) -> str:
    """What was typed may be anything and long: a key of fixed size stands for it."""
    return hashlib.sha256(username.encode("utf-8", "replace")).hexdigest()


def _one_at_a_time(session: Session, name: str) -> None:
    """On PostgreSQL two tries for one name wait for each other; on SQLite every writing unit does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
