"""I3: the state of each case, its open tasks and its status say the same; nothing waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.base.finding import Finding, Refusal
from models.base.language import N_
from models.process.cases import Case
from models.process.tasks import Message, Task
from models.process.words import TaskKind
from workflows.engine import instance
from workflows.engine.reading import outline_of
from workflows.engine.state import StateRefused
from workflows.subjects import SUBJECTS

CODE = "I3"
PATIENCE = timedelta(minutes=5)
UNREADABLE = N_("The state of case %(case)s cannot be read: %(detail)s")
OTHER_TASKS = N_("Case %(case)s: open by its diagram %(places)s, open as tasks %(tasks)s.")
OTHER_STATUS = N_("Case %(case)s has the status “%(status)s”; its diagram names “%(drawn)s”.")
NOTHING_TO_DO = N_("Case %(case)s is not closed, but nobody has anything to do in it.")
CLOSED_OPEN = N_("Case %(case)s is closed, but its diagram has not ended.")
NO_SUBJECT = N_("Case %(case)s of kind “%(kind)s” belongs to no row.")
OLD_MESSAGE = N_("The message “%(message)s” to case %(case)s has been waiting since %(since)s.")
OLD_STEP = N_("The automatic step “%(step)s” of case %(case)s has been waiting since %(since)s.")
OLD_DATE = N_("The step “%(step)s” of case %(case)s was due by date on %(since)s and has not been done.")


def check(session: Session, now: datetime, home: Any) -> Iterator[Finding]:
    """Each case against its sealed state; then what waits longer than five minutes."""
    tasks: dict[int, list[Task]] = {}
    for task in session.scalars(select(Task).where(Task.closed_at.is_(None)).order_by(Task.id)):
        tasks.setdefault(task.case_id, []).append(task)
    posted = set(session.scalars(select(Message.case_id).where(Message.delivered_at.is_(None))))
    for case in session.scalars(select(Case).options(joinedload(Case.diagram)).order_by(Case.id)):
        yield from _case(session, case, tasks.get(case.id, []), case.id in posted)
    yield from _subjects(session)
    yield from _waiting(session, now)


def _case(session: Session, case: Case, tasks: list[Task], has_post: bool) -> Iterator[Finding]:
    try:
        places = instance.open_places(case.diagram, case.state, session.info["key"])
    except (StateRefused, Refusal, ValueError, KeyError) as error:
        yield Finding(CODE, UNREADABLE, {"case": case.public_id, "detail": str(error) or type(error).__name__})
        return
    drawn = {(place.id, place.element, str(place.kind)) for place in places}
    rows = {(task.place, task.element, str(task.kind)) for task in tasks}
    if drawn != rows:
        yield Finding(CODE, OTHER_TASKS, {"case": case.public_id, "places": _listed(drawn - rows),
                                          "tasks": _listed(rows - drawn)})  # fmt: skip
    if case.closed_at is not None and places:
        yield Finding(CODE, CLOSED_OPEN, {"case": case.public_id})
    if case.closed_at is None and not tasks and not has_post:
        yield Finding(CODE, NOTHING_TO_DO, {"case": case.public_id})
    named = _statuses(case, places)
    if named and case.status not in named:
        values = {"case": case.public_id, "status": case.status, "drawn": " / ".join(sorted(named))}
        yield Finding(CODE, OTHER_STATUS, values)


def _listed(places: set[tuple[str, str, str]]) -> str:
    return ", ".join(sorted(place for place, _element, _kind in places)) or "–"


def _statuses(case: Case, places: tuple[instance.Place, ...]) -> set[str]:
    """What the diagram may call the case now; empty where it keeps the status from before."""
    steps = {step.id: step for step in outline_of(case.diagram).steps}
    if not places:
        return {step.status for step in steps.values() if step.kind == "end" and step.status}
    named = (steps[place.element].status for place in reversed(places))
    newest = next((status for status in named if status), "")
    generic = any(steps[place.element].generic for place in places)  # such a step keeps the status it finds
    return {newest} if newest and not generic else set()


def _subjects(session: Session) -> Iterator[Finding]:
    for kind, table in SUBJECTS.items():
        query = select(Case.public_id).outerjoin(table, table.case_id == Case.id)
        for public_id in session.scalars(query.where(Case.kind == kind, table.id.is_(None))):
            yield Finding(CODE, NO_SUBJECT, {"case": public_id, "kind": str(kind)})


def _waiting(session: Session, now: datetime) -> Iterator[Finding]:
    limit = now - PATIENCE
    posted = select(Message).where(Message.delivered_at.is_(None), Message.written_at < limit)
    for message in session.scalars(posted.options(joinedload(Message.case)).order_by(Message.id)):
        values = {"case": message.case.public_id, "message": message.name, "since": message.written_at.isoformat()}
        yield Finding(CODE, OLD_MESSAGE, values)
    late = select(Task).where(Task.closed_at.is_(None), Task.opened_at < limit).options(joinedload(Task.case))
    for task in session.scalars(late.where(Task.kind == TaskKind.AUTOMATIC).order_by(Task.id)):
        values = {"case": task.case.public_id, "step": task.element, "since": task.opened_at.isoformat()}
        yield Finding(CODE, OLD_STEP, values)
    for task in session.scalars(late.where(Task.kind == TaskKind.USER, Task.fires_at < limit).order_by(Task.id)):
        due = task.fires_at.isoformat() if task.fires_at else ""
        yield Finding(CODE, OLD_DATE, {"case": task.case.public_id, "step": task.element, "since": due})
