"""Places under attack: many takers at once, and every order of taking, freeing, taking again, lowering, raising."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, permutations
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.base.finding import RuleBroken
from models.base.session import Database, unit_of_work
from models.quotas.places import (
    Line,
    Place,
    add_places,
    free_count,
    free_place,
    limit_of,
    remove_places,
    take_place,
    taken_count,
)
from tests.factories.council import LOCAL, Story, story

Act = Callable[[Session, Line], object]


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


def persons(tale: Story, number: int) -> list[int]:
    return [one.id for one in tale.nominations(tale.people_dossier(number))]


def new_line(session: Session, tale: Story, places: int) -> Line:
    """The line of the local persons, emptied, with so many free places."""
    line = session.get_one(Line, tale.line(LOCAL).id)
    session.execute(delete(Place).where(Place.line_id == line.id))
    add_places(session, line, places)
    return line


@pytest.mark.threat("T14")
def test_sixteen_takers_for_five_places(tale: Story, soak: bool) -> None:
    """Exactly five get one, each a place of their own; everybody else is told E12; round after round."""
    takers, rounds = 16, (625 if soak else 2)
    keys = persons(tale, takers)
    for _ in range(rounds):
        with unit_of_work(tale.database) as session:
            line_id = new_line(session, tale, 5).id
        gate = threading.Barrier(takers)
        results: list[str] = []

        def take(
            key: int, gate: threading.Barrier = gate, line_id: int = line_id, results: list[str] = results
        ) -> None:
            gate.wait()
            try:
                with unit_of_work(tale.database) as session:
                    take_place(session, session.get_one(Line, line_id), key)
                results.append("taken")
            except Exception as error:
                results.append(error.findings[0].code if isinstance(error, RuleBroken) else repr(error))

        threads = [threading.Thread(target=take, args=(key,)) for key in keys]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == ["E12"] * 11 + ["taken"] * 5
        with unit_of_work(tale.database, writing=False) as session:
            rows = session.scalars(select(Place.nomination_id).where(Place.line_id == line_id)).all()
            assert len(rows) == 5 and len(set(rows)) == 5 and None not in rows


def merges(*sequences: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every order in which the sequences can be mixed, each sequence keeping its own order."""
    labels = [number for number, sequence in enumerate(sequences) for _ in sequence]
    for order in sorted(set(permutations(labels))):
        places = [iter(sequence) for sequence in sequences]
        yield tuple(next(places[number]) for number in order)


@dataclass
class Model:
    """What a line must be, in five lines of plain Python: the oracle of the schedules."""

    limit: int
    holders: set[int]

    def does(self, act: str, key: int) -> bool:
        free = self.limit - len(self.holders)
        if act == "take":
            allowed = key in self.holders or free > 0
            self.holders |= {key} if allowed else set()
            return allowed
        if act == "free":
            self.holders -= {key}
            return True
        if act == "lower" and free < 1:
            return False
        self.limit += 1 if act == "raise" else -1
        return True


def acts(name: str, key: int) -> Act:
    return {
        "take": lambda session, line: take_place(session, line, key),
        "free": lambda session, line: free_place(session, line, key),
        "lower": lambda session, line: remove_places(session, line, 1),
        "raise": lambda session, line: add_places(session, line, 1),
    }[name]


@pytest.mark.threat("T14", "T15")
def test_every_order_of_whole_acts_agrees_with_the_model(tale: Story) -> None:
    """Two nominations take, free and take again while the limit of two falls and rises: 210 orders."""
    first, second = persons(tale, 2)
    owner = {"A": first, "B": second, "Q": 0}
    schedules = list(merges(("A:take", "A:free", "A:take"), ("B:take", "B:free"), ("Q:lower", "Q:raise")))
    assert len(schedules) == 210
    for schedule in schedules:
        with unit_of_work(tale.database) as session:
            line = new_line(session, tale, 2)
            model = Model(2, set())
            for entry in schedule:
                who, name = entry.split(":")
                try:
                    acts(name, owner[who])(session, line)
                    done = True
                except RuleBroken:
                    done = False
                assert done == model.does(name, owner[who]), schedule
                holders = session.scalars(
                    select(Place.nomination_id).where(Place.line_id == line.id, Place.nomination_id.is_not(None))
                )
                assert (set(holders), limit_of(session, line)) == (model.holders, model.limit), schedule
                assert free_count(session, line) == model.limit - len(model.holders), schedule


class Stopper:
    """Stops one thread before its n-th statement, until it may go on."""

    def __init__(self, database: Database) -> None:
        self.owner: threading.Thread | None = None
        self.left = 0
        self.reached, self.go = threading.Event(), threading.Event()
        event.listen(database.engine, "before_cursor_execute", self._before)

    def _before(self, *_arguments: Any) -> None:
        if threading.current_thread() is not self.owner:
            return
        if self.left == 0:
            self.owner = None
            self.reached.set()
            self.go.wait(20)
        self.left -= 1

    def arm(self, thread: threading.Thread, statements: int) -> None:
        self.reached.clear()
        self.go.clear()
        self.owner, self.left = thread, statements


