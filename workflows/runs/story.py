"""A made-up campaign, acted by made-up people through the door that the screens use, on a clock of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any, TypeVar

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models.base.clock import FixedClock, add_working_days, at, day_of, is_working_day
from models.base.finding import Refusal, RuleBroken
from models.base.language import N_, say
from models.base.session import Database, unit_of_work
from models.people.accounts import actor_of
from models.people.permissions import SYSTEM, Actor
from models.people.persons import Person
from models.process.tasks import Task
from models.process.words import TaskKind
from workflows import steps
from workflows.machines.files import receive
from workflows.runs.story_invented import Inventor, pdf
from workflows.runs.tick import tick

Row = TypeVar("Row", bound=Any)
Progress = Callable[[str, Mapping[str, Any]], None]  # a message id and its values
Life = Generator[datetime, None, None]  # says again and again when it goes on
PACE = timedelta(minutes=1)  # what an act takes
PEOPLE_ENTERED = N_("%(bodies)s organisations and %(people)s people entered")
MORNING, EVENING = time(7, 30), time(16, 30)
_DAY = timedelta(days=1)


class StoryStuck(Exception):
    """The door refused something that the story counts on, or an automatic step failed."""


@dataclass
class Story:
    """Where the story plays: an installation, a clock that only the story moves, and what chance decides."""

    database: Database
    clock: FixedClock
    random: Random
    invent: Inventor
    progress: Progress
    acts: int = 0
    _lives: list[tuple[datetime, int, Life]] = field(default_factory=list)
    _begun: int = 0

    @classmethod
    def begin(cls, database: Database, moment: datetime, seed: int, progress: Progress) -> Story:
        random = Random(seed)  # noqa: S311 (a story, not a secret)
        return cls(database, FixedClock(moment), random, Inventor(Random(seed)), progress)  # noqa: S311

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        return day_of(self.now)

    # what people do

    def act(self, who: Person | None, name: str, subject: Any, /, **answers: Any) -> Mapping[str, Any]:
        """`who` (None: the system) does the act `name` on `subject`, a row that any session has read."""
        with self._unit(who, name) as (session, actor):
            here = session.get_one(type(subject), subject.id) if subject is not None else None
            return steps.act(session, actor, self.now, name, here, answers, key=self._key()).result

    def perform(self, who: Person | None, step: str, subject: Any, /, **answers: Any) -> Mapping[str, Any]:
        """`who` does the step that `subject`'s case waits for, which must be `step`."""
        with self._unit(who, step) as (session, actor):
            task = open_task(session, subject.case_id, step)
            return steps.perform(session, actor, self.now, task.public_id, answers, key=self._key()).result

    def claim(self, who: Person, step: str, subject: Any) -> None:
        """`who` takes the step that `subject`'s case waits for."""
        with self._unit(who, "claim_task") as (session, actor):
            task = open_task(session, subject.case_id, step)
            steps.act(session, actor, self.now, "claim_task", task, {}, key=self._key())

    def upload(self, title: str) -> dict[str, Any]:
        """A received paper, as a form hands it on."""
        if self.database.home is None:
            raise StoryStuck("papers need a data folder")
        content = pdf(f"{title} ({self.invent.number()})")
        return receive(self.database.home, io.BytesIO(content), f"{title}.pdf").answers()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with unit_of_work(self.database, writing=False) as session:
            yield session

    def row(self, table: type[Row], public_id: str) -> Row:
        with self.reading() as session:
            found: Row = session.scalars(select(table).where(table.public_id == public_id)).one()
            return found

    @contextmanager
    def _unit(self, who: Person | None, name: str) -> Iterator[tuple[Session, Actor]]:
        """One act in a unit of its own; afterwards a minute has gone."""
        try:
            with unit_of_work(self.database) as session:
                yield session, actor_of(session, who, self.now) if who is not None else SYSTEM
        except Refusal as refused:
            raise StoryStuck(f"{name} by {who.name if who else 'the system'}: {_told(refused)}") from refused
        self.acts += 1
        self.clock.advance(PACE)

    def _key(self) -> str:
        return f"story {self.acts}"

    # when they do it

    def later(self, working_days: int = 1) -> datetime:
        """Some minute of the office hours so many working days from now; on the same day: from now on."""
        day = add_working_days(self.today, working_days)
        return self.on(day)

    def on(self, day: date) -> datetime:
        """Some minute of the office hours of `day`, or of the next working day."""
        while not is_working_day(day):
            day += _DAY
        minute = self.random.randrange(_minutes(MORNING), _minutes(EVENING))
        return at(day, minute // 60, minute % 60)

    def go_to(self, moment: datetime) -> None:
        """Let the time pass until `moment`; on a new day first what has fallen due meanwhile. Never goes back."""
        if moment <= self.now:
            return
        new_day = day_of(moment) > self.today
        self.clock.move_to(moment)
        if new_day:
            self.tick()

    def add(self, moment: datetime, life: Life) -> None:
        """Let `life` begin at `moment`."""
        self._begun += 1
        heappush(self._lives, (moment, self._begun, life))

    def run(self, until: datetime) -> None:
        """Let all lives go on, each when it said it would, and stand at `until` then."""
        while self._lives and self._lives[0][0] <= until:
            moment, number, life = heappop(self._lives)
            self.go_to(moment)
            following = next(life, None)
            if following is not None:
                heappush(self._lives, (following, number, life))
        self.go_to(until)
        self.tick()

    def tick(self) -> None:
        """What nobody has to click, as it is due now."""
        ticked = tick(self.database, self.now)
        self.acts += ticked.timers + ticked.messages + ticked.automatic
        if ticked.failed:
            raise StoryStuck("; ".join(ticked.failures))


@contextmanager
def lightly(database: Database) -> Iterator[None]:
    """Nothing in a story is official yet: SQLite waits for the disk at its end, not at every act."""
    if not database.is_sqlite:
        yield
        return
    event.listen(database.engine, "connect", _lighten)
    database.dispose()
    try:
        yield
    finally:
        event.remove(database.engine, "connect", _lighten)
        database.dispose()
        connection = database.engine.raw_connection()
        connection.cursor().execute("PRAGMA wal_checkpoint(FULL)")
        connection.close()


def _lighten(connection: Any, _record: Any) -> None:
    connection.cursor().execute("PRAGMA synchronous=NORMAL")


def open_task(session: Session, case_id: int, step: str) -> Task:
    """The open human step `step` of the case; StoryStuck when something else is waited for."""
    query = select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None), Task.kind == TaskKind.USER)
    task = session.scalars(query).one_or_none()
    if task is None or task.element != step:
        raise StoryStuck(f"{step} was to come, and {task.element if task else 'nothing'} is waited for")
    return task


def _minutes(clock_time: time) -> int:
    return clock_time.hour * 60 + clock_time.minute


def _told(refused: Refusal) -> str:
    if isinstance(refused, RuleBroken):
        return "; ".join(say(one.message, "en", one.values) for one in refused.findings)
    return say(refused.message, "en", refused.values) or refused.code
