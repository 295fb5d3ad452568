"""`make bench`: prints one JSON object per measurement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bench import lists, rehearsal, step
from bench.stage import postgres_stage, sqlite_stage


def rows() -> Iterator[dict[str, Any]]:
    """All measurements, each on a stage of its own."""
    with sqlite_stage() as stage:
        yield from step.measure(stage, "")
    with postgres_stage() as stage:
        yield from step.measure(stage, "_pg")
    yield from lists.measure()
    yield from rehearsal.measure()


if __name__ == "__main__":
    for row in rows():
        rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()}
        print(json.dumps(rounded), flush=True)
