"""The council of the story: planned, voted in sealed rounds, adopted within the places, minuted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from models.base.clock import at
from models.council.adoption import Plan, adoption_plan
from models.council.agenda import agenda_of, candidates
from models.council.board import board_of
from models.council.meetings import Meeting, Round
from models.council.recusals import recused_from
from models.council.words import Presence
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.people.persons import Person
from models.people.words import Role
from models.schemes.words import BallotChoice
from workflows.runs.story import Life, Story, StoryStuck
from workflows.runs.story_awards import DecisionPlan, decision_life
from workflows.runs.story_cast import Cast
from workflows.runs.story_votes import Votes

PLACE = "Phòng họp Ủy ban MTTQ Việt Nam tỉnh"
NOTHING = "Chưa có hồ sơ đủ điều kiện trình Hội đồng"
REOPENED = "Một thành viên đề nghị bỏ phiếu lại nhóm chỉ tiêu đầu tiên"
AGAIN = "Bỏ phiếu lại theo yêu cầu của Chủ tịch Hội đồng"
TIE = "Ưu tiên đơn vị trực tiếp làm ở địa bàn khó khăn"
ADOPTED = "Hội đồng thống nhất theo kết quả kiểm phiếu và số suất đã giao"
DISCUSSION = "Các thành viên thảo luận về thành tích của từng tập thể, cá nhân; không có ý kiến khác."
# Who counts: none of them opens rounds, none of them has the database.
COUNTERS = (Role.SECRETARIAT_LEAD, Role.APPRAISER, Role.RECORDS_CLERK)
_S = NominationState
Ballot = tuple[Person, dict[str, BallotChoice]]


class MeetingStop(IntEnum):
    """How far a meeting has come when the story leaves it."""

    VOTING = 1  # a round is open and all but one have voted
    CLOSED = 2


@dataclass(frozen=True)
class MeetingPlan:
    """One meeting: when, for which awards, and what comes of it. Only the day's ready dossiers come before it."""

    title: str
    sits_on: date
    awards: frozenset[str]
    stop: MeetingStop = MeetingStop.CLOSED
    again: bool = True  # what was sent back comes up again
    absence: str = ""  # why the last of the members is not there
    reopened: bool = False  # the chair lets the first group be voted on again
    decisions: DecisionPlan = field(default_factory=DecisionPlan)


@dataclass
class Sitting:
    """A meeting that goes on."""

    story: Story
    cast: Cast
    plan: MeetingPlan
    votes: Votes
    meeting: Meeting
    codes: dict[str, str] = field(default_factory=dict)  # of the counting board, by public id of the person


def meeting_life(story: Story, cast: Cast, plan: MeetingPlan, votes: Votes) -> Life:
    """The whole way of a meeting, up to its stop; its decisions live on by themselves."""
    secretary = cast.office(Role.COUNCIL_SECRETARY)
    result = story.act(secretary, "plan_meeting", cast.root, title=plan.title, sits_on=plan.sits_on, place=PLACE)
    sitting = Sitting(story, cast, plan, votes, story.row(Meeting, result["meeting"]))
    if not _set_agenda(sitting):
        story.act(secretary, "cancel_meeting", sitting.meeting, reason=NOTHING)
        return
    story.perform(secretary, "prepare_meeting", sitting.meeting)
    yield at(plan.sits_on, 7, 30)
    _set_agenda(sitting)
    story.perform(secretary, "freeze_roster", sitting.meeting, attendance=_attendance(sitting))
    _appoint_board(sitting)
    if plan.stop == MeetingStop.VOTING:
        _leave_open(sitting)
        return
    groups = _groups(sitting)
    for group in groups:
        _vote(sitting, group)
    story.perform(secretary, "hold_rounds", sitting.meeting)
    if plan.reopened and groups:
        story.perform(cast.council[0], "adopt_results", sitting.meeting, outcome="reopened", reason=REOPENED)
        _vote(sitting, groups[0], AGAIN)
        story.perform(secretary, "hold_rounds", sitting.meeting)
    decisions = _adopt(sitting)
    story.perform(secretary, "write_minutes", sitting.meeting, discussion=DISCUSSION)
    story.perform(cast.council[0], "sign_minutes", sitting.meeting)
    for number, decision in enumerate(decisions):
        story.add(story.later(2 + number), decision_life(story, cast, decision, plan.decisions, votes))


def _attendance(sitting: Sitting) -> dict[str, dict[str, str]]:
    """Everybody is there but the last of the members, where the plan says so."""
    there = {one.public_id: {"state": Presence.PRESENT, "reason": ""} for one in sitting.cast.council}
    if sitting.plan.absence:
        there[sitting.cast.council[-1].public_id] = {"state": Presence.ABSENT, "reason": sitting.plan.absence}
    return there


def _there(sitting: Sitting) -> list[Person]:
    return sitting.cast.council[:-1] if sitting.plan.absence else sitting.cast.council


def _appoint_board(sitting: Sitting) -> None:
    """The secretariat counts; each of them takes a code."""
    story, cast = sitting.story, sitting.cast
    counters = [cast.office(role) for role in COUNTERS]
    story.act(
        cast.office(Role.COUNCIL_SECRETARY),
        "appoint_board",
        sitting.meeting,
        people=[one.public_id for one in counters],
    )
    with story.reading() as session:
        board = board_of(session, sitting.meeting)
        persons = {one.person.public_id: one.person for one in board}
    for counter in board:
        person = persons[counter.person.public_id]
        sitting.codes[person.public_id] = str(story.act(person, "take_code", counter)["code"])


