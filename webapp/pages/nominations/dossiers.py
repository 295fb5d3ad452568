"""Dossiers: the list, a new one, and the page of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload
from wtforms.fields import SelectChoice

from forms.nominations import StartDossierForm
from models.base.finding import Forbidden
from models.campaigns.campaigns import Phase, the_campaign
from models.campaigns.words import PhaseStatus
from models.nominations.counting import counts_of, held_when_withdrawn, kinds_of
from models.nominations.dossiers import Dossier
from models.nominations.editing import is_editable
from models.nominations.facts import check_submission, phase_of
from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import (
    GONE,
    all_lines,
    is_before_council,
    nominations_of,
    proposed_lines,
    visible_dossiers,
)
from models.nominations.words import DossierStatus
from models.people.organizations import Organization
from models.people.permissions import can, can_step
from models.people.words import Role
from models.process.cases import Case
from models.process.tasks import Task
from models.process.words import TaskKind
from webapp.frame.access import actor, do, found, now, requires, session
from webapp.frame.caseview import Due, case_view, due_in_words
from webapp.frame.language import label, short_date
from webapp.frame.lists import Listing, Order, csv_file, fetch, read_listing
from webapp.pages.nominations.next import next_box
from webapp.pages.nominations.papers import part_rows
from webapp.pages.nominations.room import OFFICE, READERS, UNIT, blueprint, done, dossier_of, form_page, home
from workflows.subjects import access_of

ORDERS = {
    "newest": Order(Dossier.started_at, descending=True),
    "code": Order(Dossier.code),
    "organization": Order(Organization.sort_key),
    "status": Order(Case.status),
}
STAGES = (
    ("draft", "awaiting_confirmation"), ("submitted",), ("appraisal", "returned"), ("ready",), ("adopted",),
    ("notifying", "closed"),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A dossier of a list with what stands beside it."""

    dossier: Dossier
    counts: str
    whom: str
    due: Due | None


@blueprint.get("/dossiers")
@requires(*READERS)
def dossiers() -> ResponseReturnValue:
    """The dossiers that the reader may see; a commune is led to its own lines."""
    if home(submitting=False) is not None and home(submitting=True) is None and not actor().in_office:
        return redirect("/lines", 303)
    campaign = the_campaign(session())
    awards = campaign.scheme.awards if campaign else ()
    filters: dict[str, Iterable[str]] = {"status": list(DossierStatus), "award": [award.key for award in awards]}
    listing = read_listing(filters, tuple(ORDERS))
    statement = _filtered(listing)
    if request.args.get("format") == "csv":
        order = ORDERS[listing.sort]
        column = order.column.desc() if order.descending else order.column.asc()
        rows = session().scalars(statement.order_by(column, Dossier.public_id)).all()
        return csv_file("ho-so", _head(), _cells(rows))
    page = fetch(session(), statement, listing, ORDERS, Dossier.public_id)
    return render_template(
        "nominations/dossiers.html", page=page, rows=_rows(page.rows), listing=listing, now=now(),
        awards=[(award.key, award.short_name) for award in awards],
        statuses=[(str(status), label(status)) for status in DossierStatus], body=home(submitting=True),
        is_lead=actor().holds(Role.SECRETARIAT_LEAD), is_unit=actor().holds(Role.UNIT_OFFICER, Role.HEAD),
        reads_letters=actor().holds(*UNIT, *OFFICE),
        status_words=status_words,
    )  # fmt: skip


