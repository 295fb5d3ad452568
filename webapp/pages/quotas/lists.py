"""What stands behind the numbers of the board, and how far every organisation has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from models.base.clock import day_of
from models.base.text import search_key
from models.council.agenda import selected_behind, selected_per_bucket
from models.nominations.nominations import Nomination
from models.nominations.queries import visible_nominations
from models.people.permissions import can
from models.quotas.board import OrganizationRow, Progress, board, nominations_behind, organizations
from models.quotas.places import Line
from models.quotas.rules import COLUMNS
from webapp.frame.access import actor, found, now, requires, session
from webapp.frame.language import label, say
from webapp.frame.lists import csv_file, read_listing
from webapp.pages.quotas.board import READERS, blueprint, current, kinds

SELECTED = "selected"


@blueprint.get("/quotas/organizations")
@requires(*READERS)
def progress() -> ResponseReturnValue:
    """Every organisation that may hand in dossiers: drafting, submitted, returned, nothing yet."""
    listing = read_listing({"state": list(Progress)}, ("name",))
    everything = organizations(session(), current(), day_of(now()))
    rows = [row for row in everything if _asked(row, listing.filters.get("state", ""), listing.search)]
    if request.args.get("format") == "csv":
        return csv_file("don-vi", _organization_head(), _organization_cells(rows))
    counts = {state: sum(row.shows(state) for row in everything) for state in Progress}
    return render_template(
        "quotas/organizations.html",
        rows=rows,
        listing=listing,
        counts=counts,
        now=now(),
        total=len(everything),
        states=list(Progress),
        words=progress_words,
    )


def progress_words(state: Progress) -> str:
    return {
        Progress.NOTHING: _("Nothing yet"),
        Progress.DRAFTING: _("Drafting"),
        Progress.SUBMITTED: _("Submitted"),
        Progress.RETURNED: _("Returned"),
    }[state]


def _asked(row: OrganizationRow, state: str, words: str) -> bool:
    named = all(word in search_key(row.organization.name) for word in words.split())
    return named and (not state or row.shows(Progress(state)))


def _organization_head() -> list[str]:
    return [_("Organisation"), _("Kind"), _("Drafting"), _("Submitted"), _("Returned"), _("Nothing yet")]


def _organization_cells(rows: Iterable[OrganizationRow]) -> Iterable[Sequence[object]]:
    for row in rows:
        yield (
            row.organization.name,
            label(row.organization.kind),
            row.drafting,
            row.submitted,
            row.returned,
            _("yes") if row.nothing else "",
        )


@blueprint.get("/quotas/<line_id>")
@requires(*READERS)
def line(line_id: str) -> ResponseReturnValue:
    """One bucket: its numbers, and the nominations behind the chosen one."""
    shown = the_line(line_id)
    campaign = current()
    entry = next(
        one for one in board(session(), campaign, selected_per_bucket(session(), campaign)) if one.line.id == shown.id
    )
    column = request.args.get("show", "")
    column = column if column in (*COLUMNS, SELECTED) else "nominated"
    query: Any = selected_behind(campaign, shown.bucket) if column == SELECTED else nominations_behind(shown, column)
    rows = session().scalars(query.where(visible_nominations(actor()))).all()
    if request.args.get("format") == "csv":
        return csv_file("de-nghi", _head(), _cells(rows))
    return render_template(
        "quotas/line.html",
        entry=entry,
        rows=rows,
        column=column,
        words=column_words(),
        now=now(),
        kinds=kinds,
        may_change=bool(can(actor(), "raise_quota", shown.access)),
    )


def the_line(line_id: str) -> Line:
    query = select(Line).where(Line.public_id == line_id, Line.campaign_id == current().id)
    return found(session().scalars(query).one_or_none())


def column_words() -> dict[str, str]:
    """What the columns are called, in the order of the board."""
    return {
        "nominated": _("Nominated"),
        "eligible": _("Eligible"),
        "adopted": _("Adopted"),
        "decided": _("Decided"),
        SELECTED: _("On open agendas"),
    }


def _head() -> list[str]:
    return [_("Nominee"), _("Unit"), _("Dossier"), _("Submitted by"), _("State"), _("Reason")]


def _cells(rows: Iterable[Nomination]) -> Iterable[Sequence[object]]:
    for one in rows:
        yield (
            one.nominee.name,
            one.nominee.organization.name,
            one.dossier.code,
            one.dossier.organization.name,
            label(one.state),
            say(one.state_reason) if one.state_reason else "",
        )
