"""Bringing a database to the newest shape."""

from __future__ import annotations

from sqlalchemy import inspect

from models import registry
from models.base.session import Database


def migrate(database: Database) -> bool:
    """Create or upgrade all tables; says whether the database was empty."""
    empty = not inspect(database.engine).has_table("vd_installation")
    if empty:
        registry.metadata.create_all(database.engine)
    return empty
