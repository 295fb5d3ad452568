"""A dossier's draft: started, filled with nominations one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.base.finding import Missing, broken
from models.base.language import N_
from models.campaigns.campaigns import the_campaign
from models.nominations.dossiers import Dossier
from models.nominations.editing import require_editable
from models.nominations.nominations import Achievement, Nomination, move
from models.nominations.queries import all_lines
from models.nominations.words import NominationState
from models.papers.books import draw_number
from models.papers.words import BookKind
from models.people.organizations import Organization
from models.process.outcomes import Outcome, Start
from models.process.words import CaseKind
from workflows.call import Call
from workflows.nominations.reading import Typed, read_line

NOT_SUBMITTING = N_("%(name)s hands in no dossiers of its own: it writes its lines into the district's draft.")
DISSOLVED = N_("%(name)s has ended: it hands in no dossiers any more.")
NO_AWARD = N_("Choose the award that the dossier asks for.")
TWICE = N_("%(name)s is already in this dossier.")

_S = NominationState


def start_dossier(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Open a draft of the organisation for one award (key `award`); several drafts may stand side by side."""
    organization: Organization = call.subject
    campaign = the_campaign(call.session)
    if campaign is None:
        raise Missing()
    scheme = campaign.scheme
    if str(organization.kind) not in scheme.dossier.submitters:
        raise broken("not_submitting", NOT_SUBMITTING, name=organization.name)
    if not organization.alive_on(day_of(call.now)):
        raise broken("E07", DISSOLVED, name=organization.name)
    if answers.get("award") not in {award.key for award in scheme.awards}:
        raise broken("award_missing", NO_AWARD, field="award")
    award = scheme.award(answers["award"])
    dossier = Dossier(
        code=_next_code(call, campaign.organization_id),
        campaign_id=campaign.id,
        organization_id=organization.id,
        award=award.key,
        drafter_id=call.actor.person_id,
        started_at=call.now,
    )
    call.session.add(dossier)
    call.session.flush()
    return Outcome(
        after={"dossier": dossier.code, "award": award.short_name},
        starts=(Start(CaseKind.DOSSIER, dossier),),
        result={"dossier": dossier.public_id, "code": dossier.code},
    )


def _next_code(call: Call, office_id: int) -> str:
    """HS-2024-0001: a series of the office, new each year."""
    day = day_of(call.now)
    number = draw_number(call.session, office_id, BookKind.DOSSIER, day, "dossier")
    return f"HS-{day.year}-{number.number:04}"


def add_nomination(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Add one nominee to the dossier; E22 when no bucket takes it, a choice only where two fit."""
    dossier: Dossier = call.subject
    require_editable(call.session, dossier)
    typed = read_line(call.session, dossier, dossier.organization, answers, call.now)
    nomination = write_line(call, dossier, typed, _S.DRAFT)
    return Outcome(
        after=told(nomination) | told_apart(typed),
        result={"nomination": nomination.public_id, "dossier": dossier.public_id},
    )


def change_nomination(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Correct a nomination of the draft or of a returned dossier; what was judged is judged again."""
    nomination: Nomination = call.subject
    dossier = nomination.dossier
    require_editable(call.session, dossier)
    if nomination.state in (_S.WITHDRAWN, _S.DECLINED, _S.PROPOSED):
        raise Missing()
    typed = read_line(call.session, dossier, dossier.organization, answers, call.now)
    before = told(nomination)
    nominee = typed.nominee(call.session, dossier.campaign_id)
    _refuse_twice(call.session, dossier, nominee.id, but=nomination)
    nomination.nominee, nomination.bucket = nominee, typed.bucket
    nomination.position, nomination.summary = typed.position, typed.summary
    if "works" in answers:
        _name_works(nomination, typed)
    judge_again(nomination)
    call.session.flush()
    return Outcome(before=before, after=told(nomination) | told_apart(typed), result={"dossier": dossier.public_id})


def remove_nomination(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Take a nomination out: its row stays as withdrawn, its papers with it."""
    nomination: Nomination = call.subject
    require_editable(call.session, nomination.dossier)
    before = told(nomination)
    move(nomination, _S.WITHDRAWN, str(answers.get("reason", "")))
    for part in nomination.dossier.parts:
        if part.nomination_id == nomination.id and part.replaced_at is None:
            part.replaced_at = call.now
    return Outcome(before=before, reason=nomination.state_reason, result={"dossier": nomination.dossier.public_id})


def write_line(
    call: Call, dossier: Dossier, typed: Typed, state: NominationState, entered_for: Organization | None = None
) -> Nomination:
    """One new nomination row; RuleBroken when the nominee is in the dossier already."""
    nominee = typed.nominee(call.session, dossier.campaign_id)
    _refuse_twice(call.session, dossier, nominee.id)
    author = entered_for or dossier.organization
    behalf = nominee.organization if nominee.organization_id != author.id and nominee.organization.unmanned else None
    nomination = Nomination(
        dossier_id=dossier.id,
        nominee=nominee,
        bucket=typed.bucket,
        state=state,
        position=typed.position,
        summary=typed.summary,
        entered_by_id=call.actor.person_id,
        entered_at=call.now,
        behalf_of=behalf,
        from_organization=entered_for,
    )
    _name_works(nomination, typed)
    call.session.add(nomination)
    call.session.flush()
    return nomination


def _name_works(nomination: Nomination, typed: Typed) -> None:
    """The registered works that are its achievement; those that stay keep their rows."""
    kept = [one for one in nomination.achievements if one.work in typed.works]
    named = {one.work.id for one in kept}
    nomination.achievements = kept + [Achievement(work=work) for work in typed.works if work.id not in named]


def judge_again(nomination: Nomination) -> None:
    """What the unit changed after it was judged waits for judgement again; a hold stays."""
    if nomination.state in (_S.ELIGIBLE, _S.INELIGIBLE):
        move(nomination, _S.SUBMITTED)
        nomination.warnings, nomination.central_criteria = [], False


def told(nomination: Nomination) -> dict[str, Any]:
    """The nomination as the history keeps it."""
    behalf = {"on_behalf_of": nomination.behalf_of.name} if nomination.behalf_of else {}
    return {
        "nominee": nomination.nominee.name,
        "bucket": nomination.bucket,
        "position": nomination.position,
        "summary": nomination.summary,
        "works": [one.work.title for one in nomination.achievements],
        **behalf,
    }


def told_apart(typed: Typed) -> dict[str, bool]:
    """That the writer was asked about a similar name, and says that it is somebody else."""
    return {"told_apart": True} if typed.told_apart else {}


def _refuse_twice(session: Session, dossier: Dossier, nominee_id: int, but: Nomination | None = None) -> None:
    for line in all_lines(session, dossier):
        if line.nominee_id == nominee_id and line is not but and line.state not in (_S.WITHDRAWN, _S.DECLINED):
            raise broken("twice", TWICE, "name", name=line.nominee.name)
