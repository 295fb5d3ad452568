"""The attacked installation: built once per run, copied for each test, opened by whoever attacks it."""

from __future__ import annotations

import fcntl
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from models.base.clock import FixedClock
from models.base.session import Database
from tests.factories.council import JUNE
from tests.postgres import BEGINNING, KEY
from tests.screens.signed import client_of
from tests.threats.visitors import Walk, walk
from tests.threats.world import World, build
from webapp import create_app
from webapp.frame.requests import VinhDanhApp
from workflows.runs.install import prepare


@dataclass
class Attacked:
    """One copy of the installation: its rows, its application, and what was put into it."""

    database: Database
    app: VinhDanhApp
    world: World
    home: Path

    def client(self, name: str) -> FlaskClient:
        """The browser of the person who plays `name`; an empty name is a visitor's."""
        return client_of(self.app, self.world.tokens[name]) if name else self.app.test_client()

    def restore(self, template: Path) -> None:
        """Put the rows back as they were built."""
        self.database.dispose()
        for old in self.home.glob("vinhdanh.db*"):
            old.unlink()
        shutil.copy(template / "vinhdanh.db", self.home / "vinhdanh.db")


def _open(home: Path, world: World) -> Attacked:
    return opened_at(home, world, Database(f"sqlite:///{home / 'vinhdanh.db'}", key=KEY, home=home))


def opened_at(home: Path, world: World, database: Database) -> Attacked:
    """The application on a database with that world in it."""
    app = create_app(
        {
            "TESTING": True,
            "DATABASE": database,
            "VINHDANH_HOME": home,
            "CLOCK": FixedClock(JUNE),
            "PROPAGATE_EXCEPTIONS": False,
        }
    )
    return Attacked(database, app, world, home)


@pytest.fixture(scope="session")
def template(run_folder: Path) -> Path:
    """The data folder of the built installation; the first process that needs it builds it."""
    folder = run_folder / "threats"
    with (run_folder / "threats.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "world.json").exists():
            folder.mkdir(exist_ok=True)
            database = Database(f"sqlite:///{folder / 'vinhdanh.db'}", key=KEY, home=folder)
            prepare(database, BEGINNING)
            world = build(database)
            with database.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            database.dispose()
            world.write(folder / "world.json")
    return folder


@pytest.fixture
def attacked(template: Path, tmp_path: Path) -> Iterator[Attacked]:
    """An installation of this test's own."""
    home = tmp_path / "attacked"
    shutil.copytree(template, home)
    opened = _open(home, World.read(template / "world.json"))
    yield opened
    opened.database.dispose()


@pytest.fixture(scope="module")
def shown(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """An installation that the tests of a module only read."""
    home = tmp_path_factory.mktemp("shown") / "attacked"
    shutil.copytree(template, home)
    opened = _open(home, World.read(template / "world.json"))
    yield opened
    opened.database.dispose()


@pytest.fixture
def another(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Attacked]]:
    """Makes further copies, for worlds that are compared."""
    made: list[Attacked] = []

    def make() -> Attacked:
        home = tmp_path_factory.mktemp("another") / "attacked"
        shutil.copytree(template, home)
        made.append(_open(home, World.read(template / "world.json")))
        return made[-1]

    yield make
    for one in made:
        one.database.dispose()


CAST = (
    "officer_a", "head_a", "commune_a", "appraiser", "secretariat_lead", "records_clerk", "council_secretary",
    "standing_committee", "chair", "member_5", "administrator", "auditor",
)  # fmt: skip


@pytest.fixture(scope="session")
def walks(template: Path, run_folder: Path) -> dict[str, Walk]:
    """What each of the cast sees on a short walk: every route that links lead to, a few pages of each."""
    with (run_folder / "walks.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = run_folder / "walks.pickle"
        if not kept.exists():
            home = run_folder / "walked"
            shutil.copytree(template, home, dirs_exist_ok=True)
            attacked = _open(home, World.read(template / "world.json"))
            found = {name: walk(attacked.client(name), of_a_kind=3) for name in CAST}
            attacked.database.dispose()
            kept.write_bytes(pickle.dumps({name: one.pages for name, one in found.items()}))
        return {name: Walk(pages) for name, pages in pickle.loads(kept.read_bytes()).items()}
