"""Due things are done without a click, each once, and a failing one stops nobody."""

from __future__ import annotations

import io
import multiprocessing
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from models.base.session import Database, unit_of_work
from models.campaigns.campaigns import Phase
from models.papers.files import StoredFile
from models.papers.words import FileType
from models.people.permissions import SYSTEM
from models.process.cases import Case
from models.process.history import Event
from models.process.outcomes import Outcome, Start
from models.process.tasks import Incident, Message, Task
from models.process.words import CaseKind
from tests.factories.files import pdf
from tests.postgres import BEGINNING, KEY
from workflows import moving, register, steps
from workflows.call import Call
from workflows.machines.files import path_of, receive, stored
from workflows.process.releasing import SHIPPED
from workflows.runs.tick import Ticked, next_try, tick

IN_PHASE_ONE = datetime(2024, 1, 10, tzinfo=UTC)


def statuses(database: Database) -> list[str]:
    with unit_of_work(database, writing=False) as session:
        return list(session.scalars(select(Case.status).order_by(Case.id)))


def events(database: Database) -> int:
    with unit_of_work(database, writing=False) as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0


def incidents(database: Database) -> list[Incident]:
    with unit_of_work(database, writing=False) as session:
        return list(session.scalars(select(Incident).order_by(Incident.id)))


def due_at(database: Database) -> datetime:
    """When the first phase opens by itself."""
    with unit_of_work(database, writing=False) as session:
        found = session.scalars(select(Task.fires_at).where(Task.element == "open_phase").order_by(Task.id)).first()
        assert found is not None
        return found


def failing(call: Call, answers: Mapping[str, Any]) -> Outcome:
    raise RuntimeError("the printer is out of paper")


def test_a_date_is_never_early_and_comes_once(database: Database) -> None:
    due = due_at(database)
    assert tick(database, due - timedelta(microseconds=1)) == Ticked()
    before = events(database)
    assert tick(database, due).timers == 1
    assert statuses(database)[0] == "open"
    assert tick(database, due) == Ticked() == tick(database, due + timedelta(days=1))
    assert events(database) == before + 1


def test_what_a_step_makes_due_follows_in_the_same_call(database: Database) -> None:
    ticked = tick(database, datetime(2024, 9, 1, tzinfo=UTC))
    assert ticked.timers == 3  # phase 1 opened and closed, phase 2 opened: all three days have passed
    assert statuses(database) == ["closed", "open"]


def test_a_failing_step_becomes_an_incident_and_stops_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime(2024, 9, 1, tzinfo=UTC)
    monkeypatch.setitem(register.STEPS, "close_phase", replace(register.STEPS["close_phase"], verb=failing))
    ticked = tick(database, late)
    assert (ticked.timers, ticked.failed) == (2, 1)
    assert statuses(database) == ["open", "open"]
    [incident] = incidents(database)
    assert (incident.step, incident.tries) == ("close_phase", 1)
    assert "out of paper" in incident.text


def test_a_failing_step_is_tried_again_later_and_later_until_it_works(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2024, 9, 1, tzinfo=UTC)
    good = register.STEPS["close_phase"]
    monkeypatch.setitem(register.STEPS, "close_phase", replace(good, verb=failing))
    waits = []
    for tries in range(1, 14):
        assert tick(database, now).failed == 1
        [incident] = incidents(database)
        assert incident.tries == tries
        waits.append(next_try(incident) - now)
        early = tick(database, next_try(incident) - timedelta(seconds=1))
        assert (early.failed, early.waiting) == (0, 1)
        now = next_try(incident)
    assert waits[:4] == [timedelta(minutes=count) for count in (1, 2, 4, 8)]
    assert waits[-1] == timedelta(days=1)
    monkeypatch.setitem(register.STEPS, "close_phase", good)
    assert tick(database, now - timedelta(seconds=1), retry=True).timers == 1
    [incident] = incidents(database)
    assert incident.closed_at is not None
    assert statuses(database) == ["closed", "open"]


