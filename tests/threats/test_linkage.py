"""T10: whoever gets everything that is stored, sent and logged links members to choices no better than chance.

The same attacker finds everybody in naive tables of the test's own: it can tell.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable, Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from models.base.session import Database, unit_of_work
from models.council.ballots import ballot_of
from models.council.meetings import Meeting, Round
from models.council.words import MEANT
from models.nominations.nominations import Nomination
from models.people.persons import Person
from tests.factories.council import Story, story
from tests.page import visit
from tests.screens.signed import form_of
from tests.screens.test_board import Screens
from tests.threats.evidence import Evidence, Voter, raw_bytes, rows_on_disk
from tests.threats.linking import (
    ATTACKS,
    beside_a_name,
    better_than_chance,
    by_length,
    by_order,
    in_raw_files,
    in_the_log,
)
from webapp.frame.requests import VinhDanhApp

SHORT, LONG = 6, 200


class Hall:
    """A sitting meeting with one nomination, browsers of its nine members, and everything that is logged."""

    def __init__(self, app: VinhDanhApp, tale: Story, chance: random.Random) -> None:
        self.tale, self.chance = tale, chance
        self.one: Nomination = tale.nominations(tale.people_dossier(1))[0]
        self.meeting: Meeting = tale.meeting()
        screens = Screens(app, tale)
        self.browsers: list[FlaskClient] = [screens.browser(str(number)) for number in range(9)]
        self.log = Log()

    def counted(self, truth: str = "") -> tuple[Evidence, str]:
        """One round in a random order with random choices (or these), opened and counted; and the truth."""
        opened = self.tale.open_round(self.meeting, [self.one], "bỏ phiếu lại")
        order = self.chance.sample(range(9), 9)
        truth = truth or "".join(self.chance.choice("adb") for _ in order)
        with self.log.kept():
            voters = tuple(self._vote(opened, number, sign) for number, sign in zip(order, truth, strict=True))
            self.tale.close(opened)
        rows, raw = rows_on_disk(self.tale.database), raw_bytes(self.tale.database)
        return Evidence(voters, "".join(sorted(truth)), rows, raw, tuple(self.log.lines)), truth

    def _vote(self, opened: Round, number: int, sign: str) -> Voter:
        client, address = self.browsers[number], f"/rounds/{opened.public_id}"
        form = {**form_of(visit(client, address)), f"choice-{self.one.public_id}": sign}
        answer = client.post(address, data=form)
        assert answer.status_code == 303
        after = client.get(address)
        sent = (sum(len(name) + len(value) for name, value in form.items()), len(answer.data), len(after.data))
        member = self.tale.council[number]
        with unit_of_work(self.tale.database, writing=False) as session:
            person = session.get_one(Person, member.person_id)
            cast = ballot_of(session, session.get_one(Round, opened.id), person.id)
            assert cast is not None
            return Voter(person.id, person.public_id, person.name, cast.receipt, sent)


class Log(logging.Handler):
    """Every line that anything writes to a log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def kept(self) -> Kept:
        return Kept(self)


class Kept:
    """While it lasts, the log keeps everything, down to every statement of the database."""

    def __init__(self, log: Log) -> None:
        self.log, self.root, self.level = log, logging.getLogger(), logging.getLogger().level

    def __enter__(self) -> None:
        self.log.lines.clear()
        self.root.addHandler(self.log)
        self.root.setLevel(logging.DEBUG)

    def __exit__(self, *_error: object) -> None:
        self.root.removeHandler(self.log)
        self.root.setLevel(self.level)


@pytest.fixture
def hall(app: VinhDanhApp, database: Database, seed: int) -> Hall:
    return Hall(app, story(database), random.Random(f"linkage {seed}"))


@pytest.mark.threat("T10")
@pytest.mark.threat("T11")
def test_nobody_links_members_to_choices(hall: Hall, soak: bool) -> None:
    """An attack that beats chance by three deviations has to do so again on rounds of its own before it counts."""
    suspected = set(ATTACKS)
    for _attempt in range(2):
        rounds = [hall.counted() for _ in range(LONG if soak else SHORT)]
        suspected &= set(better_than_chance(rounds, hall.chance))
        if not suspected:
            return
    raise AssertionError(sorted(suspected))


NAIVE = {
    "beside": "CREATE TABLE naive_beside (person_id INTEGER, choice VARCHAR(10))",
    "turnout": "CREATE TABLE naive_turnout (choice VARCHAR(10))",
    "written": "CREATE TABLE naive_written (who VARCHAR(12), choice VARCHAR(10))",
}


def naive(database: Database, voters: Iterable[Voter], truth: str) -> Iterator[str]:
    """What a careless product keeps: who chose what; or choices without names, but in the order of voting."""
    with database.engine.begin() as connection:
        for name, statement in NAIVE.items():
            connection.execute(text(f"DROP TABLE IF EXISTS naive_{name}"))
            connection.execute(text(statement))
        for voter, sign in zip(voters, truth, strict=True):
            values = {"person": voter.person_id, "who": voter.public_id, "choice": str(MEANT[sign])}
            connection.execute(text("INSERT INTO naive_beside VALUES (:person, :choice)"), values)
            connection.execute(text("INSERT INTO naive_turnout VALUES (:choice)"), values)
            connection.execute(text("INSERT INTO naive_written VALUES (:who, :choice)"), values)
    yield from NAIVE


@pytest.mark.threat("T10")
def test_the_attacker_finds_everybody_where_it_can(hall: Hall) -> None:
    """In each naive table by itself, and when lengths or a log tell."""
    evidence, truth = hall.counted("".join(hall.chance.sample("aaaaadddb", 9)))
    stored = tuple(naive(hall.tale.database, evidence.voters, truth))
    rows, raw = rows_on_disk(hall.tale.database), raw_bytes(hall.tale.database)
    with_rows = {
        name: Evidence(evidence.voters, evidence.signs, {f"naive_{name}": rows[f"naive_{name}"]}, b"", ())
        for name in stored
    }
    told = tuple(f"{one.name} chose {MEANT[sign]}" for one, sign in zip(evidence.voters, truth, strict=True))
    long = tuple(
        Voter(one.person_id, one.public_id, one.name, one.receipt, ("adb".index(sign),))
        for one, sign in zip(evidence.voters, truth, strict=True)
    )
    found = {
        "beside a name": beside_a_name(with_rows["beside"], hall.chance),
        "in the order of voting": by_order(None)(with_rows["turnout"], hall.chance),
        "in raw files": in_raw_files(Evidence(evidence.voters, evidence.signs, {}, raw, ()), hall.chance),
        "in the log": in_the_log(Evidence(evidence.voters, evidence.signs, {}, b"", told), hall.chance),
        "by length": by_length(Evidence(long, evidence.signs, {}, b"", ()), hall.chance),
    }
    assert {name: "".join(guess) for name, guess in found.items() if "".join(guess) != truth} == {}
