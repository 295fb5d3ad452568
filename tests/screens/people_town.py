"""A small province behind the application, with accounts, for the tests of signing in and of the people's pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.people.accounts import Account
from models.people.passwords import hash_password
from models.people.persons import Person
from models.people.words import InstallationKind
from models.process.installation import installation
from tests.factories.people import Province, province
from tests.page import parse
from tests.postgres import BEGINNING
from webapp import create_app
from webapp.frame.requests import VinhDanhApp

NOW = BEGINNING + timedelta(days=1)
PASSWORD = "con trâu vàng ở Nâm Nung"


@dataclass
class Town:
    """The application on a province; `names` says the user name of each person with an account."""

    app: VinhDanhApp
    database: Database
    clock: FixedClock
    names: dict[str, int]

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with unit_of_work(self.database) as session:
            yield session

    def account(self, session: Session, name: str) -> Account:
        return session.scalars(select(Account).where(Account.username == name)).one()

    def sign_in(
        self, name: str, password: str = PASSWORD, *, client: FlaskClient | None = None, **words: str
    ) -> FlaskClient:
        """A client signed in through the page; `words` are further fields of the form."""
        client = client or self.app.test_client()
        answer = send(client, "/sign-in", {"username": name, "password": password, **words})
        assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
        return client


def town(database: Database, home: Path, *, kind: InstallationKind | None = InstallationKind.OFFICE) -> Town:
    """Accounts: quantri (administrator), kiemtra (auditor), thuha (officer of Cư Jút), chutich (council chair)."""
    clock = FixedClock(NOW)
    hashed = hash_password(PASSWORD)
    with unit_of_work(database) as session:
        made = province(session, NOW)
        installation(session).kind = kind
        people = _people(made)
        for name, person in people.items():
            session.add(Account(person_id=person.id, username=name, password_hash=hashed))
        names = {name: person.id for name, person in people.items()}
    app = create_app({"TESTING": True, "DATABASE": database, "VINHDANH_HOME": home, "CLOCK": clock})
    return Town(app, database, clock, names)


def _people(made: Province) -> dict[str, Person]:
    return {
        "quantri": made.administrator,
        "kiemtra": made.auditor,
        "thuha": made.officers[made.cu_jut.id],
        "chutich": made.council_chair,
    }


def guard_of(client: FlaskClient, page: str) -> str:
    """The guard against forged posts that stands on a page."""
    tree = parse(client.get(page).get_data(as_text=True))
    found = [field.get("value") for field in tree.iter("{*}input") if field.get("name") == "csrf_token"]
    return str(found[0])


def send(client: FlaskClient, path: str, fields: dict[str, Any], *, page: str = "", source: str = "10.0.0.1") -> Any:
    """Send a form as a browser does that has opened its page (else `path` itself)."""
    guard = fields.get("csrf_token") or guard_of(client, page or path)
    return client.post(path, data={"csrf_token": guard, **fields}, environ_overrides={"REMOTE_ADDR": source},
                       headers={"Referer": f"http://localhost{page or path}"})  # fmt: skip
