"""A browser in which somebody is signed in, without the sign-in page."""

from __future__ import annotations

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.accounts import Account
from models.people.persons import Person
from models.people.sessions import open_session
from tests.page import HTML, Visited
from webapp.frame.login import HOLDS
from webapp.frame.requests import VinhDanhApp


def token_of(session: Session, person: Person, now: datetime) -> str:
    """The token of a new session of `person`, whose account is made when there is none."""
    account = session.scalars(select(Account).where(Account.person_id == person.id)).one_or_none()
    if account is None:
        account = Account(person_id=person.id, username=f"person-{person.id}")
        session.add(account)
        session.flush()
    return open_session(session, account, now, agent="test", source="127.0.0.1")


def client_of(app: VinhDanhApp, token: str) -> FlaskClient:
    """A client whose cookie holds `token`."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[HOLDS] = token
    return client


def form_of(page: Visited) -> dict[str, str]:
    """What a browser would send of the first form in the main part of `page` that acts."""
    main = page.all("main")[0]
    form = next(form for form in main.iter(HTML + "form") if form.get("method") == "post")
    names = {field.get("name") for name in ("input", "select", "textarea") for field in form.iter(HTML + name)}
    return {name: value for name, value in page.fields().items() if name in names}
