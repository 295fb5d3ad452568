"""The chair orders nominations that tie at the cut-off of a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from forms.council import TieForm
from models.base.finding import Forbidden, Missing
from models.council.adoption import BucketPlan, Plan, adoption_plan
from models.council.meetings import Meeting
from models.nominations.nominations import Nomination
from models.people.permissions import can
from models.process.tasks import Task
from models.schemes.shape.limits import Bucket
from webapp.frame.access import actor, do, found, new_key, requires, say_done, session
from webapp.pages.council.view import READERS, blueprint, the_meeting


@dataclass(frozen=True)
class Tied:
    """Who ties in a bucket with how many votes for how many places, whether or not the chair gave an order before."""

    bucket: Bucket
    nominations: list[Nomination]
    agree: int
    places: int
    aside: list[Nomination]


@blueprint.route("/meetings/<meeting_id>/ties/<line_id>", methods=["GET", "POST"])
@requires(*READERS)
def tie(meeting_id: str, line_id: str) -> ResponseReturnValue:
    """Ask for the order and its reason; 404 when nobody ties in this bucket with `set_aside` left out."""
    shown = the_meeting(meeting_id)
    may = can(actor(), "break_tie", shown.access)
    if not may:
        raise Forbidden(may.reason) if actor().in_office else Missing()
    form = TieForm()
    sent = form.set_aside.data if request.method == "POST" else request.args.getlist("set_aside")
    tied = _tied(shown, line_id, sent or [])
    form.set_aside.data = [one.public_id for one in tied.aside]
    form.ask([(one.public_id, one.nominee.name) for one in tied.nominations])
    if request.method == "POST" and form.validate():
        if do("break_tie", shown, {**form.answers(), "bucket": tied.bucket.key}, form) is not None:
            say_done(_("The order is kept and goes into the minutes."))
            return redirect(_adoption(shown, tied.aside), 303)
    elif request.method == "GET":
        form.key.data, form.version.data = new_key(), str(found(shown.case).version)
    page = render_template(
        "council/tie.html",
        form=form,
        meeting=the_meeting(meeting_id),
        tied=tied,
        problem=bool(form.errors or form.form_errors),
        back=_adoption(shown, tied.aside),
    )
    return page, 200 if request.method == "GET" else 422


def _tied(shown: Meeting, line_id: str, set_aside: list[str]) -> Tied:
    plan = adoption_plan(session(), shown, set_aside)
    one = found(next((one for one in plan.buckets if one.line.public_id == line_id), None))
    keys = found(_keys(plan, one))
    taken = [key for key in keys if key in one.selected.adopted]
    places = one.selected.tie.places if one.selected.tie else len(taken)
    aside = [nomination for nomination in plan.nominations.values() if nomination.public_id in set_aside]
    return Tied(one.bucket, [plan.nominations[key] for key in keys], plan.votes[keys[0]].agree or 0, places, aside)


def _keys(plan: Plan, one: BucketPlan) -> list[int] | None:
    """The tied, in the order of their names on the agenda; None when nobody ties here."""
    if one.selected.tie:
        return list(one.selected.tie.ids)
    order = one.tie_break.order if one.tie_break else []
    return [key for key, nomination in plan.nominations.items() if nomination.public_id in order] or None


def _adoption(shown: Meeting, aside: list[Nomination]) -> str:
    """The page on which the chair adopts, with the same choice; the meeting's room when it is not open."""
    query = select(Task.public_id).where(
        Task.case_id == shown.case_id, Task.element == "adopt_results", Task.closed_at.is_(None)
    )
    task = session().scalar(query)
    if task is None:
        return f"/meetings/{shown.public_id}"
    chosen = urlencode([("set_aside", one.public_id) for one in aside])
    return f"/tasks/{task}" + (f"?{chosen}" if chosen else "")
