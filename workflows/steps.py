"""The one door: everything that changes official data passes here, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload
from sqlalchemy.orm.attributes import flag_modified

from models.base.finding import BadRequest, Conflict, Forbidden, Missing, Refusal
from models.base.language import N_
from models.base.session import Database, unit_of_work
from models.campaigns.campaigns import Campaign
from models.people.permissions import SYSTEM, Actor, can, can_step
from models.process import history
from models.process.cases import Case
from models.process.installation import installation
from models.process.outcomes import Outcome
from models.process.tasks import Message, Task
from models.process.words import TaskKind
from workflows import moving
from workflows.call import Call
from workflows.drift import ClocksDiffer as ClocksDiffer
from workflows.drift import refuse_drift
from workflows.engine import instance
from workflows.register import STEPS
from workflows.subjects import access_of, case_id_of, subject_of

USED = N_("This form was already used for something else. Please open the page again.")
LockedTask = NewType("LockedTask", Task)

GENERIC_OUTCOMES = ("done", "returned")

# What every step asks, built once. The rows are read as the last writer left them, whatever the page had read.
_LOCKED_TASK = (
    select(Task)
    .join(Task.case)
    .join(Case.chain)
    .options(contains_eager(Task.case).contains_eager(Case.chain), contains_eager(Task.case).joinedload(Case.diagram))
    .where(Task.public_id == bindparam("task"))
    .with_for_update(of=(Task, Case, history.Chain))
    .execution_options(populate_existing=True)
)
_LOCKED_CASE = (
    select(Case)
    .join(Case.chain)
    .options(contains_eager(Case.chain), joinedload(Case.diagram))
    .where(Case.id == bindparam("case"))
    .with_for_update(of=(Case, history.Chain))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Done:
    """What the caller is told: public ids and counts; `repeated` when the key had been answered before."""

    result: Mapping[str, Any]
    repeated: bool = False
    subject: Any = None  # the row that was acted on


def locked_task(session: Session, task_id: str) -> LockedTask:
    """The task with its case and chain, all three locked, so that each is read as the last writer left it.

    Raises Missing when there is none, or when it waits for a message.
    """
    _forget_what_was_read(session)
    task = session.scalars(_LOCKED_TASK, {"task": task_id}).one_or_none()
    if task is None or task.kind == TaskKind.MESSAGE:
        raise Missing()
    return LockedTask(task)


def perform(
    session: Session,
    actor: Actor,
    now: datetime,
    task: str | LockedTask,
    answers: Mapping[str, Any],
    *,
    key: str,
    seen: int | None = None,
) -> Done:
    """Do an open task, named by its public id or locked already: the verb of its step, then the diagram moves.

    `key` makes a repetition harmless; `seen` is the version of the case that the actor looked at.
    Raises Missing, Forbidden, Conflict, RuleBroken, BadRequest; the caller rolls everything back.
    """
    refuse_drift(session)
    task = locked_task(session, task) if isinstance(task, str) else task
    case = task.case
    asked = _asked(actor, now, key, "perform", task.public_id, answers)
    subject = subject_of(session, case)
    if task.closed_at is not None or case.closed_at is not None:
        stored = _answered(session, asked)
        if stored is None:
            raise _somebody_was_faster(session, case)
        return Done(stored, repeated=True, subject=subject)
    _refuse_stale(session, case, seen)
    _refuse_forbidden(can_step(actor, task.element, task.role, access_of(session, subject, task)))
    call = Call(session, actor, now, subject, case, task)
    step = STEPS.get(task.element)
    outcome = step.verb(call, answers) if step else _generic(answers)
    moved = instance.complete(case.diagram, case.state, task.place, outcome.name, session.info["key"])
    task.closed_at, task.closed_by_id, task.outcome = now, actor.person_id, outcome.name
    moving.apply(session, case, subject, moved, now, done=task)
    _tell(session, call, task.element, outcome, case.chain_id)
    session.flush()
    asked["result"] = _result(outcome, case)
    if not history.take_key(session, asked):  # an open task was never answered: the key has done something else
        raise BadRequest(USED)
    return Done(asked["result"], subject=subject)


def act(
    session: Session,
    actor: Actor,
    now: datetime,
    name: str,
    subject: Any,
    answers: Mapping[str, Any],
    *,
    key: str,
    seen: int | None = None,
) -> Done:
    """Do the act `name` on `subject` (a mapped row, or None for the installation). Raises as `perform`."""
    step = STEPS.get(name)
    if step is None:
        raise Missing()
    refuse_drift(session)
    asked = {} if step.own_key else _asked(actor, now, key, name, getattr(subject, "public_id", ""), answers)
    if asked and not history.take_key(session, asked):  # of two at once, the second waits here for the first
        return Done(_answered(session, asked) or {}, repeated=True)
    owner = _locked_owner(session, subject)
    if isinstance(owner, Case | Campaign):
        _refuse_stale(session, owner, seen)
    task = subject if isinstance(subject, Task) else None
    _refuse_forbidden(step.may(session, actor, subject) if step.may else can(actor, name, access_of(session, subject)))
    case = owner if isinstance(owner, Case) else None
    call = Call(session, actor, now, subject, case, task)
    outcome = step.verb(call, answers if not step.own_key else {**answers, "key": key})
    if outcome.silent:
        return Done(outcome.result)
    chain_id = owner.chain_id if owner is not None else outcome.chain_id
    if case is not None:
        case.moved_at = now
        flag_modified(case, "moved_at")  # a new version even within one tick of the clock
        if outcome.own_message:
            moved = instance.deliver(case.diagram, case.state, outcome.own_message, outcome.name, session.info["key"])
            moving.apply(session, case, subject_of(session, case), moved, now)
    elif isinstance(owner, Campaign):
        owner.touched_at = now
    _tell(session, call, outcome.told_as or name, outcome, chain_id)
    if not asked:
        return Done(outcome.result)
    result = _result(outcome, case)
    history.keep_answer(session, asked["key"], result)
    return Done(result, subject=subject)


def deliver(session: Session, now: datetime, message: Message) -> None:
    """Hand a written message to its case; a case that has ended meanwhile no longer needs it."""
    refuse_drift(session)
    case = _locked_case(session, message.case_id)
    session.refresh(message)
    if message.delivered_at is not None:
        return
    message.delivered_at = now
    if case.closed_at is not None:
        return
    moved = instance.deliver(case.diagram, case.state, message.name, message.outcome, session.info["key"])
    moving.apply(session, case, subject_of(session, case), moved, now)
    history.append(session, case.chain, SYSTEM, now, message.name, element=message.name, outcome=message.outcome)


def record_attempt(database: Database, actor: Actor, now: datetime, name: str, subject: str, refusal: Refusal) -> None:
    """Write down a refused act in a unit of its own, after everything else of it was rolled back."""
    step = STEPS.get(name)
    traceless = step is not None and step.traceless
    who, why = (None, "") if traceless else (actor.person_id, refusal.message or refusal.code)
    with unit_of_work(database) as session:
        session.add(
            history.Attempt(
                at=now, actor_id=who, act=name[:80], subject=subject[:80], status=refusal.status, reason=why[:300]
            )
        )


def _generic(answers: Mapping[str, Any]) -> Outcome:
    """A step that the code does not know: its form is one of two buttons and a note."""
    name = answers.get("outcome", "done")
    if name not in GENERIC_OUTCOMES:
        raise BadRequest()
    return Outcome(name, reason=str(answers.get("reason", "")))


def _tell(session: Session, call: Call, name: str, outcome: Outcome, chain_id: int | None) -> None:
    """Start what the verb wants started, write its messages, and its row of history."""
    started = [moving.start(session, call.now, start) for start in outcome.starts]
    for post in outcome.messages:
        session.add(Message(case_id=post.case_id, name=post.name, outcome=post.outcome, written_at=call.now))
    if chain_id is None:
        chain_id = started[0].chain_id if started else installation(session).chain_id
    chain = call.case.chain if call.case and call.case.chain_id == chain_id else history.locked_chain(session, chain_id)
    behalf = getattr(call.subject, "behalf_name", "") or str(outcome.after.get("on_behalf_of", ""))
    history.append(
        session,
        chain,
        call.actor,
        call.now,
        name,
        element=call.task.element if call.task else "",
        outcome=outcome.name,
        before=outcome.before,
        after=outcome.after,
        reason=outcome.reason,
        confidential=outcome.confidential,
        behalf_of=behalf,
    )


def _asked(
    actor: Actor, now: datetime, key: str, name: str, subject: str, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The row that remembers what was asked under the idempotency key, its answer still empty."""
    if not key or len(key) > 200:
        raise BadRequest(N_("The form came without its key. Please open the page again."))
    own = hashlib.sha256(f"{actor.public_id}\n{key}".encode()).hexdigest()
    request = hashlib.sha256(f"{name}\n{subject}\n{history.canonical(dict(answers))}".encode()).hexdigest()
    return {"key": own, "request": request, "result": {}, "at": now}


