"""Works: the list, a new one, one with its next step, giving one up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import Select, or_
from wtforms.fields import SelectChoice

from forms.campaigns import CancelWorkForm, RegisterWorkForm
from models.base.clock import day_of
from models.base.finding import Forbidden
from models.campaigns import queries
from models.campaigns.registrations import Work
from models.campaigns.words import WorkStatus
from models.people.organizations import Organization
from models.people.permissions import can, can_step
from models.process.cases import Case
from models.process.tasks import Task
from models.schemes.words import WorkKind
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.frame.caseview import Due, case_view, due_in_words
from webapp.frame.language import label, short_date, upfirst
from webapp.frame.lists import Listing, Order, csv_file, fetch, read_listing
from webapp.frame.screens import Screen
from webapp.pages.campaigns.campaign import BOARD_READERS, blueprint, current

ORDERS = {
    "newest": Order(Work.entered_at, descending=True),
    "title": Order(Work.sort_key),
    "organization": Order(Organization.sort_key),
    "status": Order(Case.status),
}


@dataclass(frozen=True)
class Step:
    """The open step of a work, with whom it lies, until when, and whether the reader does it."""

    task: Task
    name: str
    whom: str
    due: Due | None
    mine: bool


@blueprint.get("/works")
@requires(*BOARD_READERS)
def works() -> ResponseReturnValue:
    """The works that the reader may see."""
    districts = queries.districts(session(), actor())
    listing = _listing(districts)
    statement = _filtered(queries.visible_works(actor()), listing, districts)
    if request.args.get("format") == "csv":
        return csv_file("cong-trinh", _head(), _cells(session().scalars(_ordered(statement, listing)).all()))
    counts = queries.count_by_status(session(), actor())
    return render_template(
        "campaigns/works.html", page=fetch(session(), statement, listing, ORDERS, Work.public_id), listing=listing,
        counts=counts, total=sum(counts.values()), statuses=list(WorkStatus),
        kinds=[(str(kind), upfirst(label(kind))) for kind in WorkKind],
        districts=[(body.public_id, body.name) for body in districts], words=status_words,
        may_register=bool(_writable()), now=now(),
    )  # fmt: skip


@blueprint.route("/works/new", methods=["GET", "POST"])
@requires(*BOARD_READERS)
def new_work() -> ResponseReturnValue:
    """Register a work for one's own organisation, or for one below that has nobody who writes."""
    bodies = _writable()
    if not bodies:
        raise Forbidden("Your role does not do this.")
    form = RegisterWorkForm()
    _offer(form)
    form.organization.choices = [SelectChoice(body.public_id, _body(body)) for body in bodies]
    if request.method == "POST" and form.validate():
        chosen = next(body for body in bodies if body.public_id == form.organization.data)
        answers = {name: value for name, value in form.answers().items() if name != "organization"}
        done = do("register_work", chosen, answers, form)
        if done is not None:
            say_done(_("Registered. The level above decides next."))
            return redirect(f"/works/{done.result['work']}", 303)
    elif request.method == "GET":
        form.key.data = new_key()
    page = render_template("campaigns/new_work.html", form=form, bodies=bodies, problem=bool(form.errors))
    return page, 200 if request.method == "GET" else 422


@blueprint.get("/works/<work_id>")
@requires(*BOARD_READERS)
def work(work_id: str) -> str:
    """One work: where it is, with whom, what comes next."""
    shown = _work(work_id)
    view = case_view(session(), shown.case, actor(), now())
    steps = [_step(shown, task, view.names) for task in view.open_tasks]
    return render_template(
        "campaigns/work.html",
        work=shown,
        view=view,
        step=steps[0] if steps else None,
        may_cancel=_may_cancel(shown),
        words=status_words,
    )


@blueprint.route("/works/<work_id>/cancel", methods=["GET", "POST"])
@requires(*BOARD_READERS)
def cancel_work(work_id: str) -> ResponseReturnValue:
    """Ask before a work is given up."""
    shown = _work(work_id)
    may = can(actor(), "cancel_work", shown.access)
    if not may:
        raise Forbidden(may.reason)
    form = CancelWorkForm()
    if request.method == "POST" and form.validate():
        if do("cancel_work", shown, form.answers(), form) is not None:
            say_done(_("The registration is cancelled."))
            return redirect(f"/works/{work_id}", 303)
    elif request.method == "GET":
        form.key.data, form.version.data = new_key(), str(shown.case.version if shown.case else "")
    page = render_template("campaigns/cancel_work.html", form=form, work=_work(work_id), problem=bool(form.errors))
    return page, 200 if request.method == "GET" else 422


