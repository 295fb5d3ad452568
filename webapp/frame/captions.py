"""What a case is called, whose it is and where its page stands; and who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.awards.decisions import Decision
from models.campaigns.campaigns import Phase
from models.campaigns.registrations import Work
from models.council.meetings import Meeting
from models.nominations.dossiers import Dossier
from models.process.cases import Case
from models.process.words import CaseKind
from webapp.frame.language import label, short_date
from workflows.subjects import SUBJECTS


@dataclass(frozen=True)
class Caption:
    """The title of a case, a line about it, and its address."""

    title: str
    meta: str
    url: str


def caption(subject: Any) -> Caption:
    """How lists and task pages name the thing."""
    if isinstance(subject, Dossier):
        return Caption(
            subject.code,
            f"{subject.organization.name} · {subject.award_shape.short_name}",
            f"/dossiers/{subject.public_id}",
        )
    if isinstance(subject, Work):
        return Caption(
            subject.title, f"{subject.organization.name} · {label(subject.kind)}", f"/works/{subject.public_id}"
        )
    if isinstance(subject, Meeting):
        return Caption(subject.title, short_date(subject.sits_on), f"/meetings/{subject.public_id}")
    if isinstance(subject, Decision):
        award = subject.campaign.scheme.award(subject.award)
        return Caption(
            _("Decision on: %(award)s", award=award.short_name),
            subject.meeting.title,
            f"/decisions/{subject.public_id}",
        )
    if isinstance(subject, Phase):
        return Caption(subject.name, subject.campaign.scheme.short_title, "/campaign")
    raise TypeError(type(subject).__name__)


def subjects_of(session: Session, cases: Iterable[Case]) -> dict[int, Any]:
    """The rows behind many cases by the key of the case, with one query for each kind."""
    wanted: dict[CaseKind, list[int]] = {}
    for case in cases:
        wanted.setdefault(CaseKind(case.kind), []).append(case.id)
    found: dict[int, Any] = {}
    for kind, keys in wanted.items():
        table = SUBJECTS[kind]
        query = select(table).where(table.case_id.in_(keys)).options(joinedload(table.campaign))
        if hasattr(table, "organization"):
            query = query.options(joinedload(table.organization))
        found.update({row.case_id: row for row in session.scalars(query)})
    return found
