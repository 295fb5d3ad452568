"""Whether a reader may know of a thing at all; each noun says so in its own query."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.awards.decisions import Decision
from models.awards.queries import visible_decisions
from models.campaigns.campaigns import Phase
from models.campaigns.queries import visible_work
from models.campaigns.registrations import Work
from models.council.meetings import Meeting
from models.council.queries import visible_meetings
from models.nominations.dossiers import Dossier
from models.nominations.queries import visible_dossiers
from models.people.permissions import Actor

CONDITIONS: dict[type, Any] = {Dossier: visible_dossiers, Meeting: visible_meetings, Decision: visible_decisions}


def visible(session: Session, actor: Actor, subject: Any) -> bool:
    """Whether `actor` may see `subject`; phases are everybody's."""
    if isinstance(subject, Phase):
        return True
    if isinstance(subject, Work):
        return visible_work(session, actor, subject.public_id) is not None
    table = type(subject)
    query = select(table.id).where(table.id == subject.id, CONDITIONS[table](actor))
    return session.scalar(query) is not None
