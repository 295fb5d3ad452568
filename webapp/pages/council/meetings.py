"""Meetings: the list, a new one, the room of one, its agenda, calling it off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forms.council import AgendaForm, CancelMeetingForm, PlanMeetingForm
from models.base.finding import Forbidden
from models.campaigns.campaigns import the_campaign
from models.council.adoption import round_not_counted, round_now_open
from models.council.agenda import agenda_of, candidates, for_information, only_tells
from models.council.attendance import Attended, attendance_of
from models.council.ballots import ballot_of
from models.council.meetings import Meeting
from models.council.queries import visible_meetings
from models.council.recusals import recused_from
from models.council.roster import may_vote
from models.council.words import MeetingStatus
from models.nominations.nominations import Nomination
from models.people.permissions import can, can_step
from models.process.tasks import Task
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.frame.caseview import case_view
from webapp.frame.language import label
from webapp.pages.council.board import board_view
from webapp.pages.council.recusals import can_recuse, interests
from webapp.pages.council.view import (
    READERS,
    SITTING,
    blueprint,
    counting,
    groups_of,
    may_lead,
    may_mark,
    needed,
    office_words,
    the_meeting,
)

BEFORE_ADOPTION = (MeetingStatus.PLANNED, MeetingStatus.CONVENED, MeetingStatus.IN_SESSION)


@blueprint.get("/meetings")
@requires(*READERS)
def meetings() -> str:
    """All meetings that the reader may see, the next first."""
    query = select(Meeting).where(visible_meetings(actor())).options(joinedload(Meeting.case))
    rows = session().scalars(query.order_by(Meeting.sits_on.desc(), Meeting.id.desc())).all()
    campaign = found(the_campaign(session()))
    may_plan = bool(can(actor(), "plan_meeting", campaign.organization.access))
    return render_template(
        "council/meetings.html",
        rows=rows,
        may_plan=may_plan,
        words=status_words,
        now=now(),
        running=[row for row in rows if row.case and row.case.closed_at is None],
    )


def status_words(meeting: Meeting) -> str:
    status = meeting.case.status if meeting.case else ""
    return label(MeetingStatus(status)) if status in set(MeetingStatus) else status


@blueprint.route("/meetings/new", methods=["GET", "POST"])
@requires(*READERS)
def new_meeting() -> ResponseReturnValue:
    """Plan a meeting."""
    body = found(the_campaign(session())).organization
    may = can(actor(), "plan_meeting", body.access)
    if not may:
        raise Forbidden(may.reason)
    form = PlanMeetingForm()
    if request.method == "POST" and form.validate():
        done = do("plan_meeting", body, form.answers(), form)
        if done is not None:
            say_done(_("Planned. Put nominations on the agenda next."))
            return redirect(f"/meetings/{done.result['meeting']}/agenda", 303)
    elif request.method == "GET":
        form.key.data = new_key()
    page = render_template("council/new_meeting.html", form=form, problem=bool(form.errors or form.form_errors))
    return page, 200 if request.method == "GET" else 422


@blueprint.get("/meetings/<meeting_id>")
@requires(*READERS)
def meeting(meeting_id: str) -> str:
    """The room of a meeting: for its secretary what comes next, for a member the ballot, for all the agenda."""
    shown = the_meeting(meeting_id)
    view = case_view(session(), found(shown.case), actor(), now())
    groups, told = groups_of(shown)
    attended = attendance_of(session(), shown)
    mine = [task for task in view.open_tasks if _is_mine(shown, task)]
    return render_template(
        "council/meeting.html",
        meeting=shown,
        view=view,
        groups=groups,
        told=told,
        count=counting(shown),
        needed=needed(shown),
        lead=may_lead(shown),
        task=mine[0] if mine else None,
        words=status_words,
        office=office_words,
        ballot=_ballot(shown, attended),
        attended=attended,
        away=_away(shown, attended),
        may_mark=may_mark(shown),
        interests=interests(shown),
        may_recuse=can_recuse(shown),
        me=actor().person_id,
        may_change=_may_change(shown),
        may_cancel=_may_cancel(shown),
        now=now(),
        only_tells=not any(one.counted_at for one in shown.rounds) and only_tells(shown.agenda),
        board=board_view(shown),
        step=view.names.get(view.open_tasks[0].element, "") if view.open_tasks else "",
    )


def _is_mine(shown: Meeting, task: Task) -> bool:
    return bool(can_step(actor(), task.element, task.role, shown.access))


def _ballot(shown: Meeting, attended: Attended) -> Mapping[str, Any] | None:
    """The reader's own place in the open round: told to nobody else; who is away sees a ballot cast before."""
    opened = round_now_open(session(), shown)
    person_id = actor().person_id
    if opened is None or person_id is None or not may_vote(actor(), shown):
        return None
    cast = ballot_of(session(), opened, person_id) is not None
    out = recused_from(session(), shown, person_id)
    asked = any(item.nomination_id not in out for item in opened.items)
    return {"round": opened, "cast": cast} if cast or (asked and not _away(shown, attended)) else None


