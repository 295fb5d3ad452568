"""The versions lead to exactly the tables that the code knows, on both databases, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, func, inspect, select, text

from models import registry
from models.base.session import Database, unit_of_work
from models.migrations import HEAD, VERSION_TABLE, freeze, migrate, version_of
from models.process.diagrams import Diagram
from models.process.installation import Installation
from tests.postgres import BEGINNING, KEY, Postgres
from workflows.runs.checks import frozen
from workflows.runs.install import prepare


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/bare.db", key=KEY)
        yield database
        database.dispose()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database(f"vd_bare_{id(tmp_path)}") as url:
        database = Database(url, key=KEY)
        with database.engine.connect() as connection, connection.begin():
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        yield database
        database.dispose()


def differences(connection: Connection) -> list[Any]:
    """What Alembic would change to come from the database to the tables of the code."""
    options = {"compare_type": True, "compare_server_default": True, "version_table": VERSION_TABLE}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), registry.metadata))


def guards(connection: Connection) -> list[str]:
    class Session:
        def get_bind(self) -> Any:
            return connection.engine

        def execute(self, statement: Any) -> Any:
            return connection.execute(statement)

    return [str(finding.values["table"]) for finding in frozen._guards(Session())]  # type: ignore[arg-type]


@contextmanager
def frozen_now(bare: Database) -> Iterator[Connection]:
    """The first version as it would be written now, carried out in a transaction that is dropped."""
    room: dict[str, Any] = {}
    exec(compile(freeze.frozen(), "0001_first.py", "exec"), room)
    with bare.engine.connect() as connection, connection.begin() as transaction:
        with Operations.context(MigrationContext.configure(connection)):
            room["upgrade"]()
        yield connection
        transaction.rollback()


def test_the_versions_lead_to_the_tables_of_the_code(bare: Database) -> None:
    assert migrate(bare)
    with bare.engine.connect() as connection:
        assert version_of(connection) == HEAD
        assert differences(connection) == []
        assert guards(connection) == []
    assert not migrate(bare)


def test_a_first_version_written_now_would_as_well(bare: Database) -> None:
    with frozen_now(bare) as connection:
        assert differences(connection) == []
        assert guards(connection) == []
        assert _checks(connection) == _declared_checks()


def _declared_checks() -> set[str]:
    return {str(one.name) for table in registry.metadata.sorted_tables for one in table.constraints
            if one.__visit_name__ in ("check_constraint", "table_or_column_check_constraint")}  # fmt: skip


def _checks(connection: Connection) -> set[str]:
    """Alembic compares no CHECKs: they are counted here."""
    found = inspect(connection).get_multi_check_constraints()
    return {str(check["name"]) for (_, table), checks in found.items() for check in checks if table.startswith("vd_")}


def test_a_first_version_has_nothing_of_ours_that_may_change() -> None:
    assert "models." not in freeze.frozen().replace("from models.migrations.guards import keep_frozen", "")


def test_a_difference_would_be_seen(bare: Database) -> None:
    migrate(bare)
    with bare.engine.connect() as connection:
        connection.execute(text("ALTER TABLE vd_case ADD COLUMN extra INTEGER"))
        connection.execute(text("DROP TRIGGER vd_event_no_update" if bare.is_sqlite else
                                "DROP TRIGGER vd_event_frozen ON vd_event"))  # fmt: skip
        assert [one[0] for one in differences(connection)] == ["remove_column"]
        assert guards(connection) == ["vd_event"]


def test_first_starts_at_once_make_one_installation(bare: Database) -> None:
    barrier = Barrier(4)
    failures: list[BaseException] = []

    def start() -> None:
        own = Database(bare.url, key=KEY)
        try:
            barrier.wait()
            prepare(own, BEGINNING)
        except BaseException as error:  # told below, in the thread that tests
            failures.append(error)
        finally:
            own.dispose()

    threads = [Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with unit_of_work(bare, writing=False) as session:
        assert session.scalar(select(func.count()).select_from(Installation)) == 1
        keys = session.scalars(select(Diagram.key)).all()
        assert len(keys) == len(set(keys)) > 0


def test_a_prepared_database_is_not_written_to(bare: Database) -> None:
    prepare(bare, BEGINNING)
    with bare.engine.connect() as connection:
        before = json.dumps(_counts(connection))
    if bare.is_sqlite:
        writing = bare.open(writing=True)
        writing.execute(text("UPDATE vd_installation SET made_at = made_at"))  # holds the only write lock
        prepare(bare, BEGINNING)
        writing.rollback()
        writing.close()
    prepare(bare, BEGINNING)
    with bare.engine.connect() as connection:
        assert json.dumps(_counts(connection)) == before


def _counts(connection: Connection) -> dict[str, int]:
    tables = registry.metadata.sorted_tables
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
