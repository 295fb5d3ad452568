"""When a dossier may be changed by its unit: as a draft or returned, and never while the head looks at it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import broken
from models.base.language import N_
from models.nominations.dossiers import Dossier
from models.nominations.words import DossierStatus
from models.people.words import Role
from models.process.tasks import Task
from models.process.words import TaskKind

FROZEN = N_("The dossier %(dossier)s has been submitted: it can be changed only when it is returned.")
WITH_THE_HEAD = N_("The dossier %(dossier)s lies with the head: it can be changed when it is sent back.")


def is_editable(session: Session, dossier: Dossier) -> bool:
    """Whether the unit may change nominations and papers now."""
    return _stands_against(session, dossier) == ""


def require_editable(session: Session, dossier: Dossier) -> None:
    """RuleBroken with the reason when the unit may not change the dossier now."""
    reason = _stands_against(session, dossier)
    if reason:
        raise broken("frozen", reason, dossier=dossier.code)


def _stands_against(session: Session, dossier: Dossier) -> str:
    case = dossier.case
    if case is None or case.closed_at is not None:
        return FROZEN
    if case.status not in (DossierStatus.DRAFT, DossierStatus.RETURNED, DossierStatus.AWAITING_CONFIRMATION):
        return FROZEN
    query = select(Task.id).where(
        Task.case_id == case.id, Task.closed_at.is_(None), Task.kind == TaskKind.USER, Task.role == Role.HEAD
    )
    return WITH_THE_HEAD if session.scalars(query).first() is not None else ""
