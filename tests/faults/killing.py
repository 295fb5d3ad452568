"""Dying at a chosen point: before the N-th statement, around a commit, before the N-th file operation.

Runs in a process of its own; nothing of it is in the product.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from models.base.session import Database
from tests.faults.scenes import SCENES, Names
from tests.postgres import KEY

KINDS = ("statement", "commit", "file")
FILE_OPERATIONS = ((os, "fsync"), (os, "replace"), (os, "rename"), (os, "unlink"), (os, "mkdir"), (tempfile, "mkstemp"))
KILLED = signal.SIGKILL


@dataclass(frozen=True)
class Point:
    """Where to die: at the `number`-th (from 1) happening of `kind`."""

    kind: str
    number: int


class Reaper:
    """Counts what happens, and ends the process at its point as a power switch would."""

    def __init__(self, database: Database, point: Point | None) -> None:
        self.point, self.counts = point, Counter(dict.fromkeys(KINDS, 0))
        event.listen(database.engine, "before_cursor_execute", lambda *_: self.happens("statement"))
        dialect: Any = database.engine.dialect
        dialect.do_commit = self._around(dialect.do_commit)
        for module, name in FILE_OPERATIONS:
            setattr(module, name, self._before(getattr(module, name)))

    def happens(self, kind: str) -> None:
        self.counts[kind] += 1
        if self.point == Point(kind, self.counts[kind]):
            os.kill(os.getpid(), KILLED)

    def _around(self, commit: Callable[..., Any]) -> Callable[..., Any]:
        """A commit happens twice: the moment before it, and the moment after it."""

        def committed(*arguments: Any) -> Any:
            self.happens("commit")
            answer = commit(*arguments)
            self.happens("commit")
            return answer

        return committed

    def _before(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def operated(*arguments: Any, **named: Any) -> Any:
            self.happens("file")
            return operation(*arguments, **named)

        return operated


def play(scene_name: str, url: str, home: Path, names: Names, point: Point | None, report: Path) -> None:
    """Do the act of a scene, die at `point`, or report what was acknowledged and counted."""
    scene = next(scene for scene in SCENES if scene.name == scene_name)
    database = Database(url, key=KEY, home=home)
    reaper = Reaper(database, point)
    scene.act(database, names)
    counts = dict(reaper.counts)
    report.write_text(json.dumps(counts))  # the acknowledgement: from here on it must be there
    database.dispose()
