"""The served application, killed from outside while people work: what it answered is there, what it did not can be sent
again.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select

from models.base.clock import read_clock, set_day
from models.base.session import Database, unit_of_work
from models.campaigns.registrations import Work
from tests.factories.council import JUNE
from tests.factories.people import province
from tests.postgres import BEGINNING, Postgres, sqlalchemy_address
from tests.screens.signed import client_of, token_of
from webapp import create_app
from webapp.frame.config import installation_key
from workflows.runs.doctor import examine
from workflows.runs.install import prepare
from workflows.runs.tick import tick

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 4
PATIENCE = 90.0  # seconds until a server must answer


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: the served application brings a key of its own."""
    if request.param == "sqlite":
        (tmp_path / "home").mkdir()
        yield f"sqlite:///{tmp_path / 'home' / 'vinhdanh.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"vd_served_{os.getpid()}"
    with psycopg.connect(server.admin_address(), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield sqlalchemy_address(server.admin_address(), name)
    with psycopg.connect(server.admin_address(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass
class Journal:
    """What the browsers know: what was sent, and what was answered."""

    cookie: str
    guard: str
    port: int = 0
    sent: dict[str, str] = field(default_factory=dict)  # title by key
    answered: dict[str, str] = field(default_factory=dict)  # the address of the work by key

    def send(self, key: str) -> None:
        """Register the work of this key; an answer is noted, a broken line is not."""
        body = urlencode({"csrf_token": self.guard, "key": key, "kind": "model", "title": self.sent[key], "plan": "x",
                          "organization": self.organization})  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(
                "POST", "/works/new", body, {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
            )
            answer = line.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            return
        finally:
            line.close()
        assert answer.status == 303, f"{answer.status}: {text[:2000]!r}"
        self.answered[key] = answer.headers["Location"]

    organization: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"vinhdanh={self.cookie}"}


def installed(url: str, home: Path) -> tuple[Database, Journal]:
    """A province on the day of the demo, with the browser of an officer."""
    home.mkdir(exist_ok=True)
    database = Database(url, key=installation_key(home).encode(), home=home)
    prepare(database, BEGINNING)
    set_day(home, JUNE)
    tick(database, read_clock(home).now())
    with unit_of_work(database) as session:
        now = read_clock(home).now()
        land = province(session, now)
        token = token_of(session, land.officers[land.cu_jut.id], now)
        organization = land.cu_jut.public_id
    client = client_of(create_app({"VINHDANH_HOME": home, "DATABASE": database}), token)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").get_data(as_text=True))
    cookie = client.get_cookie("vinhdanh")
    assert found is not None and cookie is not None
    return database, Journal(cookie.value, found[1], organization=organization)


def serve(url: str, home: Path, port: int) -> subprocess.Popen[bytes]:
    """`flask serve`, until it answers."""
    plain = url.replace("postgresql+psycopg://", "postgresql://") if url.startswith("postgresql") else ""
    environment = os.environ | {"PORT": str(port), "VINHDANH_HOME": str(home), "DATABASE_URL": plain}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return server
        except OSError:
            assert server.poll() is None and time.monotonic() < end, "the server does not start"
            time.sleep(0.1)


def work_until_killed(journal: Journal, server: subprocess.Popen[bytes], life: float, name: str) -> None:
    """Some people register works as fast as they can; then the server and all that it started are killed."""
    over = threading.Event()

    def press(person: int) -> None:
        for number in range(10_000):
            if over.is_set():
                return
            key = f"{name}-{person}-{number}"
            journal.sent[key] = f"Việc {key}"
            journal.send(key)

    threads = [threading.Thread(target=press, args=(person,)) for person in range(PEOPLE)]
    for thread in threads:
        thread.start()
    time.sleep(life)
    os.killpg(server.pid, signal.SIGKILL)
    over.set()
    for thread in threads:
        thread.join()
    server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.threat("T57")
def test_a_killed_server_keeps_what_it_answered(address: str, tmp_path: Path, soak: bool, seed: int) -> None:
    """SIGKILL under load, again and again: every answered work is there once, what got no answer is sent again and
    is there once, the doctor finds nothing.
    """
    chance, home = random.Random(seed), tmp_path / "home"
    database, journal = installed(address, home)
    for number in range(15 if soak else 2):
        journal.port = free_port()
        server = serve(address, home, journal.port)
        work_until_killed(journal, server, chance.uniform(0.5, 2.0), f"{number}")
        with unit_of_work(database, writing=False) as session:
            assert examine(session, read_clock(home).now(), home) == []
            kept = list(session.scalars(select(Work.title)))
        assert len(kept) == len(set(kept))
        assert {journal.sent[key] for key in journal.answered} <= set(kept)
    lost = [key for key in journal.sent if key not in journal.answered]
    before = dict(journal.answered)
    journal.port = free_port()
    server = serve(address, home, journal.port)
    try:
        for key in [*lost, *chance.sample(sorted(before), min(5, len(before)))]:
            journal.send(key)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    assert {key: journal.answered[key] for key in before} == before  # the same answer again
    with unit_of_work(database, writing=False) as session:
        titles = sorted(session.scalars(select(Work.title)))
        assert titles == sorted(journal.sent.values())
        assert examine(session, read_clock(home).now(), home) == []
    assert len(before) > 5 and lost
    database.dispose()
