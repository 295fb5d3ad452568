"""Decisions and proposals: what waits, what was issued, and one of them whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models.awards.decisions import Decision, DecisionLine
from models.awards.queries import visible_decisions
from models.awards.words import DecisionStatus
from models.council.meetings import AdoptedLine
from models.people.permissions import can_step
from models.people.words import OFFICE_ROLES
from models.process.tasks import Task
from webapp.frame.access import actor, found, now, requires, session
from webapp.frame.caseview import case_view
from webapp.frame.language import label, short_date
from webapp.frame.lists import csv_file, read_listing

blueprint = Blueprint("awards", __name__)
READERS = tuple(sorted(OFFICE_ROLES))


@blueprint.get("/decisions")
@requires(*READERS)
def decisions() -> ResponseReturnValue:
    """All decisions and proposals, the newest first."""
    listing = read_listing({"status": list(DecisionStatus)}, ("newest",))
    query = (
        select(Decision)
        .where(visible_decisions(actor()))
        .order_by(Decision.id.desc())
        .options(
            joinedload(Decision.case),
            joinedload(Decision.number),
            joinedload(Decision.meeting),
            selectinload(Decision.lines).joinedload(DecisionLine.adopted_line).joinedload(AdoptedLine.nomination),
        )
    )
    everything = session().scalars(query).unique().all()
    asked = listing.filters.get("status", "")
    rows = [one for one in everything if not asked or (one.case and one.case.status == asked)]
    if request.args.get("format") == "csv":
        return csv_file("quyet-dinh", _head(), _cells(rows))
    counts = {
        status: sum(bool(one.case and one.case.status == status) for one in everything) for status in DecisionStatus
    }
    return render_template(
        "awards/decisions.html",
        rows=rows,
        total=len(everything),
        counts=counts,
        listing=listing,
        statuses=list(DecisionStatus),
        words=status_words,
        now=now(),
    )


def status_words(decision: Decision) -> str:
    status = decision.case.status if decision.case else ""
    return label(DecisionStatus(status)) if status in set(DecisionStatus) else status


def _head() -> list[str]:
    return [
        _("Award"),
        _("Meeting"),
        _("Number"),
        _("Date"),
        _("Signed by"),
        _("Status"),
        _("Nominee"),
        _("Unit"),
        _("Result"),
        _("Reason"),
    ]


def _cells(rows: Iterable[Decision]) -> Iterable[Sequence[object]]:
    for one in rows:
        for line in one.lines:
            nominee = line.adopted_line.nomination.nominee
            day = short_date(one.number.drawn_on) if one.number else ""
            yield (
                one.award_shape.name,
                one.meeting.code,
                one.label,
                day,
                one.signer_name or "",
                status_words(one),
                nominee.name,
                nominee.organization.name,
                label(line.state),
                line.reason,
            )


@blueprint.get("/decisions/<decision_id>")
@requires(*READERS)
def decision(decision_id: str) -> str:
    """One decision: where it is, its lines with their votes, its numbers and papers."""
    query = select(Decision).where(Decision.public_id == decision_id, visible_decisions(actor()))
    shown = found(session().scalars(query).one_or_none())
    view = case_view(session(), found(shown.case), actor(), now())
    mine = [task for task in view.open_tasks if _is_mine(shown, task)]
    return render_template(
        "awards/decision.html",
        decision=shown,
        view=view,
        task=mine[0] if mine else None,
        words=status_words,
        now=now(),
        step=view.names.get(view.open_tasks[0].element, "") if view.open_tasks else "",
    )


def _is_mine(shown: Decision, task: Task) -> bool:
    return bool(can_step(actor(), task.element, task.role, shown.access))
