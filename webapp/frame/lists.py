"""Lists: search, filters and order from the address, pages by key, and the spreadsheet of it."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy import ColumnElement, Date, Select, SQLColumnExpression, and_, or_
from sqlalchemy.orm import Session

from models.base.tables import UtcDateTime
from models.base.text import search_key

PAGE = 50
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Order:
    """One sortable column: never null, and of a kind that a cursor can carry (text, instant, day)."""

    column: SQLColumnExpression[Any]
    descending: bool = False


@dataclass(frozen=True)
class Listing:
    """What the address asks of a list. `sort` is always one of the allowed names."""

    query: str
    filters: Mapping[str, str]
    sort: str
    after: tuple[Any, str] | None
    path: str
    known: frozenset[str] = field(default_factory=frozenset)

    @property
    def search(self) -> str:
        """The query folded as `search_key` columns are."""
        return search_key(self.query)

    def url(self, **changes: str) -> str:
        """The address of this list with some choices changed; an empty value drops the choice."""
        asked = {"q": self.query, **self.filters, "sort": self.sort, **changes}
        pairs = [(name, value) for name, value in asked.items() if value]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


@dataclass(frozen=True)
class Page:
    """One page of rows; `next_url` is empty on the last one."""

    rows: Sequence[Any]
    listing: Listing
    next_url: str
    first_url: str


def read_listing(filters: Mapping[str, Iterable[str]], sorts: Sequence[str]) -> Listing:
    """The choices of the reader: unknown names and values are as if not asked; `sorts[0]` is the default."""
    asked = request.args
    chosen = {}
    for name, allowed in filters.items():
        value = asked.get(name, "")
        if value in set(map(str, allowed)):
            chosen[name] = value
    sort = asked.get("sort", "")
    return Listing(
        query=asked.get("q", "").strip()[:200],
        filters=chosen,
        sort=sort if sort in sorts else sorts[0],
        after=_read_cursor(asked.get("after", "")),
        path=request.path,
        known=frozenset(filters),
    )


def fetch(
    session: Session,
    statement: Select[Any],
    listing: Listing,
    orders: Mapping[str, Order],
    key: SQLColumnExpression[str],
    size: int = PAGE,
) -> Page:
    """One page of `statement` in the asked order; ties are broken by `key` (the public id, unique).

    The statement must select the order column's row as an entity or row that carries both: they are added
    as the last two columns and taken off again.
    """
    order = orders[listing.sort]
    if listing.after is not None and _fits(order, listing.after):
        statement = statement.where(_beyond(order, key, listing.after))
    column = order.column.desc() if order.descending else order.column.asc()
    found = session.execute(statement.add_columns(order.column, key).order_by(column, key.asc()).limit(size + 1)).all()
    rows = [row[0] if len(row) == 3 else row[:-2] for row in found[:size]]
    more = len(found) > size
    following = listing.url(after=_write_cursor(found[size - 1][-2:])) if more else ""
    return Page(rows, listing, following, listing.url() if listing.after else "")


def _fits(order: Order, after: tuple[Any, str]) -> bool:
    """Whether the cursor may have been written in this order: its value is of the column's own kind."""
    column: Any = order.column
    wanted = datetime if isinstance(column.type, UtcDateTime) else date if isinstance(column.type, Date) else str
    return type(after[0]) is wanted


def _beyond(order: Order, key: SQLColumnExpression[str], after: tuple[Any, str]) -> ColumnElement[bool]:
    value, tie = after
    further = order.column < value if order.descending else order.column > value
    return or_(further, and_(order.column == value, key > tie))


def _write_cursor(values: Sequence[Any]) -> str:
    value, tie = values
    kind, text = "v", value
    if isinstance(value, datetime):
        kind, text = "t", value.astimezone(UTC).isoformat()
    elif isinstance(value, date):
        kind, text = "d", value.isoformat()
    return base64.urlsafe_b64encode(json.dumps([kind, text, tie]).encode()).decode().rstrip("=")


def _read_cursor(text: str) -> tuple[Any, str] | None:
    """The cursor of an address; one that nobody was given is as if not asked."""
    try:
        kind, value, tie = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if kind == "t":
            value = datetime.fromisoformat(value).astimezone(UTC)
        elif kind == "d":
            value = date.fromisoformat(value)
        elif not (isinstance(value, str) and value.isprintable()):
            return None
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return (value, tie) if isinstance(tie, str) and tie.isprintable() else None


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A spreadsheet of a list; UTF-8 with a mark so that office programs read the accents."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    answer = Response("\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def safe_cell(value: object) -> object:
    """A cell that a spreadsheet shows and never computes: text that looks like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value
