"""The day of a demo: a jump to a later morning."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.base import clock
from models.base.finding import BadRequest, RuleBroken
from webapp.frame.access import actor, now, requires, say_done, session
from webapp.frame.language import say, short_date
from webapp.frame.returning import known_path
from webapp.pages.people.room import blueprint
from workflows import steps

SENT = frozenset({"csrf_token", "back", "day"})


@blueprint.post("/day")
@requires()
def change_day() -> ResponseReturnValue:
    """Move the demo's clock forward; never back, and never in an office."""
    if any(name not in SENT or len(values) > 1 for name, values in request.form.lists()):
        raise BadRequest()
    back = known_path(request.form.get("back", ""))
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        flash(_("Choose a day from the calendar."), "failed")
        return redirect(back, 303)
    try:
        _jump(day)
    except (RuleBroken, clock.ClockRefused) as refusal:
        session().rollback()
        flash(say(refusal.message, getattr(refusal, "values", None)), "failed")
    else:
        say_done(_("The assumed day is now %(day)s.", day=short_date(day)))
    return redirect(back, 303)


def _jump(day: date) -> None:
    """The history row first, then the clock's file, then the commit at the edge: two jumps at once cannot cross."""
    done = steps.act(session(), actor(), now(), "set_day", None, {"day": day}, key=f"day {day}")
    if not done.repeated:
        clock.set_day(current_app.config["VINHDANH_HOME"], datetime.fromisoformat(done.result["moment"]))
