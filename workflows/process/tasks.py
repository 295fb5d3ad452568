"""Taking a task, giving it back, handing it to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import YES, Answer, Conflict, Finding, Missing, RuleBroken
from models.base.language import N_
from models.people.accounts import actor_of
from models.people.permissions import Actor, can_step
from models.people.persons import Person
from models.process.outcomes import Outcome
from models.process.tasks import Task
from workflows.call import Call
from workflows.subjects import access_of


def may_claim(session: Session, actor: Actor, task: Task) -> Answer:
    """Whoever may do the step once they have it may take it."""
    access = replace(access_of(session, task), holder_id=actor.person_id)
    return can_step(actor, task.element, task.role, access)


def may_release(_session: Session, actor: Actor, task: Task) -> Answer:
    if task.holder_id == actor.person_id:
        return YES
    return Answer(False, N_("Only who has taken the task gives it back."))


def claim_task(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """Take the task: others see who has it. Raises Conflict when somebody was faster."""
    task = _open_task(call)
    if task.holder_id not in (None, call.actor.person_id):
        raise Conflict(
            N_("Meanwhile %(who)s was faster."), who=task.holder.name if task.holder else "", what="claim_task"
        )
    task.holder_id, task.held_at = call.actor.person_id, call.now
    return Outcome(after={"step": task.element, "holder": call.actor.name})


def release_task(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """Give the task back: anybody of the role may take it."""
    task = _open_task(call)
    task.holder_id = task.held_at = None
    return Outcome(before={"step": task.element, "holder": call.actor.name})


def reassign_task(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Hand the task to the person with public id `person`, who must be able to do the step; `reason` is kept."""
    task = _open_task(call)
    person = call.session.scalars(select(Person).where(Person.public_id == answers["person"])).one_or_none()
    if person is None:
        raise Missing()
    allowed = may_claim(call.session, actor_of(call.session, person, call.now), task)
    if not allowed:
        raise RuleBroken(Finding("not_for_them", allowed.reason, allowed.values, field="person"))
    before = task.holder.name if task.holder else ""
    task.holder_id, task.held_at = person.id, call.now
    return Outcome(
        before={"step": task.element, "holder": before}, after={"holder": person.name}, reason=answers.get("reason", "")
    )


def _open_task(call: Call) -> Task:
    task: Task = call.subject
    if task.closed_at is not None:
        raise Conflict(N_("This step has been done meanwhile."), what=task.element)
    return task
