"""Number series without gaps: per issuing body, book and year."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, UniqueConstraint, bindparam, select
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
    book = _locked_book(session, organization_id, kind, day.year)
    if book.last_on is not None and day < book.last_on:
        raise broken(
            "number_backdated",
            N_("The book already holds a number of %(day)s, which is later."),
            day=short_date(book.last_on),
        )
    book.last_number += 1
    book.last_on = day
    number = Number(book_id=book.id, number=book.last_number, drawn_on=day, used_for=used_for)
    session.add(number)
    return number


def _locked_book(session: Session, organization_id: int, kind: BookKind, year: int) -> Book:
    """The book, opened when the year has none yet: of two who open it at once the second finds the first's."""
    wanted = {"organization_id": organization_id, "kind": kind, "year": year}
    book = session.scalars(_LOCKED, wanted).one_or_none()
    if book is not None:
        return book
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(Book).values(**wanted, public_id=new_public_id(), last_number=0).on_conflict_do_nothing())
    return session.scalars(_LOCKED, wanted).one()


_LOCKED = (
    select(Book)
    .where(
        Book.organization_id == bindparam("organization_id"),
        Book.kind == bindparam("kind"),
        Book.year == bindparam("year"),
    )
    .with_for_update()
    .execution_options(populate_existing=True)
)
