"""Number series without gaps, and how many statements the frequent steps ask of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models.base.finding import RuleBroken
from models.papers.books import Book, draw_number
from models.papers.words import BookKind
from tests.factories.nominations import Desk, desk
from tests.factories.people import Province, province
from tests.postgres import BEGINNING

NOW = BEGINNING + timedelta(days=30)
DAY = date(2024, 5, 2)


@pytest.fixture
def land(session: Session) -> Province:
    return province(session, NOW)


@pytest.fixture
def cu_jut(session: Session, land: Province) -> Desk:
    return desk(session, land, land.cu_jut, NOW)


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that the block asks, those included that it leaves to be written."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    session.flush()
    session.expire_all()
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
        session.flush()
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_numbers_run_on_within_a_year_and_a_book(session: Session, land: Province) -> None:
    def draw(day: date, kind: BookKind = BookKind.RECEIPT) -> int:
        return draw_number(session, land.root.id, kind, day, "HS").number

    assert [draw(DAY), draw(DAY), draw(DAY + timedelta(days=3))] == [1, 2, 3]
    assert draw(DAY, BookKind.DECISION) == 1
    assert draw(date(2025, 1, 2)) == 1
    books = session.scalars(select(Book).where(Book.year == DAY.year).order_by(Book.id)).all()
    assert [(book.last_number, book.last_on) for book in books] == [(3, DAY + timedelta(days=3)), (1, DAY)]


def test_no_number_is_back_dated(session: Session, land: Province) -> None:
    draw_number(session, land.root.id, BookKind.RECEIPT, DAY, "HS")
    session.flush()
    with pytest.raises(RuleBroken) as raised, session.begin_nested():
        draw_number(session, land.root.id, BookKind.RECEIPT, DAY - timedelta(days=1), "HS")
    assert [one.code for one in raised.value.findings] == ["number_backdated"]
    assert draw_number(session, land.root.id, BookKind.RECEIPT, DAY, "HS").number == 2


def test_a_number_is_drawn_in_one_statement(session: Session, land: Province) -> None:
    body = land.root.id
    with counted(session) as asked:
        draw_number(session, body, BookKind.RECEIPT, DAY, "HS")
    assert len(asked) == 2  # the second writes the number down


def test_a_step_asks_little(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.submitted()
    clerk = cu_jut.clerk
    with counted(session) as asked:
        cu_jut.perform(clerk, dossier, sets_counted=1)
    assert len(asked) <= 19, "\n".join(asked)  # two of them find the task for this test


def test_a_further_nominee_costs_a_submission_few_statements(session: Session, cu_jut: Desk) -> None:
    costs = []
    for count in (1, 4):
        dossier = cu_jut.prepared(count=count)
        head = cu_jut.head
        with counted(session) as asked:
            cu_jut.perform(head, dossier, outcome="submitted")
        costs.append(len(asked))
    assert costs[1] - costs[0] <= 3 * 4, costs
