"""Targets as counts of units, open phases, and how an act stands to its deadline."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from models.base.clock import NO_EXCEPTIONS, Exceptions, day_of, is_in_time, working_days_between
from models.base.dates import short_date
from models.base.finding import Finding, Severity
from models.base.language import N_
from models.campaigns.words import PhaseStatus
from models.schemes.shape.targets import Measure
from models.schemes.words import MeasurePer

Unit = TypeVar("Unit", bound=Hashable)


class Verdict(StrEnum):
    """Whether a target is reached, as far as the reported figures tell."""

    REACHED = "reached"
    MISSED = "missed"
    OPEN = "open"


class Punctuality(StrEnum):
    """How an act, done or still to do, stands to its deadline."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    DUE = "due"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"


LABELS: dict[StrEnum, str] = {
    Verdict.REACHED: N_("reached"),
    Verdict.MISSED: N_("not reached"),
    Verdict.OPEN: N_("still open"),
    Punctuality.EARLY: N_("early by %(days)s working days"),
    Punctuality.ON_TIME: N_("on time"),
    Punctuality.LATE: N_("late by %(days)s working days"),
    Punctuality.DUE: N_("due in %(days)s working days"),
    Punctuality.DUE_TODAY: N_("due today"),
    Punctuality.OVERDUE: N_("overdue by %(days)s working days"),
}

ONE_DAY: dict[Punctuality, str] = {
    Punctuality.EARLY: N_("early by one working day"),
    Punctuality.LATE: N_("late by one working day"),
    Punctuality.DUE: N_("due in one working day"),
    Punctuality.OVERDUE: N_("overdue by one working day"),
}

NOT_OPEN_YET = N_("The phase “%(phase)s” has not been opened yet.")
OPENS_ON = N_("The phase “%(phase)s” opens on %(day)s.")
CLOSED = N_("The phase “%(phase)s” is closed: a dossier can now be submitted only by a late exception.")
LATE_EXCEPTION = N_("Submitted after the phase “%(phase)s” by a late exception: %(reason)s")


@dataclass(frozen=True)
class Share(Generic[Unit]):
    """How many units reach a measure. `missing` reported and do not reach it, `unknown` have not reported."""

    reached: int
    known: int
    total: int
    missing: tuple[Unit, ...]
    unknown: tuple[Unit, ...]
    verdict: Verdict


def measure(target: Measure, units: Iterable[Unit], figures: Mapping[Unit, int]) -> Share[Unit]:
    """How many of `units` reach the measure by their `figures`.

    A unit without a figure has not reported: unknown, never 0 (figures counted from works are given for every
    unit, 0 included). A measure over all units counts the units that report at least 1. Figures of units that
    are not counted are ignored. ValueError for a figure below 0.
    """
    counted = tuple(dict.fromkeys(units))
    known = {unit: figures[unit] for unit in counted if unit in figures}
    if any(figure < 0 for figure in known.values()):
        raise ValueError("a reported figure is below 0")
    missing = tuple(unit for unit, figure in known.items() if not _reaches(target, figure))
    reached, total = len(known) - len(missing), len(counted)
    return Share(
        reached=reached,
        known=len(known),
        total=total,
        missing=missing,
        unknown=tuple(unit for unit in counted if unit not in figures),
        verdict=_verdict(target, reached, total - len(missing), total),
    )


def _reaches(target: Measure, figure: int) -> bool:
    return figure >= 1 if target.per is MeasurePer.ALL_UNITS else target.reached_by(figure)


def _verdict(target: Measure, least: int, most: int, total: int) -> Verdict:
    """Decided only when the answer is the same whatever the units that have not reported will say."""
    if total == 0:
        return Verdict.OPEN
    if target.per is MeasurePer.ALL_UNITS:
        answers = {target.reached_by_share(least, total), target.reached_by_share(most, total)}
    else:
        answers = {least == total, most == total}
    if len(answers) == 2:
        return Verdict.OPEN
    return Verdict.REACHED if True in answers else Verdict.MISSED


def phase_is_open(closes_on: date | None, status: PhaseStatus, day: date) -> bool:
    """Whether an act on `day` falls into the phase; its last day belongs to it, None = no end announced.

    The status says whether it was opened (by date or by hand) and not closed by hand; a phase whose last day
    is over is closed at once, even if the step that closes it by date has not run yet.
    """
    return status is PhaseStatus.OPEN and (closes_on is None or day <= closes_on)


def submission_allowed(
    phase: str,
    opens_on: date | None,
    closes_on: date | None,
    status: PhaseStatus,
    day: date,
    late_reason: str | None = None,
) -> list[Finding]:
    """Whether a dossier may be submitted on `day` in the phase of its award; later only by a late exception.

    A late exception (its written reason) opens a closed phase, never one that has not been opened.
    """
    if phase_is_open(closes_on, status, day):
        return []
    if status is PhaseStatus.ANNOUNCED:
        if opens_on is not None and day < opens_on:
            return [_phase_finding(OPENS_ON, phase=phase, day=short_date(opens_on))]
        return [_phase_finding(NOT_OPEN_YET, phase=phase)]
    if late_reason and late_reason.strip():
        values = {"phase": phase, "reason": late_reason.strip()}
        return [Finding("late_exception", LATE_EXCEPTION, values, Severity.INFO)]
    return [_phase_finding(CLOSED, phase=phase)]


def _phase_finding(message: str, **values: Any) -> Finding:
    return Finding("phase", message, values)


@dataclass(frozen=True)
class Lateness:
    """How something stands to its deadline; `days` are working days, begun ones included."""

    punctuality: Punctuality
    days: int = 0

    @property
    def message(self) -> str:
        """The English message id; fill it with `values`."""
        one = ONE_DAY.get(self.punctuality) if self.days == 1 else None
        return one or LABELS[self.punctuality]

    @property
    def values(self) -> dict[str, int]:
        return {"days": self.days}

    @property
    def too_late(self) -> bool:
        return self.punctuality in (Punctuality.LATE, Punctuality.OVERDUE)


def lateness(
    due_at: datetime, now: datetime, done_at: datetime | None = None, exceptions: Exceptions = NO_EXCEPTIONS
) -> Lateness:
    """Early, on time or late if done; due, due today or overdue if not. Aware instants (ValueError if naive).

    `due_at` is the end of the last day that is in time (clock.end_of_day), so that instant itself is too late.
    """
    moment = done_at if done_at is not None else now
    last_day, day = day_of(due_at - timedelta(microseconds=1)), day_of(moment)
    days = max(1, abs(working_days_between(day, last_day, exceptions)))
    done = done_at is not None
    if not is_in_time(moment, due_at):
        return Lateness(Punctuality.LATE if done else Punctuality.OVERDUE, days)
    if day == last_day:
        return Lateness(Punctuality.ON_TIME if done else Punctuality.DUE_TODAY)
    return Lateness(Punctuality.EARLY if done else Punctuality.DUE, days)
