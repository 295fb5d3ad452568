"""The administrator's list of people: search, enter, change, and each one's account."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased, contains_eager, joinedload
from wtforms.fields import SelectChoice

from forms.people import AccountForm, LockForm, PersonForm
from forms.process import PressForm
from models.base.clock import day_of
from models.base.text import like_pattern
from models.people.accounts import Account, account_of
from models.people.organizations import Organization, by_public_id
from models.people.persons import Person, person_by_public_id
from models.people.posts import Post, held_on
from models.people.sessions import living_sessions
from models.people.words import Role
from webapp.frame import lists
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.frame.language import label, short_date, upfirst
from webapp.pages.people.choices import honorific_choices, organization_choices
from webapp.pages.people.room import blueprint

READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
STATES = ("open", "first", "locked", "none")
ORDERS = {"name": lists.Order(Person.sort_key), "unit": lists.Order(Organization.sort_key)}


@blueprint.get("/people")
@requires(*READERS)
def people() -> ResponseReturnValue:
    """Everybody, with search, role and state of the account."""
    listing = lists.read_listing({"role": Role, "account": STATES}, tuple(ORDERS))
    if request.args.get("as") == "csv":
        return _csv(listing)
    page = lists.fetch(session(), _asked(listing), listing, ORDERS, Person.public_id)
    people = [row[0] for row in page.rows]
    return render_template(
        "people/people.html",
        page=page,
        listing=listing,
        rows=_told(people),
        roles=_role_filter(),
        states=[(state, state_word(state)) for state in STATES],
        may_change=actor().holds(Role.ADMINISTRATOR),
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def new_person() -> ResponseReturnValue:
    """Enter a person; roles and account follow on their page."""
    form = _person_form(PersonForm())
    if request.method == "POST" and form.validate():
        unit = found(by_public_id(session(), form.unit.data))
        done = do("add_person", unit, form.answers(), form)
        if done is not None:
            say_done(_("Entered. Now give a role and an account."))
            return redirect(f"/people/{done.result['person']}", 303)
    form["key"].data = form["key"].data or new_key()
    if request.method == "GET" and request.args.get("unit") and not form.unit.data:
        form.unit.data = request.args["unit"]
    return render_template("people/person_form.html", form=form, person=None, url="/people/new"), _status()


@blueprint.route("/people/<public_id>/edit", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def edit_person(public_id: str) -> ResponseReturnValue:
    """Correct a person, or move them to another unit."""
    person = _person(public_id)
    form = _person_form(PersonForm(obj=person, unit=person.unit.public_id), person)
    if request.method == "POST" and form.validate() and do("change_person", person, form.answers(), form) is not None:
        say_done(_("Changed."))
        return redirect(f"/people/{public_id}", 303)
    form["key"].data = form["key"].data or new_key()
    return render_template(
        "people/person_form.html", form=form, person=person, url=f"/people/{public_id}/edit"
    ), _status()


@blueprint.get("/people/<public_id>")
@requires(*READERS)
def person(public_id: str) -> ResponseReturnValue:
    return person_page(_person(public_id))


@blueprint.post("/people/<public_id>/account")
@requires(Role.ADMINISTRATOR)
def create_account(public_id: str) -> ResponseReturnValue:
    """Make an account; its first password is shown once, on the answer itself."""
    person, form = _person(public_id), AccountForm()
    if form.validate():
        done = do("create_account", person, {"username": form.username.data}, form)
        if done is not None:
            return _handed_over(_person(public_id), done.result)
    return person_page(_person(public_id), account_form=form), 422


@blueprint.post("/people/<public_id>/reset")
@requires(Role.ADMINISTRATOR)
def reset_password(public_id: str) -> ResponseReturnValue:
    """Give a new password; shown once."""
    done = do("reset_password", _person(public_id), {}, PressForm())
    return _handed_over(_person(public_id), done.result if done else {})


@blueprint.post("/people/<public_id>/lock")
@requires(Role.ADMINISTRATOR)
def lock_account(public_id: str) -> ResponseReturnValue:
    """Close the account with a reason."""
    form = LockForm()
    if form.validate() and do("lock_account", _person(public_id), form.answers(), form) is not None:
        say_done(_("The account is locked and signed out everywhere."))
        return redirect(f"/people/{public_id}", 303)
    return person_page(_person(public_id), lock_form=form), 422


@blueprint.post("/people/<public_id>/unlock")
@requires(Role.ADMINISTRATOR)
def unlock_account(public_id: str) -> ResponseReturnValue:
    do("unlock_account", _person(public_id), {}, PressForm())
    say_done(_("The account is open again."))
    return redirect(f"/people/{public_id}", 303)


@blueprint.post("/people/<public_id>/sign-out")
@requires(Role.ADMINISTRATOR)
def sign_out_person(public_id: str) -> ResponseReturnValue:
    do("end_sessions", _person(public_id), {}, PressForm())
    say_done(_("Signed out everywhere."))
    return redirect(f"/people/{public_id}", 303)


def person_page(person: Person, **forms: Any) -> str:
    """One person: roles with their days, account, and what the administrator may do. A refused form comes back."""
    account = account_of(session(), person)
    posts = (
        session()
        .scalars(
            select(Post)
            .where(Post.person_id == person.id)
            .options(joinedload(Post.organization))
            .order_by(Post.to_on.is_not(None), Post.from_on.desc(), Post.id)
        )
        .all()
    )
    return render_template(
        "people/person.html",
        person=person,
        account=account,
        posts=posts,
        today=day_of(now()),
        key=new_key,
        state=state_of(account),
        state_word=state_word,
        may_change=actor().holds(Role.ADMINISTRATOR),
        sessions=living_sessions(session(), account, now()) if account else (),
        own=person.id == actor().person_id,
        account_form=forms.get("account_form") or _fresh(AccountForm(formdata=None)),
        lock_form=forms.get("lock_form") or _fresh(LockForm(formdata=None)),
    )


def state_of(account: Account | None) -> str:
    """none, locked, first (the handed-over password is not replaced yet) or open."""
    if account is None:
        return "none"
    return "locked" if account.disabled_at else "first" if account.must_change else "open"


def state_word(state: str) -> str:
    return {
        "open": _("Account open"),
        "first": _("First password not changed yet"),
        "locked": _("Account locked"),
        "none": _("No account"),
    }[state]


def _fresh(form: Any) -> Any:
    form["key"].data = new_key()
    return form


def _handed_over(person: Person, result: Any) -> str:
    """Not redirected: the password stands on this answer and nowhere else."""
    return render_template(
        "people/handed_over.html",
        person=person,
        username=result.get("username", ""),
        password=result.get("password", ""),
    )


def _person(public_id: str) -> Person:
    return found(person_by_public_id(session(), public_id))


def _person_form(form: PersonForm, person: Person | None = None) -> PersonForm:
    form.unit.choices = organization_choices(session(), day_of(now()), first=_("Choose"))
    if person is not None and person.unit.public_id not in {choice.value for choice in form.unit.choices}:
        form.unit.choices.append(SelectChoice(person.unit.public_id, person.unit.name))  # ended meanwhile
    form.honorific.choices = honorific_choices()
    return form


def _asked(listing: lists.Listing) -> Any:
    query = (
        select(Person, Organization)
        .join(Organization, Organization.id == Person.unit_id)
        .join(Account, Account.person_id == Person.id, isouter=True)
        .where(*_conditions(listing))
    )
    return query.options(contains_eager(Person.unit))


def _conditions(listing: lists.Listing) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if listing.query:
        pattern = like_pattern(listing.query)
        wanted.append(
            Person.search_key.like(pattern, escape="\\")
            | Organization.search_key.like(pattern, escape="\\")
            | Account.username.like(pattern, escape="\\")
        )
    if role := listing.filters.get("role"):
        held = aliased(Post)
        wanted.append(
            exists().where(
                held.person_id == Person.id,
                held.role == role,
                held.from_on <= day_of(now()),
                held.to_on.is_(None) | (held.to_on >= day_of(now())),
            )
        )
    if state := listing.filters.get("account"):
        wanted.append(
            {
                "open": and_(Account.disabled_at.is_(None), Account.must_change.is_(False)),
                "first": and_(Account.disabled_at.is_(None), Account.must_change.is_(True)),
                "locked": Account.disabled_at.is_not(None),
                "none": Account.id.is_(None),
            }[state]
        )
    return wanted


def _told(people: list[Person]) -> list[dict[str, Any]]:
    """Each person with today's roles and the state of the account; two queries for the whole page."""
    keys = [person.id for person in people]
    accounts = {row.person_id: row for row in session().scalars(select(Account).where(Account.person_id.in_(keys)))}
    roles: dict[int, list[str]] = {}
    for post in session().scalars(
        select(Post).where(Post.person_id.in_(keys), held_on(day_of(now()))).order_by(Post.id)
    ):
        roles.setdefault(post.person_id, []).append(label(Role(post.role)))
    return [
        {"person": person, "account": accounts.get(person.id), "state": state_of(accounts.get(person.id)),
         "roles": upfirst(", ".join(dict.fromkeys(roles.get(person.id, []))))}
        for person in people
    ]  # fmt: skip


def _role_filter() -> list[tuple[str, str]]:
    return [(str(role), upfirst(label(role))) for role in Role]


def _csv(listing: lists.Listing) -> ResponseReturnValue:
    people = [row[0] for row in session().execute(_asked(listing).order_by(Person.sort_key, Person.public_id))]
    header = (_("Full name"), _("Position"), _("Home unit"), _("Roles"), _("User name"), _("Account"))
    rows = [
        (one["person"].name, one["person"].title, one["person"].unit.name, one["roles"],
         one["account"].username if one["account"] else "", state_word(one["state"]))
        for one in _told(people)
    ]  # fmt: skip
    return lists.csv_file(f"people-{short_date(now()).replace('/', '-')}", header, rows)


def _status() -> int:
    return 200 if request.method == "GET" else 422
