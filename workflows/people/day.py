"""The day of a demo: only forward, never in an office."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models.base import clock
from models.base.finding import YES, Answer, broken
from models.base.language import N_
from models.people.permissions import Actor
from models.people.sessions import shift_ends
from models.people.words import InstallationKind
from models.process.installation import installation
from models.process.outcomes import Outcome
from workflows.call import Call

MORNING = 9  # o'clock: the day begins when offices open


def may_set(session: Session, _actor: Actor, _subject: Any) -> Answer:
    if installation(session).kind == InstallationKind.DEMO:
        return YES
    return Answer(False, N_("Only a trial run has an assumed day."))


def set_day(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Jump to the morning of `day`, a later one than today; signed-in people stay signed in.

    The clock file is written by the caller, after the history row and inside the same unit of work.
    """
    day: date = answers["day"]
    today = clock.day_of(call.now)
    if day <= today:
        raise broken("day_not_later", N_("The assumed day can only move forward."), field="day")
    if (day - today).days > 3660:
        raise broken("day_too_late", N_("This day lies more than ten years ahead."), field="day")
    moment = clock.at(day, MORNING)
    shift_ends(call.session, call.now, moment - call.now)
    return Outcome(
        before={"day": today.isoformat()}, after={"day": day.isoformat()}, result={"moment": moment.isoformat()}
    )
