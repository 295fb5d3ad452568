"""A statement is compiled once per process, not once per test: all engines of one kind share what they know.

Half of a short database test would otherwise go into compiling the same statements for its engine anew.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine

from models.base import session

_first: dict[str, Engine] = {}


def share() -> None:
    """From now on a new `Database` compiles with the dialect and the cache of the first of its kind."""

    def sharing(url: str, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        first = _first.setdefault(engine.dialect.name, engine)
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    session.create_engine = sharing  # type: ignore[assignment, attr-defined]