def _away(shown: Meeting, attended: Attended) -> bool:
    """Whether the reader is a member who is recorded as absent, while it matters."""
    status = shown.case.status if shown.case else ""
    mine = [one for one in attended.members if one.member.person_id == actor().person_id]
    return status in SITTING and any(not one.present for one in mine)


def _may_change(shown: Meeting) -> bool:
    status = shown.case.status if shown.case else ""
    return status in BEFORE_ADOPTION and bool(can(actor(), "change_agenda", shown.access))


def _may_cancel(shown: Meeting) -> bool:
    status = shown.case.status if shown.case else ""
    allowed = status in (*BEFORE_ADOPTION, MeetingStatus.DELIBERATED)
    return (
        allowed and round_not_counted(session(), shown) is None and bool(can(actor(), "cancel_meeting", shown.access))
    )


@blueprint.route("/meetings/<meeting_id>/agenda", methods=["GET", "POST"])
@requires(*READERS)
def agenda(meeting_id: str) -> ResponseReturnValue:
    """Choose what the meeting votes on; ineligible nominations come along for information."""
    shown = the_meeting(meeting_id)
    may = can(actor(), "change_agenda", shown.access)
    if not may:
        raise Forbidden(may.reason)
    form = AgendaForm()
    if request.method == "POST" and form.validate() and do("change_agenda", shown, form.answers(), form) is not None:
        say_done(_("The agenda is kept."))
        return redirect(f"/meetings/{meeting_id}", 303)
    shown = the_meeting(meeting_id)
    chosen = [item.nomination.public_id for item in agenda_of(session(), shown) if not item.for_information]
    if request.method == "GET":
        fresh = not shown.agenda
        offered = candidates(session(), shown)
        form.nominations.data = [one.public_id for one in offered] if fresh else chosen
        form.key.data, form.version.data = new_key(), str(found(shown.case).version)
    page = render_template(
        "council/agenda.html",
        form=form,
        meeting=shown,
        groups=_offered(shown),
        problem=bool(form.errors),
        told=for_information(session(), shown),
        ticked=set(form.nominations.data or []),
    )
    return page, 200 if request.method == "GET" else 422


def _offered(shown: Meeting) -> list[tuple[str, str, list[Nomination]]]:
    """(award, bucket, nominations) that can be on the agenda, in the plan's order."""
    found_groups: dict[str, list[Nomination]] = {}
    for one in candidates(session(), shown):
        found_groups.setdefault(one.bucket, []).append(one)
    scheme = shown.campaign.scheme
    return [(scheme.bucket(key)[0].short_name, scheme.bucket(key)[1].name, rows) for key, rows in found_groups.items()]


@blueprint.route("/meetings/<meeting_id>/cancel", methods=["GET", "POST"])
@requires(*READERS)
def cancel(meeting_id: str) -> ResponseReturnValue:
    """Ask before a meeting is called off."""
    shown = the_meeting(meeting_id)
    may = can(actor(), "cancel_meeting", shown.access)
    if not may:
        raise Forbidden(may.reason)
    form = CancelMeetingForm()
    if request.method == "POST" and form.validate() and do("cancel_meeting", shown, form.answers(), form) is not None:
        say_done(_("The meeting is called off; its nominations are free for another one."))
        return redirect(f"/meetings/{meeting_id}", 303)
    if request.method == "GET":
        form.key.data, form.version.data = new_key(), str(found(shown.case).version)
    page = render_template("council/cancel.html", form=form, meeting=the_meeting(meeting_id), problem=bool(form.errors))
    return page, 200 if request.method == "GET" else 422
