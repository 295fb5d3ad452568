"""T15: a place withdrawn and given again, while the limit falls and rises: every order, sent by browsers.

Limit two: A is decided, B was sent back and keeps its place. One meeting waits to free B's place, another to
give C one; the secretariat lowers the limit to one and raises it to three.
"""

from __future__ import annotations

import itertools
import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.council.meetings import Meeting
from models.nominations.nominations import Nomination
from models.people.persons import Person
from models.process.tasks import Task
from models.quotas.places import Line, Place, limit_of
from tests.factories.council import JUNE, LOCAL, Story
from tests.faults.scenes import Names, Scene, ready_story
from tests.faults.stages import Stage, arranged, reopened
from tests.postgres import Postgres
from tests.screens.signed import client_of, token_of
from webapp import create_app
from workflows.runs.doctor import examine

ACTS = ("withdraw", "regrant", "lower", "raise")
POINTS = 1  # where the first of two is stopped, in the short form


def two_meetings(database: Database) -> Names:
    tale, [first, second] = ready_story(database, dossiers=2)
    kept, doubted = tale.nominations(first)
    fresh, _other = tale.nominations(second)
    tale.set_limit(LOCAL, 2)
    meeting = sat(tale, {kept.public_id: 9, doubted.public_id: 9})
    tale.step(tale.chair, "adopt_results", meeting, {"reason": "theo kết quả phiếu"})
    tale.tick()
    decision = tale.decision(meeting)
    tale.decide(decision, sent_back=[doubted.nominee.name])
    tale.issue(decision)
    tale.tick()
    withdrawing, granting = sat(tale, {doubted.public_id: 0}), sat(tale, {fresh.public_id: 9})
    names = {"kept": kept.public_id, "doubted": doubted.public_id, "fresh": fresh.public_id}
    return {**names, **_addresses(tale, withdrawing, granting), **_browsers(tale)}


def sat(tale: Story, agree: dict[str, int]) -> Meeting:
    """A meeting on these alone that waits for its chair."""
    meeting = tale.meeting(only=agree)
    tale.held(meeting, agree)
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    return meeting


def _addresses(tale: Story, withdrawing: Meeting, granting: Meeting) -> Names:
    with unit_of_work(tale.database, writing=False) as session:
        tasks = {
            name: session.scalars(
                select(Task.public_id).where(Task.case_id == tale.case_id(session, meeting), Task.closed_at.is_(None),
                                             Task.element == "adopt_results")).one()
            for name, meeting in (("withdraw", withdrawing), ("regrant", granting))
        }  # fmt: skip
    line = f"/quotas/{tale.line(LOCAL).public_id}"
    return {
        **{name: f"/tasks/{task}" for name, task in tasks.items()},
        "lower": f"{line}/lower",
        "raise": f"{line}/raise",
    }


def _browsers(tale: Story) -> Names:
    with unit_of_work(tale.database) as session:
        people = {"chair": tale.chair, "lead": tale.actors["secretariat_lead"]}
        return {
            name: token_of(session, session.get_one(Person, actor.person_id), JUNE) for name, actor in people.items()
        }


