"""What the secretariat lead decides apart from the steps: holds and late exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.base.finding import Missing, broken
from models.base.language import N_
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, move
from models.nominations.words import NominationState
from models.process.outcomes import Outcome
from workflows.call import Call

WHY = N_("Say why: the reason stays in the history.")
SUBMITTED = N_("The dossier has been submitted already: it needs no exception.")
NOT_HELD = N_("The nomination is not on hold.")


def hold_nomination(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Pause one nomination (E03); the others go on. The reason never leaves the office."""
    nomination: Nomination = call.subject
    reason, before = _reason(answers), nomination.state
    move(nomination, NominationState.ON_HOLD)
    nomination.before_hold, nomination.hold_reason = before, reason
    return Outcome(
        before={"nominee": nomination.nominee.name, "state": str(before)},
        after={"state": str(nomination.state)},
        reason=reason,
        confidential=True,
        result={"dossier": nomination.dossier.public_id},
    )


def lift_hold(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Let the nomination go on from where it was; one that was not judged yet is judged now."""
    nomination: Nomination = call.subject
    reason = _reason(answers)
    if nomination.state != NominationState.ON_HOLD:
        raise broken("not_held", NOT_HELD)
    move(nomination, nomination.before_hold or NominationState.SUBMITTED)
    nomination.before_hold, nomination.hold_reason = None, ""
    return Outcome(
        before={"nominee": nomination.nominee.name, "state": str(NominationState.ON_HOLD)},
        after={"state": str(nomination.state)},
        reason=reason,
        confidential=True,
        result={"dossier": nomination.dossier.public_id},
    )


def grant_late_exception(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Let a draft be submitted after the phase of its award has closed."""
    dossier: Dossier = call.subject
    reason = _reason(answers)
    if dossier.case is None or dossier.case.closed_at is not None:
        raise Missing()
    if dossier.submitted_at is not None:
        raise broken("submitted", SUBMITTED)
    dossier.late_reason = reason
    return Outcome(after={"dossier": dossier.code}, reason=reason, result={"dossier": dossier.public_id})


def _reason(answers: Mapping[str, Any]) -> str:
    reason = str(answers.get("reason") or "").strip()
    if not reason:
        raise broken("reason_missing", WHY, "reason")
    return reason
