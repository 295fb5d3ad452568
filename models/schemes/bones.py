"""What a changed file may not change once its campaign runs: phases, awards, buckets and their limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.base.finding import Finding
from models.base.language import N_
from models.schemes.shape.structure import Scheme

CHANGED = N_("line %(line)s: the campaign %(code)s runs already, so “%(path)s” cannot be changed by a file")
GONE = N_("The campaign %(code)s runs already: “%(path)s” cannot be left out.")


def changed_bones(old: Scheme, new: Scheme) -> list[Finding]:
    """Every bone of a running campaign that the file `new` changes, adds or leaves out, with its line."""
    before, after = dict(_bones(old)), dict(_bones(new))
    changed = [path for path, value in after.items() if path not in before or before[path] != value]
    gone = [path for path in before if path not in after]
    return [_changed(new, path) for path in changed] + [
        Finding("scheme_bones", GONE, {"code": new.code, "path": path}) for path in gone
    ]


def _changed(new: Scheme, path: str) -> Finding:
    place = new.places.get(path)
    line, column = (place.line, place.column) if place else (1, 1)
    values = {"line": line, "code": new.code, "path": path}
    return Finding("scheme_bones", CHANGED, values, place=f"{line}:{column}")


def _bones(scheme: Scheme) -> Iterator[tuple[str, Any]]:
    for number, phase in enumerate(scheme.phases):
        path = f"phases[{phase.key}]"
        yield path, number
        yield f"{path}.opens_on", phase.opens_on.on
        yield f"{path}.closes_on", phase.closes_on.on
    for award in scheme.awards:
        path = f"awards[{award.key}]"
        yield f"{path}.phase", award.phase
        for bucket in award.buckets:
            yield f"{path}.buckets[{bucket.key}].limit", bucket.limit
