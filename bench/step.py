"""(a) One submitted human step over HTTP against a bare view that does one INSERT and commit on the same database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, event, insert

from bench.stage import NOW, Client, Stage, account_for, application, served
from models.base.session import unit_of_work
from models.nominations.dossiers import Dossier
from tests.factories.nominations import desk, open_task
from tests.factories.people import province

ROUNDS = 40
WARM = 5


def measure(stage: Stage, suffix: str) -> Iterator[dict[str, Any]]:
    """The records clerk receives dossiers: session, guard, form, permission, engine, history, one commit."""
    tasks, account = _submitted(stage, ROUNDS + WARM)
    counted = _Counter(stage)
    with served(application(stage)) as port, served(_bare(stage)) as bare_port:
        client, bare = Client(port), Client(bare_port)
        client.sign_in(account)
        steps, floors, statements, commits = [], [], [], []
        for task in tasks:
            client.get(f"/tasks/{task}")
            counted.reset()
            steps.append(_timed(lambda task=task: client.post(f"/tasks/{task}", {"sets_counted": "1"}), 303))
            statements.append(counted.statements)
            commits.append(counted.commits)
            floors.append(_timed(lambda: bare.send_form("/", {"text": "một dòng"}), 204))
    step, floor = median(steps[WARM:]), median(floors[WARM:])
    yield {"name": f"step_ms{suffix}", "value": step, "unit": "ms", "floor": floor, "ratio": step / floor}
    yield {"name": f"step_statements{suffix}", "value": max(statements), "unit": "SQL statements", "floor": 20,
           "ratio": max(statements) / 20}  # fmt: skip
    yield {"name": f"step_commits{suffix}", "value": max(commits), "unit": "commits", "floor": 1, "ratio": max(commits)}


def _submitted(stage: Stage, count: int) -> tuple[list[str], str]:
    """Dossiers that wait for the records clerk: the public ids of their tasks, and the clerk's card."""
    with unit_of_work(stage.database) as session:
        land = province(session, NOW)
        unit = desk(session, land, land.cu_jut, NOW)
        waiting: list[Dossier] = [unit.submitted() for _number in range(count)]
        return [open_task(session, dossier).public_id for dossier in waiting], account_for(session, land.records_clerk)


def _timed(call: Any, expected: int) -> float:
    begun = time.perf_counter()
    status = call()
    spent = (time.perf_counter() - begun) * 1000
    if status != expected:
        raise RuntimeError(f"{status} instead of {expected}")
    return spent


class _Counter:
    """Statements and commits as the database sees them."""

    def __init__(self, stage: Stage) -> None:
        self.reset()
        event.listen(stage.database.engine, "before_cursor_execute", self._statement)
        event.listen(stage.database.engine, "commit", self._commit)

    def reset(self) -> None:
        self.statements = self.commits = 0

    def _statement(self, *_all: Any) -> None:
        self.statements += 1

    def _commit(self, *_all: Any) -> None:
        self.commits += 1


def _bare(stage: Stage) -> Flask:
    """The floor: a view with nothing but one INSERT and its commit."""
    table = Table("bench_floor", MetaData(), Column("id", Integer, primary_key=True), Column("text", String(50)))
    table.create(stage.database.engine)
    app = Flask("floor")

    @app.post("/")
    def write() -> tuple[str, int]:
        with unit_of_work(stage.database) as session:
            session.execute(insert(table).values(text="một dòng"))
        return "", 204

    return app
