"""Killed at every point of an act, the installation is as before or as after it, sound, and loses nothing told."""

from __future__ import annotations

import json
import multiprocessing
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from models import registry
from models.base.session import Database, unit_of_work
from models.nominations.nominations import Nomination
from models.process.cases import Case
from models.process.tasks import Task
from models.quotas.places import Place
from tests.factories.council import JUNE
from tests.faults.killing import KILLED, KINDS, Point, play
from tests.faults.scenes import SCENES, Scene
from tests.faults.stages import Stage, arranged, reopened
from tests.postgres import BEGINNING, Postgres
from workflows.machines.files import stored
from workflows.runs.doctor import examine

SAMPLED = {"statement": 1, "commit": 2, "file": 1}


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Postgres | None:
    """None: SQLite."""
    return request.getfixturevalue("postgres") if request.param == "postgresql" else None


def run(stage: Stage, url: str, home: Path, point: Point | None) -> dict[str, int] | None:
    """Play the act in a process of its own; the counts it reported, or None when it was killed before."""
    report = home.with_suffix(".report")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.killing"])
    process = context.Process(target=play, args=(stage.scene.name, url, home, stage.names, point, report))
    process.start()
    process.join()
    assert process.exitcode == (-KILLED if point else 0), f"{point}: ended with {process.exitcode}"
    told = json.loads(report.read_text()) if report.exists() else None
    report.unlink(missing_ok=True)
    return told


def picture(database: Database) -> dict[str, Any]:
    """What tells before from after: rows per table, states, places taken. Random ids and hashes do not matter."""
    with unit_of_work(database, writing=False) as session:
        tables = registry.metadata.sorted_tables
        found: dict[str, Any] = {one.name: session.scalar(select(func.count()).select_from(one)) for one in tables}
        found["cases"] = [tuple(row) for row in session.execute(select(Case.status, Case.version).order_by(Case.id))]
        found["states"] = [str(one) for one in session.scalars(select(Nomination.state).order_by(Nomination.id))]
        found["taken"] = session.scalar(select(func.count(Place.nomination_id)))
        found["open"] = sorted(session.scalars(select(Task.element).where(Task.closed_at.is_(None))))
        found["chains"] = session.scalar(text("SELECT sum(length) FROM vd_chain"))
    return found


def sound(database: Database, home: Path, scene: Scene) -> None:
    now = BEGINNING if scene.name == "open_phase" else JUNE
    with unit_of_work(database, writing=False) as session:
        assert examine(session, now, home) == []


def points(counts: dict[str, int], soak: bool, chance: random.Random) -> list[Point]:
    """Every point, or some of each kind, as chance has it; both sides of the last commit always."""
    chosen = []
    for kind in KINDS:
        numbers = list(range(1, counts[kind] + 1))
        if not soak and len(numbers) > SAMPLED[kind]:
            numbers = numbers[-2:] if kind == "commit" else sorted(chance.sample(numbers, SAMPLED[kind]))
        chosen += [Point(kind, number) for number in numbers]
    return chosen


@pytest.mark.threat("T57")
@pytest.mark.parametrize("scene", SCENES, ids=[scene.name for scene in SCENES])
def test_killed_at_every_point(
    scene: Scene, server: Postgres | None, sqlite_template: Path, tmp_path: Path, soak: bool, seed: int
) -> None:
    with arranged(scene, server, sqlite_template, tmp_path) as stage:
        with stage.copy() as (url, home):
            with reopened(url, home) as database:
                before = picture(database)
                sound(database, home, scene)
            counts = run(stage, url, home, None)
            with reopened(url, home) as database:
                after = picture(database)
                sound(database, home, scene)
        assert counts is not None
        assert before != after
        assert counts["statement"] > 5
        assert counts["commit"] >= 2
        for point in points(counts, soak, random.Random(f"{seed} {scene.name}")):
            kill(stage, point, before, after, Point("commit", counts["commit"]))


def kill(stage: Stage, point: Point, before: dict[str, Any], after: dict[str, Any], last: Point) -> None:
    """Die at the point; look (after the last commit it is done); then do it again as whoever got no answer does."""
    with stage.copy() as (url, home):
        assert run(stage, url, home, point) is None
        with reopened(url, home) as database:
            found = picture(database)
            if not stage.scene.many:
                assert found in (before, after), point
                assert point != last or found == after, point
            sound(database, home, stage.scene)
            stage.scene.act(database, stage.names)
            assert picture(database) == after, point
            sound(database, home, stage.scene)
            assert len(list(stored(home))) == after["vd_file"], point
