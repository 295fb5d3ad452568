"""The chair orders nominations that tie at the cut-off of a bucket."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.council import TieForm
from models.base.finding import Forbidden
from models.council.adoption import adoption_plan
from models.people.permissions import can
from webapp.frame.access import actor, do, found, new_key, requires, say_done, session
from webapp.pages.council.view import READERS, blueprint, the_meeting


@blueprint.route("/meetings/<meeting_id>/ties/<line_id>", methods=["GET", "POST"])
@requires(*READERS)
def tie(meeting_id: str, line_id: str) -> ResponseReturnValue:
    """Ask for the order and its reason; 404 when nobody ties in this bucket."""
    shown = the_meeting(meeting_id)
    may = can(actor(), "break_tie", shown.access)
    if not may:
        raise Forbidden(may.reason)
    plan = adoption_plan(session(), shown)
    tied = found(next((one for one in plan.buckets if one.line.public_id == line_id and one.selected.tie), None))
    nominations = [plan.nominations[key] for key in tied.selected.tie.ids] if tied.selected.tie else []
    places = tied.selected.tie.places if tied.selected.tie else 0
    agree = tied.selected.tie.agree if tied.selected.tie else 0
    form = TieForm()
    form.ask([(one.public_id, one.nominee.name) for one in nominations])
    if request.method == "POST" and form.validate():
        if do("break_tie", shown, {**form.answers(), "bucket": tied.bucket.key}, form) is not None:
            say_done(_("The order is kept and goes into the minutes."))
            return redirect(f"/meetings/{meeting_id}", 303)
    elif request.method == "GET":
        form.key.data, form.version.data = new_key(), str(found(shown.case).version)
    page = render_template(
        "council/tie.html", form=form, meeting=the_meeting(meeting_id), bucket=tied.bucket, nominations=nominations,
        places=places, agree=agree, problem=bool(form.errors or form.form_errors),
    )
    return page, 200 if request.method == "GET" else 422
