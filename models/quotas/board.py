"""The quota board: the counts of every bucket and of every organisation at one glance, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, contains_eager

from models.campaigns.campaigns import Campaign
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, Nominee
from models.nominations.words import DossierStatus, NominationState
from models.people.organizations import Organization, within
from models.process.cases import Case
from models.quotas.places import Line, Place
from models.quotas.rules import COLUMNS, BoardRow, board_row
from models.schemes.shape.limits import Award, Bucket


@dataclass(frozen=True)
class BoardLine:
    """One bucket: its limit and counts, and how many nominations open meetings have on their agendas for it."""

    line: Line
    award: Award
    bucket: Bucket
    row: BoardRow
    selected: int

    @property
    def chosen(self) -> int:
        """Who holds a place and who is up for one, together: what is compared with the limit."""
        return self.row.taken + self.selected

    @property
    def surplus(self) -> int:
        """How many of the chosen are beyond the limit; 0 while it is not announced."""
        return max(0, self.chosen - self.row.limit) if self.row.limit is not None else 0


def board(session: Session, campaign: Campaign, selected: Mapping[str, int]) -> tuple[BoardLine, ...]:
    """All lines of the campaign in the plan's order; `selected` counts the agendas of open meetings per bucket."""
    lines = {line.bucket: line for line in session.scalars(select(Line).where(Line.campaign_id == campaign.id))}
    places = _places(session, campaign)
    states = _states(session, campaign)
    found = []
    for award in campaign.scheme.awards:
        for bucket in award.buckets:
            line = lines[bucket.key]
            limit, taken = places.get(line.id, (0, 0))
            counted = states.get(bucket.key, Counter())
            row = board_row(limit if line.announced else None, taken, counted.elements())
            found.append(BoardLine(line, award, bucket, row, selected.get(bucket.key, 0)))
    return tuple(found)


def _places(session: Session, campaign: Campaign) -> dict[int, tuple[int, int]]:
    """Line → open places, taken places."""
    query = (
        select(Place.line_id, func.sum(case((Place.is_open, 1), else_=0)), func.count(Place.nomination_id))
        .join(Line, Line.id == Place.line_id)
        .where(Line.campaign_id == campaign.id)
        .group_by(Place.line_id)
    )
    return {line_id: (int(limit), int(taken)) for line_id, limit, taken in session.execute(query)}


def _states(session: Session, campaign: Campaign) -> dict[str, Counter[NominationState]]:
    """Bucket → how many nominations are in each state."""
    query = (
        select(Nomination.bucket, Nomination.state, func.count())
        .join(Dossier, Dossier.id == Nomination.dossier_id)
        .where(Dossier.campaign_id == campaign.id)
        .group_by(Nomination.bucket, Nomination.state)
    )
    found: dict[str, Counter[NominationState]] = {}
    for bucket, state, count in session.execute(query):
        found.setdefault(bucket, Counter())[NominationState(state)] = count
    return found


def nominations_behind(line: Line, column: str) -> Select[Nomination]:
    """The nominations that a number of the board counts; `column` is a key of rules.COLUMNS."""
    return (
        select(Nomination)
        .join(Nomination.dossier)
        .join(Nomination.nominee)
        .join(Dossier.organization)
        .options(
            contains_eager(Nomination.nominee), contains_eager(Nomination.dossier).contains_eager(Dossier.organization)
        )
        .where(
            Dossier.campaign_id == line.campaign_id,
            Nomination.bucket == line.bucket,
            Nomination.state.in_(COLUMNS[column]),
        )
        .order_by(Organization.sort_key, Nominee.sort_key, Nomination.public_id)
    )


class Progress(StrEnum):
    """How far an organisation has come with what it was invited to hand in."""

    NOTHING = "nothing"
    DRAFTING = "drafting"
    SUBMITTED = "submitted"
    RETURNED = "returned"


_PROGRESS: dict[str, Progress] = {
    DossierStatus.DRAFT: Progress.DRAFTING,
    DossierStatus.AWAITING_CONFIRMATION: Progress.DRAFTING,
    DossierStatus.RETURNED: Progress.RETURNED,
    DossierStatus.WITHDRAWN: Progress.NOTHING,
}


@dataclass(frozen=True)
class OrganizationRow:
    """One invited organisation: how many of its dossiers are drafts, submitted, returned."""

    organization: Organization
    drafting: int
    submitted: int
    returned: int

    @property
    def nothing(self) -> bool:
        """Invited, and neither a draft nor anything handed in."""
        return not (self.drafting or self.submitted or self.returned)

    def shows(self, progress: Progress) -> bool:
        return self.nothing if progress is Progress.NOTHING else bool(getattr(self, progress.value))


def organizations(session: Session, campaign: Campaign, day: date) -> tuple[OrganizationRow, ...]:
    """Every organisation that hands in dossiers and is alive on `day` or has handed one in, with its counts.

    A dossier in a status that only a deployed diagram knows counts as submitted.
    """
    query = (
        select(Organization, Case.status, func.count(Case.id))
        .outerjoin(Dossier, (Dossier.organization_id == Organization.id) & (Dossier.campaign_id == campaign.id))
        .outerjoin(Case, Case.id == Dossier.case_id)
        .where(Organization.kind.in_(campaign.scheme.dossier.submitters), within(campaign.organization))
        .group_by(Organization.id, Case.status)
        .order_by(Organization.sort_key, Organization.id)
    )
    counted: dict[Organization, Counter[Progress]] = {}
    for organization, status, count in session.execute(query):
        progress = counted.setdefault(organization, Counter())
        if status is not None:
            progress[_PROGRESS.get(status, Progress.SUBMITTED)] += count
    return tuple(
        OrganizationRow(
            organization, progress[Progress.DRAFTING], progress[Progress.SUBMITTED], progress[Progress.RETURNED]
        )
        for organization, progress in counted.items()
        if organization.alive_on(day) or progress.total()
    )
