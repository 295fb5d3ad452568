"""The secretary writes down who comes and leaves while the meeting goes on."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.council import AttendanceForm
from models.base.finding import Forbidden
from models.council.adoption import round_now_open
from models.council.attendance import attendance_of
from models.people.permissions import can
from webapp.frame.access import actor, do, found, new_key, requires, say_done, session
from webapp.pages.council.view import READERS, SITTING, blueprint, office_words, the_meeting


@blueprint.route("/meetings/<meeting_id>/attendance", methods=["GET", "POST"])
@requires(*READERS)
def attendance(meeting_id: str) -> ResponseReturnValue:
    """Who is there now, and the form for the next change; `member` in the address chooses one beforehand."""
    shown = the_meeting(meeting_id)
    may = can(actor(), "mark_attendance", shown.access)
    if not may:
        raise Forbidden(may.reason)
    form = AttendanceForm()
    if request.method == "POST" and form.validate() and do("mark_attendance", shown, form.answers(), form) is not None:
        say_done(_("Written down."))
        return redirect(f"/meetings/{meeting_id}", 303)
    shown = the_meeting(meeting_id)
    case = found(shown.case)
    if case.status not in SITTING and request.method == "GET":
        return redirect(f"/meetings/{meeting_id}", 303)
    attended = attendance_of(session(), shown)
    form.member.choices = [("", _("Choose")), *((one.member.public_id, one.member.name) for one in attended.members)]
    if request.method == "GET":
        form.member.data = request.args.get("member", "")
        form.key.data, form.version.data = new_key(), str(case.version)
    page = render_template(
        "council/attendance.html",
        form=form,
        meeting=shown,
        attended=attended,
        open=round_now_open(session(), shown) is not None,
        office=office_words,
        problem=bool(form.errors or form.form_errors),
    )
    return page, 200 if request.method == "GET" else 422
