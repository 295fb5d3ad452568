"""The targets of a campaign: what is counted, over whom, against which value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.schemes.words import Comparator, FigureSource, MeasurePer, MeasureUnit, WorkKind


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included, by the name that the plan gives it."""

    name: str
    from_on: date
    to_on: date


@dataclass(frozen=True)
class Measure:
    """One figure of a target.

    `organization_kinds` are the units it counts. With `per` each_unit every unit has to reach the
    value by itself; with all_units the value is a percentage of the units, and 100 means every
    unit. `work_kinds` says which works count when the figure comes from the register; `period` is
    None when the whole campaign counts.
    """

    key: str
    text: str
    organization_kinds: tuple[str, ...]
    per: MeasurePer
    comparator: Comparator
    value: int
    unit: MeasureUnit
    source: FigureSource
    work_kinds: tuple[WorkKind, ...]
    period: Period | None

    def reached_by(self, figure: int) -> bool:
        """Whether one unit with this figure reaches the value (measures per unit)."""
        return figure >= self.value if self.comparator is Comparator.AT_LEAST else figure <= self.value

    def reached_by_share(self, done: int, units: int) -> bool:
        """Whether `done` of `units` units reach the percentage, in whole numbers; False without units."""
        share, wanted = done * 100, self.value * units
        return units > 0 and (share >= wanted if self.comparator is Comparator.AT_LEAST else share <= wanted)


@dataclass(frozen=True)
class Target:
    """One target of the plan with its one or more measures."""

    key: str
    number: str
    text: str
    measures: tuple[Measure, ...]
