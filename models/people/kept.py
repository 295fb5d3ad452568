"""Typed text that outlives its session: kept for the account that typed it, given back after sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.people.accounts import Account, KeptForm

LASTS = timedelta(hours=24)
SIZE = 200_000  # signs of one form
PER_ACCOUNT = 5

Fields = Sequence[tuple[str, str]]


def keep(session: Session, account: Account, path: str, fields: Fields, now: datetime) -> KeptForm | None:
    """Keep what was typed; None when it is too much. The oldest of an account give way, the outdated go."""
    if sum(len(name) + len(value) for name, value in fields) > SIZE or len(path) > 500:
        return None
    session.execute(delete(KeptForm).where(KeptForm.expires_at <= now))
    older = session.scalars(select(KeptForm.id).where(KeptForm.account_id == account.id).order_by(KeptForm.id.desc()))
    session.execute(delete(KeptForm).where(KeptForm.id.in_(older.all()[PER_ACCOUNT - 1 :])))
    row = KeptForm(
        account_id=account.id,
        path=path,
        fields=[[name, value] for name, value in fields],
        kept_at=now,
        expires_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    return row


def kept_form(session: Session, public_id: str, account_id: int, now: datetime) -> KeptForm | None:
    """The kept form, for the account that typed it only."""
    query = select(KeptForm).where(
        KeptForm.public_id == public_id, KeptForm.account_id == account_id, KeptForm.expires_at > now
    )
    return session.scalars(query).one_or_none()
