"""The database of an installation and the one unit of work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

BUSY_MILLISECONDS = 15_000


class Database:
    """One engine with a reading and a writing face over one pool.

    On SQLite a writing unit begins with BEGIN IMMEDIATE: a deferred one that reads first can
    fail with "database is locked" at its first write, whatever the time-out.

    `key` is the installation's secret, `home` its data folder: both travel in `session.info`.
    """

    def __init__(self, url: str, *, key: bytes = b"", home: Path | None = None, **options: Any) -> None:
        self.url, self.key, self.home = url, key, home
        self.engine: Engine = create_engine(url, **options)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        info = {"key": key, "home": home}
        writing = self.engine.execution_options(vd_writing=True)
        reading = self.engine.execution_options(vd_writing=False, postgresql_readonly=True)
        self._reading = sessionmaker(reading, expire_on_commit=False, info=info)
        self._writing = sessionmaker(writing, expire_on_commit=False, info=info)

    def open(self, writing: bool) -> Session:
        return self._writing() if writing else self._reading()

    def dispose(self) -> None:
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writing = connection.get_execution_options().get("vd_writing", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def unit_of_work(database: Database, *, writing: bool = True) -> Iterator[Session]:
    """One transaction: kept whole when the block ends well, dropped whole when it raises.

    A reading unit keeps nothing. On PostgreSQL, where it may not write, it ends with COMMIT all the same: the driver
    forgets its prepared statements at every ROLLBACK, and each would be planned anew.
    """
    session = database.open(writing)
    try:
        yield session
        if not writing:
            session.expunge_all()  # what was changed in memory is nobody's
        if writing or not database.is_sqlite:
            session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()