def _work(work_id: str) -> Any:
    return found(queries.visible_work(session(), actor(), work_id))


def _writable() -> Sequence[Organization]:
    return queries.writable_organizations(session(), actor(), day_of(now()))


def _body(body: Organization) -> str:
    """An organisation in the list of choices; those for which one writes from above say so."""
    own = any(seat.organization_id == body.id for seat in actor().seats)
    return body.name if own else _("%(name)s (entered on its behalf)", name=body.name)


def _offer(form: FlaskForm) -> None:
    form.kind.choices = [SelectChoice(str(kind), upfirst(label(kind))) for kind in WorkKind]


def _may_cancel(shown: Work) -> bool:
    running = shown.case is not None and shown.case.closed_at is None
    return running and bool(can(actor(), "cancel_work", shown.access))


def _step(shown: Work, task: Task, names: Mapping[str, str]) -> Step:
    body = session().get(Organization, task.organization_id) if task.organization_id else None
    whom = body.name if body else (label(task.role) if task.role else "")
    mine = bool(can_step(actor(), task.element, task.role, shown.access))
    return Step(task, names[task.element], whom, due_in_words(task.due_at, now()), mine)


def status_words(shown: Work) -> str:
    """How far the work is; a status that only a deployed diagram knows stands as it is drawn."""
    status = shown.case.status if shown.case else ""
    return label(WorkStatus(status)) if status in set(WorkStatus) else status


def _listing(districts: Sequence[Organization]) -> Listing:
    filters: dict[str, Iterable[str]] = {"status": list(WorkStatus)}
    filters |= {"kind": list(WorkKind), "district": [body.public_id for body in districts]}
    return read_listing(filters, tuple(ORDERS))


def _filtered(statement: Select[Work], listing: Listing, districts: Sequence[Organization]) -> Select[Work]:
    chosen = listing.filters
    if "status" in chosen:
        statement = statement.where(Case.status == chosen["status"])
    if "kind" in chosen:
        statement = statement.where(Work.kind == chosen["kind"])
    if "district" in chosen:
        district = next(body for body in districts if body.public_id == chosen["district"])
        statement = statement.where(queries.below((district.path,)))
    for word in listing.search.split():
        named = Work.search_key.contains(word, autoescape=True)
        statement = statement.where(or_(named, Organization.search_key.contains(word, autoescape=True)))
    return statement


def _ordered(statement: Select[Work], listing: Listing) -> Select[Work]:
    order = ORDERS[listing.sort]
    return statement.order_by(order.column.desc() if order.descending else order.column.asc(), Work.public_id)


def _head() -> list[str]:
    return [
        _("Name of the work"), _("Kind"), _("Organisation"), _("Status"), _("To be completed by"), _("Completed on"),
        _("What is planned"), _("Result"),
    ]  # fmt: skip


def _cells(rows: Iterable[Work]) -> Iterable[Sequence[object]]:
    for row in rows:
        yield (row.title, label(row.kind), row.organization.name, status_words(row), short_date(row.finish_on),
               short_date(row.completed_on), row.plan, row.result)  # fmt: skip


def _work_context(shown: Work, _task: Task, form: FlaskForm) -> Mapping[str, Any]:
    """The work itself stands above every form about it."""
    return {"work": shown, "campaign": current()}


def _revise_context(shown: Work, task: Task, form: FlaskForm) -> Mapping[str, Any]:
    """The form begins with what was registered, and the reason of the return stands above it."""
    _offer(form)
    if request.method == "GET":
        form.kind.data, form.title.data = str(shown.kind), shown.title
        form.plan.data, form.finish_on.data = shown.plan, shown.finish_on
    return {**_work_context(shown, task, form), "returned": _last_return(shown, "approve_work")}


def _complete_context(shown: Work, task: Task, form: FlaskForm) -> Mapping[str, Any]:
    """After a return the form begins with the earlier report."""
    if request.method == "GET":
        form.result.data, form.completed_on.data = shown.result, shown.completed_on
    return {**_work_context(shown, task, form), "returned": _last_return(shown, "accept_work")}


def _last_return(shown: Work, act: str) -> Any:
    """The newest return by the level above, with its reason; None when there was none."""
    return queries.last_return(session(), shown, act)


SCREENS = {
    "approve_work": Screen(_work_context),
    "revise_work": Screen(_revise_context, fills_form=True),
    "complete_work": Screen(_complete_context),
    "accept_work": Screen(_work_context),
}
