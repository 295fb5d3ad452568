"""The common ground of all tables: keys, times, JSON, names of constraints, frozen rows."""

from __future__ import annotations

import re
import secrets
import sys
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import DDL, JSON, DateTime, ForeignKey, Insert, MetaData, String, Table, event, insert, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: ids are read aloud on the telephone


def new_public_id() -> str:
    """Twelve random characters: 59 bits, never guessed, never in order."""
    number, letters = secrets.randbelow(len(ALPHABET) ** 12), []
    for _ in range(12):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware on both sides, UTC in the database, naive refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone is not an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[str]):
    """A word of an enum: text in the database, the member in Python; an unknown word stays text."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum], length: int | None) -> None:
        super().__init__(length)
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        try:
            return None if value is None else self.words(value)
        except ValueError:
            return value


class Base(DeclarativeBase):
    def __init_subclass__(cls, **options: Any) -> None:
        """Map the class, then let columns annotated with an enum give its members back."""
        super().__init_subclass__(**options)
        for name, annotation in vars(cls).get("__annotations__", {}).items():
            found = re.fullmatch(r"Mapped\[(\w+)(?: \| None)?\]", str(annotation))
            words = vars(sys.modules[cls.__module__]).get(found[1]) if found else None
            if isinstance(words, type) and issubclass(words, StrEnum):
                column = cls.__table__.c[name]
                column.type = Word(words, getattr(column.type, "length", None))

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _guard(_mapped: type[Base], name: str, attribute: Any) -> None:
    """A relation that is only looked at (`viewonly`: nothing to sort at every flush) cannot be set by mistake."""
    if getattr(attribute.property, "viewonly", False):

        def refuse(*_all: Any) -> None:
            raise TypeError(f"{name} is only looked at: set its key instead")

        event.listen(attribute, "append" if attribute.property.uselist else "set", refuse)


class Keyed:
    """An integer key for joins, a random one for the outside."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(12), unique=True, default=new_public_id)


def write_row(session: Session, row: Base) -> None:
    """Insert a mapped row that nobody changes in this unit of work: at once, and without a place in the session.

    Cheaper by half than a row that the session watches; the row gets its public id, but not its key.
    """
    row.public_id = new_public_id()  # type: ignore[attr-defined]
    with session.no_autoflush:
        session.execute(_insert_of(type(row)), {name: worth for name, worth in vars(row).items() if name[0] != "_"})


@cache
def _insert_of(mapped: type[Base]) -> Insert:
    return insert(inspect(mapped).local_table).inline()  # type: ignore[arg-type]


def fk(target: str, *, index: bool = True, unique: bool = False) -> Any:
    """A foreign key column to `target` ("vd_case.id"); whether it may be null says its annotation."""
    return mapped_column(ForeignKey(target), index=index and not unique, unique=unique or None)


FROZEN_SQLITE = """CREATE TRIGGER %(name)s BEFORE %(verb)s ON %(table)s BEGIN
SELECT RAISE(ABORT, 'frozen: %(table)s'); END"""
FROZEN_FUNCTION = """CREATE OR REPLACE FUNCTION vd_frozen() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'frozen: %%', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"""
FROZEN_POSTGRES = "CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION vd_frozen()"


def append_only(table: Table) -> None:
    """Let the database itself refuse any change of a row of `table` once it is written."""
    table.info["append_only"] = True
    for verb in ("UPDATE", "DELETE"):
        name = f"{table.name}_no_{verb.lower()}"
        statement = FROZEN_SQLITE % {"name": name, "verb": verb, "table": table.name}
        event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect="sqlite"))
    event.listen(table, "after_create", DDL(FROZEN_FUNCTION).execute_if(dialect="postgresql"))
    statement = FROZEN_POSTGRES.format(name=f"{table.name}_frozen", table=table.name)
    event.listen(table, "after_create", DDL(statement).execute_if(dialect="postgresql"))
