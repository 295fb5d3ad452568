"""The counting board: appointed for a meeting, each member takes a code, enough of them together open a round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.base.finding import YES, Answer, Conflict, Missing, broken
from models.base.language import N_
from models.council.adoption import round_not_counted
from models.council.ballots import Ballot
from models.council.board import (
    Counter,
    KeyShare,
    Release,
    board_of,
    code_for,
    could_count,
    own_counter,
    publics,
    released_by,
    releases_to,
    salt_for,
    shares_of,
)
from models.council.meetings import Meeting, Round
from models.council.words import MeetingStatus
from models.people.permissions import Actor
from models.process.installation import installation
from models.process.outcomes import Outcome
from workflows.call import Call
from workflows.council.meetings import ids_in, meeting_at, reason_in
from workflows.council.voting import count_round
from workflows.machines import sealing

WRONG_NUMBER = N_("The counting board has %(counters)s members: choose exactly so many.")
NOT_ELIGIBLE = N_("%(count)s of the chosen cannot count: only the roster and the secretariat can, never the secretary.")
ROUND_FIRST = N_("A round is open or not counted yet: the board and its codes stay as they are until it is counted.")
NOT_ON_BOARD = N_("You are not on the counting board of this meeting.")
OWN_CODE = N_("Each member of the counting board takes their own code.")
STILL_OPEN = N_("The round is still open: counters release their shares when it is closed.")
VOIDED = N_("The round was declared void: it is not counted.")
CODE_WRONG = N_("This is not your counting code. Look at what you wrote down: 15 letters and digits.")
KEY_BROKEN = N_("The shares do not give the key of this round. Nothing was counted; tell the administrator.")
NOT_TO_VOID = N_("Only a round that is closed and cannot be counted is declared void.")


def appoint_board(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Appoint the counting board of the meeting: `people` holds public ids, as many as the scheme says.

    From the roster and the secretariat. Not the secretary, who opens and closes rounds and could then choose the
    moment and count as well; not the administrator, who has the database and would need one colleague less. Who
    stays on the board keeps the code.
    """
    meeting = _idle(call)
    wanted, counters = ids_in(answers, "people"), meeting.campaign.scheme.voting.counters.value
    chosen = [one for one in could_count(call.session, meeting, day_of(call.now)) if one.public_id in set(wanted)]
    if len(wanted) != counters:
        raise broken("board_number", WRONG_NUMBER, "people", counters=counters)
    if len(chosen) != counters:
        raise broken("board_not_eligible", NOT_ELIGIBLE, "people", count=counters - len(chosen))
    before = board_of(call.session, meeting)
    stay = {one.person_id: one.number for one in before}
    for one in before:
        if one.person_id not in {person.id for person in chosen}:
            call.session.delete(one)
    call.session.flush()
    free = sorted(set(range(1, counters + 1)) - {stay[person.id] for person in chosen if person.id in stay})
    call.session.add_all(
        Counter(meeting_id=meeting.id, person_id=person.id, number=free.pop(0), name=person.name)
        for person in chosen
        if person.id not in stay
    )
    call.session.flush()
    return Outcome(
        before={"counters": [one.name for one in before]},
        after={"counters": [one.name for one in board_of(call.session, meeting)]},
        result={"meeting": meeting.public_id},
    )


def may_take(_session: Session, actor: Actor, counter: Counter) -> Answer:
    """The code is the counter's own, whatever their roles."""
    return YES if counter.person_id == actor.person_id else Answer(False, OWN_CODE)


