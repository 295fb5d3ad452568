"""Number series without gaps: per issuing body, book and year."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import String, UniqueConstraint, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base.dates import short_date
from models.base.finding import broken
from models.base.language import N_
from models.base.tables import Base, Keyed, fk, new_public_id
from models.papers.words import BookKind


class Book(Keyed, Base):
    """One series; its locked row gives the next number inside the transaction that uses it."""

    __tablename__ = "vd_book"
    __table_args__ = (UniqueConstraint("organization_id", "kind", "year"),)

    organization_id: Mapped[int] = fk("vd_organization.id")
    kind: Mapped[BookKind] = mapped_column(String(20))
    year: Mapped[int]
    last_number: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date | None]


class Number(Keyed, Base):
    """A drawn number and the day it carries."""

    __tablename__ = "vd_number"
    __table_args__ = (UniqueConstraint("book_id", "number"),)

    book_id: Mapped[int] = fk("vd_book.id")
    number: Mapped[int]
    drawn_on: Mapped[date]
    used_for: Mapped[str] = mapped_column(String(40))


def draw_number(session: Session, organization_id: int, kind: BookKind, day: date, used_for: str) -> Number:
    """The next number of the body's book for the year of `day`; never back-dated, never a gap.

    Raises RuleBroken when a later day has been numbered already.
    """
    book_id, drawn, last_on = _draw(session, organization_id, kind, day)
    if day < last_on:
        raise broken(
            "number_backdated",
            N_("The book already holds a number of %(day)s, which is later."),
            day=short_date(last_on),
        )
    number = Number(book_id=book_id, number=drawn, drawn_on=day, used_for=used_for)
    session.add(number)
    return number


def _draw(session: Session, organization_id: int, kind: BookKind, day: date) -> tuple[int, int, date]:
    """The book, its next number and its last day, which `day` may be; opens the book of a new year.

    One statement, so that of two who draw at once the second waits for the first and gets the number after it.
    """
    wanted = {"organization_id": organization_id, "kind": kind, "year": day.year, "last_number": 1, "last_on": day}
    statement = _NEXT[session.get_bind().dialect.name]
    row = session.execute(statement, {**wanted, "public_id": new_public_id()}).one()
    return row[0], row[1], row[2]


def _next(insert: Any) -> Any:
    """The statement in the dialect whose `insert` this is."""
    books: Any = Book.__table__
    statement = insert(books)
    last_on = case((books.c.last_on > statement.excluded.last_on, books.c.last_on), else_=statement.excluded.last_on)
    return statement.on_conflict_do_update(
        index_elements=["organization_id", "kind", "year"],
        set_={"last_number": books.c.last_number + 1, "last_on": last_on},
    ).returning(books.c.id, books.c.last_number, books.c.last_on)


_NEXT = {"postgresql": _next(postgresql.insert), "sqlite": _next(sqlite.insert)}
