"""The standing committee decides line by line; the records clerk numbers and issues what was signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models.awards.checks import check_alive, check_places
from models.awards.decisions import Decision, DecisionLine
from models.awards.words import LineState
from models.base.clock import day_of
from models.base.dates import short_date
from models.base.finding import BadRequest, Finding, require
from models.base.language import N_
from models.nominations.nominations import move
from models.nominations.words import NominationState
from models.papers.books import draw_number
from models.papers.words import BookKind
from models.process.history import canonical
from models.process.outcomes import Outcome
from workflows.awards.telling import lock_dossiers, note_lines
from workflows.call import Call

LINE_MISSING = N_("Decide on %(name)s, or send it back.")
LINE_REASON = N_("Say why %(name)s is sent back: the council reads it.")
SIGNER_MISSING = N_("Give the name of who signed.")
TITLE_MISSING = N_("Give the title of who signed, as on the paper.")
DAY_MISSING = N_("Give the day of the signature.")
SIGNED_LATER = N_("The signature cannot be of a later day than today.")
SIGNED_BEFORE = N_("The signature cannot be older than the council's results of %(day)s.")


def decide_award(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Decide each line: `lines` maps its public id to {"state": "decided" or "sent_back", "reason": …}.

    A line sent back needs a reason and keeps its place until a later meeting confirms or frees it. E07 is
    looked at on the day of the act. Nothing decided: the decision ends here.
    """
    decision: Decision = call.subject
    given = _given(decision, answers.get("lines"))
    require(_check_lines(decision, given, day_of(call.now)))
    lock_dossiers(call, decision)
    before = {line.id: str(line.adopted_line.nomination.state) for line in decision.lines}
    for line in decision.lines:
        state, reason = given[line.public_id]
        line.state, line.reason = state or LineState.PENDING, reason
        if state is LineState.SENT_BACK:
            move(line.adopted_line.nomination, NominationState.SENT_BACK, reason)
    sent_back = [line for line in decision.lines if line.state == LineState.SENT_BACK]
    note_lines(call, decision, sent_back, "sent_back", before)
    call.session.flush()
    name = "sent_back" if len(sent_back) == len(decision.lines) else "decided"
    return Outcome(
        name,
        after={"award": decision.award, "meeting": decision.meeting.code, "lines": _told(decision)},
        result={"decision": decision.public_id},
    )


def _given(decision: Decision, asked: Any) -> dict[str, tuple[LineState | None, str]]:
    """Line → what is decided on it and why; None where nothing is."""
    if not isinstance(asked, Mapping) or not set(asked) <= {line.public_id for line in decision.lines}:
        raise BadRequest()
    found: dict[str, tuple[LineState | None, str]] = {}
    for line in decision.lines:
        entry = asked.get(line.public_id) or {}
        state = entry.get("state") or None
        if state not in (None, LineState.DECIDED, LineState.SENT_BACK):
            raise BadRequest()
        found[line.public_id] = (LineState(state) if state else None, str(entry.get("reason", "")).strip())
    return found


def _check_lines(decision: Decision, given: Mapping[str, tuple[LineState | None, str]], day: date) -> Iterable[Finding]:
    for line in decision.lines:
        state, reason = given[line.public_id]
        name = line.adopted_line.nomination.nominee.name
        if state is None:
            yield Finding("line_missing", LINE_MISSING, {"name": name}, field=f"state-{line.public_id}")
        elif state is LineState.SENT_BACK and not reason:
            yield Finding("reason_missing", LINE_REASON, {"name": name}, field=f"reason-{line.public_id}")
        elif state is LineState.DECIDED:
            yield from check_alive(line, day)


def _told(decision: Decision) -> list[dict[str, str]]:
    return [
        {"name": line.adopted_line.nomination.nominee.name, "state": str(line.state), "reason": line.reason}
        for line in decision.lines
    ]


def issue_decision(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Record the signature, then draw the number of the day and issue.

    `signer_name`, `signer_title`, `signed_on`. The number comes from the book of the year inside this
    transaction, never back-dated, without a gap. An own award is final with it; for another body's award
    the numbered paper is the proposal, and its answer is waited for.
    """
    decision: Decision = call.subject
    name, title = str(answers.get("signer_name", "")).strip(), str(answers.get("signer_title", "")).strip()
    today, signed_on = day_of(call.now), answers.get("signed_on")
    require([*_check_signature(decision, name, title, signed_on, today), *check_places(decision)])
    lock_dossiers(call, decision)
    lines = [line for line in decision.lines if line.state == LineState.DECIDED]
    before = {line.id: str(line.adopted_line.nomination.state) for line in lines}
    decision.signer_name, decision.signer_title, decision.signed_on = name, title, signed_on
    book = BookKind.DECISION if decision.is_own else BookKind.PROPOSAL
    decision.number = draw_number(call.session, decision.organization_id, book, today, decision.public_id)
    for line in lines:
        if decision.is_own:
            move(line.adopted_line.nomination, NominationState.DECIDED)
        else:
            line.state = LineState.FORWARDED
    decision.digest = paper_digest(decision, lines)
    note_lines(call, decision, lines, "decision_issued", before)
    call.session.flush()
    return Outcome(
        "final" if decision.is_own else "forwarded",
        result={"decision": decision.public_id},
        after={
            "number": decision.label,
            "on": today,
            "signer": name,
            "title": title,
            "signed_on": signed_on,
            "digest": decision.digest,
        },
    )


def _check_signature(decision: Decision, name: str, title: str, signed_on: Any, today: date) -> Iterable[Finding]:
    if not name:
        yield Finding("signer_missing", SIGNER_MISSING, field="signer_name")
    if not title:
        yield Finding("title_missing", TITLE_MISSING, field="signer_title")
    adopted_on = day_of(decision.started_at)
    if not isinstance(signed_on, date):
        yield Finding("day_missing", DAY_MISSING, field="signed_on")
    elif signed_on > today:
        yield Finding("signed_later", SIGNED_LATER, field="signed_on")
    elif signed_on < adopted_on:
        yield Finding("signed_before", SIGNED_BEFORE, {"day": short_date(adopted_on)}, field="signed_on")


def paper_digest(decision: Decision, lines: Iterable[DecisionLine]) -> str:
    """What the issued paper says, as one hash: number, day, signer, award, and who gets it."""
    content = {
        "number": decision.label,
        "on": decision.number.drawn_on if decision.number else None,
        "award": decision.award,
        "signer": decision.signer_name,
        "title": decision.signer_title,
        "signed_on": decision.signed_on,
        "lines": [
            [line.public_id, line.adopted_line.nomination.public_id, line.adopted_line.nomination.nominee.name]
            for line in lines
        ],
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()
