"""I7: the numbers of each book run from 1 without gap or double, and their days never go back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.awards.decisions import Decision
from models.base.clock import day_of
from models.base.finding import Finding
from models.base.language import N_
from models.nominations.dossiers import Dossier
from models.papers.books import Book, Number
from models.papers.words import BookKind

CODE = "I7"
GAP = N_("The book “%(book)s” of %(year)s: number %(number)s is missing or doubled.")
LAST = N_("The book “%(book)s” of %(year)s says that its last number is %(last)s of %(day)s, which is not so.")
BACK = N_(
    "The book “%(book)s” of %(year)s: number %(number)s is dated before the number it follows, or in another year."
)
UNUSED = N_("Number %(number)s of the book “%(book)s” of %(year)s stands on no paper.")
RECEIPTS = N_("The book “%(book)s” of %(year)s: the receipts on dossiers are not its numbers.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Each book against its numbers, each number against the paper that bears it."""
    numbers: dict[int, list[Number]] = {}
    for number in session.scalars(select(Number).order_by(Number.book_id, Number.number)):
        numbers.setdefault(number.book_id, []).append(number)
    used = set(session.scalars(select(Decision.number_id).where(Decision.number_id.is_not(None))))
    for book in session.scalars(select(Book).order_by(Book.id)):
        drawn = numbers.get(book.id, [])
        values = {"book": str(book.kind), "year": book.year}
        yield from _series(book, drawn, values)
        if book.kind in (BookKind.DECISION, BookKind.PROPOSAL):
            for number in drawn:
                if number.id not in used:
                    yield Finding(CODE, UNUSED, {**values, "number": number.number})
        if book.kind == BookKind.RECEIPT and _receipts(session, book) != [number.number for number in drawn]:
            yield Finding(CODE, RECEIPTS, values)


def _series(book: Book, drawn: Sequence[Number], values: dict[str, Any]) -> Iterator[Finding]:
    for expected, number in enumerate(drawn, 1):
        if number.number != expected:
            yield Finding(CODE, GAP, {**values, "number": expected})
            break
    for before, number in zip([None, *drawn], drawn, strict=False):
        if number.drawn_on.year != book.year or (before is not None and number.drawn_on < before.drawn_on):
            yield Finding(CODE, BACK, {**values, "number": number.number})
    last = (drawn[-1].number, drawn[-1].drawn_on) if drawn else (0, None)
    if (book.last_number, book.last_on) != last:
        yield Finding(CODE, LAST, {**values, "last": book.last_number, "day": str(book.last_on)})


def _receipts(session: Session, book: Book) -> list[int]:
    """The receipt numbers on dossiers received in the book's year."""
    query = select(Dossier.receipt_number, Dossier.received_at).where(Dossier.receipt_number.is_not(None))
    return sorted(
        number
        for number, at in session.execute(query)
        if number is not None and at is not None and day_of(at).year == book.year
    )
