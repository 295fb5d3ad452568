"""Persons: entered and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.base.finding import Answer, broken
from models.base.language import N_
from models.base.text import BadText, one_line, person_sort_key, search_key
from models.people.organizations import Organization
from models.people.permissions import Access, Actor, can
from models.people.persons import Person, add_person
from models.people.words import Honorific
from models.process.outcomes import Outcome
from workflows.call import Call


def may_manage(_session: Session, actor: Actor, _subject: Any) -> Answer:
    return can(actor, "manage_accounts", Access())


def add(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """A new person (`name`, `honorific`, `title`) at home in the organisation; result: `person`."""
    unit: Organization = call.subject
    _refuse_ended(unit, call)
    try:
        person = add_person(
            call.session, _name(answers), unit, honorific=_honorific(answers), title=answers.get("title", "")
        )
    except BadText as refused:
        raise broken("title", refused.message, field="title") from refused
    return Outcome(after={"person": person.name, "unit": unit.name}, result={"person": person.public_id})


def change(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Correct `name`, `honorific`, `title`, or move the person to another `unit` (public id)."""
    person: Person = call.subject
    before = _as_told(person)
    unit = call.session.scalars(select(Organization).where(Organization.public_id == answers["unit"])).one_or_none()
    if unit is None:
        raise broken("unit_unknown", N_("Choose the organisation from the list."), field="unit")
    if unit.id != person.unit_id:
        _refuse_ended(unit, call)
    person.name = _name(answers)
    person.search_key, person.sort_key = search_key(person.name), person_sort_key(person.name)
    person.honorific, person.title, person.unit = _honorific(answers), one_line(answers.get("title", "")), unit
    call.session.flush()
    return Outcome(before=before, after=_as_told(person), result={"person": person.public_id})


def _as_told(person: Person) -> dict[str, str]:
    return {"person": person.name, "title": person.title, "unit": person.unit.name}


def _name(answers: Mapping[str, Any]) -> str:
    try:
        name = one_line(answers["name"])
    except BadText as refused:
        raise broken("name", refused.message, field="name") from refused
    if not name or len(name) > 200:
        raise broken("name", N_("Write the name, at most 200 signs."), field="name")
    return name


def _honorific(answers: Mapping[str, Any]) -> Honorific | None:
    return Honorific(answers["honorific"]) if answers.get("honorific") else None


def _refuse_ended(unit: Organization, call: Call) -> None:
    if not unit.alive_on(day_of(call.now)):
        raise broken("organization_ended", N_("This organisation does not exist any more."), field="unit")
