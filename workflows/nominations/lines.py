"""Lines from below: proposed by communes and district-level bodies, included or declined by the district."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.base.finding import Missing, broken
from models.base.language import N_
from models.nominations.dossiers import Dossier
from models.nominations.editing import FROZEN, require_editable
from models.nominations.nominations import Nomination, move
from models.nominations.queries import OPEN_FOR_LINES
from models.nominations.words import NominationState
from models.people.organizations import Organization
from models.people.permissions import Actor
from models.people.words import Role
from models.process.outcomes import Outcome
from workflows.call import Call
from workflows.nominations.drafting import told, told_apart, write_line
from workflows.nominations.reading import read_line

NO_WAY = N_("The scheme knows no way for lines of %(name)s into this dossier.")
WHY_DECLINED = N_("Say why the line is declined: %(name)s reads it.")
DECIDED = N_("The line has been decided meanwhile.")

_S = NominationState


def propose_line(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Write a line into the open draft of the district above; its officer includes or declines it."""
    dossier: Dossier = call.subject
    require_editable(call.session, dossier)
    if dossier.case is None or dossier.case.status not in OPEN_FOR_LINES:
        raise broken("frozen", FROZEN, dossier=dossier.code)
    author = call.session.get_one(Organization, _seat_below(call.actor, dossier))
    if dossier.campaign.scheme.dossier.through(str(author.kind)) != str(dossier.organization.kind):
        raise broken("no_way", NO_WAY, name=author.name)
    typed = read_line(call.session, dossier, author, answers, call.now)
    line = write_line(call, dossier, typed, _S.PROPOSED, entered_for=author)
    return Outcome(
        after={**told(line), **told_apart(typed), "from": author.name}, result={"nomination": line.public_id}
    )


def withdraw_line(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Take back a line that the district has not decided; only whoever wrote it may."""
    line: Nomination = call.subject
    homes = {seat.organization_id for seat in call.actor.seats if seat.role == Role.UNIT_OFFICER}
    if line.from_organization_id not in homes:
        raise Missing()
    _require_open(line, _S.PROPOSED)
    move(line, _S.WITHDRAWN, str(answers.get("reason") or ""))
    return Outcome(before=told(line), reason=line.state_reason, result={"nomination": line.public_id})


def include_line(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """Take the line into the dossier; a declined one too, while the draft is open."""
    line: Nomination = call.subject
    require_editable(call.session, line.dossier)
    _require_open(line, _S.PROPOSED, _S.DECLINED)
    move(line, _S.DRAFT)
    return Outcome(after=told(line), result={"dossier": line.dossier.public_id})


def decline_line(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Leave the line out, with a reason that its author reads."""
    line: Nomination = call.subject
    require_editable(call.session, line.dossier)
    _require_open(line, _S.PROPOSED)
    reason = str(answers.get("reason") or "").strip()
    if not reason:
        body = line.from_organization or line.dossier.organization
        raise broken("reason_missing", WHY_DECLINED, "reason", name=body.name)
    move(line, _S.DECLINED, reason)
    return Outcome(before=told(line), reason=reason, result={"dossier": line.dossier.public_id})


def _require_open(line: Nomination, *states: NominationState) -> None:
    if line.from_organization_id is None or line.state not in states:
        raise broken("decided", DECIDED)


def _seat_below(actor: Actor, dossier: Dossier) -> int:
    """The organisation below the dossier's for which the actor writes."""
    top = dossier.organization.path
    below = sorted(
        (seat.path, seat.organization_id)
        for seat in actor.seats
        if seat.role == Role.UNIT_OFFICER and seat.path != top and seat.path.startswith(top)
    )
    if not below:
        raise Missing()
    return below[0][1]
