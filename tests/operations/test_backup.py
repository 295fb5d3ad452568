"""What was backed up comes back whole, on either database, taken while people write; what was damaged is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import func, select, text

from models import registry
from models.base.session import Database, unit_of_work
from models.campaigns.campaigns import Phase
from models.people.organizations import Organization
from models.process.history import Chain
from models.process.history import Event as Act
from models.process.roots import take_root
from tests.factories.council import JUNE
from tests.factories.whole import whole
from tests.postgres import BEGINNING, KEY, Postgres
from webapp import create_app
from workflows.runs import backup as making
from workflows.runs.backup import MANIFEST, SECRET, BackupRefused, back_up
from workflows.runs.checks.chains import verify
from workflows.runs.doctor import examine
from workflows.runs.restore import restore
from workflows.runs.tick import tick

KEY_NAME = "installation.key"
Empty = Callable[[str], Database]


@pytest.fixture
def installation(database: Database) -> Database:
    """Something in every table that matters; its key lies in the data folder."""
    whole(database)
    assert database.home is not None
    (database.home / KEY_NAME).write_text(KEY.decode())
    with unit_of_work(database) as session:
        take_root(session, JUNE)
    return database


@pytest.fixture(scope="module")
def taken_once(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup that many tests damage, each a copy of its own."""
    home = tmp_path_factory.mktemp("once")
    shutil.copy(sqlite_template, home / "vinhdanh.db")
    database = Database(f"sqlite:///{home / 'vinhdanh.db'}", key=KEY, home=home)
    (home / KEY_NAME).write_text(KEY.decode())
    whole(database)
    made(database, home / "backup")
    database.dispose()
    return home / "backup"


@pytest.fixture
def copied(taken_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(taken_once, tmp_path / "copied"))


@pytest.fixture
def empty(postgres: Postgres, tmp_path: Path) -> Iterator[Empty]:
    """Makes an empty place of either kind, with a data folder of its own."""
    made: list[Database] = []
    with ExitStack() as stack:

        def make(kind: str) -> Database:
            home = tmp_path / f"restored-{kind}-{len(made)}"
            home.mkdir()
            url = f"sqlite:///{home}/vinhdanh.db"
            if kind == "postgresql":
                url = stack.enter_context(postgres.database(f"vd_empty_{id(home)}_{len(made)}"))
                _clear(url)
            made.append(Database(url, key=b"another key that nothing was sealed with", home=home))
            return made[-1]

        yield make
        for one in made:
            one.dispose()


def _clear(url: str) -> None:
    database = Database(url)
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.dispose()


def made(database: Database, folder: Path, now: datetime = JUNE) -> making.Backup:
    assert database.home is not None
    return back_up(database, database.home, database.home / KEY_NAME, folder, now)


