"""(c) How many acts a second a rehearsal passes through the door."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.base.session import Database
from tests.postgres import KEY
from workflows.runs.rehearse import rehearse

CAMPAIGN, DOSSIERS, SEED = "286-KH-MTTQ-BTT", 60, 286


def measure() -> Iterator[dict[str, Any]]:
    """One rehearsal in a folder of its own."""
    home = Path(tempfile.mkdtemp(prefix="vd-bench-"))
    try:
        database = Database(f"sqlite:///{home / 'vinhdanh.db'}", key=KEY, home=home)
        found = rehearse(database, CAMPAIGN, DOSSIERS, SEED, lambda *_said: None)
        database.dispose()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    yield {"name": "rehearsal_steps_per_second", "value": found.steps / found.seconds, "unit": "steps/s", "floor": None,
           "ratio": None}  # fmt: skip
