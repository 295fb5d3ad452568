"""The unit of work: what a reading one keeps, and what it leaves in place."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError

from models.base.session import Database, unit_of_work
from models.process.cases import Case
from models.process.history import Attempt
from models.process.tasks import Task
from tests.postgres import BEGINNING


def _attempts(database: Database) -> int:
    with unit_of_work(database, writing=False) as session:
        return len(session.scalars(select(Attempt)).all())


def _attempt() -> Attempt:
    return Attempt(at=BEGINNING, act="look", status=403, reason="none")


def test_a_reading_unit_keeps_nothing(database: Database) -> None:
    with unit_of_work(database, writing=False) as session:
        session.add(_attempt())
    assert _attempts(database) == 0
    with unit_of_work(database) as session:
        session.add(_attempt())
    assert _attempts(database) == 1


def test_what_a_reading_unit_sends_is_dropped(database: Database) -> None:
    refused = pytest.raises(InternalError) if not database.is_sqlite else nullcontext()
    with refused, unit_of_work(database, writing=False) as session:
        session.add(_attempt())
        session.flush()
    assert _attempts(database) == 0


def test_reading_leaves_the_prepared_statements_of_postgresql(postgres_database: Database) -> None:
    for _time in range(7):
        _attempts(postgres_database)
    with unit_of_work(postgres_database, writing=False) as session:
        kept = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("vd_attempt" in statement for statement in kept)


def test_a_relation_that_is_only_looked_at_cannot_be_set() -> None:
    with pytest.raises(TypeError, match="case is only looked at"):
        Task(case=Case())
