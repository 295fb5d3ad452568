"""Confirming, handing in, sending back, completing, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.base.finding import BadRequest, broken, require
from models.base.language import N_
from models.nominations.dossiers import Dossier
from models.nominations.facts import check_submission
from models.nominations.manifests import freeze
from models.nominations.nominations import move
from models.nominations.queries import all_lines, is_before_council, nominations_of
from models.nominations.words import TRANSITIONS, DossierStatus, NominationState
from models.process.outcomes import Outcome
from workflows.call import Call

WHY_BACK = N_("Say what has to be corrected.")
WHY_WITHDRAWN = N_("Say why the dossier is withdrawn: the reason stays in the history.")
TOO_LATE = N_("The council has the dossier on its agenda: it can no longer be withdrawn.")
NOT_A_DRAFT = N_("Only a draft is discarded; what was submitted is withdrawn by the head.")

_S = NominationState


def submit_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """The head confirms and hands in (`submitted`), or gives it back to the drafter (`sent_back`, with reason)."""
    return _confirm(call, answers, again=False)


def resubmit_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """As `submit_dossier` for a completed dossier: a new version, the old one stays."""
    outcome = _confirm(call, answers, again=True)
    if outcome.name == "submitted":
        for back in call.subject.returns:
            back.answered_at = back.answered_at or call.now
    return outcome


def revise_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """The drafter has corrected what the head asked for."""
    return Outcome(reason=_reason(answers), result={"dossier": call.subject.public_id})


def supplement_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """The drafter has completed what the appraiser asked for; the head confirms it next."""
    return Outcome(reason=_reason(answers), result={"dossier": call.subject.public_id})


def supplement_due(_session: Session, dossier: Dossier, _now: datetime) -> datetime | None:
    """Until when a returned dossier is completed in time."""
    return dossier.returns[-1].due_at if dossier.returns else None


def withdraw_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Take the dossier back, any time before the council; its diagram ends at once."""
    reason = _reason(answers)
    if not reason:
        raise broken("reason_missing", WHY_WITHDRAWN, "reason")
    return _withdrawn(call, reason)


def discard_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Give up a draft that was never submitted; the drafter may do this alone."""
    dossier: Dossier = call.subject
    if dossier.submitted_at is not None or dossier.case is None or dossier.case.status == DossierStatus.WITHDRAWN:
        raise broken("not_a_draft", NOT_A_DRAFT)
    return _withdrawn(call, _reason(answers))


def _confirm(call: Call, answers: Mapping[str, Any], *, again: bool) -> Outcome:
    dossier: Dossier = call.subject
    outcome, reason = answers.get("outcome"), _reason(answers)
    if outcome == "sent_back":
        if not reason:
            raise broken("reason_missing", WHY_BACK, "reason")
        return Outcome("sent_back", reason=reason, result={"dossier": dossier.public_id})
    if outcome != "submitted":
        raise BadRequest()
    require(check_submission(call.session, dossier, call.now, again=again))
    for line in nominations_of(call.session, dossier):
        if line.state == _S.DRAFT:
            move(line, _S.SUBMITTED)
    dossier.submitted_at = dossier.submitted_at or call.now
    version = freeze(call.session, dossier, call.actor, call.now)
    after = {"version": version.number, "digest": version.digest, "nominations": len(version.manifest["nominations"])}
    return Outcome("submitted", after=after, reason=reason, result={"dossier": dossier.public_id})


def _withdrawn(call: Call, reason: str) -> Outcome:
    dossier: Dossier = call.subject
    if dossier.case is None or dossier.case.closed_at is not None or not is_before_council(call.session, dossier):
        raise broken("too_late", TOO_LATE)
    held = [line.nominee.name for line in nominations_of(call.session, dossier)]
    for line in all_lines(call.session, dossier):
        if _S.WITHDRAWN in TRANSITIONS[line.state]:
            move(line, _S.WITHDRAWN)
    return Outcome(
        after={"nominations": held},
        reason=reason,
        own_message="dossier_withdrawn",
        result={"dossier": dossier.public_id},
    )


def _reason(answers: Mapping[str, Any]) -> str:
    return str(answers.get("reason") or "").strip()
