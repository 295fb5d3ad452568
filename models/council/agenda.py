"""What a meeting can deal with: nominations to be voted on, and ineligible ones that it is told about."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, contains_eager

from models.campaigns.campaigns import Campaign
from models.council.meetings import AgendaItem, Meeting
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, Nominee
from models.nominations.words import DossierStatus, NominationState
from models.people.organizations import Organization
from models.process.cases import Case

# A round may ask about these; the last keeps the place that an earlier meeting gave it.
VOTABLE = frozenset({NominationState.ELIGIBLE, NominationState.RESERVE, NominationState.SENT_BACK})


def _on_agenda(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition "stands on the agenda of a meeting that …"."""
    return (
        exists()
        .where(
            AgendaItem.nomination_id == Nomination.id,
            AgendaItem.meeting_id == Meeting.id,
            Case.id == Meeting.case_id,
            *conditions,
        )
        .correlate(Nomination)
    )


def _undecided() -> tuple[ColumnElement[bool], ...]:
    """The conditions "the meeting has neither adopted nor been cancelled"."""
    return (Meeting.adopted_at.is_(None), Case.closed_at.is_(None))


def _nominations(campaign_id: int) -> Select[Nomination]:
    return (
        select(Nomination)
        .join(Nomination.dossier)
        .join(Nomination.nominee)
        .join(Dossier.organization)
        .options(
            contains_eager(Nomination.nominee), contains_eager(Nomination.dossier).contains_eager(Dossier.organization)
        )
        .where(Dossier.campaign_id == campaign_id)
    )


def _ready() -> ColumnElement[bool]:
    return exists().where(Case.id == Dossier.case_id, Case.status == DossierStatus.READY).correlate(Dossier)


def candidates(session: Session, meeting: Meeting) -> list[Nomination]:
    """The nominations that may be put on the agenda for a vote: eligible ones of ready dossiers, reserves, and
    those sent back for reconsideration; none that another open meeting deals with. In the plan's order.
    """
    elsewhere = _on_agenda(Meeting.id != meeting.id, *_undecided())
    eligible = (Nomination.state == NominationState.ELIGIBLE) & _ready()
    again = Nomination.state.in_((NominationState.RESERVE, NominationState.SENT_BACK))
    query = _nominations(meeting.campaign_id).where(eligible | again, ~elsewhere)
    return in_order(meeting.campaign, session.scalars(query))


def for_information(session: Session, meeting: Meeting) -> list[Nomination]:
    """Ineligible nominations of ready dossiers that no meeting has been told about. In the plan's order."""
    told = _on_agenda(Meeting.id != meeting.id, Meeting.adopted_at.is_not(None) | Case.closed_at.is_(None))
    query = _nominations(meeting.campaign_id).where(Nomination.state == NominationState.INELIGIBLE, _ready(), ~told)
    return in_order(meeting.campaign, session.scalars(query))


def in_order(campaign: Campaign, nominations: Iterable[Nomination]) -> list[Nomination]:
    """By bucket as in the plan, then by organisation and nominee as a Vietnamese reader sorts."""
    buckets = [bucket.key for award in campaign.scheme.awards for bucket in award.buckets]
    place = {key: number for number, key in enumerate(buckets)}
    return sorted(
        nominations,
        key=lambda nomination: (
            place[nomination.bucket],
            nomination.dossier.organization.sort_key,
            nomination.nominee.sort_key,
            nomination.id,
        ),
    )


def agenda_of(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """The agenda in its order, with nominees and organisations."""
    query = (
        select(AgendaItem)
        .join(AgendaItem.nomination)
        .join(Nomination.nominee)
        .join(Nomination.dossier)
        .join(Dossier.organization)
        .options(
            contains_eager(AgendaItem.nomination).options(
                contains_eager(Nomination.nominee),
                contains_eager(Nomination.dossier).contains_eager(Dossier.organization),
            )
        )
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(AgendaItem.number)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def to_vote_on(agenda: Iterable[AgendaItem]) -> list[AgendaItem]:
    """What of the agenda a round can ask about, as its nominations stand now."""
    return [item for item in agenda if not item.for_information and item.nomination.state in VOTABLE]


def to_tell(agenda: Iterable[AgendaItem]) -> list[AgendaItem]:
    """What of the agenda the council is told about, whether it was put there for that or became ineligible since."""
    return [item for item in agenda if item.nomination.state == NominationState.INELIGIBLE]


def only_tells(agenda: Iterable[AgendaItem]) -> bool:
    """Whether the meeting is for information only: nothing to vote on, somebody ineligible to tell about."""
    listed = list(agenda)
    return not to_vote_on(listed) and bool(to_tell(listed))


def selected_per_bucket(session: Session, campaign: Campaign) -> dict[str, int]:
    """Bucket → how many nominations open meetings have up for a vote that hold no place yet."""
    query = (
        select(Nomination.bucket, func.count(Nomination.id))
        .join(AgendaItem, AgendaItem.nomination_id == Nomination.id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Case, Case.id == Meeting.case_id)
        .where(
            Meeting.campaign_id == campaign.id,
            ~AgendaItem.for_information,
            *_undecided(),
            Nomination.state.in_((NominationState.ELIGIBLE, NominationState.RESERVE)),
        )
        .group_by(Nomination.bucket)
    )
    return {row.bucket: row[1] for row in session.execute(query)}


def selected_behind(campaign: Campaign, bucket: str) -> Select[Nomination]:
    """The nominations that `selected_per_bucket` counts for a bucket."""
    return (
        _nominations(campaign.id)
        .where(
            Nomination.bucket == bucket,
            _on_agenda(~AgendaItem.for_information, *_undecided()),
            Nomination.state.in_((NominationState.ELIGIBLE, NominationState.RESERVE)),
        )
        .order_by(Organization.sort_key, Nominee.sort_key, Nomination.public_id)
    )
