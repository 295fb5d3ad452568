"""I6: what somebody was told is done is there: every answered key names things that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import registry
from models.base.finding import Finding
from models.base.language import N_
from models.process.history import Answered

CODE = "I6"
# Words of results that name things which are never deleted; nominations and papers keep their rows as well.
TABLES = {
    "case": "vd_case", "dossier": "vd_dossier", "nomination": "vd_nomination", "meeting": "vd_meeting",
    "decision": "vd_decision", "work": "vd_work", "round": "vd_round", "diagram": "vd_diagram", "line": "vd_line",
    "part": "vd_part", "person": "vd_person", "organization": "vd_organization",
}  # fmt: skip
GONE = N_("Somebody was told that “%(thing)s” %(public_id)s exists, and it is not there.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Every public id in a stored answer against its table."""
    told: dict[str, set[str]] = {name: set() for name in TABLES}
    for result in session.scalars(select(Answered.result).execution_options(yield_per=1000)):
        for name in TABLES:
            if isinstance(result.get(name), str):
                told[name].add(result[name])
    for name, table in TABLES.items():
        if told[name]:
            found = set(session.scalars(select(registry.metadata.tables[table].c.public_id)))
            for public_id in sorted(told[name] - found):
                yield Finding(CODE, GONE, {"thing": name, "public_id": public_id})
