"""Rounds: opened by the secretary for a whole counting board, voted in by the roster, closed; counting opens them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.base.finding import Answer, BadRequest, Conflict, Finding, RuleBroken, broken, require
from models.base.language import N_
from models.council.adoption import latest_votes, round_not_counted
from models.council.agenda import VOTABLE, agenda_of, only_tells, to_tell, to_vote_on
from models.council.attendance import is_present, quorum_findings
from models.council.ballots import Ballot, ballot_count, ballot_of
from models.council.board import KeyShare, board_of, publics, receipts_digest
from models.council.meetings import Meeting, Round, RoundItem, TieBreak
from models.council.recusals import recused_from
from models.council.roster import may_vote
from models.council.rules.votes import passes, tally
from models.council.words import MEANT, RECUSED, SIGNS, MeetingStatus
from models.people.permissions import Actor
from models.process.outcomes import Outcome
from models.schemes.words import BallotChoice
from workflows.call import Call
from workflows.council.meetings import chosen, ids_in, meeting_at
from workflows.council.recusing import items_of, recuse_nominees
from workflows.machines import sealing

NOTHING_CHOSEN = N_("Choose at least one nomination for the round.")
AGAIN = N_("%(names)s was voted on before: say why the vote is repeated.")
ONE_OPEN = N_("A round is open already, or waits for the counting board: it comes first.")
NO_BOARD = N_("Appoint the counting board first: only its members can open the ballots.")
BOARD_OPEN = N_("The counting board is not complete: %(names)s must take the counting code first.")
ROUND_CLOSED = N_("This round is closed: no ballot can be added.")
VOTED = N_("You have voted in this round already. A sealed ballot cannot be changed.")
NOT_PRESENT = N_(
    "You are recorded as absent: only members who are present vote. If you are there, tell the council's secretary."
)
NOT_YOURS = N_("You do not vote on %(name)s: you have an interest in this nomination.")
NOT_ASKED = N_("This round asks you nothing: you do not vote on any of its nominations.")
CHOICE_MISSING = N_("Choose agree, disagree or blank.")
UNREADABLE = N_("%(count)s ballots cannot be opened. Nothing was counted; tell the administrator.")
NO_ROUND = N_("No round has been counted yet.")
NOTHING_LEFT = N_(
    "Nothing on the agenda can be voted on any more, and there is nobody to tell about. "
    "Change the agenda, or call the meeting off."
)
ROUND_OPEN = N_("A round is open or not counted yet: close it and let the counting board open it first.")


def open_round(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Open a round on the agenda's nominations with the public ids `nominations`; a repetition needs a `reason`.

    Its key is split among the counting board, all of whose members must have taken their codes. RuleBroken before
    that, and while the quorum is not there.
    """
    meeting = meeting_at(call, MeetingStatus.IN_SESSION)
    if round_not_counted(call.session, meeting) is not None:
        raise Conflict(ONE_OPEN)
    require(quorum_findings(call.session, meeting))
    wanted = ids_in(answers, "nominations")
    if not wanted:
        raise broken("nothing_chosen", NOTHING_CHOSEN, "nominations")
    agenda = [item.nomination for item in agenda_of(call.session, meeting) if not item.for_information]
    nominations = chosen(wanted, [one for one in agenda if one.state in VOTABLE])
    voted = latest_votes(call.session, meeting)
    recuse_nominees(call, meeting)
    again = [one.nominee.name for one in nominations if one.id in voted]
    reason = str(answers.get("reason", "")).strip()
    if again and not reason:
        raise broken("again", AGAIN, "reason", names=", ".join(again))
    opened = _with_key(call, meeting, reason)
    call.session.add_all(items_of(call, meeting, opened, nominations))
    # a new vote: what the chair said about a tie of the old one no longer counts (the history keeps it)
    buckets = {one.bucket for one in nominations}
    call.session.execute(delete(TieBreak).where(TieBreak.meeting_id == meeting.id, TieBreak.bucket.in_(buckets)))
    call.session.flush()
    return Outcome(
        after={"round": opened.number, "nominations": [one.nominee.name for one in nominations]},
        reason=reason,
        result={"round": opened.public_id, "meeting": meeting.public_id},
    )


