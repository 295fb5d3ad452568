"""I2: what was counted is what was cast, by people on the roster; nothing of a closed round can be opened again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.base.finding import Finding
from models.base.language import N_
from models.council.ballots import Ballot, OpenedChoice
from models.council.meetings import Meeting, RosterMember, Round, RoundItem
from models.council.recusals import Recusal
from models.council.rules.votes import base, passes, votes_needed
from models.schemes.words import BallotChoice, RecusedRule

CODE = "I2"
TOTALS = N_(
    "Round %(round)s of meeting %(meeting)s: the totals for nomination %(nomination)s do not agree with its "
    "opened choices and the %(ballots)s ballots."
)
PASSED = N_(
    "Round %(round)s of meeting %(meeting)s: the result for nomination %(nomination)s is not what its votes give."
)
BASE = N_(
    "Round %(round)s of meeting %(meeting)s: base or votes needed for nomination %(nomination)s are not what the rule "
    "gives for its recused members."
)
LEFT = N_("Round %(round)s of meeting %(meeting)s is closed, but its key or ballots are still there.")
TOO_MANY = N_("Round %(round)s of meeting %(meeting)s has more ballots than the roster has members.")
EARLY = N_("Round %(round)s of meeting %(meeting)s is open, but shows totals or opened choices.")
NO_KEY = N_("Round %(round)s of meeting %(meeting)s is open, but the key of its ballots is gone.")
STRANGER = N_("Round %(round)s of meeting %(meeting)s holds a ballot of somebody who is not on the roster.")
ROSTER = N_("The roster of meeting %(meeting)s does not have the %(count)s members that its thresholds count on.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Rosters, open rounds, closed rounds."""
    counted = select(RosterMember.meeting_id, func.count()).group_by(RosterMember.meeting_id)
    members = {row[0]: row[1] for row in session.execute(counted)}
    for meeting in session.scalars(select(Meeting).where(Meeting.roster_frozen_at.is_not(None))):
        if members.get(meeting.id, 0) != meeting.total_members:
            yield Finding(CODE, ROSTER, {"meeting": meeting.code, "count": meeting.total_members})
    recused = Counter((row[0], row[1]) for row in session.execute(select(Recusal.meeting_id, Recusal.nomination_id)))
    choices = _choices(session)
    cast = select(Ballot.round_id, func.count()).group_by(Ballot.round_id)
    ballots = {row[0]: row[1] for row in session.execute(cast)}
    query = select(Round).options(joinedload(Round.meeting), selectinload(Round.items).joinedload(RoundItem.nomination))
    for held in session.scalars(query.order_by(Round.id)):
        count = ballots.get(held.id, 0)
        yield from _bases(held, recused)
        if held.closed_at is None:
            yield from _open(held, count, members.get(held.meeting_id, 0), choices)
        else:
            yield from _closed(held, count, members.get(held.meeting_id, 0), choices)
    yield from _strangers(session)


def _choices(session: Session) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    query = select(OpenedChoice.round_item_id, OpenedChoice.choice, func.count())
    for item_id, choice, count in session.execute(query.group_by(OpenedChoice.round_item_id, OpenedChoice.choice)):
        found.setdefault(item_id, Counter())[choice] = count
    return found


def _open(held: Round, count: int, members: int, choices: dict[int, Counter[str]]) -> Iterator[Finding]:
    values = _values(held)
    if held.key is None:
        yield Finding(CODE, NO_KEY, values)
    if count > members:
        yield Finding(CODE, TOO_MANY, values)
    if held.ballot_count is not None or any(item.agree is not None or item.id in choices for item in held.items):
        yield Finding(CODE, EARLY, values)


def _closed(held: Round, count: int, members: int, choices: dict[int, Counter[str]]) -> Iterator[Finding]:
    values = _values(held)
    if held.key is not None or count:
        yield Finding(CODE, LEFT, values)
    ballots = held.ballot_count if held.ballot_count is not None else -1
    if ballots > members:
        yield Finding(CODE, TOO_MANY, values)
    for item in held.items:
        opened = choices.get(item.id, Counter())
        told = {BallotChoice.AGREE: item.agree, BallotChoice.DISAGREE: item.disagree, BallotChoice.BLANK: item.blank}
        named = {**values, "nomination": item.nomination.public_id}
        few = opened.total() < ballots - item.recused or opened.total() > ballots
        if few or any(opened[choice] != number for choice, number in told.items()):
            yield Finding(CODE, TOTALS, {**named, "ballots": ballots})
        elif item.passed is not _passes(held, item):
            yield Finding(CODE, PASSED, named)


def _bases(held: Round, recused: Counter[tuple[int, int]]) -> Iterator[Finding]:
    """What was fixed at opening is what the rule gives; nobody left a base without a row that says so."""
    for item in held.items:
        if not _based(held.meeting, item) or item.recused > recused[held.meeting_id, item.nomination_id]:
            yield Finding(CODE, BASE, {**_values(held), "nomination": item.nomination.public_id})


def _based(meeting: Meeting, item: RoundItem) -> bool:
    try:
        counted = base(meeting.total_members or 0, item.recused, meeting.recused_rule or RecusedRule.INCLUDED)
        return (item.base, item.needed) == (counted, votes_needed(counted, meeting.threshold_percent or 0))
    except ValueError:
        return False


def _passes(held: Round, item: RoundItem) -> bool | None:
    try:
        return passes(item.agree or 0, item.base, held.meeting.threshold_percent or 0)
    except ValueError:
        return None


def _strangers(session: Session) -> Iterator[Finding]:
    query = (
        select(Round)
        .join(Ballot, Ballot.round_id == Round.id)
        .outerjoin(RosterMember, (RosterMember.meeting_id == Round.meeting_id)
                   & (RosterMember.person_id == Ballot.person_id))
        .where(RosterMember.id.is_(None))
        .options(joinedload(Round.meeting))
    )  # fmt: skip
    for held in session.scalars(query.distinct()):
        yield Finding(CODE, STRANGER, _values(held))


def _values(held: Round) -> dict[str, Any]:
    return {"round": held.number, "meeting": held.meeting.code}
