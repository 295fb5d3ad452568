"""I2: what was counted is what was cast, by people on the roster; nothing of a closed round can be opened again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models.base.finding import Finding
from models.base.language import N_
from models.council.ballots import Ballot
from models.council.board import KeyShare, Release, receipts_digest
from models.council.meetings import Meeting, RosterMember, Round, RoundItem
from models.council.recusals import Recusal
from models.council.rules.votes import base, passes, votes_needed
from models.council.words import MEANT
from models.process.cases import Case
from models.process.history import Event
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
LEFT = N_("Round %(round)s of meeting %(meeting)s is over, but ballots or shares of its key are still there.")
TOO_MANY = N_("Round %(round)s of meeting %(meeting)s has more ballots than the roster has members.")
EARLY = N_("Round %(round)s of meeting %(meeting)s is not counted, but shows totals, choices or receipts.")
NO_KEY = N_("Round %(round)s of meeting %(meeting)s is not counted, but too few shares of its key are left to open it.")
SWORN = N_("Round %(round)s of meeting %(meeting)s: the list of receipts is not the one that the history names.")
RECEIPTS = N_("Round %(round)s of meeting %(meeting)s: the list of receipts does not name the %(ballots)s ballots.")
STRANGER = N_("Round %(round)s of meeting %(meeting)s holds a ballot of somebody who is not on the roster.")
ROSTER = N_("The roster of meeting %(meeting)s does not have the %(count)s members that its thresholds count on.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Rosters, rounds that are not counted yet, counted and void ones."""
    counted = select(RosterMember.meeting_id, func.count()).group_by(RosterMember.meeting_id)
    members = {row[0]: row[1] for row in session.execute(counted)}
    for meeting in session.scalars(select(Meeting).where(Meeting.roster_frozen_at.is_not(None))):
        if members.get(meeting.id, 0) != meeting.total_members:
            yield Finding(CODE, ROSTER, {"meeting": meeting.code, "count": meeting.total_members})
    recused = Counter((row[0], row[1]) for row in session.execute(select(Recusal.meeting_id, Recusal.nomination_id)))
    told = _told(session)
    ballots, shares, released = (_per_round(session, table) for table in (Ballot, KeyShare, Release))
    query = select(Round).options(joinedload(Round.meeting), selectinload(Round.items).joinedload(RoundItem.nomination))
    for held in session.scalars(query.order_by(Round.id)):
        count, total = ballots.get(held.id, 0), members.get(held.meeting_id, 0)
        yield from _bases(held, recused)
        if held.counted_at is None and held.voided_at is None:
            yield from _sealed(held, count, total, shares.get(held.id, 0))
            continue
        if count or held.id in shares or held.id in released:
            yield Finding(CODE, LEFT, _values(held))
        yield from _counted(held, total) if held.counted_at is not None else _early(held)
        sworn = told.get((held.meeting.case_id or 0, held.number))
        if held.receipts is not None and sworn != receipts_digest(held.receipts):
            yield Finding(CODE, SWORN, _values(held))
    yield from _strangers(session)


def _per_round(session: Session, table: Any) -> dict[int, int]:
    query = select(table.round_id, func.count()).group_by(table.round_id)
    return {row[0]: row[1] for row in session.execute(query)}


def _told(session: Session) -> dict[tuple[int, int], str]:
    """(case, number of the round) → the digest of its receipts, as the history keeps it."""
    query = select(Case.id, Event.after).join(Case, Case.chain_id == Event.chain_id)
    rows = session.execute(query.where(Event.act == "round_counted"))
    return {(case_id, after.get("round", 0)): str(after.get("receipts", "")) for case_id, after in rows}


def _sealed(held: Round, count: int, members: int, shares: int) -> Iterator[Finding]:
    if shares < held.counters_needed:
        yield Finding(CODE, NO_KEY, _values(held))
    if count > members:
        yield Finding(CODE, TOO_MANY, _values(held))
    yield from _early(held)


def _early(held: Round) -> Iterator[Finding]:
    """What only counting gives."""
    told = held.ballot_count is not None or held.receipts is not None
    if told or any(item.agree is not None or item.choices is not None for item in held.items):
        yield Finding(CODE, EARLY, _values(held))


def _counted(held: Round, members: int) -> Iterator[Finding]:
    values = _values(held)
    ballots = held.ballot_count if held.ballot_count is not None else -1
    if ballots > members:
        yield Finding(CODE, TOO_MANY, values)
    if len(held.receipts or ()) != ballots or held.receipts != sorted(set(held.receipts or ())):
        yield Finding(CODE, RECEIPTS, {**values, "ballots": ballots})
    for item in held.items:
        opened = Counter(MEANT.get(sign, sign) for sign in item.choices or "")
        told = {BallotChoice.AGREE: item.agree, BallotChoice.DISAGREE: item.disagree, BallotChoice.BLANK: item.blank}
        named = {**values, "nomination": item.nomination.public_id}
        few = opened.total() < ballots - item.recused or opened.total() > ballots
        if few or opened != Counter(told):
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
    listed = exists().where(RosterMember.meeting_id == Round.meeting_id, RosterMember.person_id == Ballot.person_id)
    query = select(Round).where(exists().where(Ballot.round_id == Round.id, ~listed.correlate(Round, Ballot)))
    for held in session.scalars(query.options(joinedload(Round.meeting)).order_by(Round.id)):
        yield Finding(CODE, STRANGER, _values(held))


def _values(held: Round) -> dict[str, Any]:
    return {"round": held.number, "meeting": held.meeting.code}
