"""T16: the end of a phase holds to the second, by the one instant of the request."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from models.base.clock import Clock, FixedClock, end_of_day, utc
from models.base.session import unit_of_work
from models.nominations.dossiers import Dossier
from models.people.persons import Person
from models.process.history import Event
from models.process.tasks import Task
from tests.screens.signed import client_of, token_of
from tests.threats.conftest import Attacked
from tests.threats.digest import changed, digests
from tests.threats.test_access import guard

PHASE_ENDS = end_of_day(date(2024, 7, 31))
SECOND = timedelta(seconds=1)
AROUND = ((-SECOND, 303), (-timedelta(microseconds=1), 303), (timedelta(0), 422), (SECOND / 2, 422), (SECOND, 422))


class Drifting(Clock):
    """A clock that has moved on by half a second at every look."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self.looks: Iterator[datetime] = (utc(start) + number * SECOND / 2 for number in range(1000))

    def now(self) -> datetime:
        return next(self.looks)

    machine_time = now


def send(attacked: Attacked, name: str, dossier: str, clock: Clock, before: datetime) -> tuple[int, int]:
    """Let `name` hand in the open step of this dossier at that time; the status, and the key of the case's chain."""
    with unit_of_work(attacked.database) as session:
        person = session.scalars(select(Person).where(Person.public_id == attacked.world.people[name])).one()
        token = token_of(session, person, before)
        row = session.scalars(select(Dossier).where(Dossier.public_id == dossier)).one()
        assert row.case is not None
        chain = row.case.chain_id
        query = select(Task.public_id).where(Task.case_id == row.case_id, Task.closed_at.is_(None))
        task = session.scalars(query.where(Task.element == "submit_dossier")).one()
    attacked.app.config["CLOCK"] = FixedClock(before)
    client = client_of(attacked.app, token)
    sent = {"csrf_token": guard(client), "key": "at the last moment", "outcome": "submitted"}
    attacked.app.config["CLOCK"] = clock
    return client.post(f"/tasks/{task}", data=sent).status_code, chain


@pytest.mark.threat("T16")
@pytest.mark.parametrize(("late_by", "status"), AROUND)
def test_a_phase_ends_to_the_second(attacked: Attacked, late_by: timedelta, status: int) -> None:
    """Nobody has ticked: the day decides, not whether the step that closes the phase has run."""
    before = digests(attacked.database)
    dossier, moment = attacked.world.dossiers["a_waiting"], PHASE_ENDS + late_by
    given, _chain = send(attacked, "head_a", dossier, FixedClock(moment), PHASE_ENDS - timedelta(hours=1))
    assert given == status
    assert (changed(attacked.database, before) == []) is (status == 422)


@pytest.mark.threat("T16")
def test_one_request_has_one_instant(attacked: Attacked) -> None:
    """The deadline passes while the request is served: what it began in time is in time, and says when it began."""
    start = PHASE_ENDS - SECOND / 4
    dossier = attacked.world.dossiers["a_waiting"]
    status, chain = send(attacked, "head_a", dossier, Drifting(start), PHASE_ENDS - timedelta(hours=1))
    assert status == 303
    with unit_of_work(attacked.database, writing=False) as session:
        told = session.scalars(select(Event).where(Event.chain_id == chain).order_by(Event.number.desc())).first()
        assert told is not None and (told.act, told.at) == ("submit_dossier", start)
        row = session.scalars(select(Dossier).where(Dossier.public_id == dossier)).one()
        assert row.submitted_at == start
