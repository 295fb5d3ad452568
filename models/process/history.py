"""The history: append-only chains of acts, refused attempts and answered keys."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, Table, Text, UniqueConstraint, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.tables import Base, Keyed, append_only, fk, write_row
from models.people.permissions import Actor
from models.process.words import ChainKind

GENESIS = "0" * 64


class Chain(Keyed, Base):
    """The head of one chain; its row is locked by whoever appends."""

    __tablename__ = "vd_chain"

    kind: Mapped[ChainKind] = mapped_column(String(20))
    length: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default=GENESIS)


class Event(Keyed, Base):
    """One act: who, when, what, before and after, why; bound to the one before it."""

    __tablename__ = "vd_event"
    __table_args__ = (UniqueConstraint("chain_id", "number"),)

    chain_id: Mapped[int] = fk("vd_chain.id")
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = fk("vd_person.id")
    actor_name: Mapped[str] = mapped_column(String(200))
    behalf_of: Mapped[str] = mapped_column(String(250), default="")
    act: Mapped[str] = mapped_column(String(80))
    element: Mapped[str] = mapped_column(String(80), default="")
    outcome: Mapped[str] = mapped_column(String(40), default="")
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    confidential: Mapped[bool] = mapped_column(default=False)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    chain: Mapped[Chain] = relationship(viewonly=True)


class Attempt(Keyed, Base):
    """A refused act: who wanted what, and why it was refused."""

    __tablename__ = "vd_attempt"

    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = fk("vd_person.id")
    act: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))


class Answered(Base):
    """The answer to an act by its idempotency key: a repetition gets it again and does nothing."""

    __tablename__ = "vd_answered"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]]
    at: Mapped[datetime]


append_only(Event.__table__)  # type: ignore[arg-type]
append_only(Attempt.__table__)  # type: ignore[arg-type]


def canonical(value: Mapping[str, Any]) -> str:
    """Equal objects give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest_of(event: Event) -> str:
    """What binds an event to its content and to the one before it."""
    return hashlib.sha256(canonical(content_of(event)).encode()).hexdigest()


def content_of(event: Event) -> dict[str, Any]:
    """What the digest of an event is taken of."""
    return {
        "chain": event.chain_id,
        "number": event.number,
        "at": event.at.isoformat(),
        "actor": event.actor_id,
        "name": event.actor_name,
        "behalf": event.behalf_of,
        "act": event.act,
        "element": event.element,
        "outcome": event.outcome,
        "before": event.before,
        "after": event.after,
        "reason": event.reason,
        "confidential": event.confidential,
        "previous": event.previous,
    }


def append(
    session: Session,
    chain: Chain,
    actor: Actor,
    now: datetime,
    act: str,
    *,
    element: str = "",
    outcome: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    confidential: bool = False,
    behalf_of: str = "",
) -> Event:
    """Write one event at the end of `chain`, whose row the caller has locked."""
    event = Event(
        chain_id=chain.id,
        number=chain.length + 1,
        at=now,
        actor_id=actor.person_id,
        actor_name=actor.name,
        behalf_of=behalf_of,
        act=act,
        element=element,
        outcome=outcome,
        before=json.loads(canonical(before or {})),
        after=json.loads(canonical(after or {})),
        reason=reason,
        confidential=confidential,
        previous=chain.head,
    )
    event.digest = digest_of(event)
    write_row(session, event)
    chain.length, chain.head = event.number, event.digest
    return event


ANSWERED: Table = Answered.__table__  # type: ignore[assignment]
_ONCE = {
    name: insert(ANSWERED).on_conflict_do_nothing().returning(ANSWERED.c.key)
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
_KEEP = ANSWERED.update().where(ANSWERED.c.key == bindparam("taken")).values(result=bindparam("told"))


def take_key(session: Session, values: Mapping[str, Any]) -> bool:
    """Store an answer, or the place for one; False when its key is taken.

    A second writer of the same key waits for the first to end.
    """
    return session.execute(_ONCE[session.get_bind().dialect.name], values).first() is not None


def keep_answer(session: Session, key: str, result: Mapping[str, Any]) -> None:
    """Write the answer of a key that this unit of work has taken."""
    session.flush()
    session.execute(_KEEP, {"taken": key, "told": result})


def new_chain(session: Session, kind: ChainKind) -> Chain:
    chain = Chain(kind=kind, length=0, head=GENESIS)
    session.add(chain)
    session.flush()
    return chain


def locked_chain(session: Session, chain_id: int) -> Chain:
    """The chain with its row locked until the end of the unit of work."""
    return session.scalars(
        select(Chain).where(Chain.id == chain_id).with_for_update().execution_options(populate_existing=True)
    ).one()
