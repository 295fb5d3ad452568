"""Figures of the targets, as the organisations report them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.base.clock import day_of
from models.base.finding import Conflict, Missing, broken, require
from models.base.language import N_
from models.base.text import BadText, one_line
from models.campaigns.campaigns import Campaign, the_campaign
from models.campaigns.queries import latest_figure
from models.campaigns.registrations import Figure
from models.campaigns.rules_works import MEASURE_UNKNOWN, NOT_ALIVE, check_figure, find_measure
from models.people.organizations import Organization
from models.process.outcomes import Outcome
from models.schemes.shape.targets import Measure
from workflows.call import Call
from workflows.campaigns.behalf import told, written_by_id


def report_figure(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Report `value` (and a `note`) of the organisation `subject` for `measure`; a correction is a new row.

    `seen` is the public id of the figure that the reporter looked at ("" = none had been reported; None = not
    asked): a newer one is a Conflict. Raises RuleBroken, Missing.
    """
    organization: Organization = call.subject
    campaign = the_campaign(call.session)
    if campaign is None:
        raise Missing()
    measure = _measure(campaign, str(answers.get("measure", "")))
    value, note = answers.get("value"), _note(answers)
    if not organization.alive_on(day_of(call.now)):
        raise broken("not_alive", NOT_ALIVE, field="value", organization=organization.name)
    require(check_figure(measure, organization.kind, organization.name, value, note, day_of(call.now)))
    before = _locked_latest(call, campaign, measure, answers.get("seen"))
    writer_id = written_by_id(call, organization)
    figure = Figure(
        campaign_id=campaign.id,
        measure=measure.key,
        organization_id=organization.id,
        value=value,
        note=note,
        reported_by_id=call.actor.person_id,
        written_by_id=writer_id,
        reported_at=call.now,
    )
    call.session.add(figure)
    call.session.flush()
    return Outcome(
        chain_id=campaign.chain_id,
        before={"value": before.value} if before else {},
        after={
            "measure": measure.key,
            "organization": organization.name,
            "value": value,
            "note": note,
            **told(writer_id, organization),
        },
        result={"figure": figure.public_id},
    )


def _locked_latest(call: Call, campaign: Campaign, measure: Measure, seen: object) -> Figure | None:
    """The figure that counts so far, with the organisation locked so that two reports come one after the other."""
    call.session.execute(select(Organization.id).where(Organization.id == call.subject.id).with_for_update())
    latest = latest_figure(call.session, campaign.id, measure.key, call.subject.id)
    if seen is not None and seen != (latest.public_id if latest else ""):
        who = latest.reported_by.name if latest and latest.reported_by else ""
        raise Conflict(N_("Meanwhile %(who)s was faster."), who=who, what="report_figure")
    return latest


def _measure(campaign: Campaign, key: str) -> Measure:
    measures = (measure for target in campaign.scheme.targets for measure in target.measures)
    measure = find_measure(measures, key)
    if measure is None:
        raise broken("figure_measure", MEASURE_UNKNOWN, field="measure")
    return measure


def _note(answers: Mapping[str, Any]) -> str:
    try:
        return one_line(str(answers.get("note") or ""))
    except BadText as error:
        raise broken("bad_text", error.message, field="note") from error