def _answered(session: Session, asked: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What was answered to the same request before; None when its key is new."""
    stored = session.get(history.Answered, asked["key"])
    if stored is not None and stored.request != asked["request"]:
        raise BadRequest(USED)
    return stored.result if stored is not None else None


def _result(outcome: Outcome, case: Case | None) -> dict[str, Any]:
    return {**outcome.result, **({"case": case.public_id} if case else {})}


def _locked_case(session: Session, case_id: int) -> Case:
    return session.scalars(_LOCKED_CASE, {"case": case_id}).one()


def _forget_what_was_read(session: Session) -> None:
    """What the page read before the lock may be old by now; SQLite let nobody else write meanwhile."""
    if session.get_bind().dialect.name != "sqlite":
        session.flush()
        session.expire_all()


def _locked_owner(session: Session, subject: Any) -> Case | Campaign | None:
    """Lock what the act belongs to: the case of the subject, its campaign, or nothing."""
    case_id = case_id_of(subject)
    _forget_what_was_read(session)
    if case_id is not None:
        return _locked_case(session, case_id)
    campaign = subject if isinstance(subject, Campaign) else getattr(subject, "campaign", None)
    if isinstance(campaign, Campaign):
        query = select(Campaign).where(Campaign.id == campaign.id).with_for_update()
        return session.scalars(query.execution_options(populate_existing=True)).one()
    return None


def _refuse_stale(session: Session, owner: Case | Campaign, seen: int | None) -> None:
    if seen is not None and owner.version != seen:
        raise _somebody_was_faster(session, owner)


def _somebody_was_faster(session: Session, owner: Case | Campaign) -> Conflict:
    last = session.scalars(
        select(history.Event).where(history.Event.chain_id == owner.chain_id).order_by(history.Event.number.desc())
    ).first()
    who, what, at = (last.actor_name, last.act, last.at) if last else ("", "", None)
    return Conflict(N_("Meanwhile %(who)s was faster."), who=who, what=what, at=at)


def _refuse_forbidden(answer: Any) -> None:
    if not answer:
        raise Forbidden(answer.reason, **answer.values)
