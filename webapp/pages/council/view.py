"""What several pages of a meeting need: the meeting itself, its arithmetic in numbers, its agenda with results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint
from sqlalchemy import select

from models.base import language as words
from models.base.clock import day_of
from models.council.adoption import latest_votes, round_now_open
from models.council.agenda import VOTABLE, agenda_of
from models.council.ballots import ballot_count
from models.council.meetings import AgendaItem, Meeting, Round, RoundItem
from models.council.queries import visible_meetings
from models.council.roster import roster_on
from models.council.rules.quorum import quorum_needed
from models.council.rules.votes import votes_needed
from models.council.words import LABELS, MeetingStatus, SeatKind
from models.people.permissions import can
from models.people.words import OFFICE_ROLES, Role
from models.quotas.places import limit_of, line_of, taken_count
from webapp.frame.access import actor, found, now, session
from webapp.frame.language import label, upfirst

blueprint = Blueprint("council", __name__)
SITTING = (MeetingStatus.IN_SESSION, MeetingStatus.DELIBERATED)
READERS = (*sorted(OFFICE_ROLES), Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER)


@dataclass(frozen=True)
class Entry:
    """One line of the agenda, with the vote of its last closed round."""

    item: AgendaItem
    vote: RoundItem | None
    votable: bool


@dataclass(frozen=True)
class Group:
    """The agenda of one bucket: how many are up for a place, how many places are taken, and the limit of both."""

    bucket: str
    award: str
    name: str
    entries: Sequence[Entry]
    selected: int
    taken: int
    limit: int | None

    @property
    def chosen(self) -> int:
        return self.taken + self.selected

    @property
    def surplus(self) -> int:
        return max(0, self.chosen - self.limit) if self.limit is not None else 0


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


@dataclass(frozen=True)
class Rule:
    """What threshold and quorum mean in numbers for so many members; `assumed`: the plan states neither."""

    members: int
    percent: int
    needed: int
    quorum: int
    assumed: bool


def rule_before(meeting: Meeting) -> Rule | None:
    """The rule as today's members would make it, before the roster is frozen; None without members."""
    voting = meeting.campaign.scheme.voting
    members = len(roster_on(session(), meeting.organization_id, day_of(now())))
    if not members:
        return None
    percent, part = voting.threshold_percent, voting.quorum
    return Rule(
        members,
        percent.value,
        votes_needed(members, percent.value),
        quorum_needed(members, part.value.numerator, part.value.denominator),
        percent.assumed or part.assumed,
    )


def office_words(seat: str, title: str) -> str:
    """What somebody is in the council, with the title beside it unless it says the same."""
    kind = SeatKind(seat)
    said = upfirst(label(kind))
    if not title or title.casefold() == words.say(LABELS[kind], "vi").casefold():
        return said
    return f"{title}, {said}"


def may_lead(meeting: Meeting) -> bool:
    """Whether the reader leads the meeting, as its secretary."""
    return bool(can(actor(), "open_round", meeting.access))


def may_mark(meeting: Meeting) -> bool:
    """Whether the reader writes down now who comes and leaves."""
    sitting = meeting.case is not None and meeting.case.status in SITTING
    return sitting and bool(can(actor(), "mark_attendance", meeting.access))


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
    open_still = meeting.adopted_at is None  # afterwards the reserves wait for another meeting
    selected = sum(open_still and entry.votable and entry.item.nomination.state != "sent_back" for entry in entries)
    taken, limit = taken_count(session(), line), limit_of(session(), line)
    return Group(key, award.short_name, bucket.name, entries, selected, taken, limit)


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
    least = min(item.needed for item in opened.items)
    return Count(opened, ballot_count(session(), opened), meeting.total_members or 0, least)
