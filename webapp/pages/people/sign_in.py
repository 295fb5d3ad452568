"""The front door: signing in by password, in a demo by a card, and signing out."""

from __future__ import annotations

import re
from datetime import datetime

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from forms.people import SignInForm
from models.base.finding import Missing
from models.base.session import unit_of_work
from models.base.text import username_key
from models.people import throttling
from models.people.accounts import Account, account_named
from models.people.passwords import verify
from models.people.sessions import may_sign_in
from models.people.words import InstallationKind
from models.process.installation import installation
from webapp.frame import login, returning
from webapp.frame.access import now, requires, session
from webapp.frame.extensions import database
from webapp.pages.people.cards import cards
from webapp.pages.people.notice import notice
from webapp.pages.people.room import blueprint

ID = re.compile(r"[a-z0-9]{12}", re.ASCII)


@blueprint.get("/sign-in")
@requires(public=True)
def sign_in() -> ResponseReturnValue:
    """The form, and what everyone may know before signing in."""
    form = SignInForm(data={"next": request.args.get("next", ""), "kept": request.args.get("kept", "")})
    if login.who_is_here() is not None:
        return redirect(_destination(form), 303)
    return _page(form)


@blueprint.post("/sign-in", endpoint="enter")
@requires(public=True)
def enter() -> ResponseReturnValue:
    """Check name and password: the same words and the same work, whether or not the name exists."""
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    key = username_key(form.username.data)
    session().rollback()  # nobody waits for the database while a password is checked
    tried = _take_try(key, now())
    account_id = _checked(key, form.password.data) if tried else None
    if account_id is None:
        sentence = (
            _("User name or password is not right.")
            if tried
            else _("Too many wrong passwords. Wait 15 minutes, or call your administrator.")
        )
        form.form_errors.append(sentence)
        return _page(form), 422 if tried else 429
    account = session().get_one(Account, account_id)
    if not may_sign_in(account, now()):  # locked in this very moment
        raise Missing()
    throttling.forgive(session(), key)
    return _welcome(account, form)


@blueprint.post("/sign-in/as")
@requires(public=True)
def sign_in_as() -> ResponseReturnValue:
    """One click of a demo: sign in as the person on the card. Anywhere else this page does not exist."""
    if installation(session()).kind != InstallationKind.DEMO:
        raise Missing()
    chosen = request.form.get("account", "")
    query = select(Account).where(Account.public_id == chosen)
    account = session().scalars(query).one_or_none() if ID.fullmatch(chosen) else None
    if account is None or not may_sign_in(account, now()):
        raise Missing()
    return _welcome(account, SignInForm())


@blueprint.post("/sign-out")
@requires(public=True)
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    login.sign_out(now())
    flash(_("You are signed out."), "passed")
    return redirect("/sign-in", 303)


def _take_try(key: str, moment: datetime) -> bool:
    """Count the try before looking, in a unit of its own: a killed process forgets none."""
    with unit_of_work(database()) as own:
        throttling.forget_old(own, moment)
        return throttling.take_try(own, key, login.source(), moment) is not None


def _checked(key: str, password: str) -> int | None:
    """The key of the account when all is right; one argon2 verification in every case."""
    with unit_of_work(database(), writing=False) as reading:
        account = account_named(reading, key)
        stored = account.password_hash if account is not None else None
        able = account is not None and may_sign_in(account, now())
        account_id = account.id if account is not None else None
    fits = verify(stored, password)
    return account_id if fits and able else None


def _welcome(account: Account, form: SignInForm) -> ResponseReturnValue:
    login.sign_in(session(), account, now())
    if form.kept.data:
        flash(
            _(
                "You were signed out meanwhile. What you had typed is here again; it has not been sent yet. "
                "Choose files once more."
            ),
            "action",
        )
    return redirect(_destination(form), 303)


def _destination(form: SignInForm) -> str:
    kept = form.kept.data or ""
    path = returning.known_path(form.next.data or "/")
    return returning.with_kept(path, kept) if ID.fullmatch(kept) else path


def _page(form: SignInForm) -> str:
    login.fill_shell()
    kind = installation(session()).kind
    return render_template(
        "people/sign_in.html",
        form=form,
        url="/sign-in",
        notice=notice(session(), now()),
        kind=kind,
        cards=cards(session(), now()) if kind == InstallationKind.DEMO else (),
        coming_back=bool(form.kept.data),
    )
