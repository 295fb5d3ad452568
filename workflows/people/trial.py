"""Making a trial run of a new installation, whose people sign in by their cards and have no passwords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import Answer, Conflict, broken
from models.base.language import N_
from models.base.text import BadText, new_username
from models.people.accounts import Account, account_named, account_of
from models.people.permissions import Actor
from models.people.persons import Person
from models.people.words import InstallationKind
from models.process.installation import Installation, installation
from models.process.outcomes import Outcome
from workflows.call import Call
from workflows.people.founding import only_the_system


def open_trial(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """Make a trial run of the installation. Raises Conflict when it has its kind already."""
    house = call.session.scalars(select(Installation).with_for_update()).one()
    if house.kind is not None:
        raise Conflict(N_("This installation has its kind already; it is made once."), what="open_trial")
    house.kind = InstallationKind.DEMO
    return Outcome(after={"kind": str(house.kind)})


def may_enter_card(session: Session, actor: Actor, subject: Any) -> Answer:
    """Never in an office: there every account has a password."""
    if installation(session).kind == InstallationKind.OFFICE:
        return Answer(False, N_("Only a trial run has accounts without a password."))
    return only_the_system(session, actor, subject)


def enter_card(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Give the person an account `username` that no password opens: on a trial run one signs in by its card."""
    person: Person = call.subject
    try:
        username = new_username(answers["username"])
    except BadText as refused:
        raise broken("username", refused.message, field="username") from refused
    if account_of(call.session, person) is not None or account_named(call.session, username) is not None:
        raise broken("name_taken", N_("This user name is taken. Add a digit or the unit."), field="username")
    call.session.add(Account(person_id=person.id, username=username, password_hash=None))
    call.session.flush()
    return Outcome(after={"person": person.name, "username": username}, result={"username": username})
