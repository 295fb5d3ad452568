"""The first box of a dossier's page: what is to be done, by whom, until when."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from models.nominations.dossiers import Dossier
from models.nominations.words import DossierStatus
from models.process.tasks import Task
from webapp.frame.access import now
from webapp.frame.caseview import CaseView, due_in_words
from webapp.frame.language import short_date


@dataclass(frozen=True)
class NextBox:
    """Its small title, its sentence and the line below."""

    label: str
    title: str
    why: str


def next_box(shown: Dossier, view: CaseView, task: Task | None, counts: str) -> NextBox:
    """For who has to act, for who waits, and for who reads a dossier that has ended.

    `task` is the reader's own; `counts` says whom the dossier names, empty for nobody.
    """
    status = shown.case.status if shown.case else ""
    if status == DossierStatus.WITHDRAWN:
        held = _("It held: %(counts)s.", counts=counts) if counts else _("It named nobody when it was withdrawn.")
        return NextBox(_("Now"), _("The dossier was withdrawn"), held)
    if shown.case is not None and shown.case.closed_at is not None:
        return NextBox(_("Now"), _("The case is closed"), _("Nothing is left to do; everything can still be read."))
    back = _points(shown) if status == DossierStatus.RETURNED and shown.returns else ""
    if task is not None:
        step = view.names[task.element]
        return NextBox(_("Your work"), back or step, _("The dossier waits for this step: %(step)s.", step=step))
    here = next((item for item in view.items if item["state"] == "now"), None)
    if here is None:
        return NextBox(_("Now"), back or _("Nothing to do for you"), view.sentence)
    why = _("Nothing is asked of you. It is with: %(whom)s.", whom=here["remark"])
    return NextBox(_("Now"), back or _("Waiting for: %(step)s", step=here["title"]), why)


def _points(shown: Dossier) -> str:
    """2 points to complete, 3 working days late (18/06/2024)."""
    last = shown.returns[-1]
    points = ngettext("%(num)s point to complete", "%(num)s points to complete", len(last.defects))
    due = due_in_words(last.due_at, now())
    return f"{points}, {due.headline} ({short_date(due.day)})" if due else points
