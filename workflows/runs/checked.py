"""Doctor and audit of an installation in two words, for reports."""

from __future__ import annotations

from models.base.clock import read_clock
from models.base.session import Database, unit_of_work
from workflows.runs.checks.chains import verify
from workflows.runs.doctor import examine

CLEAN, UNSOUND = "clean", "findings"


def checked(database: Database) -> dict[str, str]:
    """`doctor` and `audit`, each "clean" or "findings", as of the installation's own clock."""
    if database.home is None:
        raise ValueError("an installation has a data folder")
    now = read_clock(database.home).now()
    with unit_of_work(database, writing=False) as session:
        found = examine(session, now, database.home)
        verified = verify(session)
    return {"doctor": UNSOUND if found else CLEAN, "audit": UNSOUND if verified.findings else CLEAN}
