"""Results of bodies that decide elsewhere: typed in with their scan by one person, confirmed by another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models.awards.decisions import Decision, DecisionLine
from models.awards.words import LineState
from models.base.clock import day_of
from models.base.dates import short_date
from models.base.finding import BadRequest, Finding, broken, require
from models.base.language import N_
from models.nominations.nominations import move
from models.nominations.words import NominationState
from models.papers.files import StoredFile
from models.process.outcomes import Outcome
from workflows.awards.telling import lock_dossiers, note_lines, tentative
from workflows.call import Call
from workflows.machines.files import staged_from

NUMBER_MISSING = N_("Give the number of the other body's paper.")
DAY_MISSING = N_("Give the day of the other body's paper.")
DAY_LATER = N_("The paper cannot be of a later day than today.")
DAY_BEFORE = N_("The paper cannot be older than our proposal of %(day)s.")
SCAN_MISSING = N_("Attach the scan of the other body's paper.")
RESULT_MISSING = N_("Say whether %(name)s was granted or refused.")
REASON_MISSING = N_("Say what does not agree with the paper.")


def enter_outside_result(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Type in what the other body decided; nothing follows from it until somebody else has confirmed it.

    `outside_number`, `outside_on`, `outside_body` (default: the award's body), `file` (a received upload),
    `lines`: public id → {"state": "granted" or "refused", "reason": …}. Entered again, it replaces the former.
    """
    decision: Decision = call.subject
    number, on = str(answers.get("outside_number", "")).strip(), answers.get("outside_on")
    lines = tentative(decision)
    given = _given(lines, answers.get("lines"))
    require([*_check_paper(decision, number, on, day_of(call.now)), *_check_lines(lines, given)])
    stored = _scan(call, decision, answers)
    decision.outside_number, decision.outside_on, decision.outside_file = number, on, stored
    decision.outside_body = str(answers.get("outside_body") or decision.award_shape.body_name).strip()
    decision.outside_by_id = call.actor.person_id
    for line in lines:
        line.state, line.reason = given[line.public_id]
    call.session.flush()
    told = [{"name": line.adopted_line.nomination.nominee.name, "state": str(line.state)} for line in lines]
    after = {"number": number, "on": on, "body": decision.outside_body, "file": stored.digest, "lines": told}
    return Outcome(after=after, result={"decision": decision.public_id})


def confirm_outside_result(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Confirm that what was typed in agrees with the scan, or send it back to be typed again, with a `reason`.

    Who typed it in does not confirm it. Granted nominations are decided; refused ones keep the place of the
    proposal, for the number limits proposals (plan 286, VI.1 and VI.2).
    """
    decision: Decision = call.subject
    outcome, reason = answers.get("outcome", "confirmed"), str(answers.get("reason", "")).strip()
    if outcome == "sent_back":
        if not reason:
            raise broken("reason_missing", REASON_MISSING, "reason")
        return Outcome("sent_back", after={"number": decision.outside_number}, reason=reason)
    if outcome != "confirmed":
        raise BadRequest()
    lock_dossiers(call, decision)
    lines = tentative(decision)
    before = {line.id: str(line.adopted_line.nomination.state) for line in lines}
    for line in lines:
        granted = line.state == LineState.GRANTED
        move(line.adopted_line.nomination, NominationState.DECIDED if granted else NominationState.REFUSED, line.reason)
    note_lines(call, decision, lines, "outside_result", before)
    call.session.flush()
    return Outcome(
        "confirmed",
        after={"number": decision.outside_number, "on": decision.outside_on},
        reason=reason,
        result={"decision": decision.public_id},
    )


def _given(lines: Iterable[DecisionLine], asked: Any) -> dict[str, tuple[LineState, str]]:
    """Line → its result; FORWARDED where none is given."""
    known = [line.public_id for line in lines]
    if not isinstance(asked, Mapping) or not set(asked) <= set(known):
        raise BadRequest()
    found = {}
    for public_id in known:
        entry = asked.get(public_id) or {}
        state = entry.get("state") or LineState.FORWARDED
        if state not in (LineState.GRANTED, LineState.REFUSED, LineState.FORWARDED):
            raise BadRequest()
        found[public_id] = (LineState(state), str(entry.get("reason", "")).strip())
    return found


def _check_paper(decision: Decision, number: str, on: Any, today: date) -> Iterable[Finding]:
    if not number:
        yield Finding("number_missing", NUMBER_MISSING, field="outside_number")
    proposed_on = decision.number.drawn_on if decision.number else today
    if not isinstance(on, date):
        yield Finding("day_missing", DAY_MISSING, field="outside_on")
    elif on > today:
        yield Finding("day_later", DAY_LATER, field="outside_on")
    elif on < proposed_on:
        yield Finding("day_before", DAY_BEFORE, {"day": short_date(proposed_on)}, field="outside_on")


def _check_lines(lines: Iterable[DecisionLine], given: Mapping[str, tuple[LineState, str]]) -> Iterable[Finding]:
    for line in lines:
        if given[line.public_id][0] is LineState.FORWARDED:
            yield Finding(
                "result_missing",
                RESULT_MISSING,
                {"name": line.adopted_line.nomination.nominee.name},
                field=f"state-{line.public_id}",
            )


def _scan(call: Call, decision: Decision, answers: Mapping[str, Any]) -> StoredFile:
    """The stored scan: a new upload, or, when the result is typed in again, the one that lies there."""
    if not answers.get("file"):
        if decision.outside_file is None:
            raise broken("scan_missing", SCAN_MISSING, "file")
        return decision.outside_file
    staged = staged_from(call.session.info["home"], answers["file"])
    return StoredFile(
        digest=staged.digest,
        size=staged.size,
        type=staged.type,
        name=staged.name,
        organization_id=decision.organization_id,
        uploaded_by_id=call.actor.person_id,
        uploaded_at=call.now,
    )
