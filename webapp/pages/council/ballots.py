"""One round for a member: the ballot, the sealed envelope, and the totals and receipts once it is counted."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from forms.council import BallotForm
from models.base.finding import Forbidden
from models.base.tables import ALPHABET
from models.council.attendance import is_present
from models.council.ballots import Ballot, ballot_count, ballot_of
from models.council.board import receipts_digest
from models.council.meetings import Round, RoundItem
from models.council.recusals import recused_from
from models.council.roster import may_vote
from webapp.frame.access import actor, do, new_key, requires, session
from webapp.pages.council.board import board_view
from webapp.pages.council.view import READERS, blueprint, may_lead, needed, the_round


@blueprint.route("/rounds/<round_id>", methods=["GET", "POST"])
@requires(*READERS)
def ballot(round_id: str) -> ResponseReturnValue:
    """Vote, or see that one has voted, or see the totals; who may not vote sees how many ballots have come."""
    opened = the_round(round_id)
    if opened.counted_at is not None and request.method == "GET":
        return render_template(
            "council/results.html",
            round=opened,
            meeting=opened.meeting,
            needed=needed(opened.meeting),
            looked_for=_receipt_typed(),
            digest=receipts_digest(opened.receipts or ()),
        )
    cast = _own(opened)
    if cast is not None and request.method == "GET":
        return _sealed(opened, cast)
    may = may_vote(actor(), opened.meeting)
    if not may:
        if request.method == "POST":
            raise Forbidden(may.reason)
        return _sealed(opened, None)
    if request.method == "GET" and opened.closed_at is not None:
        return _sealed(opened, None)
    if request.method == "GET" and not is_present(session(), opened.meeting, actor().person_id):
        return _sealed(opened, None, away=True)
    asked = _asked(opened)
    if not asked and request.method == "GET":
        return _sealed(opened, None, out=True)
    form = BallotForm()
    form.ask([(item.nomination.public_id, item.nomination.nominee.name) for item in asked])
    if request.method == "POST" and form.validate() and do("cast_ballot", opened, form.answers(), form) is not None:
        return redirect(f"/rounds/{round_id}", 303)
    opened = the_round(round_id)
    if request.method == "GET":
        form.key.data = new_key()
    page = render_template(
        "council/ballot.html",
        form=form,
        round=opened,
        asked=_asked(opened),
        meeting=opened.meeting,
        needed=needed(opened.meeting),
        problem=bool(form.errors),
    )
    return page, 200 if request.method == "GET" else 422


def _asked(opened: Round) -> list[RoundItem]:
    """What the ballot of the reader asks about: nothing in which they have said that they do not vote."""
    out = recused_from(session(), opened.meeting, actor().person_id)
    return [item for item in opened.items if item.nomination_id not in out]


def _receipt_typed() -> str:
    """What was typed to be looked for, as receipts are written; empty when nothing was."""
    typed = request.args.get("receipt", "").lower()[:100]
    return "".join(sign for sign in typed if sign in ALPHABET)


def _own(opened: Round) -> Ballot | None:
    person_id = actor().person_id
    return ballot_of(session(), opened, person_id) if person_id is not None else None


def _sealed(opened: Round, cast: Ballot | None, *, away: bool = False, out: bool = False) -> str:
    return render_template(
        "council/sealed.html",
        round=opened,
        meeting=opened.meeting,
        cast=cast,
        away=away,
        out=out,
        ballots=ballot_count(session(), opened),
        lead=may_lead(opened.meeting),
        board=board_view(opened.meeting),
    )
