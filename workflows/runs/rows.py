"""All rows of all tables as lines of JSON, the same for SQLite and PostgreSQL, read in one snapshot."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Date, LargeBinary, Table, func, insert, select, update
from sqlalchemy.orm import Session

from models import registry
from models.base.session import Database
from models.base.tables import UtcDateTime

CHUNK = 500


@contextmanager
def snapshot(database: Database) -> Iterator[Session]:
    """A reading session that sees the database as it was at one instant, whatever is written meanwhile."""
    options: dict[str, Any] = {"vd_writing": False}
    if not database.is_sqlite:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    info = {"key": database.key, "home": database.home}
    with (
        database.engine.connect().execution_options(**options) as connection,
        connection.begin(),
        Session(connection, info=info) as session,
    ):
        yield session


def write_rows(session: Session, folder: Path) -> dict[str, int]:
    """Write each table to `folder`/<table>.jsonl in order of its key; says how many rows each has."""
    folder.mkdir(parents=True)
    tables = registry.metadata.sorted_tables
    return {table.name: _write(session, table, folder / f"{table.name}.jsonl") for table in tables}


def _write(session: Session, table: Table, path: Path) -> int:
    count = 0
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=CHUNK)
    with path.open("w", encoding="utf-8") as file:
        for row in session.execute(query).mappings():
            values = {column.name: _out(row[column]) for column in table.columns}
            file.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _out(value: Any) -> Any:
    """As JSON holds it; what that is depends on the column alone, so `_in` can tell it back."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date):  # an instant as well
        return value.isoformat()
    return value


def _in(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value, validate=True)
    return value


def read_rows(session: Session, folder: Path) -> None:
    """Fill empty tables from `folder`, in the order in which they point to each other."""
    for table in registry.metadata.sorted_tables:
        pointing = _columns_to_itself(table)
        with (folder / f"{table.name}.jsonl").open(encoding="utf-8") as file:
            for rows in _alike(_row(table, line) for line in file):
                # rows that point to rows of their own table: first all of them, then where they point
                session.execute(insert(table), [{**row, **dict.fromkeys(pointing)} for row in rows])
        if pointing:
            _point(session, table, folder, pointing)
        _count_on(session, table)


def _row(table: Table, line: str) -> dict[str, Any]:
    """The values of one row; an empty JSON column is left out, for None would be stored as JSON's null."""
    values: Mapping[str, Any] = json.loads(line)
    return {column.name: _in(column, values[column.name]) for column in table.columns
            if not (isinstance(column.type, JSON) and values[column.name] is None)}  # fmt: skip


def _alike(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Lots of rows that have the same columns."""
    lot: list[dict[str, Any]] = []
    for row in rows:
        if lot and (len(lot) == CHUNK or row.keys() != lot[0].keys()):
            yield lot
            lot = []
        lot.append(row)
    if lot:
        yield lot


def _columns_to_itself(table: Table) -> list[str]:
    return sorted(key.parent.name for key in table.foreign_keys if key.column.table is table)


def _point(session: Session, table: Table, folder: Path, pointing: list[str]) -> None:
    with (folder / f"{table.name}.jsonl").open(encoding="utf-8") as file:
        for row in (_row(table, line) for line in file):
            values = {name: row[name] for name in pointing if row[name] is not None}
            if values:
                session.execute(update(table).where(table.c.id == row["id"]).values(**values))


def _count_on(session: Session, table: Table) -> None:
    """Let PostgreSQL count on after the last key."""
    if session.get_bind().dialect.name == "postgresql" and isinstance(table.c.get("id"), Column):
        last = session.scalar(select(func.max(table.c.id)))
        sequence = session.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
        if last is not None and sequence is not None:
            session.execute(select(func.setval(sequence, last)))
