"""The plan as it runs: phases, targets, awards, duties, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import func, select

from forms.campaigns import PhaseEndForm
from models.base.clock import day_of, end_of_day
from models.base.finding import Forbidden
from models.campaigns.campaigns import Campaign, Phase, the_campaign
from models.campaigns.queries import phase_by_public_id, phase_tasks, phases_of
from models.campaigns.words import PhaseStatus
from models.people.permissions import can
from models.people.words import Role
from models.process.tasks import Task
from models.quotas.places import Line, Place
from models.schemes.shape.limits import Award
from models.schemes.shape.structure import ReportDuty
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.frame.caseview import Due, due_in_words
from webapp.frame.language import label, short_date
from webapp.frame.screens import Screen
from webapp.pages.campaigns.assumptions import Told, told_assumptions

blueprint = Blueprint("campaigns", __name__)

READERS = tuple(role for role in Role)  # the plan is everybody's
BOARD_READERS = (
    Role.UNIT_OFFICER, Role.HEAD, Role.APPRAISER, Role.SECRETARIAT_LEAD, Role.RECORDS_CLERK, Role.COUNCIL_SECRETARY,
    Role.STANDING_COMMITTEE, Role.AUDITOR,
)  # fmt: skip


@dataclass(frozen=True)
class PhaseRow:
    """A phase with what the scheme says of it, its open step and what the reader may do."""

    row: Phase
    contents: Sequence[str]
    opens_assumed: bool
    closes_assumed: bool
    announced_by: str
    task: Task | None
    due: Due | None

    @property
    def status(self) -> str:
        return self.row.case.status if self.row.case else ""

    @property
    def words(self) -> str:
        """The status in words; one that only a deployed diagram knows stands as it is drawn."""
        return label(PhaseStatus(self.status)) if self.status in set(PhaseStatus) else self.status


@dataclass(frozen=True)
class Waiting:
    """What the secretariat lead does first."""

    title: str
    why: str
    url: str
    action: str


@dataclass(frozen=True)
class AwardRow:
    """An award with the number of places of each bucket as it stands now; None: not announced."""

    award: Award
    phase: str
    limits: Mapping[str, int | None]


@dataclass(frozen=True)
class DutyRow:
    duty: ReportDuty
    recipients: str
    due: Due | None


def current() -> Campaign:
    """The campaign that the pages show, or 404."""
    return found(the_campaign(session()))


@blueprint.get("/campaign")
@requires(*READERS)
def show() -> str:
    """The plan in short and how it stands today."""
    campaign = current()
    phases = _phases(campaign)
    return render_template(
        "campaigns/campaign.html", campaign=campaign, scheme=campaign.scheme, phases=phases,
        open_phase=next((phase for phase in phases if phase.status == "open"), None),
        awards=_awards(campaign), duties=_duties(campaign), assumptions=_assumptions(campaign),
        is_lead=bool(can(actor(), "announce_phase_end", campaign.access)), waiting=_waiting(phases), now=now(),
        writes=actor().holds(Role.UNIT_OFFICER), reads_board=actor().holds(*BOARD_READERS),
    )  # fmt: skip


@blueprint.route("/campaign/phases/<phase_id>/end", methods=["GET", "POST"])
@requires(*READERS)
def phase_end(phase_id: str) -> ResponseReturnValue:
    """Announce the last day of a phase."""
    phase = found(phase_by_public_id(session(), phase_id))
    may = can(actor(), "announce_phase_end", phase.access)
    if not may:
        raise Forbidden(may.reason)
    form = PhaseEndForm()
    if request.method == "POST" and form.validate():
        if do("announce_phase_end", phase, form.answers(), form) is not None:
            say_done(_("Announced: %(phase)s ends on %(day)s.", phase=phase.name, day=short_date(form.closes_on.data)))
            return redirect("/campaign#phases", 303)
    elif request.method == "GET":
        form.key.data, form.version.data = new_key(), str(phase.case.version if phase.case else "")
        form.closes_on.data = phase.closes_on if phase.closes_source else None
    row = next(row for row in _phases(phase.campaign) if row.row.id == phase.id)
    page = render_template("campaigns/phase_end.html", form=form, phase=row, problem=bool(form.errors))
    return page, 200 if request.method == "GET" else 422


def _phases(campaign: Campaign) -> list[PhaseRow]:
    tasks = phase_tasks(session(), campaign)
    return [_phase(campaign, phase, tasks.get(phase.key)) for phase in phases_of(session(), campaign)]


def _phase(campaign: Campaign, phase: Phase, task: Task | None) -> PhaseRow:
    shape = campaign.scheme.phase(phase.key)
    still = phase.closes_on == shape.closes_on.on and not phase.closes_source
    ends = end_of_day(phase.closes_on) if phase.closes_on else None
    is_open = bool(phase.case and phase.case.status == "open")
    return PhaseRow(
        phase, shape.contents, shape.opens_on.assumed, shape.closes_on.assumed and still, shape.closes_on.announced_by,
        task, due_in_words(ends, now()) if is_open else None,
    )  # fmt: skip


def _waiting(phases: Sequence[PhaseRow]) -> Waiting | None:
    """A phase that will not move by itself, because a day of it is not announced."""
    for phase in phases:
        if phase.task is None or phase.task.fires_at is not None:
            continue
        if phase.task.element == "open_phase":
            return Waiting(_("Open %(phase)s by hand", phase=phase.row.name), _("No first day is announced for it."),
                           f"/tasks/{phase.task.public_id}", _("Open by hand"))  # fmt: skip
        return Waiting(
            _("Announce the last day of %(phase)s", phase=phase.row.name),
            _("It never closes by itself until the day is known: %(who)s.", who=phase.announced_by),
            f"/campaign/phases/{phase.row.public_id}/end", _("Announce the last day"),
        )  # fmt: skip
    return None


def _awards(campaign: Campaign) -> list[AwardRow]:
    places = _limits(campaign)
    return [
        AwardRow(award, campaign.scheme.phase(award.phase).name,
                 {bucket.key: places.get(bucket.key) for bucket in award.buckets})
        for award in campaign.scheme.awards
    ]  # fmt: skip


def _limits(campaign: Campaign) -> dict[str, int | None]:
    """The number of places of each bucket as announced up to now."""
    query = select(Line.bucket, Line.announced, func.count(Place.id)).where(Line.campaign_id == campaign.id)
    query = query.outerjoin(Place, (Place.line_id == Line.id) & Place.is_open.is_(True))
    rows = session().execute(query.group_by(Line.bucket, Line.announced))
    return {bucket: count if announced else None for bucket, announced, count in rows}


def _duties(campaign: Campaign) -> list[DutyRow]:
    names = {kind.key: kind.name for kind in campaign.scheme.organization_kinds}
    return [
        DutyRow(duty, "; ".join(names[kind] for kind in duty.organization_kinds), _due(duty.last_day))
        for duty in campaign.scheme.report_duties
    ]


def _due(day: date | None) -> Due | None:
    return due_in_words(end_of_day(day), now()) if day else None


def _assumptions(campaign: Campaign) -> list[Told]:
    """What was assumed; a day announced meanwhile is no assumption any more."""
    announced = {f"phases[{phase.key}].closes_on" for phase in campaign.phases if phase.closes_source}
    return [told for told in told_assumptions(campaign.scheme) if told.path not in announced]


def _phase_context(phase: Phase, task: Task, _form: FlaskForm) -> Mapping[str, Any]:
    """What the pages of opening and closing a phase say beforehand."""
    awards = [award for award in phase.campaign.scheme.awards if award.phase == phase.key]
    return {"phase": phase, "awards": awards, "today": day_of(now()), "fires_on": task.fires_at}


SCREENS = {"open_phase": Screen(_phase_context), "close_phase": Screen(_phase_context)}
