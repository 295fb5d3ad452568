"""Lines from below: a commune or district-level body sees and writes its own lines, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from forms.nominations import NominationForm, NoteForm
from models.base.finding import Forbidden
from models.base.text import search_key
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import drafts_taking_lines
from models.nominations.words import NominationState
from models.people.organizations import Organization
from models.people.words import Role
from webapp.frame.access import do, found, requires, session
from webapp.frame.language import label, say
from webapp.frame.lists import csv_file
from webapp.pages.nominations.room import blueprint, done, form_page, home, version_of
from webapp.pages.nominations.typing import offer, typing


@blueprint.get("/lines")
@requires(Role.UNIT_OFFICER)
def lines() -> ResponseReturnValue:
    """The reader's own lines with what became of them, and the open drafts that take new ones."""
    body = _author()
    query = (
        select(Nomination)
        .join(Nominee, Nominee.id == Nomination.nominee_id)
        .where(Nomination.from_organization_id == body.id)
        .order_by(Nomination.entered_at.desc(), Nomination.id.desc())
    )
    for word in (search := request.args.get("q", "").strip()[:200]) and search_key(search).split():
        query = query.where(Nominee.search_key.contains(word, autoescape=True))
    rows = session().scalars(query).all()
    if request.args.get("format") == "csv":
        return csv_file(
            "de-nghi",
            [_("Name"), _("Award"), _("State"), _("Reason")],
            (
                (
                    row.nominee.name,
                    row.dossier.award_shape.short_name,
                    label(NominationState(row.state)),
                    say(row.state_reason),
                )
                for row in rows
            ),
        )
    return render_template(
        "nominations/lines.html", body=body, rows=rows, query=search, drafts=drafts_taking_lines(session(), body)
    )


@blueprint.route("/lines/new/<dossier_id>", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def new_line(dossier_id: str) -> ResponseReturnValue:
    """Write a line into an open draft of the district; of the draft only award and code are shown."""
    body = found(home(submitting=False))
    shown = _draft(body, dossier_id)
    form = NominationForm()
    offer(form, shown, body)

    def send() -> str | None:
        if not do("propose_line", shown, form.answers(), form):
            return None
        return done(_("The line waits for the district's decision."), "/lines")

    def fill() -> Mapping[str, Any]:
        again, writer = found(session().get(Dossier, shown.id)), _author()
        return {"dossier": again, "body": writer, "typed": typing(form, again, writer)}

    return form_page(form, "nominations/line_form.html", send, version_of(shown), fill)


@blueprint.route("/lines/<nomination_id>/withdraw", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def withdraw_line(nomination_id: str) -> ResponseReturnValue:
    """Take an undecided line back."""
    line = _own(nomination_id)
    form = NoteForm()

    def send() -> str | None:
        if not do("withdraw_line", line, form.answers(), form):
            return None
        return done(_("The line has been taken back."), "/lines")

    return form_page(
        form,
        "nominations/ask.html",
        send,
        version_of(line.dossier),
        lambda: {
            "title": _("Take back the line of %(name)s", name=_own(nomination_id).nominee.name),
            "back": "/lines",
            "text": _("The district no longer sees it. You can write it again while the draft is open."),
            "button": _("Take the line back"),
            "code": _("My lines"),
            "danger": False,
        },
    )


def _author() -> Organization:
    body = home(submitting=False)
    if body is None:
        raise Forbidden(_("Your organisation hands in dossiers of its own: it writes no lines into others."))
    return body


def _draft(body: Organization, dossier_id: str) -> Dossier:
    drafts = drafts_taking_lines(session(), body)
    return found(next((draft for draft in drafts if draft.public_id == dossier_id), None))


def _own(nomination_id: str) -> Nomination:
    query = select(Nomination).where(
        Nomination.public_id == nomination_id, Nomination.from_organization_id == _author().id
    )
    return found(session().scalars(query).one_or_none())
