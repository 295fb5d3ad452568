"""What every test may ask for: a database of its own on both kinds, the application, a browser."""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis.core
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from models.base.session import Database, unit_of_work
from tests import statements
from tests.browser import QUIET, chromium
from tests.postgres import BEGINNING, KEY, Postgres
from webapp import create_app
from webapp.frame.requests import VinhDanhApp
from workflows.runs.install import prepare

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RUN = "VINHDANH_TEST_RUN"
SEED = 286  # of a short run: what it makes up is the same every time, so that red means changed; soak draws another
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="large numbers instead of small ones")
    parser.addoption("--seed", type=int, default=None, help="the seed of made-up data; printed at the start")


def pytest_configure(config: pytest.Config) -> None:
    """The process that leads the run makes the folder that all its workers share."""
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="vd-run-")
        Path(os.environ[RUN]).chmod(0o755)  # the server may run as a user of its own
        os.environ["VINHDANH_HOME"] = os.environ[RUN] + "/home"  # no test touches the data folder of `make run`
        os.environ.pop("DATABASE_URL", None)
        drawn = int.from_bytes(os.urandom(4), "big") if config.getoption("--soak") else SEED
        given = config.getoption("--seed")
        os.environ["VINHDANH_SEED"] = str(drawn if given is None else given)
    statements.share()
    one_seed: Any = hypothesis.core  # it repeats everything made up
    one_seed.global_force_seed = int(os.environ["VINHDANH_SEED"])
    hypothesis.settings.register_profile("soak", max_examples=3000, deadline=None)
    hypothesis.settings.load_profile("soak" if config.getoption("--soak") else "default")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: each waits now and then for a disk, a server, a browser."""
    return (os.cpu_count() or 1) + 1


def pytest_sessionstart(session: pytest.Session) -> None:
    """Say the seed at once, however quiet the run: whoever breaks a long one off can repeat it."""
    if not hasattr(session.config, "workerinput"):
        sys.stdout.write(f"seed: {os.environ['VINHDANH_SEED']}\n")
        sys.stdout.flush()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The leading process stops the server, whatever became of the tests."""
    if not hasattr(config, "workerinput") and (folder := os.environ.pop(RUN, "")):
        Postgres(Path(folder)).stop()
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask for a browser, so that the report can say which they are; the longest come first."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.user_properties.append(("browser", "yes"))


@pytest.fixture(scope="session")
def run_folder() -> Path:
    return Path(os.environ[RUN])


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of everything made up in this run."""
    return int(os.environ["VINHDANH_SEED"])


@pytest.fixture(scope="session")
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether large numbers are asked for."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def postgres(run_folder: Path) -> Postgres:
    """The one PostgreSQL of the run; started at the first use."""
    return Postgres(run_folder)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}", key=KEY)
    prepare(database, BEGINNING)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An SQLite file of this test's own."""
    path = tmp_path / "vinhdanh.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", key=KEY, home=tmp_path / "home")
    yield database
    database.dispose()


@pytest.fixture
def postgres_database(postgres: Postgres, tmp_path: Path) -> Iterator[Database]:
    """A PostgreSQL database of this test's own."""
    with postgres.database(f"vd_{os.getpid()}_{next(_numbers)}") as address:
        database = Database(address, key=KEY, home=tmp_path / "home")
        yield database
        database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Both kinds, one after the other."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found: Database = request.getfixturevalue(name)
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing unit of work, dropped at the end."""
    with pytest.raises(_Dropped), unit_of_work(database) as opened:
        yield opened
        raise _Dropped


class _Dropped(Exception):
    """Ends the unit of a test without keeping it."""


@pytest.fixture
def app(database: Database, tmp_path: Path) -> VinhDanhApp:
    """The application on this test's database."""
    return create_app({"TESTING": True, "DATABASE": database, "VINHDANH_HOME": tmp_path / "home"})


@pytest.fixture
def serve(sqlite_database: Database, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts an application on a free port of this machine and says its address."""
    running: list[Any] = []

    def start(application: VinhDanhApp | None = None) -> str:
        served = application or create_app({"DATABASE": sqlite_database, "VINHDANH_HOME": tmp_path / "home"})
        server = make_server("127.0.0.1", 0, served, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium; fails with what to install when none starts."""
    executable = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a desktop; page errors and refusals of the content policy fail the test."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda entry: wrong.append(entry.text) if "Content Security Policy" in entry.text else None)
    yield opened
    context.close()
    assert wrong == []
