"""What follows when a diagram has moved: open tasks, status, and new cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models.base.tables import write_row
from models.people.organizations import Organization
from models.people.permissions import Access, Reach, grant_for
from models.people.words import Role
from models.process.cases import Case
from models.process.diagrams import Diagram, current_diagram
from models.process.history import new_chain
from models.process.outcomes import Start
from models.process.tasks import Task
from models.process.words import ChainKind, TaskKind
from workflows.engine import instance
from workflows.engine.reading import OutlineStep, outline_of
from workflows.register import STEPS


def start(session: Session, now: datetime, wish: Start) -> Case:
    """A new case on the diagram that is current for its kind; the subject learns its key."""
    diagram = current_diagram(session, wish.kind)
    moved = instance.start(diagram, session.info["key"])
    subject = wish.subject
    case = Case(
        kind=wish.kind,
        diagram_id=diagram.id,
        campaign_id=subject.campaign_id,
        chain_id=new_chain(session, ChainKind.CASE).id,
        state=moved.state,
        status=moved.status or "",
        opened_at=now,
        moved_at=now,
    )
    session.add(case)
    session.flush()
    subject.case_id = case.id
    session.flush()
    session.refresh(subject, ["case"])
    apply(session, case, subject, moved, now)
    return case


def apply(
    session: Session, case: Case, subject: Any, moved: instance.Moved, now: datetime, done: Task | None = None
) -> None:
    """Store the new state; close the tasks of places that were left (but `done`, which is closed), open new ones."""
    case.state, case.moved_at = moved.state, now
    if moved.status:
        case.status = moved.status
    left = moved.left - {done.place} if done is not None else moved.left
    if left:
        query = select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None), Task.place.in_(left))
        for task in session.scalars(query):
            task.closed_at = now
    steps = steps_of(case.diagram)
    for place in moved.opened:
        write_row(session, _task(session, case, subject, place, steps[place.element], now))
    if moved.ended:
        case.closed_at = now


def _task(session: Session, case: Case, subject: Any, place: instance.Place, step: OutlineStep, now: datetime) -> Task:
    known = STEPS.get(step.id)
    role = Role(step.role) if step.role else None
    organization_id = None
    if place.kind == TaskKind.USER:
        role, organization_id = _handled_by(session, subject.access, step.id, role)
    return Task(
        case_id=case.id,
        place=place.id,
        element=place.element,
        kind=TaskKind(place.kind),
        role=role,
        organization_id=organization_id,
        opened_at=now,
        due_at=known.due(session, subject, now) if known and known.due else None,
        fires_at=known.fires(session, subject, now) if known and known.fires else None,
    )


def _handled_by(session: Session, access: Access, step: str, role: Role | None) -> tuple[Role | None, int | None]:
    """The role and the organisation whose people find the task in their inbox; no organisation: the office."""
    grant = grant_for(step, role)
    if grant is None or grant.reach in (Reach.OFFICE, Reach.ROSTER):
        return role, None
    if grant.reach is Reach.ABOVE:
        above = _manned(session, _keys(access.written_path or access.path)[:-1])
        return (role, above) if above else (Role.SECRETARIAT_LEAD, None)
    if grant.reach is Reach.OWN and access.unmanned:
        return role, _manned(session, _keys(access.written_path) or _keys(access.path)[:-1])
    return role, access.organization_id


def _keys(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]


def _manned(session: Session, keys: list[int]) -> int | None:
    """The lowest of the organisations `keys` in which somebody writes."""
    manned = ~cast("ColumnElement[bool]", Organization.unmanned)
    query = select(Organization.id).where(Organization.id.in_(keys), manned)
    return session.scalars(query.order_by(func.length(Organization.path).desc())).first()


def steps_of(diagram: Diagram) -> dict[str, OutlineStep]:
    """The diagram's elements by id."""
    return {step.id: step for step in outline_of(diagram).steps}
