"""What several pages of a meeting need: the meeting itself, its arithmetic in numbers, its agenda with results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint
from sqlalchemy import select

from models.council.adoption import latest_votes, round_now_open
from models.council.agenda import VOTABLE, agenda_of
from models.council.ballots import ballot_count
from models.council.meetings import AgendaItem, Meeting, Round, RoundItem
from models.council.queries import visible_meetings
from models.council.rules.votes import votes_needed
from models.people.permissions import can
from models.people.words import OFFICE_ROLES, Role
from models.quotas.places import free_count, line_of
from webapp.frame.access import actor, found, session

blueprint = Blueprint("council", __name__)
READERS = (*sorted(OFFICE_ROLES), Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER)


@dataclass(frozen=True)
class Entry:
    """One line of the agenda, with the vote of its last closed round."""

    item: AgendaItem
    vote: RoundItem | None
    votable: bool


@dataclass(frozen=True)
class Group:
    """The agenda of one bucket: how many are chosen for how many places."""

    bucket: str
    award: str
    name: str
    entries: Sequence[Entry]
    chosen: int
    free: int | None

    @property
    def surplus(self) -> int:
        return max(0, self.chosen - self.free) if self.free is not None else 0


def the_meeting(meeting_id: str) -> Meeting:
    query = select(Meeting).where(Meeting.public_id == meeting_id, visible_meetings(actor()))
    return found(session().scalars(query).one_or_none())


def the_round(round_id: str) -> Round:
    query = (
        select(Round)
        .join(Meeting, Meeting.id == Round.meeting_id)
        .where(Round.public_id == round_id, visible_meetings(actor()))
    )
    return found(session().scalars(query).one_or_none())


def needed(meeting: Meeting) -> int:
    """How many agree votes a nomination needs; 0 before the roster is frozen."""
    if meeting.total_members is None or meeting.threshold_percent is None:
        return 0
    return votes_needed(meeting.total_members, meeting.threshold_percent)


def may_lead(meeting: Meeting) -> bool:
    """Whether the reader leads the meeting, as its secretary."""
    return bool(can(actor(), "open_round", meeting.access))


def groups_of(meeting: Meeting) -> tuple[list[Group], list[Entry]]:
    """The agenda by bucket, and what is on it for information."""
    votes = latest_votes(session(), meeting)
    groups: dict[str, list[Entry]] = {}
    told: list[Entry] = []
    for item in agenda_of(session(), meeting):
        entry = Entry(item, votes.get(item.nomination_id), item.nomination.state in VOTABLE)
        if item.for_information:
            told.append(entry)
        else:
            groups.setdefault(item.nomination.bucket, []).append(entry)
    return [_group(meeting, bucket, entries) for bucket, entries in groups.items()], told


def _group(meeting: Meeting, key: str, entries: list[Entry]) -> Group:
    award, bucket = meeting.campaign.scheme.bucket(key)
    line = line_of(session(), meeting.campaign_id, key)
    chosen = sum(entry.votable and entry.item.nomination.state != "sent_back" for entry in entries)
    free = free_count(session(), line) if line.announced else None
    return Group(key, award.short_name, bucket.name, entries, chosen, free)


@dataclass(frozen=True)
class Count:
    """How many ballots have come in the open round, and whether the threshold can still be reached."""

    round: Round
    ballots: int
    of: int
    needed: int

    @property
    def fatal(self) -> bool:
        """Closing now cannot give any nomination the votes it needs."""
        return self.ballots < self.needed


def counting(meeting: Meeting) -> Count | None:
    """The open round; None when there is none."""
    opened = round_now_open(session(), meeting)
    if opened is None:
        return None
    return Count(opened, ballot_count(session(), opened), meeting.total_members or 0, needed(meeting))