@blueprint.route("/dossiers/new", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def new_dossier() -> ResponseReturnValue:
    """Choose the award: its phase, parts, sets and buckets follow from it."""
    body, campaign = home(submitting=True), found(the_campaign(session()))
    if body is None:
        raise Forbidden(
            _("Your organisation hands in no dossiers of its own: it writes its lines into the district's draft.")
        )
    form = StartDossierForm()
    form.award.choices = [SelectChoice(award.key, f"{award.number}. {award.name}") for award in campaign.scheme.awards]

    def send() -> str | None:
        made = do("start_dossier", body, form.answers(), form)
        return done(_("The draft has been opened."), f"/dossiers/{made.result['dossier']}") if made else None

    def fill() -> Mapping[str, Any]:
        chosen = found(the_campaign(session()))
        return {
            "body": home(submitting=True),
            "campaign": chosen,
            "awards": [
                {
                    "award": award,
                    "phase": phase_of(session(), chosen.id, award),
                    "words": _phase_words,
                    "parts": [chosen.scheme.dossier.part(key) for key in award.parts],
                }
                for award in chosen.scheme.awards
            ],
        }

    return form_page(form, "nominations/new_dossier.html", send, "", fill)


@blueprint.get("/dossiers/<dossier_id>")
@requires(*READERS)
def dossier(dossier_id: str) -> str:
    """One dossier: where it is, with whom, until when; its papers, its nominations, what the rules say."""
    shown = dossier_of(dossier_id)
    case = found(shown.case)
    view = case_view(session(), case, actor(), now())
    lines = held_when_withdrawn(session(), shown) if _is_withdrawn(shown) else nominations_of(session(), shown)
    editable = is_editable(session(), shown) and bool(can(actor(), "add_nomination", shown.access))
    before = is_editable(session(), shown)
    again = case.status == DossierStatus.RETURNED
    task, counts = _my_task(shown), counts_words(*kinds_of(lines))
    return render_template(
        "nominations/dossier.html", dossier=shown, view=view, lines=lines, editable=editable, stages=_stages(shown),
        proposed=proposed_lines(session(), shown) if editable else [], parts=part_rows(shown, lines),
        lacking=check_submission(session(), shown, now(), again=again) if before or _at_the_head(shown) else [],
        counts=counts, task=task, box=next_box(shown, view, task, counts if lines else ""),
        due=_due(view.open_tasks), may_withdraw=_may_withdraw(shown), may_discard=_may_discard(shown), now=now(),
        declined=[line for line in all_lines(session(), shown) if line.state == "declined"] if editable else [],
        returns=shown.returns,
        whom=_whom(view.open_tasks[0]) if view.open_tasks else "", status=status_words(shown),
    )  # fmt: skip


def status_words(shown: Dossier) -> str:
    """The status in words; one that only a deployed diagram knows stands as it is drawn."""
    status = shown.case.status if shown.case else ""
    return label(DossierStatus(status)) if status in set(DossierStatus) else status


def counts_words(collectives: int, individuals: int) -> str:
    """2 tập thể, 3 cá nhân."""
    return ", ".join(
        (
            ngettext("%(num)s collective", "%(num)s collectives", collectives),
            ngettext("%(num)s person", "%(num)s persons", individuals),
        )
    )


def _is_withdrawn(shown: Dossier) -> bool:
    return shown.case is not None and shown.case.status == DossierStatus.WITHDRAWN


def _held_words(shown: Dossier) -> str:
    """A withdrawn dossier asks for nobody any more: the list says what it held."""
    counts = counts_words(*kinds_of(held_when_withdrawn(session(), shown)))
    return _("when withdrawn: %(counts)s", counts=counts)


def _phase_words(phase: Phase) -> str:
    return label(PhaseStatus(phase.case.status)) if phase.case else ""


def _filtered(listing: Listing) -> Select[Dossier]:
    statement = (
        select(Dossier).join(Case, Case.id == Dossier.case_id)
        .join(Organization, Organization.id == Dossier.organization_id)
        .where(visible_dossiers(actor()))
        .options(joinedload(Dossier.organization), joinedload(Dossier.case), joinedload(Dossier.campaign))
    )  # fmt: skip
    if "status" in listing.filters:
        statement = statement.where(Case.status == listing.filters["status"])
    if "award" in listing.filters:
        statement = statement.where(Dossier.award == listing.filters["award"])
    for word in listing.search.split():
        named = exists().where(
            Nomination.dossier_id == Dossier.id,
            Nominee.id == Nomination.nominee_id,
            Nomination.state.not_in(GONE),
            Nominee.search_key.contains(word, autoescape=True),
        )
        statement = statement.where(
            or_(
                Dossier.code.icontains(word, autoescape=True),
                named,
                Organization.search_key.contains(word, autoescape=True),
            )
        )
    return statement


def _rows(rows: Sequence[Dossier]) -> list[Row]:
    """With two queries for a page of dossiers: the counts and the open tasks."""
    counts = counts_of(session(), [row.id for row in rows])
    query = (
        select(Task)
        .where(Task.case_id.in_([row.case_id for row in rows]), Task.closed_at.is_(None), Task.kind == TaskKind.USER)
        .options(joinedload(Task.holder))
    )
    tasks = {task.case_id: task for task in session().scalars(query)}
    return [_row(row, counts, tasks.get(row.case_id or 0)) for row in rows]


def _row(row: Dossier, counts: Mapping[int, tuple[int, int]], task: Task | None) -> Row:
    return Row(
        row,
        _held_words(row) if _is_withdrawn(row) else counts_words(*counts.get(row.id, (0, 0))),
        _whom(task) if task else "",
        due_in_words(task.due_at, now()) if task else None,
    )


def _head() -> list[str]:
    return [
        _("Code"),
        _("Organisation"),
        _("Award"),
        _("Nominated"),
        _("Status"),
        _("With whom"),
        _("Submitted on"),
        _("Receipt number"),
    ]


def _cells(rows: Sequence[Dossier]) -> Iterable[Sequence[object]]:
    for row in _rows(rows):
        shown = row.dossier
        yield (
            shown.code,
            shown.organization.name,
            shown.award_shape.short_name,
            row.counts,
            status_words(shown),
            row.whom,
            short_date(shown.submitted_at),
            shown.receipt_number or "",
        )


def _whom(task: Task) -> str:
    if task.holder is not None:
        return task.holder.name
    return label(task.role) if task.role else ""


def _stages(shown: Dossier) -> list[dict[str, str]]:
    """The six stretches of the way, for the bar at the top of the page."""
    names = (_("Prepare and submit"), _("Receipt"), _("Appraisal"), _("Council"), _("Decision"), _("Notice"))
    status = shown.case.status if shown.case else ""
    here = next((number for number, known in enumerate(STAGES) if status in known), None)
    if here is None:
        return []
    remarks = {0: short_date(shown.submitted_at), 1: _receipt(shown)}
    return [
        {
            "title": name,
            "state": "now" if number == here and status != "closed" else "done" if number <= here else "",
            "remark": remarks.get(number, "") if number <= here else "",
        }
        for number, name in enumerate(names)
    ]


def _receipt(shown: Dossier) -> str:
    if shown.received_at is None:
        return ""
    return _("%(day)s, receipt %(number)s", day=short_date(shown.received_at), number=shown.receipt_number)


def _my_task(shown: Dossier) -> Task | None:
    """The open step that the reader may do, or take."""
    query = select(Task).where(Task.case_id == shown.case_id, Task.closed_at.is_(None), Task.kind == TaskKind.USER)
    for task in session().scalars(query.order_by(Task.id)):
        access = access_of(session(), shown, task)
        if can_step(actor(), task.element, task.role, access) or _could_take(task, shown):
            return task
    return None


def _could_take(task: Task, shown: Dossier) -> bool:
    if task.holder_id is not None or task.role is None or not actor().holds(task.role):
        return False
    return task.role == Role.APPRAISER and actor().unit_id != shown.organization_id


def _due(tasks: Sequence[Task]) -> Due | None:
    return next((due for task in tasks if (due := due_in_words(task.due_at, now())) is not None), None)


def _at_the_head(shown: Dossier) -> bool:
    return shown.case is not None and shown.case.status == DossierStatus.AWAITING_CONFIRMATION


def _may_withdraw(shown: Dossier) -> bool:
    running = shown.case is not None and shown.case.closed_at is None
    return running and bool(can(actor(), "withdraw_dossier", shown.access)) and is_before_council(session(), shown)


def _may_discard(shown: Dossier) -> bool:
    running = shown.case is not None and shown.case.closed_at is None and shown.submitted_at is None
    return running and bool(can(actor(), "discard_dossier", shown.access))
