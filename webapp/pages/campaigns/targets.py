"""The six targets: counts beside each percentage, the units behind each count, and the form to report a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from forms.campaigns import DoneFigureForm, NumberFigureForm
from models.base.clock import day_of
from models.base.finding import Forbidden
from models.base.text import search_key
from models.campaigns import queries
from models.campaigns.campaigns import Campaign
from models.campaigns.registrations import Figure
from models.campaigns.rules import Share
from models.campaigns.rules_works import answers_yes_or_no
from models.campaigns.targets import Line, Unit, board
from models.people.organizations import Organization
from models.people.permissions import can
from models.schemes.shape.targets import Measure
from models.schemes.words import FigureSource, MeasurePer
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.frame.language import label, number, share
from webapp.frame.lists import csv_file
from webapp.pages.campaigns.campaign import BOARD_READERS, blueprint, current

STATES = ("missing", "unknown", "reached")
SHOWN = 50


@dataclass(frozen=True)
class Row:
    """One unit behind a measure: its figure (None: not reported) and how it stands."""

    unit: Unit
    figure: int | None
    state: str
    may_report: bool


@dataclass(frozen=True)
class Choice:
    """What the address of a measure's page asks for."""

    state: str
    query: str
    start: int
    path: str

    def url(self, **changes: str) -> str:
        asked = {"state": self.state, "q": self.query, **changes}
        pairs = [(name, value) for name, value in asked.items() if value]
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path


@blueprint.get("/campaign/targets")
@requires(*BOARD_READERS)
def targets() -> ResponseReturnValue:
    """The board, for the province or for the reader's own subtree."""
    campaign = current()
    lines = _board(campaign)
    if request.args.get("format") == "csv":
        return csv_file("chi-tieu-thi-dua", _head(), (_cells(line) for line in lines))
    groups = [(target, [line for line in lines if line.target is target]) for target in campaign.scheme.targets]
    return render_template(
        "campaigns/targets.html", campaign=campaign, groups=groups, open_lines=_owed(campaign, lines),
        whole=queries.visible_paths(actor()) is None, said=said, now=now(),
    )  # fmt: skip


@blueprint.get("/campaign/targets/<measure>")
@requires(*BOARD_READERS)
def measure(measure: str) -> ResponseReturnValue:
    """The units behind one measure: who misses it, who has not reported, who reaches it."""
    line = _line(current(), measure)
    rows = _rows(line)
    choice = _choice()
    chosen = [row for row in rows if _wanted(row, choice)]
    if request.args.get("format") == "csv":
        return csv_file(f"chi-tieu-{line.measure.key}", _unit_head(), (_unit_cells(line, row) for row in chosen))
    return render_template(
        "campaigns/measure.html", line=line, rows=chosen[choice.start : choice.start + SHOWN], choice=choice,
        total=len(chosen), following=choice.start + SHOWN if len(chosen) > choice.start + SHOWN else 0,
        counts={state: sum(row.state == state for row in rows) for state in STATES}, said=said, words=figure_words,
        state_words=state_words, mine=[row for row in rows if row.may_report], now=now(), size=SHOWN,
    )  # fmt: skip


@blueprint.route("/campaign/targets/<measure>/report/<organization_id>", methods=["GET", "POST"])
@requires(*BOARD_READERS)
def report(measure: str, organization_id: str) -> ResponseReturnValue:
    """Report the figure of one organisation, or correct it."""
    campaign = current()
    line = _line(campaign, measure)
    body = _visible_body(organization_id)
    may = can(actor(), "report_figure", body.access)
    if not may:
        raise Forbidden(may.reason)
    form = (DoneFigureForm if answers_yes_or_no(line.measure) else NumberFigureForm)()
    answers = {**form.answers(), "measure": measure}
    if request.method == "POST" and form.validate() and do("report_figure", body, answers, form) is not None:
        say_done(_("Reported. A correction can follow at any time; the earlier figure stays in the history."))
        return redirect(f"/campaign/targets/{measure}", 303)
    reports = queries.figures_of(session(), campaign.id, measure, body.id)
    if request.method == "GET":
        _begin(form, reports)
    page = render_template(
        "campaigns/report.html", form=form, line=line, body=body, reports=reports, words=figure_words,
        problem=bool(form.errors), on_behalf=body.unmanned,
    )  # fmt: skip
    return page, 200 if request.method == "GET" else 422


