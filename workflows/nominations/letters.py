"""Letters that a dossier causes: receipt, return, and the result of every nomination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.base.tables import write_row
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.nominations.queries import nominations_of
from models.nominations.words import NominationState
from models.papers.outbox import Letter
from models.process.outcomes import Outcome
from workflows.call import Call


def notify_unit(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """Tell the unit the result of each nomination, also of those not awarded, with the reason."""
    dossier: Dossier = call.subject
    results = [_result(line) for line in nominations_of(call.session, dossier)]
    letter = write_letter(
        call, dossier, "result", dossier.public_id, {"award": dossier.award_shape.name, "results": results}
    )
    return Outcome(after={"results": len(results)}, result={"letter": letter.public_id})


def write_letter(call: Call, dossier: Dossier, kind: str, cause: str, values: Mapping[str, Any]) -> Letter:
    """One letter to the dossier's organisation; a cause writes one only once."""
    letter = Letter(
        organization_id=dossier.organization_id,
        case_id=dossier.case_id,
        kind=kind,
        written_at=call.now,
        cause=f"{kind}:{cause}",
        values={"dossier": dossier.code, **values},
    )
    write_row(call.session, letter)
    return letter


def _result(line: Nomination) -> dict[str, str]:
    """A hold is told, its reason is not: it never leaves the office."""
    reason = "" if line.state == NominationState.ON_HOLD else line.state_reason
    return {
        "name": line.nominee.name,
        "unit": line.nominee.organization.name,
        "state": str(line.state),
        "reason": reason,
    }