REGRANTING = Scene("regranting", two_meetings, lambda _database, _names: None)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def stage(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    server: Postgres | None = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with arranged(REGRANTING, server, sqlite_template, tmp_path_factory.mktemp("regranting")) as made:
        yield made


@dataclass
class Browsers:
    """The chair's and the lead's browser on one copy, each with the forms it sends."""

    database: Database
    names: Names
    home: Path

    def __post_init__(self) -> None:
        settings = {"DATABASE": self.database, "VINHDANH_HOME": self.home, "CLOCK": FixedClock(JUNE), "TESTING": True}
        app = create_app(settings)
        self.clients: dict[str, FlaskClient] = {}
        self.forms: dict[str, dict[str, str]] = {}
        for act in ACTS:  # one browser each, so that two can send at once
            adopts = act in ("withdraw", "regrant")
            client = self.clients[act] = client_of(app, self.names["chair" if adopts else "lead"])
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").get_data(as_text=True))
            assert found is not None
            typed = {"outcome": "adopted"} if adopts else {"limit": "1" if act == "lower" else "3"}
            self.forms[act] = {"csrf_token": found[1], "key": act, "reason": "theo kết quả phiếu", **typed}

    def send(self, act: str) -> bool:
        """Whether it was done; anything but done or refused is an error of the server."""
        answer = self.clients[act].post(self.names[act], data=self.forms[act])
        assert answer.status_code in (303, 409, 422), f"{act}: {answer.status_code}"
        return answer.status_code == 303

    def now(self) -> tuple[frozenset[str], int | None]:
        """Who holds a place, and the limit."""
        with unit_of_work(self.database, writing=False) as session:
            line = session.scalars(select(Line).where(Line.bucket == LOCAL)).one()
            query = select(Nomination.public_id).join(Place, Place.nomination_id == Nomination.id)
            held = frozenset(session.scalars(query.where(Place.line_id == line.id)))
            assert examine(session, JUNE, self.home) == []
            return held, limit_of(session, line)


@dataclass
class Model:
    """The line in plain Python: what each act does, and whether it may."""

    names: Names
    limit: int = 2

    def __post_init__(self) -> None:
        self.held = {self.names["kept"], self.names["doubted"]}

    def does(self, act: str) -> bool:
        if act == "withdraw":
            self.held.discard(self.names["doubted"])
        elif act == "regrant":  # without a free place it goes to the reserve list
            self.held |= {self.names["fresh"]} if len(self.held) < self.limit else set()
        elif act == "lower":
            if self.limit <= 1 or len(self.held) > 1:
                return False
            self.limit = 1
        elif self.limit >= 3:
            return False
        else:
            self.limit = 3
        return True

    def after(self, *acts: str) -> tuple[tuple[bool, ...], tuple[frozenset[str], int]]:
        done = tuple(self.does(act) for act in acts)
        return done, (frozenset(self.held), self.limit)


@pytest.mark.threat("T15")
def test_every_order_of_the_four_ends_as_the_model_says(stage: Stage, seed: int, soak: bool) -> None:
    """24 orders: who may, who then holds a place, what the limit is; each ends with a doctor that finds nothing."""
    orders = list(itertools.permutations(ACTS))
    chosen = orders if soak else random.Random(seed).sample(orders, 3)
    for order in chosen:
        with stage.copy() as (url, home), reopened(url, home) as database:
            browsers = Browsers(database, stage.names, home)
            done = tuple(browsers.send(act) for act in order)
            found, wanted = (done, browsers.now()), Model(stage.names).after(*order)
            assert found == wanted, f"{order}: {found} instead of {wanted}; {stage.names}"


@pytest.mark.threat("T15")
def test_two_that_overlap_end_as_if_one_came_after_the_other(stage: Stage, seed: int, soak: bool) -> None:
    """The first is stopped before a statement of its own while the second comes in between; then both go on."""
    chance, stops = random.Random(seed), 0
    pairs = list(itertools.permutations(ACTS, 2))
    for one, other in pairs if soak else chance.sample(pairs, 6):
        for number in range(4, 120, 3) if soak else sorted(chance.sample(range(4, 20), POINTS)):
            with stage.copy() as (url, home), reopened(url, home) as database:
                browsers = Browsers(database, stage.names, home)
                done, stopped = overlapped(browsers, one, other, number)
                found = (done, browsers.now())
            first, state = Model(stage.names).after(one, other)
            second, otherwise = Model(stage.names).after(other, one)
            orders = [(first, state), (second[::-1], otherwise)]
            assert found in orders, (one, other, number, found)
            stops += stopped
            if not stopped:
                break
    assert stops >= 4  # the stopper did stop


def overlapped(browsers: Browsers, one: str, other: str, number: int) -> tuple[tuple[bool, bool], bool]:
    """Both answers, and whether `one` was still under way when it was stopped before statement `number`."""
    results: dict[str, bool] = {}
    threads = [
        threading.Thread(target=lambda act=act: results.update({act: browsers.send(act)})) for act in (one, other)
    ]
    reached, go, seen = threading.Event(), threading.Event(), itertools.count(1)

    def before(*_arguments: object) -> None:
        if threading.current_thread() is threads[0] and next(seen) == number:
            reached.set()
            go.wait(20)

    event.listen(browsers.database.engine, "before_cursor_execute", before)
    threads[0].start()
    while threads[0].is_alive() and not reached.wait(0.005):
        pass
    threads[1].start()
    threads[1].join(0.15 if reached.is_set() else 20)  # it waits for a lock, or it is through
    go.set()
    for thread in threads:
        thread.join()
    event.remove(browsers.database.engine, "before_cursor_execute", before)
    return (results[one], results[other]), reached.is_set()
