"""Announcing, raising and lowering a limit: the page names the consequence before it happens."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.quotas import LimitForm
from models.base.finding import Forbidden
from models.people.permissions import can
from models.people.words import OFFICE_ROLES
from models.quotas.places import Line, free_count, limit_of, taken_count
from webapp.frame.access import actor, do, found, new_key, requires, say_done, session
from webapp.pages.quotas.board import blueprint, current
from webapp.pages.quotas.lists import the_line

ACTS = {"announce": "announce_quota", "raise": "raise_quota", "lower": "lower_quota"}


@blueprint.route("/quotas/<line_id>/<how>", methods=["GET", "POST"])
@requires(*sorted(OFFICE_ROLES))
def change(line_id: str, how: str) -> ResponseReturnValue:
    """Change the limit of one bucket."""
    line = the_line(line_id)
    act = found(ACTS.get(how))
    may = can(actor(), act, line.access)
    if not may:
        raise Forbidden(may.reason)
    form = LimitForm()
    if request.method == "POST" and form.validate():
        if do(act, line, form.answers(), form) is not None:
            number = form.limit.data
            say_done(ngettext("The bucket now has %(num)s place.", "The bucket now has %(num)s places.", number))
            return redirect(f"/quotas/{line_id}", 303)
        line = the_line(line_id)
    elif request.method == "GET":
        form.key.data, form.version.data = new_key(), str(current().version)
    page = render_template(
        "quotas/change.html",
        form=form,
        line=line,
        how=how,
        limit=limit_of(session(), line),
        taken=taken_count(session(), line),
        free=free_count(session(), line),
        title=_title(how),
        button=_button(how),
        consequence=_consequence(how, line),
        problem=bool(form.errors),
    )
    return page, 200 if request.method == "GET" else 422


def _title(how: str) -> str:
    return {"announce": _("Announce the number"), "raise": _("Raise the limit"), "lower": _("Lower the limit")}[how]


def _button(how: str) -> str:
    return {
        "announce": _("Announce: places can be taken from now on"),
        "raise": _("Raise the limit"),
        "lower": _("Lower the limit: free places go"),
    }[how]


def _consequence(how: str, line: Line) -> str:
    taken = taken_count(session(), line)
    return {
        "announce": _(
            "Until now nothing could be adopted here. With the number the council can adopt that many; "
            "it is announced once and can be raised or lowered later."
        ),
        "raise": _(
            "New free places are added. Whoever is on the reserve list is not adopted by this: "
            "a meeting has to vote again."
        ),
        "lower": _(
            "Free places are taken away. %(taken)s are taken and stay: the limit cannot go below that.", taken=taken
        ),
    }[how]
