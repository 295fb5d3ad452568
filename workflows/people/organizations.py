"""Organisations: read from a table, ended with a successor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.base.finding import Answer, broken, require
from models.base.language import N_
from models.base.text import search_key, sort_key
from models.people.organizations import Organization, add_organization, known_entries
from models.people.permissions import Access, Actor, can
from models.people.rules_import import Entry, plan_import
from models.process.outcomes import Outcome
from workflows.call import Call

SHIPPED = Path(__file__).with_name("dak-nong.csv")  # the organisations of plan 286


def may_manage(_session: Session, actor: Actor, _subject: Any) -> Answer:
    return can(actor, "manage_organizations", Access())


def import_table(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Enter the table `rows` (lists of cells): all of it or, when one row is wrong, nothing. Result: counts."""
    plan = plan_import(answers["rows"], known_entries(call.session))
    require(plan.findings)
    bodies = {body.code: body for body in call.session.scalars(select(Organization))}
    for entry in plan.added:
        bodies[entry.code] = add_organization(
            call.session,
            code=entry.code,
            name=entry.name,
            kind=entry.kind,
            parent=bodies.get(entry.parent),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
        )
    for entry in plan.changed:
        _change(bodies[entry.code], entry)
    for entry in (*plan.added, *plan.changed):
        bodies[entry.code].successor_id = bodies[entry.successor].id if entry.successor else None
    call.session.flush()
    counts = {"added": len(plan.added), "changed": len(plan.changed), "same": plan.same_count}
    codes = [entry.code for entry in (*plan.added, *plan.changed)]
    return Outcome(after={**counts, "codes": codes}, result=counts)


def end(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Let the organisation exist up to and with `valid_to`; `successor` (public id or empty) carries on its work."""
    body: Organization = call.subject
    last, successor = answers["valid_to"], _successor(call, answers.get("successor", ""))
    if not answers.get("reason"):
        raise broken("reason_missing", N_("Say why: the reason stays in the history."), field="reason")
    if body.parent_id is None:
        raise broken("top", N_("The provincial committee itself cannot be ended here."), field="valid_to")
    if body.valid_from and last < body.valid_from:
        raise broken("ends_before_start", N_("The last day lies before the first."), field="valid_to")
    if successor is not None and (successor.id == body.id or successor.carrier_on(last) is body):
        raise broken("own_successor", N_("An organisation does not succeed itself."), field="successor")
    before = _as_told(body)
    body.valid_to, body.successor = last, successor
    call.session.flush()
    return Outcome(
        before=before, after=_as_told(body), reason=answers["reason"], result={"ended": last < day_of(call.now)}
    )


def _change(body: Organization, entry: Entry) -> None:
    body.name, body.search_key, body.sort_key = entry.name, search_key(entry.name), sort_key(entry.name)
    body.kind, body.valid_from, body.valid_to = entry.kind, entry.valid_from, entry.valid_to


def _successor(call: Call, public_id: str) -> Organization | None:
    if not public_id:
        return None
    found = call.session.scalars(select(Organization).where(Organization.public_id == public_id)).one_or_none()
    if found is None:
        raise broken("successor", N_("Choose the organisation from the list."), field="successor")
    return found


def _as_told(body: Organization) -> dict[str, str]:
    return {
        "organization": body.name,
        "valid_to": str(body.valid_to or ""),
        "successor": body.successor.name if body.successor else "",
    }
