"""What nobody has to click: due dates, messages between cases, automatic steps; each in a unit of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, joinedload

from models.base.finding import Conflict, Refusal
from models.base.language import say
from models.base.session import Database, unit_of_work
from models.papers.files import StoredFile
from models.people.permissions import SYSTEM
from models.process.cases import Case
from models.process.tasks import Incident, Message, Task
from models.process.words import TaskKind
from workflows import steps
from workflows.machines.files import sweep

ROUNDS = 100  # what one step makes due is done in the next round; a chain longer than this waits for the next call
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)


@dataclass
class Ticked:
    """How much was done: steps by date, messages, automatic steps; what failed, and what waits for its next try."""

    timers: int = 0
    messages: int = 0
    automatic: int = 0
    failed: int = 0
    waiting: int = 0
    swept: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """One pending thing: `kind` is the counter it belongs to, `tries` how often it has failed so far."""

    kind: str
    public_id: str
    case_id: int
    step: str
    tries: int


def tick(database: Database, now: datetime, *, retry: bool = False) -> Ticked:
    """Do everything that is due at `now`, until nothing is left.

    A thing that fails becomes an incident, is tried again after a while (at once with `retry`) and stops
    nothing else. Two calls at once do each thing once.
    """
    ticked = Ticked()
    tried: set[str] = set()
    for _ in range(ROUNDS):
        jobs, ticked.waiting = pending(database, now, retry=retry)
        fresh = [job for job in jobs if job.public_id not in tried]
        if not fresh:
            break
        for job in fresh:
            tried.add(job.public_id)
            _try(database, now, job, ticked)
    if database.home is not None:
        ticked.swept = _sweep(database, database.home)
    return ticked


def pending(database: Database, now: datetime, *, retry: bool = False) -> tuple[list[Job], int]:
    """What is due at `now`, oldest first, and how many things wait because they have failed lately."""
    with unit_of_work(database, writing=False) as session:
        incidents = {(one.case_id, one.step): one for one in _open_incidents(session)}
        jobs = [*_task_jobs(session, "timers", _due(now)), *_message_jobs(session),
                *_task_jobs(session, "automatic", Task.kind == TaskKind.AUTOMATIC)]  # fmt: skip
    found, waiting = [], 0
    for kind, public_id, case_id, step in jobs:
        incident = incidents.get((case_id, step))
        if incident is not None and not retry and now < next_try(incident):
            waiting += 1
        else:
            found.append(Job(kind, public_id, case_id, step, incident.tries if incident else 0))
    return found, waiting


def next_try(incident: Incident) -> datetime:
    """When a failed thing is tried again: after one minute, then two, four, … at most a day."""
    wait: timedelta = FIRST_WAIT * 2 ** min(incident.tries - 1, 20)
    return incident.last_at + min(wait, LONGEST_WAIT)


def _due(now: datetime) -> ColumnElement[bool]:
    return (Task.kind == TaskKind.USER) & (Task.fires_at <= now)


def _task_jobs(session: Session, kind: str, condition: ColumnElement[bool]) -> list[tuple[str, str, int, str]]:
    query = select(Task.public_id, Task.case_id, Task.element).where(Task.closed_at.is_(None), condition)
    rows = session.execute(query.order_by(Task.fires_at, Task.id)).all()
    return [(kind, public_id, case_id, element) for public_id, case_id, element in rows]


def _message_jobs(session: Session) -> list[tuple[str, str, int, str]]:
    query = select(Message.public_id, Message.case_id, Message.name).where(Message.delivered_at.is_(None))
    rows = session.execute(query.order_by(Message.id))
    return [("messages", public_id, case_id, name) for public_id, case_id, name in rows]


def _open_incidents(session: Session) -> list[Incident]:
    return list(session.scalars(select(Incident).where(Incident.closed_at.is_(None))))


def _try(database: Database, now: datetime, job: Job, ticked: Ticked) -> None:
    work: Callable[[Session], bool] = partial(_deliver if job.kind == "messages" else _perform, now=now, job=job)
    try:
        with unit_of_work(database) as session:
            done = work(session)
            if done and job.tries:
                _close_incident(session, now, job)
    except Exception as error:  # whatever a verb raises: the others must go on, and somebody must learn of it
        if _somebody_else_did(database, job, error):
            return
        text = _told(error)
        _keep_incident(database, now, job, text)
        ticked.failed += 1
        ticked.failures.append(f"{job.step}: {text}")
    else:
        setattr(ticked, job.kind, getattr(ticked, job.kind) + int(done))


def _perform(session: Session, now: datetime, job: Job) -> bool:
    done = steps.perform(session, SYSTEM, now, job.public_id, {}, key=f"tick {job.public_id}")
    return not done.repeated


def _deliver(session: Session, now: datetime, job: Job) -> bool:
    query = select(Message).where(Message.public_id == job.public_id).options(joinedload(Message.case))
    message = session.scalars(query).one()
    if message.delivered_at is not None:
        return False
    steps.deliver(session, now, message)
    return message.delivered_at == now


def _somebody_else_did(database: Database, job: Job, error: Exception) -> bool:
    """Whether the refusal only says that a person or another process was faster."""
    if not isinstance(error, Conflict) or job.kind == "messages":
        return False
    with unit_of_work(database, writing=False) as session:
        task = session.scalars(select(Task).where(Task.public_id == job.public_id)).one()
        return task.closed_at is not None


def _told(error: Exception) -> str:
    """The failure in at most 500 signs, without the values of a statement: they may be confidential."""
    if isinstance(error, Refusal) and error.message:
        return say(error.message, "vi", error.values)[:500]
    if isinstance(error, DBAPIError):
        return f"{type(error).__name__}: {str(error.orig).splitlines()[0] if str(error.orig) else ''}"[:500]
    return f"{type(error).__name__}: {error}"[:500]


def _locked_incident(session: Session, job: Job) -> Incident | None:
    """The open incident of the job; its case is locked, so that two processes count one after the other."""
    session.execute(select(Case.id).where(Case.id == job.case_id).with_for_update())
    query = select(Incident).where(
        Incident.case_id == job.case_id, Incident.step == job.step, Incident.closed_at.is_(None)
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _keep_incident(database: Database, now: datetime, job: Job, text: str) -> None:
    with unit_of_work(database) as session:
        incident = _locked_incident(session, job)
        if incident is None:
            session.add(Incident(case_id=job.case_id, step=job.step, text=text, tries=1, first_at=now, last_at=now))
        elif incident.tries == job.tries:  # else another process has failed at the same time and counted
            incident.text, incident.tries, incident.last_at = text, job.tries + 1, now


def _close_incident(session: Session, now: datetime, job: Job) -> None:
    incident = _locked_incident(session, job)
    if incident is not None:
        incident.closed_at = now


def _sweep(database: Database, home: Path) -> int:
    """Remove uploads that no row has mentioned for a day: their form was refused or left."""

    def is_mentioned(digest: str) -> bool:
        with unit_of_work(database, writing=False) as session:
            return session.scalars(select(StoredFile.id).where(StoredFile.digest == digest)).first() is not None

    return sweep(home, is_mentioned)
