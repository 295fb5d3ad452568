"""Who may open a page, who acts, and the way from a form through the door."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, current_app, flash, g, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from forms.fields import StepForm
from models.base.finding import BadRequest, Missing, Refusal, RuleBroken
from models.people.permissions import Actor
from models.people.words import Role
from webapp.frame import login
from webapp.frame.formfields import show_findings
from workflows import steps
from workflows.steps import Done, LockedTask

View = TypeVar("View", bound=Callable[..., Any])
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Door:
    """What a route declares: open to everybody, to the signed in, or to holders of one of `roles`."""

    public: bool = False
    roles: frozenset[Role] = frozenset()


def requires(*roles: Role, public: bool = False) -> Callable[[View], View]:
    """Declare who may open a view; a view without declaration is nobody's."""

    def declare(view: View) -> View:
        view.vd_door = Door(public, frozenset(roles))  # type: ignore[attr-defined]
        return view

    return declare


def attach(app: Flask) -> None:
    """Ask at every request: who is it, and does the page let them in."""
    app.before_request(_let_in)
    app.extensions["fill_shell"] = login.fill_shell


def _let_in() -> ResponseReturnValue | None:
    if request.url_rule is None:
        return None
    found = login.load_actor()
    g.actor = found
    door = door_of(request.endpoint or "")
    if door is None:
        raise Missing()
    if door.public:
        return None
    if found is None:
        return login.ask_to_sign_in()
    if door.roles and not found.holds(*door.roles):
        raise Missing()
    return None


def door_of(endpoint: str) -> Door | None:
    """What the view behind `endpoint` declared."""
    if endpoint == "language":
        return Door(public=True)
    return getattr(current_app.view_functions.get(endpoint), "vd_door", None)


def actor() -> Actor:
    """Who is signed in; only inside views that are not public."""
    if g.get("actor") is None:
        raise Missing()
    found: Actor = g.actor
    return found


def session() -> Session:
    found: Session = g.session
    return found


def now() -> datetime:
    found: datetime = g.now
    return found


def found(thing: Thing | None) -> Thing:
    """The thing, or 404: what is foreign looks exactly like what is not there."""
    if thing is None:
        raise Missing()
    return thing


def new_key() -> str:
    """A fresh idempotency key for a form."""
    return secrets.token_urlsafe(18)


def do(name: str, subject: Any, answers: Mapping[str, Any], form: FlaskForm | None = None) -> Done | None:
    """Pass the door with an act; None when a rule refused it and the findings now stand on `form`."""
    key, seen = _key_and_version(form)
    public_id = getattr(subject, "public_id", "")
    return _through(
        lambda: steps.act(session(), actor(), now(), name, subject, answers, key=key, seen=seen), name, public_id, form
    )


def do_task(task: LockedTask, answers: Mapping[str, Any], form: FlaskForm | None = None) -> Done | None:
    """Pass the door with a step of a diagram; None as in `do`."""
    key, seen = _key_and_version(form)
    return _through(
        lambda: steps.perform(session(), actor(), now(), task, answers, key=key, seen=seen),
        task.element,
        task.public_id,
        form,
    )


def _through(passing: Callable[[], Done], name: str, subject: str, form: FlaskForm | None) -> Done | None:
    try:
        return passing()
    except RuleBroken as refusal:
        g.refusal = (name, subject, refusal)
        if form is None:
            raise
        session().rollback()
        show_findings(form, refusal.findings)
        return None
    except Refusal as refusal:
        g.refusal = (name, subject, refusal)
        raise


def refused(name: str, subject: str, refusal: Refusal) -> Refusal:
    """A refusal that a page finds before the door does: it is written down as an attempt all the same."""
    g.refusal = (name, subject, refusal)
    return refusal


def _key_and_version(form: FlaskForm | None) -> tuple[str, int | None]:
    if isinstance(form, StepForm):
        form.refuse_foreign()  # a single button, too, is pressed by browsers only
    key = form["key"].data if form is not None and "key" in form else request.form.get("key", "")
    version = form["version"].data if form is not None and "version" in form else request.form.get("version", "")
    if not key:
        raise BadRequest("The form came without its key. Please open the page again.")
    if (version and not str(version).isascii()) or (version and not str(version).isdigit()):
        raise BadRequest()
    return str(key), int(version) if version else None


def say_done(sentence: str) -> None:
    """What has just happened, shown on the next page."""
    flash(sentence, "passed")
