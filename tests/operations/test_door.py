"""The door: one act is one transaction; a repetition does nothing; who comes late is told so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.base.finding import BadRequest, Conflict, Missing
from models.base.session import Database, unit_of_work
from models.people.permissions import SYSTEM
from models.process.history import Attempt, Event, digest_of
from models.process.tasks import Task
from tests.postgres import BEGINNING
from workflows import steps

LATER = BEGINNING + timedelta(hours=1)


def open_task(database: Database, element: str = "open_phase") -> str:
    with unit_of_work(database, writing=False) as session:
        query = select(Task).where(Task.element == element, Task.closed_at.is_(None)).order_by(Task.id)
        task = session.scalars(query).first()
        assert task is not None
        return task.public_id


def events(database: Database) -> int:
    with unit_of_work(database, writing=False) as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0


def test_a_step_moves_the_diagram_and_writes_one_event(database: Database) -> None:
    task_id, before = open_task(database), events(database)
    with unit_of_work(database) as session:
        steps.perform(session, SYSTEM, LATER, task_id, {}, key="one")
    with unit_of_work(database, writing=False) as session:
        task = session.scalars(select(Task).where(Task.public_id == task_id)).one()
        assert task.closed_at == LATER and task.outcome == "done"
        assert task.case.status == "open"
        following = session.scalars(select(Task).where(Task.case_id == task.case_id, Task.closed_at.is_(None))).one()
        assert following.element == "close_phase"
    assert events(database) == before + 1


@pytest.mark.threat("T06")
def test_a_repeated_key_gets_the_same_answer_and_no_second_effect(database: Database) -> None:
    task_id = open_task(database)
    with unit_of_work(database) as session:
        first = steps.perform(session, SYSTEM, LATER, task_id, {}, key="one")
    before = events(database)
    with unit_of_work(database) as session:
        second = steps.perform(session, SYSTEM, LATER, task_id, {}, key="one")
    assert second.repeated and second.result == first.result
    assert events(database) == before


def test_a_key_is_not_taken_for_another_request(database: Database) -> None:
    task_id = open_task(database)
    with unit_of_work(database) as session:
        steps.perform(session, SYSTEM, LATER, task_id, {}, key="one")
    with pytest.raises(BadRequest), unit_of_work(database) as session:
        steps.perform(session, SYSTEM, LATER, open_task(database), {}, key="one")


@pytest.mark.threat("T22")
def test_a_step_is_done_once(database: Database) -> None:
    task_id = open_task(database)
    with unit_of_work(database) as session:
        steps.perform(session, SYSTEM, LATER, task_id, {}, key="one")
    with pytest.raises(Conflict) as refused, unit_of_work(database) as session:
        steps.perform(session, SYSTEM, LATER, task_id, {}, key="two")
    assert refused.value.values["who"] == SYSTEM.name


@pytest.mark.threat("T21")
def test_who_looked_at_an_older_version_is_told_who_was_faster(database: Database) -> None:
    task_id = open_task(database)
    with pytest.raises(Conflict), unit_of_work(database) as session:
        steps.perform(session, SYSTEM, LATER, task_id, {}, key="one", seen=99)
    assert open_task(database) == task_id


def test_an_unknown_task_or_act_is_missing(database: Database) -> None:
    with pytest.raises(Missing), unit_of_work(database) as session:
        steps.perform(session, SYSTEM, LATER, "abcdefghjkmn", {}, key="one")
    with pytest.raises(Missing), unit_of_work(database) as session:
        steps.act(session, SYSTEM, LATER, "no_such_act", None, {}, key="one")


def test_a_refused_act_leaves_nothing_and_its_attempt_is_kept(database: Database) -> None:
    task_id, before = open_task(database), events(database)
    with pytest.raises(Conflict) as refused, unit_of_work(database) as session:
        steps.perform(session, SYSTEM, LATER, task_id, {}, key="one", seen=99)
    steps.record_attempt(database, SYSTEM, LATER, "open_phase", task_id, refused.value)
    assert events(database) == before
    with unit_of_work(database, writing=False) as session:
        attempt = session.scalars(select(Attempt)).one()
    assert (attempt.act, attempt.subject, attempt.status) == ("open_phase", task_id, 409)


def test_each_event_binds_the_one_before(database: Database) -> None:
    with unit_of_work(database, writing=False) as session:
        for event in session.scalars(select(Event)):
            assert event.digest == digest_of(event)
