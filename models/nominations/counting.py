"""How many collectives and persons dossiers nominate: counted, never stored."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import GONE
from models.schemes.words import SubjectKind


def counts_of(session: Session, dossier_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """For each dossier (by key) its collectives and its persons in the running; one query."""
    query = (
        select(Nomination.dossier_id, Nominee.kind, func.count())
        .join(Nominee, Nominee.id == Nomination.nominee_id)
        .where(Nomination.dossier_id.in_(list(dossier_ids)), Nomination.state.not_in(GONE))
        .group_by(Nomination.dossier_id, Nominee.kind)
    )
    counts: dict[int, dict[str, int]] = {}
    for dossier_id, kind, count in session.execute(query):
        counts.setdefault(dossier_id, {})[kind] = count
    return {
        key: (found.get(SubjectKind.COLLECTIVE, 0), found.get(SubjectKind.INDIVIDUAL, 0))
        for key, found in counts.items()
    }