def test_a_confidential_value_does_not_stand_in_an_incident(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clumsy(call: Call, answers: Mapping[str, Any]) -> Outcome:
        call.session.execute(select(func.vd_no_such_function("the secret reason")))
        return Outcome()

    monkeypatch.setitem(register.STEPS, "open_phase", replace(register.STEPS["open_phase"], verb=clumsy))
    assert tick(database, due_at(database)).failed == 1
    [incident] = incidents(database)
    assert "vd_no_such_function" in incident.text
    assert "secret" not in incident.text


def test_an_automatic_step_is_done_by_the_system(database: Database) -> None:
    start_automatic(database)
    ticked = tick(database, BEGINNING)
    assert ticked.automatic == 1
    with unit_of_work(database, writing=False) as session:
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert event is not None
        assert (event.act, event.actor_id) == ("open_phase", None)


def start_automatic(database: Database) -> None:
    """A case on a copy of the phase's diagram whose first step is an automatic one."""
    drawn = next(path for path in SHIPPED if path.stem == "campaign").read_text("utf-8")
    head, _, rest = drawn.partition('<bpmn:userTask id="open_phase"')
    body, _, tail = rest.partition("</bpmn:userTask>")
    body = body.replace(' vd:outcomes="done"', "")
    copy = f'{head}<bpmn:serviceTask id="open_phase"{body}</bpmn:serviceTask>{tail}'
    with unit_of_work(database) as session:
        answers = {"xml": copy.encode(), "known": {"roles": register.KNOWN["roles"]}}  # the code knows it as human
        steps.act(session, SYSTEM, BEGINNING, "release_diagram", None, answers, key="copy")
        first = session.scalars(select(Phase).order_by(Phase.id)).first()
        assert first is not None
        session.add(added := Phase(campaign_id=first.campaign_id, key="extra", number=9, name="Thử"))
        session.flush()
        moving.start(session, BEGINNING, Start(CaseKind.CAMPAIGN_PHASE, added))


def test_a_message_is_delivered_once_and_not_to_an_ended_case(database: Database) -> None:
    tick(database, datetime(2024, 9, 1, tzinfo=UTC))
    with unit_of_work(database) as session:
        ended = session.scalars(select(Case).where(Case.closed_at.is_not(None))).one()
        session.add(Message(case_id=ended.id, name="phase_cancelled", outcome="done", written_at=BEGINNING))
    before = events(database)
    assert tick(database, IN_PHASE_ONE).messages == 1
    assert tick(database, IN_PHASE_ONE).messages == 0
    assert events(database) == before


def test_a_message_that_nobody_waits_for_becomes_an_incident(database: Database) -> None:
    with unit_of_work(database) as session:
        case = session.scalars(select(Case).order_by(Case.id)).first()
        assert case is not None
        session.add(Message(case_id=case.id, name="no_such_message", outcome="done", written_at=BEGINNING))
    assert tick(database, BEGINNING).failed == 1
    assert [one.step for one in incidents(database)] == ["no_such_message"]


def test_threads_at_once_do_each_thing_once(database: Database) -> None:
    late, count = datetime(2024, 9, 1, tzinfo=UTC), 4
    before, barrier = events(database), Barrier(count)
    done: list[Ticked] = []

    def run() -> None:
        own = Database(database.url, key=KEY)
        barrier.wait()
        done.append(tick(own, late))
        own.dispose()

    threads = [Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == count
    assert [one.failures for one in done] == [[]] * count
    assert sum(one.timers for one in done) == 3
    assert events(database) == before + 3
    assert incidents(database) == []


def tick_in_a_process(url: str, late: datetime) -> tuple[int, list[str]]:
    own = Database(url, key=KEY)
    ticked = tick(own, late)
    own.dispose()
    return ticked.timers, ticked.failures


def test_processes_at_once_do_each_thing_once(database: Database) -> None:
    late, before = datetime(2024, 9, 1, tzinfo=UTC), events(database)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        done = pool.starmap(tick_in_a_process, [(database.url, late)] * 2, chunksize=1)
    assert sum(timers for timers, _ in done) == 3
    assert [failures for _, failures in done] == [[], []]
    assert events(database) == before + 3


def test_uploads_that_nothing_mentions_go_after_a_day(sqlite_database: Database, tmp_path: Path) -> None:
    home = tmp_path / "home"
    kept, young, old = (receive(home, pdf_stream(text), "a.pdf") for text in ("one", "two", "three"))
    with unit_of_work(sqlite_database) as session:
        session.add(StoredFile(digest=kept.digest, size=kept.size, type=FileType.PDF, name="a.pdf",
                               uploaded_at=BEGINNING))  # fmt: skip
    left = home / "files" / "incoming" / "left"
    left.write_bytes(b"half an upload")
    for path in (path_of(home, kept.digest), path_of(home, old.digest), left):
        os.utime(path, (0, 0))
    assert tick(sqlite_database, BEGINNING).swept == 2
    assert set(stored(home)) == {kept.digest, young.digest}
    assert not left.exists()


def pdf_stream(text: str) -> io.BytesIO:
    return io.BytesIO(pdf(text))
