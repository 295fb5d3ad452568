"""Attendance: told for every member at opening, and whenever somebody comes or leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.base.finding import BadRequest, Conflict, Finding, RuleBroken, broken
from models.base.language import N_
from models.council.attendance import Attendance, Attending, attendance_of
from models.council.meetings import Meeting, Round
from models.council.words import MeetingStatus, Presence
from models.people.persons import Person
from models.process.outcomes import Outcome
from workflows.call import Call
from workflows.council.meetings import meeting_at

MISSING = N_("%(name)s: choose whether they are present or absent.")
CHANGED = N_("The members of the council have changed meanwhile. Please open the page again.")
NOT_CHOSEN = N_("Choose present or absent.")
NOBODY = N_("Choose a member.")
ALREADY = N_("%(name)s is recorded so already.")
HAS_SAT = N_("%(name)s has been there during a round and votes by ballot: record them as absent instead.")


@dataclass(frozen=True)
class Said:
    """What the secretary says of one member."""

    state: Presence
    reason: str


def attendance_in(answers: Mapping[str, Any], persons: Sequence[Person]) -> dict[int, Said]:
    """Person → what `attendance` (public id → state and reason) says of them; RuleBroken naming all it leaves out."""
    told = answers.get("attendance")
    if not isinstance(told, Mapping):
        told = {}
    if set(told) - {one.public_id for one in persons}:
        raise Conflict(CHANGED)
    missing = [one for one in persons if not _told(told, one).get("state")]
    if missing:
        raise RuleBroken(
            [Finding("attendance_missing", MISSING, {"name": one.name}, field=f"state-{one.public_id}")
             for one in missing]
        )  # fmt: skip
    return {one.id: _said(_told(told, one)) for one in persons}


def _told(told: Mapping[str, Any], person: Person) -> Mapping[str, Any]:
    one = told.get(person.public_id, {})
    if not isinstance(one, Mapping):
        raise BadRequest()
    return one


def _said(answers: Mapping[str, Any]) -> Said:
    """State and reason; who is there needs no reason, so none is kept."""
    try:
        state = Presence(answers["state"])
    except ValueError as error:
        raise BadRequest() from error
    return Said(state, "" if state is Presence.PRESENT else str(answers.get("reason", "")).strip())


def mark_attendance(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Write down that a member comes late, returns or leaves: `member` (public id on the roster), `state`, `reason`.

    Allowed at any time of the sitting, also while a round is open, and alike whether or not the member has voted:
    a sealed ballot stays and is counted, and nothing tells that it lies there. Who was there during a round cannot
    be made an absent member with a written opinion: their ballot may lie there already (T06).
    """
    meeting = meeting_at(call, MeetingStatus.IN_SESSION, MeetingStatus.DELIBERATED)
    one = _member(call, meeting, answers.get("member"))
    if not answers.get("state"):
        raise broken("state_missing", NOT_CHOSEN, "state")
    said = _said(answers)
    if said.state == one.last.state:
        raise broken("attendance_same", ALREADY, "state", name=one.member.name)
    if said.state is Presence.WRITTEN and _sat_through_a_round(one, meeting.rounds):
        raise broken("has_sat", HAS_SAT, "state", name=one.member.name)
    write(call, meeting, one.member.id, said)
    call.session.flush()
    return Outcome(
        before={"attendance": one.last.state},
        after={"member": one.member.name, "attendance": said.state,
               "present": attendance_of(call.session, meeting).present},
        reason=said.reason,
        result={"meeting": meeting.public_id},
    )  # fmt: skip


def write(call: Call, meeting: Meeting, roster_member_id: int, said: Said) -> None:
    """One more row: from now on this holds."""
    call.session.add(
        Attendance(
            meeting_id=meeting.id,
            roster_member_id=roster_member_id,
            state=said.state,
            at=call.now,
            by_id=call.actor.person_id,
            reason=said.reason,
        )
    )


def _member(call: Call, meeting: Meeting, public_id: Any) -> Attending:
    if not public_id:
        raise broken("member_missing", NOBODY, "member")
    members = attendance_of(call.session, meeting).members
    found = next((one for one in members if one.member.public_id == public_id), None)
    if found is None:
        raise BadRequest()
    return found


def _sat_through_a_round(one: Attending, rounds: Sequence[Round]) -> bool:
    """Whether a round was open at some time since they were first there."""
    since = next((row.at for row in one.rows if row.state == Presence.PRESENT), None)
    return since is not None and any(held.closed_at is None or held.closed_at >= since for held in rounds)
