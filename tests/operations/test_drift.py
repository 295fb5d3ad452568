"""Nothing is done while the server's clock and the machine's disagree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from models.base.clock import Clock
from models.base.session import Database, unit_of_work
from models.people.permissions import SYSTEM
from models.process.history import Event
from models.process.tasks import Task
from tests.postgres import BEGINNING
from workflows import drift, steps
from workflows.drift import ClocksDiffer, refuse_drift


class Shifted(Clock):
    """A machine whose clock is `by` ahead of the true time."""

    def __init__(self, by: timedelta) -> None:
        super().__init__()
        self.by = by

    def machine_time(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    drift._agreed.clear()
    yield
    drift._agreed.clear()


@pytest.mark.parametrize("seconds", [-3600, -3, 3, 3600])
def test_a_drift_is_refused_until_it_is_gone(postgres_database: Database, seconds: int) -> None:
    with unit_of_work(postgres_database) as session:
        for _ in range(2):
            with pytest.raises(ClocksDiffer) as refused:
                refuse_drift(session, Shifted(timedelta(seconds=seconds)))
        refuse_drift(session, Shifted(timedelta(0)))
    assert refused.value.status == 503


def test_small_differences_pass(postgres_database: Database) -> None:
    with unit_of_work(postgres_database) as session:
        refuse_drift(session, Shifted(timedelta(seconds=0.5)))


def test_it_is_asked_once_a_minute(postgres_database: Database) -> None:
    asked = []
    event.listen(postgres_database.engine, "before_cursor_execute", lambda *found: asked.append(found[2]))
    with unit_of_work(postgres_database) as session:
        for _ in range(5):
            refuse_drift(session)
        assert len(asked) == 1
        with pytest.raises(ClocksDiffer):  # a minute later by the machine's clock: it looks again, and they differ
            refuse_drift(session, Shifted(timedelta(seconds=61)))


def test_the_door_is_shut(postgres_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drift, "Clock", lambda: Shifted(timedelta(hours=1)))
    with unit_of_work(postgres_database, writing=False) as session:
        query = select(Task.public_id).where(Task.element == "open_phase")
        task_id, before = session.scalars(query).first(), session.scalar(select(func.count()).select_from(Event))
    assert task_id is not None
    with pytest.raises(ClocksDiffer), unit_of_work(postgres_database) as session:
        steps.perform(session, SYSTEM, BEGINNING, task_id, {}, key="one")
    with pytest.raises(ClocksDiffer), unit_of_work(postgres_database) as session:
        steps.act(session, SYSTEM, BEGINNING, "open_phase", None, {}, key="two")
    with unit_of_work(postgres_database, writing=False) as session:
        assert session.scalar(select(func.count()).select_from(Event)) == before


def test_sqlite_has_no_second_clock(sqlite_database: Database) -> None:
    with unit_of_work(sqlite_database) as session:
        refuse_drift(session, Shifted(timedelta(days=1)))
