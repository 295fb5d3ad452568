"""Rounds: opened by the secretary, voted in by the roster, sealed until closing, counted in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.base.finding import Answer, BadRequest, Conflict, Finding, RuleBroken, broken, require
from models.base.language import N_
from models.council.adoption import latest_votes, round_now_open
from models.council.agenda import VOTABLE, agenda_of, only_tells, to_tell, to_vote_on
from models.council.attendance import is_present, quorum_findings
from models.council.ballots import Ballot, OpenedChoice, ballot_of
from models.council.meetings import Meeting, Round, RoundItem, TieBreak
from models.council.recusals import recused_from
from models.council.roster import may_vote
from models.council.rules.votes import passes, tally
from models.council.words import MeetingStatus
from models.people.permissions import Actor
from models.process.outcomes import Outcome
from models.schemes.words import BallotChoice
from workflows.call import Call
from workflows.council.meetings import chosen, ids_in, meeting_at
from workflows.council.recusing import items_of, recuse_nominees
from workflows.machines import sealing

NOTHING_CHOSEN = N_("Choose at least one nomination for the round.")
AGAIN = N_("%(names)s was voted on before: say why the vote is repeated.")
ONE_OPEN = N_("A round is open already: close it first.")
ROUND_CLOSED = N_("This round is closed: no ballot can be added.")
VOTED = N_("You have voted in this round already. A sealed ballot cannot be changed.")
NOT_PRESENT = N_(
    "You are recorded as absent: only members who are present vote. If you are there, tell the council's secretary."
)
RECUSED = N_("You do not vote on %(name)s: you have an interest in this nomination.")
NOT_ASKED = N_("This round asks you nothing: you do not vote on any of its nominations.")
CHOICE_MISSING = N_("Choose agree, disagree or blank.")
UNREADABLE = N_("%(count)s ballots cannot be opened. Nothing was counted; tell the administrator.")
NO_ROUND = N_("No round has been closed yet.")
NOTHING_LEFT = N_(
    "Nothing on the agenda can be voted on any more, and there is nobody to tell about. "
    "Change the agenda, or call the meeting off."
)
ROUND_OPEN = N_("A round is open: close it first.")


def open_round(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Open a round on the agenda's nominations with the public ids `nominations`; a repetition needs a `reason`.

    RuleBroken while the quorum is not there.
    """
    meeting = meeting_at(call, MeetingStatus.IN_SESSION)
    if round_now_open(call.session, meeting) is not None:
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
    opened = Round(
        meeting=meeting, number=len(meeting.rounds) + 1, reason=reason, opened_at=call.now, key=sealing.new_key()
    )
    call.session.add(opened)
    call.session.flush()
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
    if opened.closed_at is not None or opened.key is None:
        raise Conflict(ROUND_CLOSED)
    cast = ballot_of(call.session, opened, call.actor.person_id)
    if cast is not None and cast.key != digest:
        raise Conflict(VOTED)
    if cast is None:
        if not is_present(call.session, opened.meeting, call.actor.person_id):
            raise Conflict(NOT_PRESENT)
        recused = recused_from(call.session, opened.meeting, call.actor.person_id)
        choices = _choices(opened, answers.get("choices"), recused)
        cast = Ballot(
            round_id=opened.id,
            person_id=call.actor.person_id,
            receipt=sealing.new_receipt(),
            key=digest,
            sealed=sealing.seal(opened.key, opened.public_id, choices),
        )
        call.session.add(cast)
        call.session.flush()
    return Outcome(silent=True, result={"round": opened.public_id, "receipt": cast.receipt})


def _choices(opened: Round, given: Any, recused: Collection[int]) -> list[BallotChoice | None]:
    """One choice per item, in the items' order, RECUSED where the member does not vote.

    RuleBroken naming each item without a choice, and each with one on which the member does not vote.
    """
    if not isinstance(given, Mapping) or not set(given) <= {item.nomination.public_id for item in opened.items}:
        raise BadRequest()
    told = {item.nomination_id: given.get(item.nomination.public_id) or "" for item in opened.items}
    require(
        Finding("recused", RECUSED, {"name": item.nomination.nominee.name})
        for item in opened.items
        if item.nomination_id in recused and told[item.nomination_id]
    )
    asked = [item for item in opened.items if item.nomination_id not in recused]
    if not asked:
        raise Conflict(NOT_ASKED)
    missing = [item for item in asked if not told[item.nomination_id]]
    if missing:
        raise RuleBroken(
            [Finding("choice_missing", CHOICE_MISSING, field=f"choice-{item.nomination.public_id}") for item in missing]
        )
    try:
        return [BallotChoice(choice) if key not in recused else sealing.RECUSED for key, choice in told.items()]
    except ValueError as error:
        raise BadRequest() from error


def close_round(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """Open the ballots, count, keep totals and choices without members, and destroy ballots and key.

    All in one transaction; each threshold is counted on the base that was fixed at opening.
    """
    meeting = meeting_at(call, MeetingStatus.IN_SESSION)
    opened: Round = call.subject
    call.session.refresh(opened)
    if opened.closed_at is not None:
        raise Conflict(ROUND_CLOSED)
    ballots = _opened_ballots(call.session, opened)
    for place, item in enumerate(opened.items):
        _count(call.session, meeting, item, [ballot[place] for ballot in ballots])
    call.session.execute(delete(Ballot).where(Ballot.round_id == opened.id))
    opened.key, opened.closed_at, opened.ballot_count = None, call.now, len(ballots)
    call.session.flush()
    return Outcome(
        after={
            "round": opened.number,
            "ballots": len(ballots),
            "of": meeting.total_members,
            "totals": [_told(item) for item in opened.items],
        },
        result={"round": opened.public_id, "meeting": meeting.public_id},
    )


def _opened_ballots(session: Session, opened: Round) -> list[tuple[BallotChoice | None, ...]]:
    found: list[tuple[BallotChoice | None, ...]] = []
    broken_count = 0
    for sealed in session.scalars(select(Ballot.sealed).where(Ballot.round_id == opened.id)):
        try:
            choices = sealing.unseal(opened.key or "", opened.public_id, sealed)
        except sealing.SealBroken:
            choices = ()
        if len(choices) == len(opened.items):
            found.append(choices)
        else:
            broken_count += 1
    if broken_count:
        raise broken("ballots_unreadable", UNREADABLE, count=broken_count)
    return found


def _count(session: Session, meeting: Meeting, item: RoundItem, letters: list[BallotChoice | None]) -> None:
    choices = [one for one in letters if one is not sealing.RECUSED]
    totals = tally(choices)
    item.agree, item.disagree, item.blank = totals.agree, totals.disagree, totals.blank
    item.passed = passes(totals.agree, item.base, meeting.threshold_percent or 0)
    for choice in sealing.shuffled(choices):
        session.add(OpenedChoice(round_item_id=item.id, choice=choice))
        session.flush()  # one by one: the rows lie in the shuffled order, whatever their random ids


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
    """The rounds are over: all are closed, and there is at least one, unless the meeting only tells.

    What the agenda can vote on asks for a round; a meeting for information only needs none.
    """
    meeting: Meeting = call.subject
    if round_now_open(call.session, meeting) is not None:
        raise broken("round_open", ROUND_OPEN)
    agenda = agenda_of(call.session, meeting)
    if not latest_votes(call.session, meeting) and not only_tells(agenda):
        raise broken("no_round", NO_ROUND) if to_vote_on(agenda) else broken("nothing_left", NOTHING_LEFT)
    return Outcome(
        after={"meeting": meeting.code, "rounds": len(meeting.rounds), "for_information": len(to_tell(agenda))}
    )
