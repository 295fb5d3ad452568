"""What was refused: who wanted what, when, and why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from models.people.persons import Person
from models.people.words import Role
from models.process.diagrams import Diagram
from models.process.history import Attempt
from webapp.frame.access import now, requires, session
from webapp.frame.caseview import act_words
from webapp.frame.language import current_language, moment, say, upfirst
from webapp.frame.lists import Order, csv_file, fetch, read_listing
from webapp.pages.process.cases import blueprint
from workflows.engine.reading import outline_of

STATUSES = ("403", "404", "409", "422", "400")
DONE = {"vi": "Đã "}  # how the history begins what was done; here it was not
VALUE = re.compile(r"%\(\w+\)[sd]")


@blueprint.get("/attempts")
@requires(Role.AUDITOR, Role.ADMINISTRATOR)
def attempts() -> str | Response:
    """Refused acts, the newest first."""
    listing = read_listing({"status": STATUSES}, ("at",))
    statement = select(Attempt, Person.name).outerjoin(Person, Person.id == Attempt.actor_id)
    if listing.filters.get("status"):
        statement = statement.where(Attempt.status == int(listing.filters["status"]))
    for word in listing.search.split():
        statement = statement.where(Person.search_key.contains(word, autoescape=True))
    told = _act_words()
    if request.args.get("format") == "csv":
        rows = session().execute(statement.order_by(Attempt.at.desc(), Attempt.id.desc()))
        return csv_file("lan-thu-bi-tu-choi", _head(), _cells(rows.all(), told))
    chosen = statement.with_only_columns(Attempt)
    page = fetch(session(), chosen, listing, {"at": Order(Attempt.at, descending=True)}, Attempt.public_id)
    people = select(Person.id, Person.name).where(Person.id.in_([row.actor_id for row in page.rows]))
    names = {row.id: row.name for row in session().execute(people)}
    return render_template(
        "process/attempts.html", page=page, listing=listing, names=names, act_words=told,
        why=why, answers=answers(), now=now(),
    )  # fmt: skip


def answers() -> dict[str, str]:
    """What each way of refusing means."""
    return {
        "403": _("Not allowed"),
        "404": _("Not to be known"),
        "409": _("Somebody was faster"),
        "422": _("To be mended first"),
        "400": _("Not from our page"),
    }


def why(reason: str) -> str:
    """The reason in words. What was typed is not kept, for it may be more than the reader may know: … stands for it."""
    if reason.isdigit():  # nothing but its number was known
        return "–"
    return VALUE.sub("…", say(reason)).replace("%%", "%")


def _act_words() -> Callable[[str], str]:
    """Attempts name an act or a step of any diagram; not as the history does, for nothing was done."""
    diagrams = session().scalars(select(Diagram).order_by(Diagram.id))
    names = {step.id: step.name for diagram in diagrams for step in outline_of(diagram).steps}
    done = DONE.get(current_language(), "")

    def told(act: str) -> str:
        if "." in act:  # refused before its act was known: only the address is
            return _("A form was sent")
        return upfirst(act_words(act, names).removeprefix(done))

    return told


def _head() -> list[str]:
    return [_("When"), _("What"), _("Who"), _("Answer"), _("Why")]


def _cells(rows: Iterable[Any], told: Callable[[str], str]) -> Iterable[Sequence[object]]:
    words = answers()
    for attempt, name in rows:
        answer = words.get(str(attempt.status), str(attempt.status))
        yield moment(attempt.at), told(attempt.act), name or "", answer, why(attempt.reason)
