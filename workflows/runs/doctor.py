"""Re-checks what must always hold, and says in words what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from models.base.finding import Finding
from models.base.language import N_
from workflows.runs.checks import (
    answers,
    attendance,
    ballots,
    cases,
    chains,
    effects,
    files,
    frozen,
    links,
    numbers,
    places,
)

Check = Callable[[Session, datetime, "Path | None"], Iterator[Finding]]

SOUND = N_(
    "Everything that must hold does: places, ballots, cases, history, files, answers, numbers, effects, frozen "
    "papers, links, attendance."
)
UNSOUND = N_("%(count)s things do not hold.")
# In the order of the invariants' names; a finding bears the name of its invariant.
CHECKS: tuple[Check, ...] = (
    places.check, ballots.check, cases.check, chains.check, files.check, answers.check, numbers.check, effects.check,
    frozen.check, links.check, attendance.check,
)  # fmt: skip


def examine(session: Session, now: datetime, home: Path | None) -> list[Finding]:
    """Everything that is wrong in the installation with the data folder `home`; empty: it is sound."""
    return [finding for check in CHECKS for finding in check(session, now, home)]
