"""Letters to organisations: receipt, return, results; read in the product."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select, true

from models.base.clock import day_of
from models.nominations.dossiers import Dossier
from models.nominations.words import NominationState
from models.papers.outbox import Letter
from models.people.organizations import Organization
from models.people.permissions import Actor
from models.people.words import Role
from webapp.frame.access import actor, found, now, requires, session
from webapp.frame.language import label
from webapp.frame.lists import Order, csv_file, fetch, read_listing
from webapp.pages.papers.room import blueprint

DECISION = "decision"
KINDS = ("receipt", "return", "result", DECISION)
UNIT = (Role.UNIT_OFFICER, Role.HEAD)
READERS = (
    *UNIT,
    Role.RECORDS_CLERK,
    Role.SECRETARIAT_LEAD,
    Role.APPRAISER,
    Role.STANDING_COMMITTEE,
    Role.AUDITOR,
    Role.COUNCIL_SECRETARY,
)
DOSSIER_READERS = tuple(role for role in READERS if role is not Role.COUNCIL_SECRETARY)
ORDERS = {"newest": Order(Letter.written_at, descending=True), "organization": Order(Organization.sort_key)}


def visible_letters(reader: Actor) -> ColumnElement[bool]:
    """The office reads all letters, a unit its own."""
    if reader.in_office:
        return true()
    return Letter.organization_id.in_([seat.organization_id for seat in reader.seats if seat.role in UNIT])


@blueprint.get("/letters")
@requires(*READERS)
def letters() -> Any:
    """The letters that the reader may see, newest first."""
    listing = read_listing({"kind": KINDS}, tuple(ORDERS))
    statement = (
        select(Letter)
        .join(Organization, Organization.id == Letter.organization_id)
        .outerjoin(Dossier, Dossier.case_id == Letter.case_id)
        .where(visible_letters(actor()))
    )
    counts = _counts(statement)
    if listing.filters.get("kind"):
        statement = statement.where(Letter.kind == listing.filters["kind"])
    for word in listing.search.split():
        statement = statement.where(
            or_(Organization.search_key.contains(word, autoescape=True), Dossier.code.icontains(word, autoescape=True))
        )
    if request.args.get("format") == "csv":
        rows = session().scalars(statement.order_by(Letter.written_at.desc(), Letter.id.desc())).all()
        return csv_file(
            "thong-bao",
            [_("Letter"), _("Organisation"), _("Written on")],
            ((title_of(row), row.organization.name, f"{row.written_at:%Y-%m-%d}") for row in rows),
        )
    page = fetch(session(), statement, listing, ORDERS, Letter.public_id)
    return render_template(
        "papers/letters.html", page=page, listing=listing, title_of=title_of, now=now(), counts=counts,
        kinds={kind: name for kind, name in _kinds().items() if kind in counts}, room=_room(),
        many=actor().in_office or len({seat.organization_id for seat in actor().seats if seat.role in UNIT}) > 1,
    )  # fmt: skip


def _counts(statement: Select[Letter]) -> dict[str, int]:
    """Kind → how many letters of it the reader may see."""
    query = statement.with_only_columns(Letter.kind, func.count(Letter.id)).group_by(Letter.kind)
    return {row[0]: row[1] for row in session().execute(query)}


def _room() -> tuple[str, str]:
    """The room in which letters lie for this reader: word and address."""
    return (_("Dossiers"), "/dossiers") if actor().holds(*DOSSIER_READERS) else (_("Decisions"), "/decisions")


@blueprint.get("/letters/<letter_id>")
@requires(*READERS)
def letter(letter_id: str) -> str:
    """One letter."""
    query = select(Letter).where(Letter.public_id == letter_id, visible_letters(actor()))
    shown = found(session().scalars(query).one_or_none())
    return render_template(
        "papers/letter.html", letter=shown, title=title_of(shown), state_words=state_words, last_day=last_day,
        room=_room(),
    )  # fmt: skip


def title_of(letter: Letter) -> str:
    """What the letter is called, with the code of what it speaks of."""
    award = letter.values.get("award")
    if letter.kind == DECISION:
        return _("Result: %(award)s", award=award) if award else _("Notice")
    name = _kinds()[letter.kind]
    code = str(letter.values.get("dossier", ""))
    return f"{name} {code}".strip()


def _kinds() -> dict[str, str]:
    return {
        "receipt": _("Receipt of the dossier"),
        "return": _("Request to complete the dossier"),
        "result": _("Result of the dossier"),
        DECISION: _("Result of a decision"),
    }


def last_day(due_at: str) -> date:
    """The last day that is in time, of a deadline as the letter keeps it."""
    return day_of(datetime.fromisoformat(due_at) - timedelta(microseconds=1))


def state_words(state: str) -> str:
    """A nomination's state in words."""
    return label(NominationState(state)) if state in set(NominationState) else state
