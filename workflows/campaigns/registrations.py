"""Works: registered, approved by the level above, completed, accepted; cancelled on the way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.base.clock import day_of, end_of_day
from models.base.finding import Conflict, Missing, broken, require
from models.base.language import N_
from models.base.text import BadText, nfc, search_key, sort_key
from models.campaigns.campaigns import Campaign, the_campaign
from models.campaigns.registrations import Work
from models.campaigns.rules_works import CAMPAIGN_OVER, NOT_ALIVE, check_completion, check_registration
from models.people.organizations import Organization
from models.process.outcomes import Outcome, Start
from models.process.words import CaseKind
from models.schemes.words import WorkKind
from workflows.call import Call
from workflows.campaigns.behalf import told, written_by_id

REASON_MISSING = N_("Say why: the organisation reads it and it stays in the history.")


def completion_due(_session: Session, work: Work, _now: datetime) -> datetime | None:
    """A work is in time until the end of the day for which it was planned."""
    return end_of_day(work.finish_on) if work.finish_on else None


def register_work(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Register a work of the organisation `subject`: `kind`, `title`, `plan`, `finish_on` (a day or None).

    Its registration case starts with the level above. Raises RuleBroken.
    """
    organization: Organization = call.subject
    campaign = _running_campaign(call)
    typed = _typed(answers, campaign)
    if not organization.alive_on(day_of(call.now)):
        raise broken("not_alive", NOT_ALIVE, organization=organization.name)
    writer_id = written_by_id(call, organization)
    work = Work(
        campaign_id=campaign.id,
        organization_id=organization.id,
        entered_by_id=call.actor.person_id,
        written_by_id=writer_id,
        entered_at=call.now,
        **typed,
    )
    call.session.add(work)
    call.session.flush()
    return Outcome(
        after={
            "organization": organization.name,
            **_told(work),
            **told(writer_id, organization),
        },
        starts=(Start(CaseKind.REGISTRATION, work),),
        result={"work": work.public_id},
    )


def approve_work(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """The level above approves the registration (`outcome` approved) or returns it with a `reason`."""
    return _decided(call.subject, answers, "approved")


def revise_work(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Change a returned registration, fields as in `register_work`, and hand it to the level above again."""
    work: Work = call.subject
    before = _told(work)
    for name, value in _typed(answers, work.campaign).items():
        setattr(work, name, value)
    return Outcome(before=before, after={**_told(work), **_write(call, work)}, result={"work": work.public_id})


def complete_work(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Report the work complete with its `result` and the day `completed_on`. Raises RuleBroken."""
    work: Work = call.subject
    result, completed_on = _text(answers, "result"), answers.get("completed_on")
    require(check_completion(result, completed_on, work.campaign.scheme.launched_on, day_of(call.now)))
    before = {"result": work.result, "completed_on": work.completed_on}
    work.result, work.completed_on, work.completed_by_id = result, completed_on, call.actor.person_id
    return Outcome(
        before=before,
        after={"result": result, "completed_on": completed_on, **_write(call, work)},
        result={"work": work.public_id},
    )


def accept_work(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """The level above accepts the completion (`outcome` accepted) or returns it with a `reason`."""
    return _decided(call.subject, answers, "accepted")


def cancel_work(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Give the work up, with a `reason`; what is accepted stays. Raises Conflict when the case has ended."""
    work: Work = call.subject
    if call.case is None or call.case.closed_at is not None:
        raise Conflict(N_("This work is finished or cancelled already."), what="cancel_work")
    reason = _reason(answers)
    return Outcome(
        before={"status": call.case.status},
        after={"title": work.title, **_write(call, work)},
        reason=reason,
        own_message="work_cancelled",
        result={"work": work.public_id},
    )


def _running_campaign(call: Call) -> Campaign:
    campaign = the_campaign(call.session)
    if campaign is None:
        raise Missing()
    if all(phase.case is not None and phase.case.closed_at is not None for phase in campaign.phases):
        raise broken("campaign_over", CAMPAIGN_OVER)
    return campaign


def _typed(answers: Mapping[str, Any], campaign: Campaign) -> dict[str, Any]:
    kind, title, plan = str(answers.get("kind", "")), _text(answers, "title"), _text(answers, "plan")
    title = " ".join(title.split())
    finish_on = answers.get("finish_on")
    require(check_registration(kind, title, plan, finish_on, campaign.scheme.launched_on))
    return {
        "kind": WorkKind(kind),
        "title": title,
        "search_key": search_key(title)[:250],
        "sort_key": sort_key(title),
        "plan": plan,
        "finish_on": finish_on,
    }


def _text(answers: Mapping[str, Any], name: str) -> str:
    try:
        return nfc(str(answers.get(name) or ""))
    except BadText as error:
        raise broken("bad_text", error.message, field=name) from error


def _reason(answers: Mapping[str, Any]) -> str:
    reason = _text(answers, "reason")
    if not reason:
        raise broken("reason_missing", REASON_MISSING, field="reason")
    return reason


def _decided(work: Work, answers: Mapping[str, Any], yes: str) -> Outcome:
    outcome = answers.get("outcome")
    if outcome not in (yes, "returned"):
        raise broken("outcome_missing", N_("Choose what you decide."), field="outcome")
    reason = _reason(answers) if outcome == "returned" else _text(answers, "reason")
    return Outcome(str(outcome), after={"title": work.title}, reason=reason, result={"work": work.public_id})


def _write(call: Call, work: Work) -> dict[str, Any]:
    """Remember which body writes now: the level above *it* decides next."""
    work.written_by_id = written_by_id(call, work.organization)
    call.session.flush()
    call.session.expire(work, ["written_by"])
    return told(work.written_by_id, work.organization)


def _told(work: Work) -> dict[str, Any]:
    return {"kind": work.kind, "title": work.title, "plan": work.plan, "finish_on": work.finish_on}
