"""Receipt and appraisal: numbered, judged line by line, returned or passed on to the council."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import day_of, working_deadline
from models.base.finding import Answer, BadRequest, Finding, RuleBroken, Severity, broken, require
from models.base.language import N_
from models.nominations.dossiers import Dossier, Return
from models.nominations.facts import check, check_ready
from models.nominations.nominations import Nomination, move
from models.nominations.queries import nominations_of
from models.nominations.rules.eligibility import Moment, without_reason
from models.nominations.words import DossierStatus, NominationState
from models.papers.books import draw_number
from models.papers.words import BookKind
from models.people.permissions import Actor, can
from models.people.words import Role
from models.process.outcomes import Outcome
from models.process.tasks import Task
from models.process.words import TaskKind
from workflows.call import Call
from workflows.nominations.letters import write_letter

SETS_ODD = N_("Enter how many sets of originals have come, 0 to 99.")
WHY_INELIGIBLE = N_("Say why the nomination is not eligible: the unit and the council read it.")
HELD = N_("%(name)s is on hold: the secretariat lead lifts the hold first.")
NO_DEFECTS = N_("List at least one defect.")
RETURNS_USED = N_(
    "The dossier has been returned %(count)s times already, and the scheme allows no more: "
    "judge each line as it stands."
)
_S = NominationState


def receive_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Give the next receipt number of the year's book and record how many sets of originals came."""
    dossier: Dossier = call.subject
    sets = answers.get("sets_counted")
    if not isinstance(sets, int) or not 0 <= sets <= 99:
        raise broken("sets", SETS_ODD, "sets_counted")
    office_id = dossier.campaign.organization_id
    number = draw_number(call.session, office_id, BookKind.RECEIPT, day_of(call.now), dossier.code)
    dossier.receipt_number, dossier.received_at, dossier.sets_counted = number.number, call.now, sets
    needed = dossier.award_shape.original_sets
    write_letter(
        call,
        dossier,
        "receipt",
        dossier.public_id,
        {"number": number.number, "sets": sets, "needed": needed, "award": dossier.award_shape.short_name},
    )
    return Outcome(
        "received",
        after={"receipt": number.number, "sets": sets, "needed": needed},
        result={"dossier": dossier.public_id, "receipt": number.number},
    )


def may_judge(session: Session, actor: Actor, nomination: Nomination) -> Answer:
    """Whoever has the appraisal; after it, for a line whose hold was lifted, any appraiser of another unit."""
    dossier = nomination.dossier
    query = select(Task).where(
        Task.case_id == dossier.case_id,
        Task.closed_at.is_(None),
        Task.kind == TaskKind.USER,
        Task.role == Role.APPRAISER,
    )
    task = session.scalars(query).first()
    late = dossier.case is not None and dossier.case.status == DossierStatus.READY and nomination.state == _S.SUBMITTED
    if task is None and not late:
        return Answer(False, N_("The dossier is not in appraisal."))
    holder = task.holder_id if task is not None else actor.person_id
    return can(actor, "judge_nomination", replace(dossier.access, holder_id=holder))


def judge_nomination(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Judge one line: `verdict` eligible (warnings need a written reason each) or ineligible (with `reason`).

    `reasons` maps codes of warned rules to reasons; `central_criteria` confirms the criteria of the central level.
    """
    nomination: Nomination = call.subject
    if nomination.state == _S.ON_HOLD:
        raise broken("held", HELD, name=nomination.nominee.name)
    verdict, before = answers.get("verdict"), nomination.state
    if verdict == _S.INELIGIBLE:
        reason = str(answers.get("reason") or "").strip()
        if not reason:
            raise broken("reason_missing", WHY_INELIGIBLE, "reason")
        nomination.warnings = []
    elif verdict == _S.ELIGIBLE:
        reason = ""
        nomination.central_criteria = bool(answers.get("central_criteria"))
        nomination.warnings = _accepted(call, nomination, answers.get("reasons") or {})
    else:
        raise BadRequest()
    _set(nomination, _S(verdict), reason)
    return Outcome(
        before={"nominee": nomination.nominee.name, "state": str(before)},
        reason=reason,
        after={"state": str(nomination.state), "warnings": nomination.warnings},
        result={"dossier": nomination.dossier.public_id},
    )


def _accepted(call: Call, nomination: Nomination, reasons: Mapping[str, str]) -> list[Any]:
    """The warnings with their written reasons; RuleBroken when a rule blocks or a reason is missing."""
    found = check(call.session, nomination, Moment.READY, call.now)
    require(found)
    require(without_reason(found, reasons))
    codes = dict.fromkeys(finding.code for finding in found if finding.severity is Severity.WARN)
    return [{"code": code, "reason": reasons[code].strip(), "by": call.actor.name} for code in codes]


def _set(nomination: Nomination, state: NominationState, reason: str) -> None:
    if nomination.state == state:
        nomination.state_reason = reason
    else:
        move(nomination, state, reason)


def appraise_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Pass it on (`ready`: every line judged or on hold) or return it with `defects`, within the scheme's cap."""
    if answers.get("outcome") == "returned":
        return _return(call, answers)
    if answers.get("outcome") != "ready":
        raise BadRequest()
    dossier: Dossier = call.subject
    require(check_ready(call.session, dossier, call.now))
    states = [line.state for line in nominations_of(call.session, dossier)]
    return Outcome(
        "ready",
        after={"counts": {str(state): states.count(state) for state in sorted(set(states))}},
        result={"dossier": dossier.public_id},
    )


def _return(call: Call, answers: Mapping[str, Any]) -> Outcome:
    dossier: Dossier = call.subject
    rules = dossier.campaign.scheme.dossier
    if len(dossier.returns) >= rules.max_returns.value:
        raise RuleBroken(Finding("returns_used", RETURNS_USED, {"count": len(dossier.returns)}, field="outcome"))
    defects = [text for text in (str(entry).strip() for entry in answers.get("defects") or ()) if text]
    if not defects:
        raise broken("defects_missing", NO_DEFECTS, "defects")
    due = working_deadline(call.now, rules.return_working_days.value)
    back = Return(
        number=len(dossier.returns) + 1,
        defects=defects,
        returned_by_id=call.actor.person_id,
        returned_at=call.now,
        due_at=due,
    )
    dossier.returns.append(back)
    call.session.flush()
    write_letter(
        call,
        dossier,
        "return",
        f"{dossier.public_id}:{back.number}",
        {"defects": defects, "due_at": due.isoformat(), "number": back.number},
    )
    return Outcome(
        "returned",
        after={"defects": defects, "due_at": due, "number": back.number},
        result={"dossier": dossier.public_id},
    )
