"""What all pages of dossiers share: their door, finding the thing, and who is its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from forms.fields import StepForm
from models.base.finding import Forbidden
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.nominations.queries import visible_dossiers, visible_nominations
from models.people.organizations import Organization
from models.people.permissions import can
from models.people.words import SUBMITTING_KINDS, Role
from webapp.frame.access import actor, do, found, new_key, refused, say_done, session
from webapp.frame.uploads import with_uploads

blueprint = Blueprint("nominations", __name__)

UNIT = (Role.UNIT_OFFICER, Role.HEAD)
OFFICE = (
    Role.APPRAISER,
    Role.SECRETARIAT_LEAD,
    Role.RECORDS_CLERK,
    Role.COUNCIL_SECRETARY,
    Role.STANDING_COMMITTEE,
    Role.AUDITOR,
)
READERS = (*UNIT, *OFFICE, Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR)


def dossier_of(dossier_id: str) -> Dossier:
    """The dossier, or 404 when the reader may not know of it."""
    query = select(Dossier).where(Dossier.public_id == dossier_id, visible_dossiers(actor()))
    return found(session().scalars(query).one_or_none())


def nomination_of(nomination_id: str) -> Nomination:
    """The nomination, or 404 when the reader may not know of it."""
    query = select(Nomination).where(Nomination.public_id == nomination_id, visible_nominations(actor()))
    return found(session().scalars(query).one_or_none())


def home(*, submitting: bool) -> Organization | None:
    """The organisation for which the reader writes: one that hands in dossiers, or one that writes lines."""
    keys = [seat.organization_id for seat in actor().seats if seat.role == Role.UNIT_OFFICER]
    query = select(Organization).where(Organization.id.in_(keys)).order_by(Organization.id)
    for body in session().scalars(query):
        if (body.kind in SUBMITTING_KINDS) is submitting:
            return body
    return None


def refuse_unless(action: str, thing: Any) -> None:
    """403 with the reason when the reader sees the thing and may not do this."""
    answer = can(actor(), action, thing.access)
    if not answer:
        raise Forbidden(answer.reason, **answer.values)


def passes(action: str, subject: Any, form: StepForm) -> Any:
    """Take the uploads in and pass the door; None when something was refused and now stands on the form."""

    def refuse_stranger() -> None:
        may = can(actor(), action, subject.access)
        if not may:
            raise refused(action, subject.public_id, Forbidden(may.reason, **may.values))

    answers = with_uploads(form, refuse_stranger)
    return do(action, subject, answers, form) if answers is not None else None


def form_page(
    form: StepForm, template: str, send: Callable[[], str | None], version: Any, fill: Callable[[], Mapping[str, Any]]
) -> ResponseReturnValue:
    """One page with one form: shown, sent, shown again with what is wrong; `send` gives the next address."""
    if request.method == "POST" and form.validate():
        onward = send()
        if onward is not None:
            return redirect(onward, 303)
    elif request.method == "GET":
        form.key.data, form.version.data = new_key(), str(version)
    seen = request.method == "GET" or "preview" in request.form  # looked at, not refused
    status = 200 if seen else 422
    return render_template(template, form=form, problem=status == 422, **fill()), status


def version_of(dossier: Dossier) -> int | str:
    return dossier.case.version if dossier.case else ""


def done(sentence: str, onward: str) -> str:
    """Say what has happened and where to go on."""
    say_done(sentence)
    return onward
