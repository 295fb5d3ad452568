"""The counting board: the secretary appoints it, each member takes a code and with it releases a share of the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from forms.council import BoardForm, ReleaseForm
from forms.process import PressForm, ReasonForm
from models.base.clock import day_of
from models.base.finding import Forbidden
from models.base.session import unit_of_work
from models.council.adoption import round_not_counted
from models.council.board import Counter, board_of, could_count, own_counter, released_by, shown_code
from models.council.meetings import Meeting, Round
from models.council.words import MeetingStatus
from models.people import throttling
from models.people.permissions import can
from models.process.installation import installation
from webapp.frame import login
from webapp.frame.access import actor, do, found, new_key, now, requires, say_done, session
from webapp.frame.extensions import database
from webapp.pages.council.view import READERS, blueprint, the_meeting, the_round


@dataclass(frozen=True)
class Board:
    """The counting board as the reader sees it: who is on it, the reader's own place, what a closed round waits for."""

    members: Sequence[Counter]
    wanted: int
    needed: int
    mine: Counter | None
    waiting: Round | None  # closed, not counted
    released: frozenset[int]
    may_appoint: bool

    @property
    def without_code(self) -> Sequence[Counter]:
        return [one for one in self.members if one.taken_at is None]

    @property
    def complete(self) -> bool:
        return bool(self.members) and not self.without_code

    @property
    def my_turn(self) -> bool:
        """Whether the closed round waits for the reader's code."""
        return self.waiting is not None and self.mine is not None and self.mine.id not in self.released


def board_view(meeting: Meeting) -> Board:
    """The board of the meeting for the reader."""
    members, voting = board_of(session(), meeting), meeting.campaign.scheme.voting
    last = round_not_counted(session(), meeting)
    waiting = last if last is not None and last.closed_at is not None else None
    sits = meeting.case is not None and meeting.case.status == MeetingStatus.IN_SESSION
    return Board(
        members,
        voting.counters.value,
        voting.counters_needed.value,
        own_counter(members, actor().person_id),
        waiting,
        frozenset(released_by(session(), waiting)) if waiting is not None else frozenset(),
        sits and last is None and bool(can(actor(), "appoint_board", meeting.access)),
    )


@blueprint.route("/meetings/<meeting_id>/board", methods=["GET", "POST"])
@requires(*READERS)
def board(meeting_id: str) -> ResponseReturnValue:
    """Appoint who counts; who stays keeps the code."""
    shown = the_meeting(meeting_id)
    may = can(actor(), "appoint_board", shown.access)
    if not may:
        raise Forbidden(may.reason)
    form = BoardForm()
    if request.method == "POST" and form.validate() and do("appoint_board", shown, form.answers(), form) is not None:
        say_done(_("Appointed. Each of them now takes a counting code on a page of their own."))
        return redirect(f"/meetings/{meeting_id}", 303)
    shown = the_meeting(meeting_id)
    view = board_view(shown)
    form.people.choices = [(one.public_id, one.name) for one in could_count(session(), shown, day_of(now()))]
    if request.method == "GET":
        form.people.data = [one.person.public_id for one in view.members]
        form.key.data, form.version.data = new_key(), str(found(shown.case).version)
    page = render_template(
        "council/board.html", form=form, meeting=shown, board=view, problem=bool(form.errors or form.form_errors)
    )
    return page, 200 if request.method == "GET" else 422


@blueprint.route("/counters/<counter_id>", methods=["GET", "POST"])
@requires(*READERS)
def counter(counter_id: str) -> ResponseReturnValue:
    """The counter's own page: to nobody else it exists. A code stands on the answer that made it, and nowhere else."""
    query = select(Counter).where(Counter.public_id == counter_id, Counter.person_id == actor().person_id)
    shown, form, code = found(session().scalars(query).one_or_none()), PressForm(), ""
    if request.method == "POST":
        done = do("take_code", shown, {}, form)
        code = str(done.result["code"]) if done is not None else ""
        session().refresh(shown)
    kind = installation(session()).kind
    form.key.data = new_key()
    page = render_template(
        "council/counter.html",
        form=form,
        counter=shown,
        meeting=shown.meeting,
        board=board_view(shown.meeting),
        code=code,
        shown_again=shown_code(session().info["key"], shown, kind),
        open=_idle(shown.meeting),
    )
    return page, 200


def _idle(meeting: Meeting) -> bool:
    """Whether codes can be taken now."""
    sits = found(meeting.case).status == MeetingStatus.IN_SESSION
    return sits and round_not_counted(session(), meeting) is None


@blueprint.route("/rounds/<round_id>/count", methods=["GET", "POST"])
@requires(*READERS)
def release(round_id: str) -> ResponseReturnValue:
    """A counter types the code; the one that is enough counts the round. Wrong codes are counted as at sign-in."""
    opened = the_round(round_id)
    mine = own_counter(board_of(session(), opened.meeting), actor().person_id)
    if mine is None:
        raise Forbidden(_("You are not on the counting board of this meeting."))
    form, status = ReleaseForm(), 200
    lies_with_board = opened.closed_at is not None and opened.voided_at is None
    if opened.counted_at is not None or (request.method == "GET" and not lies_with_board):
        return redirect(f"/rounds/{round_id}", 303)
    if request.method == "POST":
        status = _released(opened, mine, form)
        if status == 303:
            return redirect(f"/rounds/{round_id}", 303)
    opened = the_round(round_id)
    form.key.data = form.key.data or new_key()
    page = render_template(
        "council/release.html",
        form=form,
        round=opened,
        meeting=opened.meeting,
        board=board_view(opened.meeting),
        shown_again=shown_code(session().info["key"], mine, installation(session()).kind),
        problem=status != 200,
    )
    return page, status


def _released(opened: Round, mine: Counter, form: ReleaseForm) -> int:
    """The status of the answer: 303 when it was the right code."""
    if not form.validate():
        return 422
    name, round_id = f"counter {mine.public_id}", opened.public_id
    session().rollback()  # nobody waits for the database while a code is looked at
    with unit_of_work(database()) as own:
        tried = throttling.take_try(own, name, login.source(), now())
    if tried is None:
        form.form_errors.append(_("Too many wrong codes. Wait 15 minutes, or let another counter release theirs."))
        return 429
    if do("release_share", the_round(round_id), form.answers(), form) is None:
        return 422
    throttling.forgive(session(), name)
    counted = the_round(round_id).counted_at is not None
    say_done(_("The round is opened and counted.") if counted else _("Your share is released."))
    return 303


@blueprint.route("/rounds/<round_id>/void", methods=["GET", "POST"])
@requires(*READERS)
def void_round(round_id: str) -> ResponseReturnValue:
    """Ask before the ballots of a closed round, which too few counters can open, are destroyed unread."""
    opened = the_round(round_id)
    may = can(actor(), "void_round", opened.access)
    if not may:
        raise Forbidden(may.reason)
    form = ReasonForm()
    if request.method == "POST" and form.validate() and do("void_round", opened, form.answers(), form) is not None:
        say_done(_("The round is void. Another round can ask again."))
        return redirect(f"/meetings/{opened.meeting.public_id}", 303)
    opened = the_round(round_id)
    if request.method == "GET":
        form.key.data, form.version.data = new_key(), str(found(opened.meeting.case).version)
    page = render_template(
        "council/void_round.html",
        form=form,
        round=opened,
        meeting=opened.meeting,
        board=board_view(opened.meeting),
        problem=bool(form.errors or form.form_errors),
    )
    return page, 200 if request.method == "GET" else 422
