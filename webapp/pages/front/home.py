"""The inbox: the most urgent task first, with its deadline; everything else below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import case as when
from sqlalchemy import func, select

from models.council.ballots import ballot_count
from models.council.meetings import Meeting, Round
from models.council.queries import visible_meetings
from models.people.words import Role
from models.process.cases import Case
from models.process.queries import inbox, inbox_count, mine
from models.process.tasks import Task
from models.process.words import CaseKind
from webapp.frame.access import actor, now, requires, session
from webapp.frame.captions import Caption, caption, subjects_of
from webapp.frame.caseview import Due, due_in_words
from webapp.pages.front.doors import doors
from webapp.pages.front.missing import missing
from workflows.engine.reading import outline_of

blueprint = Blueprint("home", __name__)

SHOWN = 25


@dataclass(frozen=True)
class Entry:
    """One open task in words."""

    task: Task
    step: str
    caption: Caption
    due: Due | None

    @property
    def url(self) -> str:
        """Where the work is done: rounds are held on the page of the meeting, not in the form that ends them."""
        return self.caption.url if self.task.element == "hold_rounds" else f"/tasks/{self.task.public_id}"

    @property
    def button(self) -> str:
        return _("Go to the meeting") if self.task.element == "hold_rounds" else self.step


@dataclass(frozen=True)
class Voting:
    """A round that is not counted yet: of which meeting, its number, ballots that have come, members with a vote."""

    meeting: Meeting
    number: int
    ballots: int
    members: int
    closed: bool


@blueprint.get("/")
@requires()
def show() -> str:
    """The reader's own work, overdue first."""
    reader = actor()
    start = max(0, request.args.get("from", 0, type=int))
    tasks = session().scalars(inbox(reader).order_by(*_urgency()).offset(start).limit(SHOWN + 1)).unique().all()
    voting = _voting() if not start else []
    held = {one.meeting.case_id for one in voting}  # told above: a round is open there, its task does not come first
    entries = [one for one in _entries(tasks[:SHOWN]) if one.task.case_id not in held]
    total = inbox_count(session(), reader)
    late = session().scalar(select(func.count()).select_from(Task).where(mine(reader), Task.due_at <= now())) or 0
    return render_template(
        "front/home.html", first=entries[0] if entries and not start else None,
        rest=entries if start else entries[1:], total=total, late=late, meetings=_meetings(),
        following=start + SHOWN if len(tasks) > SHOWN else 0, figures=_figures(), next_meeting=_next_meeting(),
        missing=missing() if not start else (), doors=doors() if not start else (), voting=voting,
    )  # fmt: skip


def _figures() -> Sequence[tuple[str, int, str, str]]:
    """For the secretariat: how many dossiers stand where, and how many returns are late."""
    if not actor().holds(Role.SECRETARIAT_LEAD, Role.APPRAISER, Role.COUNCIL_SECRETARY, Role.STANDING_COMMITTEE):
        return ()
    query = select(Case.status, func.count()).where(Case.kind == CaseKind.DOSSIER, Case.closed_at.is_(None))
    counts = dict(session().execute(query.group_by(Case.status)).all())
    overdue = (
        select(func.count())
        .select_from(Task)
        .join(Task.case)
        .where(Task.closed_at.is_(None), Task.due_at <= now(), Case.kind == CaseKind.DOSSIER)
    )
    late = session().scalar(overdue) or 0
    return (
        (_("Waiting for receipt"), counts.get("submitted", 0), "", ""),
        (_("In appraisal"), counts.get("appraisal", 0), "", ""),
        (
            _("Returned"),
            counts.get("returned", 0),
            ngettext("%(num)s overdue", "%(num)s overdue", late) if late else "",
            "late" if late else "",
        ),
        (_("Ready for the council"), counts.get("ready", 0), "", "fine"),
    )


def _voting() -> list[Voting]:
    """For the council secretary: rounds that are not counted yet, and how many ballots have come."""
    if not actor().holds(Role.COUNCIL_SECRETARY):
        return []
    query = select(Round).join(Round.meeting).where(Round.counted_at.is_(None), Round.voided_at.is_(None))
    return [
        Voting(
            one.meeting,
            one.number,
            ballot_count(session(), one),
            one.meeting.total_members or 0,
            one.closed_at is not None,
        )
        for one in session().scalars(query.order_by(Round.id))
    ]


def _next_meeting() -> Meeting | None:
    """For the secretariat: the meeting that comes next or sits now."""
    if not actor().in_office:
        return None
    query = select(Meeting).join(Case, Case.id == Meeting.case_id).where(Case.closed_at.is_(None))
    return session().scalars(query.order_by(Meeting.sits_on, Meeting.id)).first()


def _urgency() -> list[Any]:
    """Tasks with a deadline first, the nearest on top; then the oldest."""
    return [when((Task.due_at.is_(None), 1), else_=0), Task.due_at, Task.opened_at, Task.id]


def _entries(tasks: Sequence[Task]) -> list[Entry]:
    subjects = subjects_of(session(), [task.case for task in tasks])
    names = _step_names({task.case.diagram_id: task.case for task in tasks})
    return [
        Entry(
            task,
            names[task.case.diagram_id].get(task.element, task.element),
            caption(subjects[task.case_id]),
            due_in_words(task.due_at, now()),
        )
        for task in tasks
    ]


def _step_names(cases: dict[int, Case]) -> dict[int, dict[str, str]]:
    return {key: {step.id: step.name for step in outline_of(case.diagram).steps} for key, case in cases.items()}


def _meetings() -> Sequence[Meeting]:
    """For members of the council: the meetings that are convened or sit."""
    if not actor().holds(Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR):
        return ()
    query = (
        select(Meeting)
        .join(Case, Case.id == Meeting.case_id)
        .where(visible_meetings(actor()), Case.status.in_(("convened", "in_session", "deliberated")))
    )
    return session().scalars(query.order_by(Meeting.sits_on)).all()