def take_code(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Make the counter's code and lock a fresh key with it; result: `code`, shown once and kept nowhere.

    Taken again, the code before opens nothing any more; not while a round is open or not counted.
    """
    counter: Counter = call.subject
    call.session.refresh(counter)
    salt, kind = salt_for(counter, answers["key"]), installation(call.session).kind
    code = code_for(call.session.info["key"], counter, answers["key"], kind)
    result = {"code": code, "counter": counter.public_id, "meeting": counter.meeting.public_id}
    if counter.salt == salt:
        return Outcome(silent=True, result=result)
    _idle(call)
    renewed, key = counter.taken_at is not None, sealing.lock(code, salt)
    counter.public_key, counter.locked_key, counter.salt = key.public, key.locked, key.salt
    counter.taken_at = call.now
    call.session.flush()
    return Outcome(after={"counter": counter.name, "renewed": renewed}, result=result)


def _idle(call: Call) -> Meeting:
    """The sitting meeting, while no round lies with its board."""
    meeting = meeting_at(call, MeetingStatus.IN_SESSION)
    if round_not_counted(call.session, meeting) is not None:
        raise Conflict(ROUND_FIRST)
    return meeting


def may_release(session: Session, actor: Actor, opened: Round) -> Answer:
    """Only the board of the meeting counts."""
    found = own_counter(board_of(session, opened.meeting), actor.person_id)
    return YES if found is not None else Answer(False, NOT_ON_BOARD)


def release_share(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Release the counter's share of the key of a closed round with their `code`; the last that is needed counts.

    A share is released once; a repetition, and one that comes when the round is counted, changes nothing. Nor does a
    wrong code (the page counts tries).
    """
    meeting, opened = meeting_at(call, MeetingStatus.IN_SESSION), call.subject
    call.session.refresh(opened)
    if opened.voided_at is not None:
        raise Conflict(VOIDED)
    if opened.closed_at is None:
        raise Conflict(STILL_OPEN)
    board = board_of(call.session, meeting)
    mine = own_counter(board, call.actor.person_id)
    if mine is None:
        raise Missing()
    before = released_by(call.session, opened)
    result = {"round": opened.public_id, "meeting": meeting.public_id}
    if opened.counted_at is not None or mine.id in before:
        return Outcome(silent=True, result=result)
    names = [one.name for one in board if one.id in before | {mine.id}]
    told = {"round": opened.number, "counters": names, "needed": opened.counters_needed}
    try:
        if len(names) < opened.counters_needed:
            _hand_on(call, opened, mine, board, str(answers.get("code", "")))
            return Outcome(after=told, result=result)
        key = _joined(call.session, opened, mine, board, str(answers.get("code", "")))
    except sealing.CodeWrong:
        raise broken("code_wrong", CODE_WRONG, "code") from None
    except sealing.SealBroken:
        raise broken("key_broken", KEY_BROKEN, "code") from None
    counted = count_round(call, meeting, opened, key)
    _forget_keys(call.session, opened)
    return Outcome(told_as="round_counted", after={**told, **counted}, result=result)


def _locked(counter: Counter) -> sealing.LockedKey:
    return sealing.LockedKey(counter.public_key or b"", counter.locked_key or b"", counter.salt or b"")


def _share_of(session: Session, opened: Round, counter: Counter) -> bytes:
    """The counter's own share; SealBroken when it is not there."""
    found = next((one.sealed for one in shares_of(session, opened) if one.counter_id == counter.id), None)
    if found is None:
        raise sealing.SealBroken("the share is gone")
    return found


def _hand_on(call: Call, opened: Round, mine: Counter, board: list[Counter], code: str) -> None:
    """Seal the share to each of the others: whoever of them comes last can put the key together."""
    others = {number: public for number, public in publics(board).items() if number != mine.number}
    sealed = sealing.release(_share_of(call.session, opened, mine), _locked(mine), code, others)
    keys = {one.number: one.id for one in board}
    call.session.add_all(
        Release(round_id=opened.id, counter_id=mine.id, to_counter_id=keys[number], sealed=share)
        for number, share in sealed.items()
    )
    call.session.flush()


def _joined(session: Session, opened: Round, mine: Counter, board: list[Counter], code: str) -> sealing.RoundKey:
    numbers = {one.id: one.number for one in board}
    released = {numbers[one.counter_id]: one.sealed for one in releases_to(session, opened, mine)}
    share = _share_of(session, opened, mine)
    return sealing.join(mine.number, share, _locked(mine), code, released, opened.public_key)


def _forget_keys(session: Session, opened: Round) -> None:
    for table in (KeyShare, Release):
        session.execute(delete(table).where(table.round_id == opened.id))
    session.flush()


def void_round(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Declare a closed round void, with `reason`, when too few counters can open it: its ballots are destroyed unread.

    Nobody knows what they say, so nobody chooses by the result; another round may then ask again.
    """
    meeting, opened = meeting_at(call, MeetingStatus.IN_SESSION), call.subject
    call.session.refresh(opened)
    if opened.closed_at is None or opened.counted_at is not None or opened.voided_at is not None:
        raise Conflict(NOT_TO_VOID)
    reason = reason_in(answers)
    call.session.execute(delete(Ballot).where(Ballot.round_id == opened.id))
    _forget_keys(call.session, opened)
    opened.voided_at = call.now
    call.session.flush()
    return Outcome(
        after={"round": opened.number}, reason=reason,
        result={"round": opened.public_id, "meeting": meeting.public_id},
    )  # fmt: skip
