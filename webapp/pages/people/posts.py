"""Roles of a person: given and ended."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forms.people import EndPostForm, PostForm
from models.base.clock import day_of
from models.people.persons import Person, person_by_public_id
from models.people.posts import Post
from models.people.sessions import renew
from models.people.words import Role
from webapp.frame import login
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.pages.people.choices import organization_choices, role_choices
from webapp.pages.people.room import blueprint


@blueprint.route("/people/<public_id>/posts/new", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def give_post(public_id: str) -> ResponseReturnValue:
    """Give a role from a day on."""
    person = found(person_by_public_id(session(), public_id))
    form = PostForm()
    form.role.choices = role_choices()
    form.organization.choices = organization_choices(session(), day_of(now()), first=_("Choose"))
    if request.method == "POST" and form.validate() and do("give_post", person, form.answers(), form) is not None:
        return _done(person, _("The role is given."))
    if request.method == "GET" and not form.organization.data:
        form.organization.data = person.unit.public_id
    form["key"].data = form["key"].data or new_key()
    return render_template("people/give_post.html", form=form, person=person), 200 if request.method == "GET" else 422


@blueprint.route("/posts/<public_id>/end", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def end_post(public_id: str) -> ResponseReturnValue:
    """Let a role end with a day."""
    query = (
        select(Post).where(Post.public_id == public_id).options(joinedload(Post.organization), joinedload(Post.person))
    )
    post, form = found(session().scalars(query).one_or_none()), EndPostForm()
    person = post.person
    if request.method == "POST" and form.validate() and do("end_post", post, form.answers(), form) is not None:
        return _done(person, _("The role ends."))
    if request.method == "POST":
        post = found(session().scalars(query).one_or_none())
    form["key"].data = form["key"].data or new_key()
    return render_template("people/end_post.html", form=form, post=post), 200 if request.method == "GET" else 422


def _done(person: Person, sentence: str) -> ResponseReturnValue:
    """The person is signed out by the act; an administrator who changed their own roles gets a new session here."""
    row = login.login_session()
    if row is not None and person.id == actor().person_id:
        login.take_token(session(), renew(session(), row, now()), now())
    say_done(sentence)
    return redirect(f"/people/{person.public_id}", 303)
