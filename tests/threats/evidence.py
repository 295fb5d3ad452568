"""What somebody gets hold of who reads everything but minds: all rows as they lie on disk, raw files, sizes, logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from models.base.session import Database

Rows = Mapping[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Voter:
    """What everybody in the room can know of a voter: who, when they came, the receipt if they show it."""

    person_id: int
    public_id: str
    name: str
    receipt: str
    sent: tuple[int, ...]  # lengths of what went over the line, both ways


@dataclass(frozen=True)
class Evidence:
    """One counted round: `voters` in the order of voting, how often each sign was cast, and all that is stored."""

    voters: tuple[Voter, ...]
    signs: str  # sorted: the published totals
    rows: Rows
    raw: bytes
    log: tuple[str, ...]


def rows_on_disk(database: Database) -> Rows:
    """Every row of every table in the order in which it lies there, with what the database itself notes beside it."""
    with database.engine.connect() as connection:
        names = sorted(inspect(connection).get_table_names())
        own = "rowid AS place" if database.is_sqlite else "ctid::text AS place, xmin::text AS writer"
        order = "rowid" if database.is_sqlite else "ctid"
        found = {}
        for name in names:
            query = text(f'SELECT {own}, * FROM "{name}" ORDER BY {order}')
            found[name] = [dict(row) for row in connection.execute(query).mappings()]
        return found


def raw_bytes(database: Database) -> bytes:
    """All bytes of the database's files: what was deleted is still among them, and the log of writes."""
    if database.is_sqlite:
        path = Path(str(database.engine.url.database))
        return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        relations = connection.execute(
            text("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't') AND oid >= 16384")
        )
        files = [str(one) for one in relations.scalars()]
        return b"".join(_file(connection, one) for one in (*files, _log_of_writes(connection)))


def _log_of_writes(connection: Connection) -> str:
    return "pg_wal/" + str(connection.execute(text("SELECT pg_walfile_name(pg_current_wal_lsn())")).scalar_one())


def _file(connection: Connection, name: str) -> bytes:
    return bytes(connection.execute(text("SELECT pg_read_binary_file(:name)"), {"name": name}).scalar_one())
