"""Opening and closing phases, by date or by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.base.clock import end_of_day, start_of_day
from models.base.finding import broken
from models.base.language import N_
from models.campaigns.campaigns import Phase
from models.process.outcomes import Outcome
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


def _changed(call: Call, answers: Mapping[str, Any], before: str, after: str) -> Outcome:
    reason = answers.get("reason", "")
    if not call.actor.is_system and not reason:
        raise broken("reason_missing", N_("Say why: the reason stays in the history."), field="reason")
    return Outcome(before={"phase": call.subject.key, "status": before}, after={"status": after}, reason=reason)
