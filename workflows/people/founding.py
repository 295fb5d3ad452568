"""Making an office of a new installation: once, with its first administrator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.base.finding import YES, Answer, Conflict, Missing, broken, require
from models.base.language import N_
from models.base.text import BadText, new_username, one_line
from models.people.accounts import Account
from models.people.organizations import root
from models.people.passwords import hash_password
from models.people.permissions import Actor
from models.people.persons import add_person
from models.people.posts import add_post
from models.people.rules import check_password
from models.people.words import InstallationKind, Role
from models.process.installation import Installation
from models.process.outcomes import Outcome
from workflows.call import Call


def only_the_system(_session: Session, actor: Actor, _subject: Any) -> Answer:
    """Nobody does this from a page: who can start the command holds the machine anyway."""
    return YES if actor.is_system else Answer(False, N_("Your role does not do this."))


def open_office(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Make an office with the administrator `username`, `name`, `password`. Raises Conflict the second time.

    What decides is the kind of the installation, not whether administrators are left: deleting them all
    opens nothing.
    """
    house = call.session.scalars(select(Installation).with_for_update()).one()
    if house.kind is not None:
        raise Conflict(N_("This installation has its kind already; it is made once."), what="open_office")
    top = root(call.session)
    if top is None:
        raise Missing()
    try:
        username, name = new_username(answers["username"]), one_line(answers["name"])
    except BadText as refused:
        raise broken("username", refused.message, field="username") from refused
    if not name:
        raise broken("name", N_("Write the name, at most 200 signs."), field="name")
    require(check_password(answers["password"], username=username, name=name))
    house.kind = InstallationKind.OFFICE
    person = add_person(call.session, name, top)
    add_post(call.session, person, Role.ADMINISTRATOR, top, day_of(call.now))
    call.session.add(Account(person_id=person.id, username=username, password_hash=hash_password(answers["password"])))
    call.session.flush()
    return Outcome(
        after={"kind": str(house.kind), "administrator": name, "username": username}, result={"username": username}
    )
