"""The noun's row behind each case, and what a thing says of itself to the table of grants."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from models.awards.decisions import Decision
from models.campaigns.campaigns import Campaign, Phase
from models.campaigns.registrations import Work
from models.council.meetings import Meeting
from models.nominations.dossiers import Dossier
from models.people.organizations import Organization
from models.people.permissions import Access
from models.process.cases import Case
from models.process.tasks import Task
from models.process.words import CaseKind

SUBJECTS: dict[CaseKind, Any] = {
    CaseKind.CAMPAIGN_PHASE: Phase,
    CaseKind.REGISTRATION: Work,
    CaseKind.DOSSIER: Dossier,
    CaseKind.MEETING: Meeting,
    CaseKind.DECISION: Decision,
}


def subject_of(session: Session, case: Case) -> Any:
    """The noun's row whose case this is."""
    return session.scalars(_of_case(CaseKind(case.kind)), {"case": case.id}).one()


@cache
def _of_case(kind: CaseKind) -> Select[Any]:
    """The query of a noun, built once: every step asks it."""
    table = SUBJECTS[kind]
    campaign = joinedload(table.campaign)
    query = select(table).where(table.case_id == bindparam("case"))
    query = query.options(campaign.joinedload(Campaign.scheme_version))
    office = table if hasattr(table, "organization") else None
    body = joinedload(office.organization) if office else campaign.joinedload(Campaign.organization)
    counted: Any = Organization  # the counts are columns here, numbers on a row
    return query.options(body.undefer(counted.staff_count), body.undefer(counted.unmanned))


def access_of(session: Session, thing: Any, task: Task | None = None) -> Access:
    """What `thing` says of itself; looked at through a task, with the holder of that task."""
    if isinstance(thing, Task):
        return access_of(session, subject_of(session, thing.case), thing)
    access: Access = getattr(thing, "access", None) or Access()
    return replace(access, holder_id=task.holder_id) if task else access


def case_id_of(thing: Any) -> int | None:
    """The key of the case that `thing` belongs to, through its dossier, meeting or decision if need be."""
    own = getattr(thing, "case_id", None)
    if own is not None:
        return int(own)
    for name in ("dossier", "meeting", "decision"):
        owner = getattr(thing, name, None)
        if owner is not None:
            return case_id_of(owner)
    return None
