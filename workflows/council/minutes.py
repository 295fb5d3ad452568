"""The minutes: computed record and written discussion, signed by the secretary, locked by the chair's signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.base.finding import BadRequest, broken
from models.base.language import N_
from models.council.meetings import Meeting
from models.council.record import Written, digest_of, locked, minutes_of
from models.council.words import MOST_COPIES
from models.people.persons import Person
from models.process.outcomes import Outcome
from models.process.roots import take_root
from workflows.call import Call
from workflows.council.meetings import reason_in

NO_DISCUSSION = N_("Write down the discussion, or that there was none.")
COPIES = N_("Between 1 and %(most)s copies.")
ONE_PERSON = N_("You signed these minutes as the secretary: somebody else signs as the chair.")


def write_minutes(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Write the minutes and sign them as the secretary; they are locked when the chair has signed.

    `discussion` is the secretary's own text, `guests` names one a line, `copies` a number from 1.
    """
    meeting: Meeting = call.subject
    discussion = str(answers.get("discussion", "")).strip()
    if not discussion:
        raise broken("discussion_missing", NO_DISCUSSION, "discussion")
    copies = answers.get("copies", 1)
    if not isinstance(copies, int) or not 1 <= copies <= MOST_COPIES:
        raise broken("copies", COPIES, "copies", most=MOST_COPIES)
    guests = tuple(line.strip() for line in str(answers.get("guests", "")).splitlines() if line.strip())
    secretary = _signer(call)
    meeting.minutes = minutes_of(call.session, meeting, secretary, Written(discussion, guests, copies))
    meeting.minutes_by_id, meeting.minutes_doubt = secretary.id, ""
    return Outcome(after={"meeting": meeting.code, "digest": digest_of(meeting.minutes)})


def sign_minutes(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Sign the minutes as the chair, which locks them; or return them to the secretary with a `reason`.

    The root over the whole history is taken and printed in them: with each copy a witness leaves the house.
    RuleBroken when the chair is who signed as the secretary.
    """
    meeting: Meeting = call.subject
    outcome = answers.get("outcome", "signed")
    if outcome == "returned":
        meeting.minutes_doubt = reason_in(answers)
        return Outcome("returned", after={"meeting": meeting.code}, reason=meeting.minutes_doubt)
    if outcome != "signed":
        raise BadRequest()
    chair = _signer(call)
    if chair.id == meeting.minutes_by_id:
        raise broken("one_person", ONE_PERSON)
    root = take_root(call.session, call.now)
    meeting.minutes = locked(meeting.minutes or {}, chair, meeting, call.now, root.digest)
    meeting.minutes_digest = digest_of(meeting.minutes)
    return Outcome("signed", after={"meeting": meeting.code, "digest": meeting.minutes_digest, "root": root.digest})


def _signer(call: Call) -> Person:
    if call.actor.person_id is None:
        raise BadRequest()
    return call.session.get_one(Person, call.actor.person_id)
