"""I12: no row points to a row that is not there, and the database still watches over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ForeignKeyConstraint, and_, func, inspect, select
from sqlalchemy.orm import Session

from models import registry
from models.base.finding import Finding
from models.base.language import N_

CODE = "I12"
DANGLING = N_("%(count)s rows of %(table)s point in %(column)s to rows of %(target)s that are not there.")
UNWATCHED = N_("The database does not watch over %(table)s.%(column)s any more: its foreign key is missing.")
NO_TABLE = N_("The table %(table)s is missing.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Every foreign key of our tables: is it declared in the database, does every row keep it."""
    inspector = inspect(session.connection())
    there = set(inspector.get_table_names())
    declared = inspector.get_multi_foreign_keys(filter_names=sorted(there & set(registry.metadata.tables)))
    watched = {(table, tuple(key["constrained_columns"])) for (_, table), keys in declared.items() for key in keys}
    for table in registry.metadata.sorted_tables:
        if table.name not in there:
            yield Finding(CODE, NO_TABLE, {"table": table.name})
            continue
        for key in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
            values = {"table": table.name, "column": ", ".join(key.column_keys), "target": key.referred_table.name}
            if (table.name, tuple(key.column_keys)) not in watched:
                yield Finding(CODE, UNWATCHED, values)
            if count := _dangling(session, key):
                yield Finding(CODE, DANGLING, {**values, "count": count})


def _dangling(session: Session, key: ForeignKeyConstraint) -> int:
    """How many rows name a row, with every column of the key filled, that is not there."""
    target = key.referred_table.alias("target")
    pairs = [(element.parent, target.c[element.column.name]) for element in key.elements]
    joined = key.table.outerjoin(target, and_(*(own == found for own, found in pairs)))
    named = [own.is_not(None) for own, _found in pairs]
    query = select(func.count()).select_from(joined).where(*named, pairs[0][1].is_(None))
    return session.scalar(query) or 0
