"""The administrator's tree of organisations: search, one body with its people, its end."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased, joinedload

from forms.people import EndOrganizationForm
from models.base.clock import day_of
from models.base.text import like_pattern
from models.people.organizations import Organization, alive, by_public_id
from models.people.persons import Person
from models.people.posts import Post, held_on
from models.people.words import OrganizationKind, Role
from webapp.frame import lists
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.frame.language import label, short_date, upfirst
from webapp.pages.people.choices import organization_choices
from webapp.pages.people.room import blueprint

READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
DAYS = ("today", "ended")
SORTS = ("tree", "name")


@blueprint.get("/organizations")
@requires(*READERS)
def organizations() -> ResponseReturnValue:
    """All organisations, searched and filtered; without a search as a tree."""
    listing = lists.read_listing({"kind": OrganizationKind, "alive": DAYS}, SORTS)
    if request.args.get("as") == "csv":
        return _csv(listing)
    page = lists.fetch(session(), _asked(listing), listing, _orders(), Organization.public_id)
    return render_template(
        "people/organizations.html",
        page=page,
        listing=listing,
        today=day_of(now()),
        depth=_depth,
        kinds=[(str(kind), upfirst(label(kind))) for kind in OrganizationKind],
        days=[("today", _("Exist today")), ("ended", _("Ended"))],
        total=session().scalar(select(func.count()).select_from(Organization)),
        may_change=actor().holds(Role.ADMINISTRATOR),
    )


@blueprint.get("/organizations/<public_id>")
@requires(*READERS)
def organization(public_id: str) -> ResponseReturnValue:
    """One organisation: where it stands, until when, who works there."""
    body, today = _body(public_id), day_of(now())
    below = (
        session()
        .scalars(select(Organization).where(Organization.parent_id == body.id).order_by(Organization.sort_key))
        .all()
    )
    people = session().scalars(select(Person).where(Person.unit_id == body.id).order_by(Person.sort_key)).all()
    posts = (
        session()
        .scalars(
            select(Post)
            .where(Post.organization_id == body.id, held_on(today))
            .options(joinedload(Post.person))
            .order_by(Post.role, Post.id)
        )
        .all()
    )
    return render_template(
        "people/organization.html",
        body=body,
        below=below,
        people=people,
        posts=posts,
        today=today,
        carrier=body.carrier_on(today),
        may_change=actor().holds(Role.ADMINISTRATOR),
    )


@blueprint.route("/organizations/<public_id>/end", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def end_organization(public_id: str) -> ResponseReturnValue:
    """Let an organisation end, with who carries on."""
    body, form = _body(public_id), EndOrganizationForm()
    form.successor.choices = organization_choices(session(), day_of(now()), first=_("Nobody"), without=(body.id,))
    if request.method == "POST" and form.validate() and do("end_organization", body, form.answers(), form) is not None:
        say_done(_("The last day is written down."))
        return redirect(f"/organizations/{public_id}", 303)
    body = _body(public_id)
    if request.method == "GET" and not form.is_submitted():
        form.valid_to.data = form.valid_to.data or body.valid_to
        form.successor.data = form.successor.data or (body.successor.public_id if body.successor else "")
    form["key"].data = form["key"].data or new_key()
    inside = session().scalar(
        select(func.count())
        .select_from(Organization)
        .where(
            Organization.path.startswith(body.path, autoescape=True), Organization.id != body.id, alive(day_of(now()))
        )
    )
    return render_template(
        "people/end_organization.html", form=form, body=body, inside=inside
    ), 200 if request.method == "GET" else 422


def _orders() -> dict[str, lists.Order]:
    """By tree: each body before those below it. PostgreSQL would skip the slashes unless told to compare bytes."""
    path: ColumnElement[str] = Organization.path.expression
    if session().get_bind().dialect.name == "postgresql":
        path = Organization.path.collate("C")
    return {"tree": lists.Order(path), "name": lists.Order(Organization.sort_key)}


def _body(public_id: str) -> Organization:
    return found(by_public_id(session(), public_id))


def _depth(body: Organization) -> int:
    """How many bodies stand above it."""
    return body.path.count("/") - 2


def _asked(listing: lists.Listing) -> Any:
    above = aliased(Organization)
    query = select(Organization, above.name).join(above, above.id == Organization.parent_id, isouter=True)
    return query.where(*_conditions(listing))


def _conditions(listing: lists.Listing) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if listing.query:
        pattern = like_pattern(listing.query)
        wanted.append(Organization.search_key.like(pattern, escape="\\") | Organization.code.like(pattern, escape="\\"))
    if kind := listing.filters.get("kind"):
        wanted.append(Organization.kind == kind)
    if days := listing.filters.get("alive"):
        today = day_of(now())
        wanted.append(alive(today) if days == "today" else Organization.valid_to < today)
    return wanted


def _csv(listing: lists.Listing) -> ResponseReturnValue:
    """The list as the table that an import reads."""
    above, after = aliased(Organization), aliased(Organization)
    query = (
        select(Organization, above.code, after.code)
        .join(above, above.id == Organization.parent_id, isouter=True)
        .join(after, after.id == Organization.successor_id, isouter=True)
        .where(*_conditions(listing))
        .order_by(Organization.path)
    )
    header = ("code", "name", "kind", "parent", "valid_from", "valid_to", "successor")
    rows = [
        (
            body.code,
            body.name,
            label(OrganizationKind(body.kind)),
            parent,
            short_date(body.valid_from),
            short_date(body.valid_to),
            successor,
        )
        for body, parent, successor in session().execute(query)
    ]
    return lists.csv_file(f"organizations-{short_date(now()).replace('/', '-')}", header, rows)