def said(part: Share[Unit], measure: Measure) -> str:
    """93% (28/30); without units, or while none has reported, in words: what is unknown is not 0."""
    if not part.total:
        return _("No organisation to count")
    if not part.known:
        return _("Nobody has reported (0/%(total)s)", total=part.total)
    marks = (measure.value,) if measure.per is MeasurePer.ALL_UNITS else ()
    return share(part.reached, part.total, *marks)


def figure_words(line: Line, figure: int | None) -> str:
    """A figure as it is read: done or not done, a number, or in words that nothing was reported."""
    if figure is None:
        return _("not reported")
    if answers_yes_or_no(line.measure):
        return _("done") if figure else _("not done")
    return number(figure)


def state_words(state: str) -> str:
    return {"missing": _("Not reached"), "unknown": _("Not reported"), "reached": _("Reached")}[state]


def _board(campaign: Campaign) -> tuple[Line, ...]:
    return board(session(), campaign, day_of(now()), queries.visible_paths(actor()))


def _line(campaign: Campaign, key: str) -> Line:
    return found(next((line for line in _board(campaign) if line.measure.key == key), None))


def _owed(campaign: Campaign, lines: Sequence[Line]) -> list[Line]:
    """The measures for which a body that the reader writes for has not reported."""
    mine = {body.id for body in queries.writable_organizations(session(), actor(), day_of(now()))}
    return [line for line in lines if any(unit.id in mine for unit in line.share.unknown)]


def _rows(line: Line) -> list[Row]:
    """Those that miss first, then those that have not reported, then the others."""
    writable = set()
    if line.measure.source is FigureSource.REPORTED:
        writable = {body.id for body in queries.writable_organizations(session(), actor(), day_of(now()))}
    lost = {unit.id for unit in line.share.missing}
    unknown = {unit.id for unit in line.share.unknown}
    rows = []
    for unit in line.units:
        state = "missing" if unit.id in lost else "unknown" if unit.id in unknown else "reached"
        rows.append(Row(unit, line.figures.get(unit.id), state, unit.id in writable))
    return sorted(rows, key=lambda row: STATES.index(row.state))


def _choice() -> Choice:
    state = request.args.get("state", "")
    start = max(0, request.args.get("from", 0, type=int))
    return Choice(state if state in STATES else "", request.args.get("q", "").strip()[:200], start, request.path)


def _wanted(row: Row, choice: Choice) -> bool:
    text = search_key(f"{row.unit.name} {row.unit.above}")
    in_state = not choice.state or row.state == choice.state
    return in_state and all(word in text for word in search_key(choice.query).split())


def _visible_body(public_id: str) -> Organization:
    query = select(Organization).where(
        Organization.public_id == public_id, queries.below(queries.visible_paths(actor()))
    )
    return found(session().scalars(query).one_or_none())


def _begin(form: NumberFigureForm, reports: Sequence[Figure]) -> None:
    form.key.data, form.seen.data = new_key(), reports[0].public_id if reports else ""
    if reports:
        form.value.data, form.note.data = reports[0].value, reports[0].note


def _head() -> list[str]:
    return [
        _("Target"), _("Measure"), _("Organisations"), _("Reached"), _("Not reached"), _("Not reported"), _("Share"),
        _("Result"),
    ]  # fmt: skip


def _cells(line: Line) -> Sequence[object]:
    part = line.share
    return (
        line.target.number, line.measure.text, part.total, part.reached, len(part.missing), len(part.unknown),
        said(part, line.measure), label(part.verdict),
    )  # fmt: skip


def _unit_head() -> list[str]:
    return [_("Organisation"), _("Body above"), _("Figure"), _("State")]


def _unit_cells(line: Line, row: Row) -> Sequence[object]:
    return row.unit.name, row.unit.above, figure_words(line, row.figure), state_words(row.state)
