"""Opening and closing phases, by date or by hand; announcing the last day of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from models.base.clock import day_of, end_of_day, start_of_day
from models.base.finding import Conflict, broken, require
from models.base.language import N_
from models.base.text import BadText, one_line
from models.campaigns.campaigns import Phase
from models.campaigns.rules_works import check_phase_end
from models.process.outcomes import Outcome
from models.process.tasks import Task
from workflows.call import Call


def opening(_session: Session, phase: Phase, _now: datetime) -> datetime | None:
    """The instant at which the phase opens by itself: the beginning of its first day."""
    return start_of_day(phase.opens_on) if phase.opens_on else None


def closing(_session: Session, phase: Phase, _now: datetime) -> datetime | None:
    """The instant at which the phase closes by itself: the end of its last day, if that is announced."""
    return end_of_day(phase.closes_on) if phase.closes_on else None


def open_phase(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Open the phase: dossiers for its awards may be submitted from now on."""
    return _changed(call, answers, "announced", "open")


def close_phase(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Close the phase: submission needs a late exception from now on; council and decision go on."""
    return _changed(call, answers, "open", "closed")


def announce_phase_end(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Set the last day `closes_on` of the phase `subject`, with a `reason` (the paper that announces it).

    An open phase then closes by itself at the end of that day. Raises RuleBroken, Conflict (closed already).
    """
    phase: Phase = call.subject
    if call.case is None or call.case.closed_at is not None:
        raise Conflict(N_("This phase is closed already."), what="close_phase")
    day, source = answers.get("closes_on"), _reason(answers)
    require(check_phase_end(day, phase.opens_on, day_of(call.now), source))
    before = {"phase": phase.key, "closes_on": phase.closes_on}
    phase.closes_on, phase.closes_source = day, source
    waiting = (Task.case_id == call.case.id) & (Task.element == "close_phase") & Task.closed_at.is_(None)
    call.session.execute(update(Task).where(waiting).values(fires_at=closing(call.session, phase, call.now)))
    return Outcome(before=before, after={"closes_on": day}, reason=source)


def _reason(answers: Mapping[str, Any]) -> str:
    try:
        return one_line(str(answers.get("reason") or ""))
    except BadText as error:
        raise broken("bad_text", error.message, field="reason") from error


def _changed(call: Call, answers: Mapping[str, Any], before: str, after: str) -> Outcome:
    reason = _reason(answers)
    if not call.actor.is_system and not reason:
        raise broken("reason_missing", N_("Say why: the reason stays in the history."), field="reason")
    return Outcome(before={"phase": call.subject.key, "status": before}, after={"status": after}, reason=reason)
