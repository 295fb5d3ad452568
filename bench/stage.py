"""An installation to measure on: a small province, people with accounts, dossiers on their way."""

from __future__ import annotations

import http.client
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy.orm import Session
from waitress import create_server

from models.base.clock import Clock, FixedClock
from models.base.session import Database, unit_of_work
from models.people.accounts import Account
from models.people.persons import Person
from models.people.words import InstallationKind
from models.process.installation import installation
from tests.factories.people import Province, province
from tests.postgres import BEGINNING, KEY, MANY, Postgres
from webapp import create_app
from workflows.runs.install import prepare

NOW = BEGINNING + timedelta(days=30)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FIELD = re.compile(r'name="(key|version)"[^>]*value="([^"]*)"')


@dataclass
class Stage:
    """A data folder, its database and what was built in it."""

    home: Path
    database: Database
    clock: Clock

    @contextmanager
    def building(self) -> Iterator[tuple[Session, Province]]:
        """A unit of work with the province of this stage, made at the first call."""
        with unit_of_work(self.database) as session:
            yield session, province(session, NOW)


@contextmanager
def sqlite_stage() -> Iterator[Stage]:
    """On SQLite, in a folder that goes afterwards."""
    home = Path(tempfile.mkdtemp(prefix="vd-bench-"))
    try:
        with _prepared(home, f"sqlite:///{home / 'vinhdanh.db'}") as stage:
            yield stage
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def postgres_stage() -> Iterator[Stage]:
    """On a PostgreSQL of its own."""
    home = Path(tempfile.mkdtemp(prefix="vd-bench-"))
    home.chmod(0o755)
    server = Postgres(home, MANY)  # as an office has it: a commit waits for the disk
    try:
        with server.database("vd_bench") as address, _prepared(home, address) as stage:
            yield stage
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _prepared(home: Path, url: str) -> Iterator[Stage]:
    database = Database(url, key=KEY, home=home)
    prepare(database, BEGINNING)
    with unit_of_work(database) as session:
        installation(session).kind = InstallationKind.DEMO
    yield Stage(home, database, FixedClock(NOW))
    database.dispose()


def account_for(session: Session, person: Person) -> str:
    """An account that a card of the demo opens; its public id."""
    account = Account(person_id=person.id, username=f"bench{person.id}", password_hash=None, must_change=False)
    session.add(account)
    session.flush()
    return account.public_id


class Client:
    """A browser as far as HTTP goes: one connection, cookies, the token and hidden fields of the last page."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.page = ""

    def get(self, path: str) -> int:
        return self._send("GET", path, None)

    def post(self, path: str, fields: Mapping[str, Any]) -> int:
        """Post with the token, key and version of the page last read."""
        hidden = {"csrf_token": TOKEN.findall(self.page)[-1], **dict(FIELD.findall(self.page))}
        return self.send_form(path, {**hidden, **fields})

    def send_form(self, path: str, fields: Mapping[str, Any]) -> int:
        return self._send("POST", path, urlencode(fields))

    def sign_in(self, account: str) -> None:
        self.get("/sign-in")
        token = TOKEN.findall(self.page)[-1]
        if self.send_form("/sign-in/as", {"csrf_token": token, "account": account}) != 303:
            raise RuntimeError("signing in failed")

    def _send(self, method: str, path: str, body: str | None) -> int:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, worth = value.partition(";")[0].partition("=")
                self.cookies[cookie] = worth
        self.page = answer.read().decode("utf-8", "replace")
        return answer.status


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The application behind the server that an installation uses; its port."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        server.task_dispatcher.shutdown()  # let the last answer leave before the sockets go
        server.close()
        thread.join(timeout=5)


def application(stage: Stage) -> Flask:
    return create_app({"DATABASE": stage.database, "VINHDANH_HOME": stage.home, "CLOCK": stage.clock})