def contents(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables as Python sees them."""
    with unit_of_work(database, writing=False) as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in registry.metadata.sorted_tables
        }


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_everything_comes_back_on_either_database(
    installation: Database, empty: Empty, tmp_path: Path, target: str
) -> None:
    taken = made(installation, tmp_path / "backup")
    place = empty(target)
    assert place.home is not None and installation.home is not None
    restored = restore(tmp_path / "backup", place, place.home, KEY_NAME)
    assert restored.findings == ()
    assert (restored.root, restored.rows, restored.files) == (taken.root, taken.rows, taken.files)
    assert (place.home / KEY_NAME).read_text() == KEY.decode()
    again = Database(place.url, key=KEY, home=place.home)
    try:
        assert contents(again) == contents(installation)
        with unit_of_work(again, writing=False) as session:
            assert examine(session, JUNE, place.home) == []
            assert verify(session).root == taken.root
        _is_in_use(again)
    finally:
        again.dispose()


def _is_in_use(database: Database) -> None:
    """New rows get new keys, JSON's null is not mistaken for nothing, and frozen rows are still frozen."""
    with unit_of_work(database) as session:
        take_root(session, JUNE)
        assert session.scalar(text("SELECT count(*) FROM vd_meeting WHERE minutes IS NULL")) == 1
    with pytest.raises(Exception, match="frozen"), unit_of_work(database) as session:
        session.execute(text("UPDATE vd_event SET act = 'x'"))


def test_a_backup_is_one_folder_with_the_key_apart(installation: Database, tmp_path: Path) -> None:
    taken = made(installation, tmp_path / "deep" / "backup")
    assert taken.folder == tmp_path / "deep" / "backup"
    assert taken.open_rounds == 1  # whoever makes it is told: it can open what is still sealed
    manifest = json.loads((taken.folder / MANIFEST).read_text("utf-8"))
    assert manifest["secret"] == SECRET
    assert (taken.folder / SECRET).stat().st_mode & 0o777 == 0o600
    for path in taken.folder.rglob("*"):
        if path.is_file() and path.name != SECRET:
            assert KEY not in path.read_bytes()
    assert list(tmp_path.joinpath("deep").iterdir()) == [taken.folder]
    with pytest.raises(BackupRefused):
        made(installation, taken.folder)


def test_a_backup_that_fails_leaves_nothing(installation: Database, tmp_path: Path) -> None:
    assert installation.home is not None
    (installation.home / KEY_NAME).unlink()
    with pytest.raises(BackupRefused):
        made(installation, tmp_path / "there" / "backup")
    (installation.home / KEY_NAME).mkdir()
    with pytest.raises(BackupRefused):
        made(installation, tmp_path / "there" / "backup")
    assert not (tmp_path / "there").exists()


def test_a_damaged_file_is_told_and_the_rest_saved(installation: Database, tmp_path: Path) -> None:
    assert installation.home is not None
    path = next(iter(sorted(installation.home.glob("files/??/*"))))
    path.write_bytes(b"rotten")
    taken = made(installation, tmp_path / "backup")
    assert taken.damaged == [path.name]
    assert taken.files > 0


@pytest.mark.parametrize("which", [MANIFEST, "tables/vd_event.jsonl", "tables/vd_answered.jsonl", SECRET, "files"])
def test_one_changed_byte_is_refused_and_nothing_restored(
    copied: Path, empty: Empty, tmp_path: Path, which: str
) -> None:
    path = copied / which if which != "files" else next(iter(sorted(copied.glob("files/??/*"))))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    place = empty("sqlite")
    assert place.home is not None
    with pytest.raises(BackupRefused):
        restore(copied, place, place.home, KEY_NAME)
    assert list(place.home.iterdir()) == []


def test_a_missing_and_an_unknown_file_are_refused(copied: Path, empty: Empty, tmp_path: Path) -> None:
    place = empty("sqlite")
    assert place.home is not None
    (copied / "tables" / "extra.jsonl").write_text("{}")
    with pytest.raises(BackupRefused, match=r"extra\.jsonl"):
        restore(copied, place, place.home, KEY_NAME)
    (copied / "tables" / "extra.jsonl").unlink()
    (copied / "tables" / "vd_case.jsonl").unlink()
    with pytest.raises(BackupRefused, match=r"vd_case\.jsonl"):
        restore(copied, place, place.home, KEY_NAME)
    with pytest.raises(BackupRefused):
        restore(tmp_path, place, place.home, KEY_NAME)


def test_another_version_is_refused(copied: Path, empty: Empty, tmp_path: Path) -> None:
    place = empty("sqlite")
    manifest = json.loads((copied / MANIFEST).read_text("utf-8"))
    manifest["schema"] = "9999"
    manifest["digest"] = making.digest_of(manifest)
    (copied / MANIFEST).write_text(json.dumps(manifest))
    assert place.home is not None
    with pytest.raises(BackupRefused, match="9999"):
        restore(copied, place, place.home, KEY_NAME)


def test_a_place_with_a_database_is_refused(installation: Database, empty: Empty, tmp_path: Path) -> None:
    folder = made(installation, tmp_path / "backup").folder
    assert installation.home is not None
    before = contents(installation)
    with pytest.raises(BackupRefused, match="already"):
        restore(folder, installation, tmp_path / "elsewhere", KEY_NAME)
    place = empty("postgresql")
    assert place.home is not None
    (place.home / "vinhdanh.db").write_bytes(b"somebody's")
    with pytest.raises(BackupRefused, match="already"):
        restore(folder, place, place.home, KEY_NAME)
    assert contents(installation) == before


class Writers:
    """People who write all the time: each act adds an organisation and an event to a chain, in one unit."""

    def __init__(self, database: Database, count: int) -> None:
        self.over = Event()
        self.written = [0] * count
        self.threads = [Thread(target=self._run, args=(database.url, number)) for number in range(count)]

    def _run(self, url: str, number: int) -> None:
        from models.people.permissions import SYSTEM
        from workflows import steps

        own = Database(url, key=KEY)
        while not self.over.is_set():
            with unit_of_work(own) as session:
                phase = session.scalars(select(Phase).order_by(Phase.id)).first()
                key = f"writer {number} {self.written[number]}"
                reason = {"closes_on": phase.closes_on, "reason": key} if phase else {}
                steps.act(session, SYSTEM, BEGINNING, "announce_phase_end", phase, reason, key=key)
            self.written[number] += 1
        own.dispose()

    def __enter__(self) -> Writers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()


def test_a_backup_taken_while_people_write_is_one_instant(
    database: Database, empty: Empty, tmp_path: Path, soak: bool
) -> None:
    assert database.home is not None
    database.home.mkdir(exist_ok=True)
    (database.home / KEY_NAME).write_text(KEY.decode())
    for number in range(20 if soak else 2):
        with Writers(database, 3) as writers:
            while min(writers.written) < 2:
                assert any(thread.is_alive() for thread in writers.threads)
            before = sum(writers.written)
            taken = made(database, tmp_path / f"backup-{number}", BEGINNING)
            while sum(writers.written) < before + 3:  # nobody was kept from writing
                assert any(thread.is_alive() for thread in writers.threads)
        place = empty("sqlite")
        assert place.home is not None
        restored = restore(taken.folder, place, place.home, KEY_NAME)
        assert restored.findings == ()
        assert restored.root == taken.root
    with unit_of_work(database, writing=False) as session:
        assert session.scalar(select(func.sum(Chain.length))) == session.scalar(select(func.count()).select_from(Act))


def test_the_commands_take_a_demo_from_one_folder_to_another(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    (old / "unrelated").mkdir(parents=True)
    first = create_app({"VINHDANH_HOME": old})
    runner = first.test_cli_runner(env={"VINHDANH_LANGUAGE": "en"})
    assert runner.invoke(args=["audit", "root"]).exit_code == 0
    (old / "clock.json").write_text('{"offset_microseconds": -86400000000}')
    told = runner.invoke(args=["backup", str(tmp_path / "backup")])
    assert (told.exit_code, SECRET in told.output) == (0, True)
    second = create_app({"VINHDANH_HOME": new})
    assert not (new / "vinhdanh.db").exists()
    back = second.test_cli_runner().invoke(args=["restore", str(tmp_path / "backup")])
    assert (back.exit_code, "") == (0, back.stderr)
    for name in (KEY_NAME, "clock.json"):
        assert (new / name).read_bytes() == (old / name).read_bytes()
    assert sorted(path.name for path in new.iterdir()) == ["clock.json", KEY_NAME, "vinhdanh.db"]
    again = second.test_cli_runner().invoke(args=["restore", str(tmp_path / "backup")])
    assert again.exit_code == 1
    third = create_app({"VINHDANH_HOME": new})
    assert third.test_cli_runner().invoke(args=["doctor"]).exit_code == 0
    for app in (first, second, third):
        app.extensions["vd_database"].dispose()


def test_a_key_in_use_is_kept_aside(copied: Path, empty: Empty, tmp_path: Path) -> None:
    place = empty("sqlite")
    assert place.home is not None
    (place.home / KEY_NAME).write_text("k" * 64)
    (place.home / "clock.json").write_text("{}")
    restore(copied, place, place.home, KEY_NAME)
    kept = [path.read_text() for path in place.home.glob(f"{KEY_NAME}.before-restore-*")]
    assert kept == ["k" * 64]
    assert not (place.home / "clock.json").exists()
    shutil.rmtree(place.home)


def test_ticking_goes_on_after_a_restore(database: Database, empty: Empty, tmp_path: Path) -> None:
    """The sealed states open with the restored key, and nothing is done twice."""
    assert database.home is not None
    database.home.mkdir(exist_ok=True)
    (database.home / KEY_NAME).write_text(KEY.decode())
    folder, place = made(database, tmp_path / "backup").folder, empty("postgresql" if database.is_sqlite else "sqlite")
    assert place.home is not None
    restore(folder, place, place.home, KEY_NAME)
    again = Database(place.url, key=KEY, home=place.home)
    try:
        assert tick(again, JUNE).timers == tick(database, JUNE).timers == 1
        with unit_of_work(again, writing=False) as session:
            assert session.scalar(select(func.count()).select_from(Organization)) == 1
    finally:
        again.dispose()
