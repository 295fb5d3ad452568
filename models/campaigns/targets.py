"""The targets of a campaign as a board: for each measure, which units reach it, miss it, or have not reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.campaigns import queries
from models.campaigns.campaigns import Campaign
from models.campaigns.rules import Share
from models.campaigns.rules import measure as share_of
from models.campaigns.words import WorkStatus
from models.people.organizations import Organization
from models.schemes.shape.targets import Measure, Target
from models.schemes.words import FigureSource

Figures = Mapping[str, Mapping[int, int]]  # measure → organisation → figure


@dataclass(frozen=True)
class Unit:
    """An organisation that a measure counts."""

    id: int
    public_id: str
    name: str
    above: str  # the name of the body above, as far as it is shown
    kind: str


@dataclass(frozen=True)
class Line:
    """One measure on the board.

    `share` counts the reported figures or the approved works; `accepted`, for a measure counted from works,
    those accepted as complete. `figures` are the figures behind `share`, by the key of the unit; `day` is the day
    on which a unit had to exist to be counted.
    """

    target: Target
    measure: Measure
    share: Share[Unit]
    accepted: Share[Unit] | None
    figures: Mapping[int, int]
    units: tuple[Unit, ...]
    day: date


def board(session: Session, campaign: Campaign, today: date, paths: Sequence[str] | None = None) -> tuple[Line, ...]:
    """A line per measure, in the order of the plan; `paths` keeps it to some subtrees (None: the province).

    Four statements, whatever the number of units.
    """
    end = queries.last_day(queries.phases_of(session, campaign))
    rows = _organizations(session, campaign, paths)
    reported = _reported(session, campaign)
    works = queries.work_counts(session, campaign.id)
    lines = []
    for target in campaign.scheme.targets:
        for measure in target.measures:
            day = counting_day(measure, end, today)
            units = tuple(unit for unit, body in rows if body.kind in measure.organization_kinds and body.alive_on(day))
            lines.append(_line(target, measure, units, reported, works, day))
    return tuple(lines)


def counting_day(measure: Measure, end: date | None, today: date) -> date:
    """Today, but not after the measure's period or the campaign: what is over keeps the units it had."""
    days = [today, end, measure.period.to_on if measure.period else None]
    return min(day for day in days if day is not None)


def _line(
    target: Target,
    measure: Measure,
    units: tuple[Unit, ...],
    reported: Figures,
    works: Sequence[tuple[int, str, str, int]],
    day: date,
) -> Line:
    if measure.source is FigureSource.REPORTED:
        figures = reported.get(measure.key, {})
        return Line(target, measure, _share(measure, units, figures), None, figures, units, day)
    approved = _counted(measure, units, works, queries.APPROVED)
    accepted = _counted(measure, units, works, (WorkStatus.ACCEPTED,))
    return Line(
        target, measure, _share(measure, units, approved), _share(measure, units, accepted), approved, units, day
    )


def _share(measure: Measure, units: tuple[Unit, ...], figures: Mapping[int, int]) -> Share[Unit]:
    return share_of(measure, units, {unit: figures[unit.id] for unit in units if unit.id in figures})


def _counted(
    measure: Measure,
    units: tuple[Unit, ...],
    works: Sequence[tuple[int, str, str, int]],
    statuses: Sequence[WorkStatus],
) -> Mapping[int, int]:
    """The works of each unit, 0 included: what was not registered is not there, and that is known."""
    counts: Counter[int] = Counter({unit.id: 0 for unit in units})
    for organization_id, kind, status, count in works:
        if organization_id in counts and kind in measure.work_kinds and status in statuses:
            counts[organization_id] += count
    return counts


def _organizations(
    session: Session, campaign: Campaign, paths: Sequence[str] | None
) -> list[tuple[Unit, Organization]]:
    measures = [measure for target in campaign.scheme.targets for measure in target.measures]
    kinds = {kind for measure in measures for kind in measure.organization_kinds}
    query = select(Organization).where(Organization.kind.in_(kinds), queries.below(paths))
    bodies = session.scalars(query.order_by(Organization.sort_key)).all()
    names = {body.id: body.name for body in bodies}
    return [(_unit(body, names.get(body.parent_id or 0, "")), body) for body in bodies]


def _unit(body: Organization, above: str) -> Unit:
    return Unit(body.id, body.public_id, body.name, above, str(body.kind))


def _reported(session: Session, campaign: Campaign) -> Figures:
    found: dict[str, dict[int, int]] = {}
    for figure in queries.latest_figures(session, campaign.id):
        found.setdefault(figure.measure, {})[figure.organization_id] = figure.value
    return found
