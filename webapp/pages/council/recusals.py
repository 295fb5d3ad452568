"""Interests of members in nominations: what is known, and the member's own word not to vote."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.council import RecuseForm
from models.base.clock import day_of
from models.base.finding import Forbidden
from models.council.agenda import agenda_of
from models.council.meetings import Meeting
from models.council.recusals import Interest, interests_of, recusals_of, recused_from
from models.council.roster import may_recuse, roster_on
from models.council.words import MeetingStatus
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.pages.council.view import READERS, blueprint, may_lead, the_meeting

BEFORE_THE_END = (MeetingStatus.PLANNED, MeetingStatus.CONVENED, MeetingStatus.IN_SESSION)


def interests(shown: Meeting) -> Sequence[Interest]:
    """What the reader may know: the secretary of all members, a member of themselves, everybody of who is recused."""
    if shown.roster_frozen_at is not None:
        members = [member.person for member in shown.roster]
    else:
        members = [person for person, _seat in roster_on(session(), shown.organization_id, day_of(now()))]
    if not may_lead(shown):
        told = {one.person_id for one in recusals_of(session(), shown)} | {actor().person_id}
        members = [one for one in members if one.id in told]
    known = interests_of(session(), shown, members, day_of(now()))
    return [one for one in known if may_lead(shown) or one.recused or one.person.id == actor().person_id]


def can_recuse(shown: Meeting) -> bool:
    """Whether the reader may say now that they do not vote on something."""
    status = shown.case.status if shown.case else ""
    return status in BEFORE_THE_END and bool(may_recuse(session(), actor(), shown))


@blueprint.route("/meetings/<meeting_id>/recuse", methods=["GET", "POST"])
@requires(*READERS)
def recuse(meeting_id: str) -> ResponseReturnValue:
    """Choose the nomination on which one does not vote; `nomination` in the address chooses it beforehand."""
    shown = the_meeting(meeting_id)
    may = may_recuse(session(), actor(), shown)
    if not may:
        raise Forbidden(may.reason)
    form = RecuseForm()
    if request.method == "POST" and form.validate() and do("recuse", shown, form.answers(), form) is not None:
        say_done(_("Recorded: you do not vote on this nomination."))
        return redirect(f"/meetings/{meeting_id}", 303)
    shown = the_meeting(meeting_id)
    if not can_recuse(shown) and request.method == "GET":
        return redirect(f"/meetings/{meeting_id}", 303)
    out = recused_from(session(), shown, actor().person_id)
    agenda = [item.nomination for item in agenda_of(session(), shown) if not item.for_information]
    left = [(one.public_id, one.nominee.name) for one in agenda if one.id not in out]
    form.nomination.choices = [("", _("Choose")), *left]
    if request.method == "GET":
        form.nomination.data = request.args.get("nomination", "")
        form.key.data, form.version.data = new_key(), str(found(shown.case).version)
    page = render_template(
        "council/recuse.html", form=form, meeting=shown, problem=bool(form.errors or form.form_errors)
    )
    return page, 200 if request.method == "GET" else 422
