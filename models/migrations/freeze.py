"""Writes the first version anew from the tables as they are; only until the first release, afterwards versions follow.

Run as `python -m models.migrations.freeze`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from sqlalchemy import TypeDecorator, create_engine

from models import registry
from models.migrations import ROOM, VERSION_TABLE

FIRST = ROOM / "versions" / "0001_first.py"
HEAD = '''"""The first shape of all tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.migrations.guards import keep_frozen

revision = "0001"
down_revision = None

APPEND_ONLY = (
{tables}
)


def upgrade() -> None:
    {body}
    keep_frozen(op, APPEND_ONLY)
'''


def frozen() -> str:
    """The text of the first version: every table, its indexes, its guards."""
    with create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "target_metadata": registry.metadata}
        )
        operations = produce_migrations(context, registry.metadata).upgrade_ops
    assert operations is not None  # noqa: S101 (always there: nothing else was asked for)
    body = render_python_code(operations, render_as_batch=False, render_item=_item, migration_context=context)
    lines = [line for line in body.splitlines() if not line.lstrip().startswith("#")]
    guarded = [f'    "{table.name}",' for table in registry.metadata.sorted_tables if table.info.get("append_only")]
    return HEAD.format(tables="\n".join(guarded), body="\n".join(lines).strip())


def _item(kind: str, found: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our types as the plain ones that lie below them: an old version must not change when they do."""
    if kind == "type" and isinstance(found, TypeDecorator):
        return f"sa.{found.impl!r}"
    return False


def write(path: Path = FIRST) -> None:
    path.write_text(frozen(), "utf-8")


if __name__ == "__main__":
    write()
