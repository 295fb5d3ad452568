"""The secretary's rounds: opening one for a whole counting board, closing it after the sum was said aloud."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.council import OpenRoundForm
from forms.process import PressForm
from models.base.finding import Forbidden
from models.council.attendance import attendance_of
from models.people.permissions import can
from webapp.frame.access import actor, do, found, new_key, requires, say_done, session
from webapp.pages.council.board import board_view
from webapp.pages.council.view import READERS, blueprint, counting, groups_of, needed, the_meeting, the_round


@blueprint.route("/meetings/<meeting_id>/rounds", methods=["GET", "POST"])
@requires(*READERS)
def open_round(meeting_id: str) -> ResponseReturnValue:
    """Choose the nominations of a round and open it."""
    shown = the_meeting(meeting_id)
    may = can(actor(), "open_round", shown.access)
    if not may:
        raise Forbidden(may.reason)
    form = OpenRoundForm()
    if request.method == "POST" and form.validate() and do("open_round", shown, form.answers(), form) is not None:
        say_done(_("The round is open: the members find it on their page now."))
        return redirect(f"/meetings/{meeting_id}", 303)
    shown = the_meeting(meeting_id)
    groups, _told = groups_of(shown)
    if request.method == "GET":
        form.nominations.data = [
            entry.item.nomination.public_id
            for group in groups
            for entry in group.entries
            if entry.votable and entry.vote is None
        ]
        form.key.data, form.version.data = new_key(), str(found(shown.case).version)
    page = render_template(
        "council/open_round.html",
        form=form,
        meeting=shown,
        groups=groups,
        board=board_view(shown),
        needed=needed(shown),
        attended=attendance_of(session(), shown),
        ticked=set(form.nominations.data or []),
        problem=bool(form.errors),
    )
    return page, 200 if request.method == "GET" else 422


@blueprint.route("/rounds/<round_id>/close", methods=["GET", "POST"])
@requires(*READERS)
def close_round(round_id: str) -> ResponseReturnValue:
    """Ask before a round is closed: what the sum of the ballots can still give is said first."""
    opened = the_round(round_id)
    may = can(actor(), "close_round", opened.access)
    if not may:
        raise Forbidden(may.reason)
    form = PressForm()
    if request.method == "POST" and form.validate() and do("close_round", opened, {}, form) is not None:
        say_done(_("The round is closed: no ballot can be added. The counting board opens it now."))
        return redirect(f"/rounds/{round_id}", 303)
    opened = the_round(round_id)
    if opened.closed_at is not None:
        return redirect(f"/rounds/{round_id}", 303)
    if request.method == "GET":
        form.key.data = new_key()
        form.version.data = str(found(opened.meeting.case).version)
    count = counting(opened.meeting)
    page = render_template(
        "council/close_round.html",
        form=form,
        round=the_round(round_id),
        count=count,
        meeting=opened.meeting,
        attended=attendance_of(session(), opened.meeting),
        problem=bool(form.form_errors),
    )
    return page, 200 if request.method == "GET" else 422
