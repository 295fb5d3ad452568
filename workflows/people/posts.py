"""Roles: given from a day on, ended with a day. The person's sessions end, so that each one knows one set of roles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.base.finding import Answer, broken, require
from models.base.language import N_
from models.people.accounts import account_of
from models.people.organizations import Organization
from models.people.permissions import Access, Actor, can
from models.people.persons import Person
from models.people.posts import Post, add_post, held_on
from models.people.rules import Held, check_post
from models.people.sessions import end_sessions_of
from models.people.words import Role
from models.process.outcomes import Outcome
from workflows.call import Call


def may_manage(_session: Session, actor: Actor, _subject: Any) -> Answer:
    return can(actor, "manage_posts", Access())


def give(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Give the person `role` in `organization` (public id) from `from_on` to `to_on` (or open); result: `post`."""
    person: Person = call.subject
    query = select(Organization).where(Organization.public_id == answers["organization"])
    organization = call.session.scalars(query).one_or_none()
    if organization is None:
        raise broken("organization_unknown", N_("Choose the organisation from the list."), field="organization")
    role, from_on = Role(answers["role"]), answers["from_on"] or day_of(call.now)
    new = Held(role, organization.id, from_on, answers.get("to_on"))
    held = [
        Held(Role(post.role), post.organization_id, post.from_on, post.to_on) for post in posts_of(call.session, person)
    ]
    require(check_post(role, organization.kind, held, new, alive=organization.alive_on(from_on)))
    post = add_post(call.session, person, role, organization, from_on, new.to_on)
    _end_others(call, person)
    return Outcome(
        after=_as_told(post, organization), reason=answers.get("reason", ""), result={"post": post.public_id}
    )


def end(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Let the role end with `to_on` (default: yesterday, so at once), with a reason."""
    post: Post = call.subject
    last = answers.get("to_on") or day_of(call.now) - timedelta(days=1)
    if not answers.get("reason"):
        raise broken("reason_missing", N_("Say why: the reason stays in the history."), field="reason")
    if last < day_of(call.now) and Role(post.role) is Role.ADMINISTRATOR:
        _refuse_last(call, post)
    before = _as_told(post, post.organization)
    if last < post.from_on:  # it never began
        person = post.person
        call.session.delete(post)
        call.session.flush()
        _end_others(call, person)
        return Outcome(before=before, after={"taken_back": True}, reason=answers["reason"])
    post.to_on = last
    _end_others(call, post.person)
    return Outcome(before=before, after=_as_told(post, post.organization), reason=answers["reason"])


def posts_of(session: Session, person: Person) -> list[Post]:
    return list(session.scalars(select(Post).where(Post.person_id == person.id).order_by(Post.id)))


def _as_told(post: Post, organization: Organization) -> dict[str, str]:
    return {
        "person": post.person.name,
        "role": str(post.role),
        "organization": organization.name,
        "from_on": str(post.from_on),
        "to_on": str(post.to_on or ""),
    }


def _end_others(call: Call, person: Person) -> None:
    """Sign the person out; an administrator who changes their own roles gets a new session from the page."""
    account = account_of(call.session, person)
    if account is not None and person.id != call.actor.person_id:
        end_sessions_of(call.session, account, call.now)


def _refuse_last(call: Call, post: Post) -> None:
    query = (
        select(Post.id).where(Post.role == Role.ADMINISTRATOR, Post.id != post.id, held_on(day_of(call.now))).limit(1)
    )
    if call.session.scalar(query) is None:
        raise broken(
            "last_administrator",
            N_("Nobody would be administrator then. Give the role to somebody else first."),
            field="reason",
        )
