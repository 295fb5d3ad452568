"""What the database holds, as one word: whether an attack has changed anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import text

from models.base.session import Database
from models.base.tables import Base

# What may be written while nothing official changes: attempts, tries to sign in, browsers, text kept over a sign-in.
BESIDE = frozenset({"vd_attempt", "vd_failed_login", "vd_login_session", "vd_kept_form"})


def digests(database: Database, *, without: Iterable[str] = BESIDE) -> dict[str, str]:
    """The digest of each table."""
    left_out = set(without)
    with database.engine.connect() as connection:
        return {
            table.name: _digest(connection.execute(text(f"SELECT * FROM {table.name}")).all())
            for table in Base.metadata.sorted_tables
            if table.name not in left_out
        }


def digest(database: Database, *, without: Iterable[str] = BESIDE) -> str:
    """One digest over all tables but `without`."""
    return hashlib.sha256(repr(sorted(digests(database, without=without).items())).encode()).hexdigest()


def changed(database: Database, before: dict[str, str], *, without: Iterable[str] = BESIDE) -> list[str]:
    """The names of the tables that are no longer as they were."""
    now = digests(database, without=without)
    return [name for name, value in before.items() if now[name] != value]


def attempts(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM vd_attempt")).scalar_one())


def _digest(rows: Iterable[object]) -> str:
    return hashlib.sha256("\n".join(sorted(repr(tuple(row)) for row in rows)).encode()).hexdigest()  # type: ignore[arg-type]
