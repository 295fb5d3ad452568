"""Whom dossiers nominate, and how many collectives and persons: counted, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import GONE, all_lines
from models.nominations.words import NominationState
from models.process.cases import Case
from models.process.history import Event
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


def held_when_withdrawn(session: Session, dossier: Dossier) -> Sequence[Nomination]:
    """What a withdrawn dossier asked for at that moment, as its history names it; nothing of any other dossier."""
    query = (
        select(Event.after)
        .join(Case, Case.chain_id == Event.chain_id)
        .where(Case.id == dossier.case_id, Event.act.in_(("withdraw_dossier", "discard_dossier")))
    )
    told = session.scalars(query.order_by(Event.number.desc())).first()
    held = told["nominations"] if told else []
    names = set(held) if isinstance(held, list) else set()  # an earlier form of the event told only how many
    withdrawn = [line for line in all_lines(session, dossier) if line.state == NominationState.WITHDRAWN]
    # somebody taken out and put in again has two rows: the later one went with the dossier
    return list({line.nominee_id: line for line in withdrawn if line.nominee.name in names}.values())


def kinds_of(lines: Iterable[Nomination]) -> tuple[int, int]:
    """Collectives and persons among `lines`."""
    kinds = [line.nominee.kind for line in lines]
    return kinds.count(SubjectKind.COLLECTIVE), kinds.count(SubjectKind.INDIVIDUAL)