def _count(sitting: Sitting, opened: Round) -> None:
    """Close the round; as many counters as needed release their shares, and the last release counts it."""
    story, cast = sitting.story, sitting.cast
    story.act(cast.office(Role.COUNCIL_SECRETARY), "close_round", opened)
    for role in COUNTERS[: opened.counters_needed]:
        person = cast.office(role)
        story.act(person, "release_share", opened, code=sitting.codes[person.public_id])


def _set_agenda(sitting: Sitting) -> bool:
    """Everything that is ready for these awards, what was sent back, and reserves where a place may become free.

    Says whether there is anything to vote on.
    """
    story = sitting.story
    with story.reading() as session:
        meeting = session.get_one(Meeting, sitting.meeting.id)
        known = [one for one in candidates(session, meeting) if one.dossier.award in sitting.plan.awards]
        freed = {one.bucket for one in known if one.public_id in sitting.votes.voted_down}
        chosen = [one.public_id for one in known if _comes_up(sitting.plan, one, freed)]
    secretary = sitting.cast.office(Role.COUNCIL_SECRETARY)
    story.act(secretary, "change_agenda", sitting.meeting, nominations=chosen)
    return bool(chosen)


def _comes_up(plan: MeetingPlan, nomination: Nomination, freed: set[str]) -> bool:
    if nomination.state == _S.RESERVE:
        return nomination.bucket in freed
    return plan.again or nomination.state != _S.SENT_BACK


def _groups(sitting: Sitting) -> list[list[Nomination]]:
    """The agenda by bucket: each is voted on in a round of its own."""
    found: dict[str, list[Nomination]] = {}
    with sitting.story.reading() as session:
        for item in agenda_of(session, session.get_one(Meeting, sitting.meeting.id)):
            if not item.for_information:
                found.setdefault(item.nomination.bucket, []).append(item.nomination)
    return list(found.values())


def _vote(sitting: Sitting, group: list[Nomination], reason: str = "") -> None:
    """Open a round, let the members cast their sealed ballots, close and count it."""
    opened = _open(sitting, group, reason)
    _cast(sitting, opened, group, sitting.votes.ballots(_there(sitting), group, everybody=bool(sitting.plan.absence)))
    _count(sitting, opened)


def _cast(sitting: Sitting, opened: Round, group: list[Nomination], ballots: list[Ballot]) -> None:
    """Each member seals what they are asked: nobody votes on their own nomination."""
    for member, choices in ballots:
        with sitting.story.reading() as session:
            out = recused_from(session, session.get_one(Meeting, sitting.meeting.id), member.id)
        asked = {one.public_id: choices[one.public_id] for one in group if one.id not in out}
        if asked:
            sitting.story.act(member, "cast_ballot", opened, choices=asked)


def _open(sitting: Sitting, group: list[Nomination], reason: str = "") -> Round:
    secretary = sitting.cast.office(Role.COUNCIL_SECRETARY)
    asked = [one.public_id for one in group]
    result = sitting.story.act(secretary, "open_round", sitting.meeting, nominations=asked, reason=reason)
    return sitting.story.row(Round, result["round"])


def _leave_open(sitting: Sitting) -> None:
    """The first group is voted on and counted; in the round on the second all but one have voted."""
    groups = _groups(sitting)
    if len(groups) < 2:
        raise StoryStuck("the open meeting needs two groups to vote on")
    _vote(sitting, groups[0])
    opened = _open(sitting, groups[1])
    ballots = sitting.votes.ballots(sitting.cast.council, groups[1], everybody=True)
    _cast(sitting, opened, groups[1], ballots[:-1])


def _adopt(sitting: Sitting) -> list[str]:
    """The chair breaks the ties, sets aside who would get two awards, and adopts; gives the decisions' public ids."""
    story, chair, aside = sitting.story, sitting.cast.council[0], list[str]()
    while True:
        with story.reading() as session:
            plan = adoption_plan(session, session.get_one(Meeting, sitting.meeting.id), aside)
            tie, twice = _tie(plan), _twice(plan)
            left = [one.code for one in plan.findings if one.code not in ("tie_open", "E01")]
        if left:
            raise StoryStuck(f"the results cannot be adopted: {', '.join(left)}")
        if twice:
            aside.append(twice)
        elif tie:
            bucket, order = tie
            story.act(chair, "break_tie", sitting.meeting, bucket=bucket, order=order, reason=TIE, set_aside=aside)
        else:
            break
    result = story.perform(chair, "adopt_results", sitting.meeting, outcome="adopted", set_aside=aside, reason=ADOPTED)
    return list(result["decisions"])


def _tie(plan: Plan) -> tuple[str, list[str]] | None:
    """The first bucket with a tie at the cut-off, and the chair's order of those who tie: by name."""
    for one in plan.buckets:
        if one.selected.tie:
            tied = sorted((plan.nominations[key] for key in one.selected.tie.ids), key=lambda line: line.nominee.name)
            return one.bucket.key, [line.public_id for line in tied]
    return None


def _twice(plan: Plan) -> str | None:
    """Who would be adopted for two awards: the later award of the plan is set aside."""
    adopted = [plan.nominations[key] for one in plan.buckets for key in one.adopted]
    counted = Counter(one.nominee_id for one in adopted)
    double = [one for one in adopted if counted[one.nominee_id] > 1 and one.state != _S.SENT_BACK]
    return max(double, key=lambda one: (one.nominee_id, one.id)).public_id if double else None
