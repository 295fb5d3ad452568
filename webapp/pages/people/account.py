"""The own account: who I am here, where I am signed in, my password."""

from __future__ import annotations

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forms.people import ChangePasswordForm, EndSessionsForm
from models.base.clock import day_of
from models.base.finding import Missing
from models.people.accounts import LoginSession
from models.people.posts import Post, held_on
from models.people.sessions import living_sessions, renew
from webapp.frame import login
from webapp.frame.access import do, new_key, now, requires, say_done, session
from webapp.pages.people.room import blueprint


@blueprint.get("/account")
@requires()
def account() -> ResponseReturnValue:
    """Name, roles, signed-in browsers, and the form for a new password."""
    return _page(_own(), ChangePasswordForm(formdata=None))


@blueprint.post("/account/password")
@requires()
def change_password() -> ResponseReturnValue:
    """A new password; this browser gets a new session, all others are signed out."""
    row, form = _own(), ChangePasswordForm()
    if form.validate():
        first = row.account.must_change
        answers = {"current": form.current.data, "password": form.password.data, "session": row.public_id}
        if do("change_password", row.account.person, answers, form) is not None:
            login.take_token(session(), renew(session(), row, now()), now())
            say_done(_("The new password holds from now on. You are signed out everywhere else."))
            return redirect("/" if first else "/account", 303)
    return _page(_own(), form), 422


@blueprint.post("/account/sessions")
@requires()
def end_sessions() -> ResponseReturnValue:
    """Sign out another browser, or all others."""
    row, form = _own(), EndSessionsForm()
    done = do("end_sessions", row.account.person, {"session": row.public_id, "only": form.only.data or ""}, form)
    count = done.result.get("ended", 0) if done else 0
    say_done(ngettext("%(num)s browser is signed out.", "%(num)s browsers are signed out.", count))
    return redirect("/account", 303)


def _own() -> LoginSession:
    row = login.login_session()
    if row is None:
        raise Missing()
    return row


def _page(row: LoginSession, form: ChangePasswordForm) -> str:
    account = row.account
    form["key"].data = form["key"].data or new_key()
    posts = (
        session()
        .scalars(
            select(Post)
            .where(Post.person_id == account.person_id, held_on(day_of(now())))
            .options(joinedload(Post.organization))
            .order_by(Post.id)
        )
        .all()
    )
    return render_template(
        "people/account.html",
        form=form,
        account=account,
        own=row,
        posts=posts,
        key=new_key(),
        sessions=living_sessions(session(), account, now()),
        has_password=account.password_hash is not None,
    )
