"""What a decision tells the dossiers it is about: locks, history, letters, and that they are through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from models.awards.decisions import Decision, DecisionLine
from models.awards.words import LineState
from models.base.clock import day_of
from models.council.agenda import agenda_of
from models.council.concluding import conclusions
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.papers.outbox import Letter
from models.people.organizations import Organization
from models.process.outcomes import Outcome
from workflows.call import Call
from workflows.noting import lock_cases, note

LETTER = "decision"


def lock_dossiers(call: Call, decision: Decision) -> None:
    """Lock the cases of the lines' dossiers in the order of their keys, then look at the nominations again."""
    nominations = [line.adopted_line.nomination for line in decision.lines]
    lock_cases(call, {one.dossier.case_id for one in nominations if one.dossier.case_id is not None})
    keys = [one.id for one in nominations]
    call.session.scalars(
        select(Nomination).where(Nomination.id.in_(keys)).execution_options(populate_existing=True)
    ).all()


def note_lines(
    call: Call, decision: Decision, lines: Iterable[DecisionLine], act: str, before: Mapping[int, str]
) -> None:
    """One event in the history of each dossier that these lines belong to."""
    by_case: dict[int, list[DecisionLine]] = {}
    for line in lines:
        case_id = line.adopted_line.nomination.dossier.case_id
        if case_id is not None:
            by_case.setdefault(case_id, []).append(line)
    for case_id, case in sorted(lock_cases(call, set(by_case)).items()):
        names = {line: line.adopted_line.nomination for line in by_case[case_id]}
        reasons = "; ".join(line.reason for line in names if line.reason)
        note(
            call,
            case,
            act,
            before={"states": {one.nominee.name: before[line.id] for line, one in names.items()}},
            after={"decision": decision.label, "states": {one.nominee.name: str(one.state) for one in names.values()}},
            reason=reasons,
        )


def send_notices(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """Write to every unit what became of its nominations for this award, awarded or not; tell the dossiers.

    A unit gets one letter per decision however often the step is repeated. Dossiers with nothing left to be
    decided are told so and close.
    """
    decision: Decision = call.subject
    lock_dossiers(call, decision)
    units = _by_unit(call, decision)
    for organization, nominations in units.items():
        _write(call, decision, organization, nominations)
    call.session.flush()
    dossiers = {line.adopted_line.nomination.dossier_id for line in decision.lines}
    return Outcome(
        after={"letters": len(units)},
        messages=conclusions(call.session, dossiers),
        result={"decision": decision.public_id},
    )


def _by_unit(call: Call, decision: Decision) -> dict[Organization, list[Nomination]]:
    """Organisation → its nominations for this award that the meeting dealt with or was told about."""
    units: dict[Organization, list[Nomination]] = {}
    for item in agenda_of(call.session, decision.meeting):
        one = item.nomination
        if one.dossier.award == decision.award and one.state != NominationState.WITHDRAWN:
            units.setdefault(one.dossier.organization, []).append(one)
    return units


def _write(call: Call, decision: Decision, organization: Organization, nominations: list[Nomination]) -> None:
    cause = f"{LETTER}:{decision.public_id}"
    query = select(Letter.id).where(Letter.organization_id == organization.id, Letter.cause == cause)
    if call.session.scalar(query) is not None:
        return
    call.session.add(
        Letter(
            organization_id=organization.id,
            case_id=decision.case_id,
            cause=cause,
            kind=LETTER,
            values=_values(decision, nominations),
            written_at=call.now,
        )
    )


def _values(decision: Decision, nominations: list[Nomination]) -> dict[str, Any]:
    """What the letter says; a hold is told, its reason never leaves the office."""
    own = decision.is_own
    number, issued_on = decision.label, decision.number.drawn_on if decision.number else None
    decided_on = issued_on if own else decision.outside_on
    return {
        "award": decision.award_shape.name,
        "meeting": decision.meeting.code,
        "decision": number if own else decision.outside_number,
        "decided_on": (decided_on or day_of(decision.started_at)).isoformat(),
        "body": decision.organization.name if own else decision.outside_body,
        "proposal": "" if own else number,
        "results": [
            {
                "name": one.nominee.name,
                "unit": one.nominee.organization.name,
                "state": str(one.state),
                "reason": "" if one.state == NominationState.ON_HOLD else one.state_reason,
            }
            for one in nominations
        ],
    }


def tentative(decision: Decision) -> list[DecisionLine]:
    """The lines whose result another body gives."""
    outside = (LineState.FORWARDED, LineState.GRANTED, LineState.REFUSED)
    return [line for line in decision.lines if line.state in outside]
