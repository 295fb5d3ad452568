"""The triggers that let the database itself refuse changes of tables that only grow, for use in versions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.base.tables import FROZEN_FUNCTION, FROZEN_POSTGRES, FROZEN_SQLITE


def keep_frozen(op: Any, tables: Iterable[str]) -> None:
    """Guard each of `tables` against UPDATE and DELETE."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(FROZEN_FUNCTION.replace("%%", "%"))
    for table in tables:
        if sqlite:
            for verb in ("UPDATE", "DELETE"):
                op.execute(FROZEN_SQLITE % {"name": f"{table}_no_{verb.lower()}", "verb": verb, "table": table})
        else:
            op.execute(FROZEN_POSTGRES.format(name=f"{table}_frozen", table=table))