class Worker(threading.Thread):
    """One act in a unit of work of its own."""

    def __init__(self, tale: Story, line_id: int, act: Act) -> None:
        super().__init__(daemon=True)
        self.tale, self.line_id, self.act, self.done = tale, line_id, act, False

    def run(self) -> None:
        try:
            with unit_of_work(self.tale.database) as session:
                self.act(session, session.get_one(Line, self.line_id))
            self.done = True
        except RuleBroken:
            self.done = False


def overlapped(stopper: Stopper, one: Worker, other: Worker, statements: int) -> bool:
    """`one` runs so many statements, then `other` as far as it can, then both to their ends.

    Says whether `one` was still under way when it was stopped.
    """
    stopper.arm(one, statements)
    one.start()
    while one.is_alive() and not stopper.reached.wait(0.002):
        pass
    stopped = stopper.reached.is_set()
    other.start()
    other.join(0.03 if stopped else 20)  # it waits for the lock, or it is through
    stopper.go.set()
    one.join()
    other.join()
    stopper.owner = None
    return stopped


@pytest.mark.threat("T14", "T15")
def test_acts_that_overlap_end_as_if_one_came_after_the_other(tale: Story) -> None:
    """The first act is stopped before each of its statements in turn while the second comes in between.

    One place taken by A, one free: B takes or frees it, C takes it, the limit falls or rises.
    """
    holder, second, third = persons(tale, 3)
    stopper = Stopper(tale.database)
    moves = {"C:take": third, "B:take": second, "A:free": holder, "Q:lower": 0, "Q:raise": 0}
    overlaps = 0
    for one, other in permutations(moves, 2):
        for statements in count():
            with unit_of_work(tale.database) as session:
                line = new_line(session, tale, 2)
                take_place(session, line, holder)
                line_id = line.id
            workers = [Worker(tale, line_id, acts(name.split(":")[1], moves[name])) for name in (one, other)]
            stopped = overlapped(stopper, workers[0], workers[1], statements)
            with unit_of_work(tale.database, writing=False) as session:
                line = session.get_one(Line, line_id)
                holders = frozenset(
                    session.scalars(
                        select(Place.nomination_id).where(Place.line_id == line_id, Place.nomination_id.is_not(None))
                    )
                )
                seen = (workers[0].done, workers[1].done, holders, limit_of(session, line))
            assert seen in serial(one, other, moves, holder), (one, other, statements)
            if not stopped:
                break
            overlaps += 1
    assert overlaps >= 60  # the stopper did stop


def serial(one: str, other: str, moves: dict[str, int], holder: int) -> list[tuple[bool, bool, frozenset[int], int]]:
    """What the model says of both orders, one after the other."""
    found = []
    for order in ((one, other), (other, one)):
        model = Model(2, {holder})
        done = {name: model.does(name.split(":")[1], moves[name]) for name in order}
        found.append((done[one], done[other], frozenset(model.holders), model.limit))
    return found


def test_who_has_a_place_keeps_it_and_gets_no_second(tale: Story) -> None:
    [key] = persons(tale, 1)
    with unit_of_work(tale.database) as session:
        line = new_line(session, tale, 2)
        assert take_place(session, line, key).id == take_place(session, line, key).id
        assert taken_count(session, line) == 1


def test_a_line_without_a_number_gives_no_place(tale: Story) -> None:
    [key] = persons(tale, 1)
    with pytest.raises(RuleBroken) as refused, unit_of_work(tale.database) as session:
        take_place(session, session.get_one(Line, tale.line("vi2.any").id), key)
    assert refused.value.findings[0].code == "E12"


@pytest.mark.threat("T14")
@pytest.mark.parametrize("wrong", ["same number", "same nomination", "closed and taken", "number 0"])
def test_the_database_itself_keeps_places_apart(tale: Story, wrong: str) -> None:
    [key] = persons(tale, 1)
    with unit_of_work(tale.database) as session:
        line = new_line(session, tale, 2)
        take_place(session, line, key)
        line_id = line.id
    row = {
        "same number": Place(line_id=line_id, number=1),
        "same nomination": Place(line_id=line_id, number=9, nomination_id=key),
        "closed and taken": Place(line_id=line_id, number=9, nomination_id=None, is_open=False),
        "number 0": Place(line_id=line_id, number=0),
    }[wrong]
    with pytest.raises(IntegrityError), unit_of_work(tale.database) as session:
        if wrong == "closed and taken":
            row.line_id, row.nomination_id = tale.line("vi3.collective.district").id, key
        session.add(row)
        session.flush()
    with unit_of_work(tale.database, writing=False) as session:
        assert session.scalar(select(func.count()).select_from(Place).where(Place.line_id == line_id)) == 2
