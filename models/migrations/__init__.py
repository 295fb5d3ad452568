"""Bringing a database to the newest shape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text

from models.base.session import Database

ROOM = Path(__file__).resolve().parent
VERSION_TABLE = "vd_schema"
# Files of versions/ are numbered and follow each other: the last one is what the tables must look like.
HEAD = max(path.name for path in (ROOM / "versions").glob("[0-9]*.py"))[:4]
# A number of our own for PostgreSQL's lock: one process migrates, the others wait and then find it done.
LOCK_NUMBER = 286_2023


def migrate(database: Database) -> bool:
    """Create or upgrade all tables, whole or not at all; says whether the database was empty."""
    with database.engine.connect().execution_options(vd_writing=False) as connection:
        found = version_of(connection)
    if found == HEAD:
        return False
    with _alone(database) as connection:
        found = version_of(connection)
        if found != HEAD:
            _upgrade(connection)
    return found is None


def version_of(connection: Connection) -> str | None:
    """The version whose tables the database holds; None when it holds none."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """One transaction that no other process migrates beside."""
    with database.engine.connect() as connection:
        # SQLite rebuilds a table to change it, which the rows that point to it must outlive
        _keep_links(connection, database, on=False)
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
                yield connection
                _refuse_loose_ends(connection, database)
        finally:
            _keep_links(connection, database, on=True)


def _keep_links(connection: Connection, database: Database, *, on: bool) -> None:
    if database.is_sqlite:  # past SQLAlchemy: the pragma is ignored inside a transaction
        connection.connection.cursor().execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _refuse_loose_ends(connection: Connection, database: Database) -> None:
    if database.is_sqlite and (loose := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise RuntimeError(f"the new tables would hold rows that point nowhere: {tuple(loose)}")


def _upgrade(connection: Connection) -> None:
    from alembic import command  # a start that has nothing to migrate need not load it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOM).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
