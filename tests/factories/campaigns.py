"""Works on every step of their way, reported figures, phases opened and closed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.campaigns.campaigns import Campaign, Phase, the_campaign
from models.campaigns.registrations import Work
from models.people.organizations import Organization
from models.people.permissions import SYSTEM, Actor
from models.process.tasks import Task
from models.process.words import TaskKind
from models.schemes.words import WorkKind
from workflows import steps

TITLE = "Đường giao thông nông thôn thôn mẫu"
PLAN = "Bê tông hóa 500 m đường, Nhà nước và nhân dân cùng làm"
_keys = itertools.count(1)


def key() -> str:
    """A new idempotency key."""
    return f"factory-{next(_keys)}"


def campaign_of(session: Session) -> Campaign:
    campaign = the_campaign(session)
    assert campaign is not None
    return campaign


def phase(session: Session, name: str) -> Phase:
    return session.scalars(select(Phase).where(Phase.key == name)).one()


def open_task(session: Session, subject: Work | Phase) -> Task:
    """The step that people or the system are to do next."""
    query = select(Task).where(Task.case_id == subject.case_id, Task.closed_at.is_(None), Task.kind == TaskKind.USER)
    return session.scalars(query).one()


def answer(
    session: Session, actor: Actor, now: datetime, subject: Work | Phase, answers: Mapping[str, Any]
) -> steps.Done:
    """Do the open step of `subject`."""
    return steps.perform(session, actor, now, open_task(session, subject).public_id, answers, key=key())


def open_phase(session: Session, name: str, now: datetime) -> Phase:
    found = phase(session, name)
    answer(session, SYSTEM, now, found, {})
    return found


def registration(**changes: Any) -> dict[str, Any]:
    """What somebody types who registers a work."""
    typed = {"kind": WorkKind.CONSTRUCTION, "title": TITLE, "plan": PLAN, "finish_on": date(2024, 6, 30)}
    return {**typed, **changes}


def register(session: Session, actor: Actor, now: datetime, organization: Organization, **changes: Any) -> Work:
    """A work of `organization` that waits for approval."""
    done = steps.act(session, actor, now, "register_work", organization, registration(**changes), key=key())
    return session.scalars(select(Work).where(Work.public_id == done.result["work"])).one()


def approved(
    session: Session, actor: Actor, above: Actor, now: datetime, organization: Organization, **changes: Any
) -> Work:
    """A work in progress."""
    work = register(session, actor, now, organization, **changes)
    answer(session, above, now, work, {"outcome": "approved"})
    return work


def accepted(
    session: Session, actor: Actor, above: Actor, now: datetime, organization: Organization, **changes: Any
) -> Work:
    """A work that is complete and accepted."""
    work = approved(session, actor, above, now, organization, **changes)
    answer(session, actor, now, work, {"result": "Đã đưa vào sử dụng", "completed_on": day_of(now)})
    answer(session, above, now, work, {"outcome": "accepted"})
    return work


def report(
    session: Session, actor: Actor, now: datetime, organization: Organization, measure: str, value: int, **more: Any
) -> steps.Done:
    answers = {"measure": measure, "value": value, **more}
    return steps.act(session, actor, now, "report_figure", organization, answers, key=key())
