"""What must hold when a work is registered or completed, a figure reported, the end of a phase announced."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models.base.dates import short_date
from models.base.finding import Finding
from models.base.language import N_
from models.schemes.shape.targets import Measure
from models.schemes.words import FigureSource, MeasurePer, WorkKind

TITLE_SIZE = 250
TEXT_SIZE = 4000
NOTE_SIZE = 250
LARGEST_FIGURE = 100_000

TITLE_MISSING = N_("Give the work a name: what is built or done, and where.")
TOO_LONG = N_("At most %(size)s signs fit here; these are %(length)s.")
KIND_UNKNOWN = N_("Choose what it is: a construction work, a project, a piece of work or a model.")
FINISH_BEFORE_LAUNCH = N_("The campaign was launched on %(launched)s: the work cannot be finished before that day.")
CAMPAIGN_OVER = N_("All phases of the campaign are closed: no work can be registered any more.")
NOT_ALIVE = N_("%(organization)s does not exist on this day.")
RESULT_MISSING = N_("Say what came of it: size, money, working days, who uses it.")
DAY_MISSING = N_("Give the day on which it was completed.")
DAY_AHEAD = N_("That day is still to come: report the work when it is completed.")
MEASURE_UNKNOWN = N_("The plan has no such measure.")
MEASURE_COUNTED = N_("This measure is counted from the registered works; nothing is typed in for it.")
NOT_COUNTED_THERE = N_("This measure does not count organisations like %(organization)s.")
FIGURE_MISSING = N_("Type in a whole number, 0 or more.")
FIGURE_LARGE = N_("The number must not be larger than %(largest)s.")
YES_OR_NO = N_("Answer with done or not done.")
END_MISSING = N_("Give the last day of the phase.")
END_PAST = N_("That day is over. Close the phase by hand instead.")
END_BEFORE_START = N_("The phase begins on %(opens)s: it cannot end before that day.")
SOURCE_MISSING = N_("Name the paper or body that announced the day: it stays in the history.")
PERIOD_AHEAD = N_("The plan asks this for %(period)s, which has not begun yet.")


def check_registration(kind: str, title: str, plan: str, finish_on: date | None, launched_on: date) -> list[Finding]:
    """What is wrong with a registration as it was typed."""
    found = []
    if kind not in set(WorkKind):
        found.append(Finding("work_kind", KIND_UNKNOWN, field="kind"))
    if not title:
        found.append(Finding("work_title", TITLE_MISSING, field="title"))
    found += _size("title", title, TITLE_SIZE) + _size("plan", plan, TEXT_SIZE)
    if finish_on is not None and finish_on < launched_on:
        found.append(_before_launch("finish_on", launched_on))
    return found


def check_completion(result: str, completed_on: date | None, launched_on: date, day: date) -> list[Finding]:
    """What is wrong with a report of completion handed in on `day`."""
    found = [] if result else [Finding("work_result", RESULT_MISSING, field="result")]
    found += _size("result", result, TEXT_SIZE)
    if completed_on is None:
        found.append(Finding("completed_on", DAY_MISSING, field="completed_on"))
    elif completed_on > day:
        found.append(Finding("completed_on", DAY_AHEAD, field="completed_on"))
    elif completed_on < launched_on:
        found.append(_before_launch("completed_on", launched_on))
    return found


def check_figure(
    measure: Measure, kind: str, organization: str, value: int | None, note: str, day: date
) -> list[Finding]:
    """What is wrong with the figure that an organisation of `kind` reports for `measure` on `day`."""
    if measure.source is FigureSource.WORKS:
        return [Finding("figure_measure", MEASURE_COUNTED, field="measure")]
    if kind not in measure.organization_kinds:
        return [Finding("figure_measure", NOT_COUNTED_THERE, {"organization": organization}, field="measure")]
    if measure.period is not None and day < measure.period.from_on:
        return [Finding("figure_period", PERIOD_AHEAD, {"period": measure.period.name}, field="value")]
    return _value(measure, value) + _size("note", note, NOTE_SIZE)


def check_phase_end(closes_on: date | None, opens_on: date | None, day: date, source: str) -> list[Finding]:
    """What is wrong with a last day of a phase that is announced on `day`, by the paper `source`."""
    found = [] if source else [Finding("reason_missing", SOURCE_MISSING, field="reason")]
    found += _size("reason", source, NOTE_SIZE)
    if closes_on is None:
        found.append(Finding("closes_on", END_MISSING, field="closes_on"))
    elif closes_on < day:
        found.append(Finding("closes_on", END_PAST, field="closes_on"))
    elif opens_on is not None and closes_on < opens_on:
        found.append(Finding("closes_on", END_BEFORE_START, {"opens": short_date(opens_on)}, field="closes_on"))
    return found


def find_measure(measures: Iterable[Measure], key: str) -> Measure | None:
    return next((measure for measure in measures if measure.key == key), None)


def answers_yes_or_no(measure: Measure) -> bool:
    """Whether a unit only says that it has done it, so that its figure is 1 or 0."""
    return measure.per is MeasurePer.ALL_UNITS


def _value(measure: Measure, value: int | None) -> list[Finding]:
    if answers_yes_or_no(measure):
        return [] if value in (0, 1) else [Finding("figure_value", YES_OR_NO, field="value")]
    if value is None or value < 0:
        return [Finding("figure_value", FIGURE_MISSING, field="value")]
    if value > LARGEST_FIGURE:
        return [Finding("figure_value", FIGURE_LARGE, {"largest": LARGEST_FIGURE}, field="value")]
    return []


def _size(field: str, text: str, size: int) -> list[Finding]:
    if len(text) <= size:
        return []
    return [Finding("too_long", TOO_LONG, {"size": size, "length": len(text)}, field=field)]


def _before_launch(field: str, launched_on: date) -> Finding:
    return Finding("before_launch", FINISH_BEFORE_LAUNCH, {"launched": short_date(launched_on)}, field=field)
