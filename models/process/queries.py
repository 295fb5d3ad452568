"""What pages ask of cases: the inbox, the way of a case, its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.people.permissions import Actor
from models.people.words import Role
from models.process.cases import Case
from models.process.history import Event
from models.process.tasks import Message, Task
from models.process.words import TaskKind

# A phase opens and closes by its date; by hand it is done from the campaign's page, not from an inbox.
PHASE_STEPS = ("open_phase", "close_phase")


def mine(actor: Actor) -> ColumnElement[bool]:
    """The condition "this open task is for somebody like `actor`"."""
    wanted: list[ColumnElement[bool]] = [false()]
    for seat in actor.seats:
        own = (Task.role == seat.role) & (Task.organization_id == seat.organization_id)
        office = (Task.role == seat.role) & Task.organization_id.is_(None)
        wanted.append(office if _at_the_office(seat.role) else own)
    free = Task.holder_id.is_(None) | (Task.holder_id == actor.person_id)
    by_hand = Task.element.not_in(PHASE_STEPS)
    return (Task.kind == TaskKind.USER) & Task.closed_at.is_(None) & or_(*wanted) & free & by_hand


def _at_the_office(role: Role) -> bool:
    return role not in (Role.UNIT_OFFICER, Role.HEAD)


def inbox(actor: Actor) -> Select[Task]:
    """The actor's open tasks with their cases; the caller orders and cuts."""
    return select(Task).where(mine(actor)).options(joinedload(Task.case), joinedload(Task.holder))


def inbox_count(session: Session, actor: Actor) -> int:
    return session.scalar(select(func.count()).select_from(Task).where(mine(actor))) or 0


def open_tasks(session: Session, case: Case) -> Sequence[Task]:
    """The open tasks of a case that people or the system are to do, oldest first."""
    query = select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None), Task.kind != TaskKind.MESSAGE)
    return session.scalars(query.options(joinedload(Task.holder)).order_by(Task.id)).all()


def all_tasks(session: Session, case: Case) -> Sequence[Task]:
    query = select(Task).where(Task.case_id == case.id).options(joinedload(Task.holder)).order_by(Task.id)
    return session.scalars(query).all()


def heard(session: Session, case: Case) -> set[tuple[str, datetime | None]]:
    """The messages that have come to a case, each with its instant."""
    query = select(Message.name, Message.delivered_at).where(
        Message.case_id == case.id, Message.delivered_at.is_not(None)
    )
    return {(name, at) for name, at in session.execute(query)}


def events_of(session: Session, chain_id: int, *, office: bool) -> Sequence[Event]:
    """The history of a chain, newest first; confidential rows for the office only."""
    query = select(Event).where(Event.chain_id == chain_id).order_by(Event.number.desc())
    if not office:
        query = query.where(Event.confidential.is_(False))
    return session.scalars(query).all()