def _with_key(call: Call, meeting: Meeting, reason: str) -> Round:
    """A new round, whose private key is split among the counters and kept nowhere."""
    board, needed = board_of(call.session, meeting), meeting.campaign.scheme.voting.counters_needed.value
    if not board:
        raise broken("no_board", NO_BOARD)
    waiting = [one.name for one in board if one.taken_at is None]
    if waiting:
        raise broken("board_open", BOARD_OPEN, names=", ".join(waiting))
    key = sealing.new_round_key(publics(board), needed)
    opened = Round(
        meeting=meeting,
        number=len(meeting.rounds) + 1,
        reason=reason,
        opened_at=call.now,
        public_key=key.public,
        counters_needed=needed,
    )
    call.session.add(opened)
    call.session.flush()
    numbers = {one.number: one.id for one in board}
    call.session.add_all(
        KeyShare(round_id=opened.id, counter_id=numbers[number], sealed=share) for number, share in key.shares.items()
    )
    return opened


def may_cast(_session: Session, actor: Actor, opened: Round) -> Answer:
    """The frozen roster decides who votes."""
    return may_vote(actor, opened.meeting)


def cast_ballot(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Seal one ballot with a choice for each nomination of the round.

    `choices` maps public ids of nominations to choices; `key` is the form's key: repeated, it gives the same
    receipt. The act leaves no history, no time, no version: only one ballot more. Raises Conflict for a second
    vote, for a closed round, and for who is recorded as absent.
    """
    opened: Round = call.subject
    call.session.refresh(opened)
    if call.actor.person_id is None:
        raise BadRequest()
    digest = hashlib.sha256(f"{call.actor.public_id}\n{answers['key']}".encode()).hexdigest()
    if opened.closed_at is not None:
        raise Conflict(ROUND_CLOSED)
    cast = ballot_of(call.session, opened, call.actor.person_id)
    if cast is not None and cast.key != digest:
        raise Conflict(VOTED)
    if cast is None:
        if not is_present(call.session, opened.meeting, call.actor.person_id):
            raise Conflict(NOT_PRESENT)
        recused = recused_from(call.session, opened.meeting, call.actor.person_id)
        sealed = sealing.seal(opened.public_key, opened.public_id, _marks(opened, answers.get("choices"), recused))
        cast = Ballot(
            round_id=opened.id,
            person_id=call.actor.person_id,
            receipt=sealing.receipt(sealed),
            key=digest,
            sealed=sealed,
        )
        call.session.add(cast)
        call.session.flush()
    return Outcome(silent=True, result={"round": opened.public_id, "receipt": cast.receipt})


def _marks(opened: Round, given: Any, recused: Collection[int]) -> str:
    """One sign per item, in the items' order: of the choice, RECUSED where the member does not vote.

    RuleBroken naming each item without a choice, and each with one on which the member does not vote.
    """
    if not isinstance(given, Mapping) or not set(given) <= {item.nomination.public_id for item in opened.items}:
        raise BadRequest()
    said = {item.nomination_id: given.get(item.nomination.public_id) or "" for item in opened.items}
    require(
        Finding("recused", NOT_YOURS, {"name": item.nomination.nominee.name})
        for item in opened.items
        if item.nomination_id in recused and said[item.nomination_id]
    )
    asked = [item for item in opened.items if item.nomination_id not in recused]
    if not asked:
        raise Conflict(NOT_ASKED)
    missing = [item for item in asked if not said[item.nomination_id]]
    if missing:
        raise RuleBroken(
            [Finding("choice_missing", CHOICE_MISSING, field=f"choice-{item.nomination.public_id}") for item in missing]
        )
    try:
        return "".join(RECUSED if key in recused else SIGNS[BallotChoice(choice)] for key, choice in said.items())
    except ValueError as error:
        raise BadRequest() from error


def close_round(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """No more ballots. They stay sealed until enough counters have released their shares of the key."""
    meeting = meeting_at(call, MeetingStatus.IN_SESSION)
    opened: Round = call.subject
    call.session.refresh(opened)
    if opened.closed_at is not None:
        raise Conflict(ROUND_CLOSED)
    opened.closed_at = call.now
    call.session.flush()
    return Outcome(
        after={
            "round": opened.number,
            "ballots": ballot_count(call.session, opened),
            "of": meeting.total_members,
        },
        result={"round": opened.public_id, "meeting": meeting.public_id},
    )


def count_round(call: Call, meeting: Meeting, opened: Round, key: sealing.RoundKey) -> dict[str, Any]:
    """Open the ballots, count, keep totals, shuffled choices and receipts without members, and destroy the ballots.

    All in the transaction of the release that made `key` whole; each threshold is counted on the base that
    was fixed at opening. Gives what the history tells.
    """
    ballots = _opened_ballots(call.session, opened, key)
    for place, item in enumerate(opened.items):
        _count(meeting, item, "".join(marks[place] for marks in ballots))
    kept = call.session.scalars(select(Ballot.receipt).where(Ballot.round_id == opened.id))
    opened.receipts, opened.counted_at, opened.ballot_count = sorted(kept), call.now, len(ballots)
    call.session.execute(delete(Ballot).where(Ballot.round_id == opened.id))
    call.session.flush()
    return {
        "ballots": len(ballots),
        "of": meeting.total_members,
        "totals": [_told(item) for item in opened.items],
        "receipts": receipts_digest(opened.receipts),
    }


def _opened_ballots(session: Session, opened: Round, key: sealing.RoundKey) -> list[str]:
    found, broken_count = [], 0
    for ballot in session.scalars(select(Ballot).where(Ballot.round_id == opened.id)):
        if ballot.receipt != sealing.receipt(ballot.sealed):
            broken_count += 1
            continue
        try:
            marks = sealing.unseal(key, opened.public_id, ballot.sealed)
        except sealing.SealBroken:
            marks = ""
        if len(marks) == len(opened.items) and set(marks) <= {*MEANT, RECUSED}:
            found.append(marks)
        else:
            broken_count += 1
    if broken_count:
        raise broken("ballots_unreadable", UNREADABLE, count=broken_count)
    return found


def _count(meeting: Meeting, item: RoundItem, marks: str) -> None:
    """The totals of one item; who does not vote on it left no choice."""
    left = marks.replace(RECUSED, "")
    totals = tally(MEANT[mark] for mark in left)
    item.agree, item.disagree, item.blank = totals.agree, totals.disagree, totals.blank
    item.passed = passes(totals.agree, item.base, meeting.threshold_percent or 0)
    item.choices = sealing.shuffled(left)


def _told(item: RoundItem) -> dict[str, Any]:
    return {
        "name": item.nomination.nominee.name,
        "agree": item.agree,
        "disagree": item.disagree,
        "blank": item.blank,
        "base": item.base,
        "recused": item.recused,
        "passed": item.passed,
    }


def hold_rounds(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """The rounds are over: all are counted, and there is at least one, unless the meeting only tells.

    What the agenda can vote on asks for a round; a meeting for information only needs none.
    """
    meeting: Meeting = call.subject
    if round_not_counted(call.session, meeting) is not None:
        raise broken("round_open", ROUND_OPEN)
    agenda = agenda_of(call.session, meeting)
    if not latest_votes(call.session, meeting) and not only_tells(agenda):
        raise broken("no_round", NO_ROUND) if to_vote_on(agenda) else broken("nothing_left", NOTHING_LEFT)
    return Outcome(
        after={"meeting": meeting.code, "rounds": len(meeting.rounds), "for_information": len(to_tell(agenda))}
    )
