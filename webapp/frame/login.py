"""Sign-in: the cookie holds a session's token, the database holds the session, and that makes the actor."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from models.people.accounts import Account, LoginSession
from models.people.permissions import Actor
from models.people.sessions import SignedIn, open_session, session_of, signed_in
from webapp.frame import returning
from webapp.frame.places import furnish

HOLDS = "_user_id"  # where Flask-Login keeps what it hands to the loader
FORMER = "former"  # the token of a session that was ended in this browser: it knows whose text a late form holds
GUARD = "csrf_token"


class User(UserMixin):  # type: ignore[misc]
    """Flask-Login's user: a living session under the token of its cookie."""

    def __init__(self, here: SignedIn, token: str) -> None:
        self.here, self.token = here, token

    def get_id(self) -> str:
        return self.token


def attach(app: Flask) -> None:
    """Let Flask-Login find the session of each request."""
    manager = LoginManager()
    manager.session_protection = None  # a telephone changes its address; the token alone decides
    manager.user_loader(_load)
    manager.unauthorized_handler(ask_to_sign_in)
    manager.init_app(app)


def _load(token: str) -> User | None:
    here = signed_in(g.session, token, g.now)
    return User(here, token) if here is not None else None


def who_is_here() -> SignedIn | None:
    """Who is signed in with this request's cookie; None for a visitor and for an ended session."""
    return current_user.here if current_user.is_authenticated else None


def load_actor() -> Actor | None:
    """As whom this request acts."""
    here = who_is_here()
    return here.actor if here is not None else None


def login_session() -> LoginSession | None:
    """The stored session of this request, to be shown, renewed or ended."""
    here = who_is_here()
    return g.session.get(LoginSession, here.session_id) if here is not None else None


def fill_shell() -> None:
    """Put the reader's name, unit and rooms around the page; a visitor gets the office's name only."""
    here = who_is_here()
    furnish(here.actor if here else None, here.unit_name if here else "")


def sign_in(session: Session, account: Account, now: datetime) -> None:
    """Open a new session for `account` in this browser; what the cookie held before is dead.

    The guard against forged posts is kept when the same person comes back, so that a form which
    they had open meanwhile can still be sent.
    """
    former = _former(session)
    guard = cookie.get(GUARD) if former is not None and former.account_id == account.id else None
    if former is not None and former.ended_at is None:
        former.ended_at = now
    cookie.clear()
    if guard:
        cookie[GUARD] = guard
    token = open_session(session, account, now, agent=request.user_agent.string, source=source())
    take_token(session, token, now)


def take_token(session: Session, token: str, now: datetime) -> None:
    """Put a new token into the cookie."""
    here = signed_in(session, token, now)
    if here is None:
        raise LookupError("the session was opened a moment ago")
    login_user(User(here, token))
    cookie.pop(FORMER, None)


def sign_out(now: datetime) -> None:
    """End this browser's session. A form left open in another tab is still known as theirs."""
    row = login_session()
    if row is not None:
        row.ended_at = now
        cookie[FORMER] = cookie[HOLDS]
    logout_user()


def ask_to_sign_in() -> ResponseReturnValue:
    """303 to the sign-in page, which comes back here; what was typed waits there for the same account."""
    words: dict[str, Any] = {"next": returning.way_back()}
    if request.method == "POST":
        kept = returning.keep_typed(_former(g.session))
        if kept is not None:
            words["kept"] = kept.public_id
    return redirect(f"/sign-in?{urlencode(words)}", 303)


def source() -> str:
    """Where the request comes from, as far as the server can tell."""
    return request.remote_addr or ""


def _former(session: Session) -> LoginSession | None:
    """The session that this browser's cookie names, living or ended."""
    token = cookie.get(HOLDS) or cookie.get(FORMER)
    return session_of(session, token) if isinstance(token, str) else None
