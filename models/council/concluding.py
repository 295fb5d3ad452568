"""Which dossiers are through: what the council's and the standing committee's acts tell them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.council.meetings import AgendaItem, Meeting
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.process.outcomes import Post
from models.process.tasks import Message

COUNCIL_CONCLUDED = "council_concluded"
DOSSIER_DECIDED = "dossier_decided"
_S = NominationState
BEFORE_COUNCIL = frozenset({_S.SUBMITTED, _S.ELIGIBLE, _S.ON_HOLD})
BEFORE_DECISION = frozenset({_S.ADOPTED, _S.SENT_BACK})
TAKEN = BEFORE_DECISION | {_S.DECIDED, _S.REFUSED}


def conclusions(session: Session, dossier_ids: Iterable[int]) -> tuple[Post, ...]:
    """The messages that these dossiers now get, each of them once in a dossier's life.

    `council_concluded` when every nomination has a result of the council (a place on the reserve list is one,
    and an ineligible nomination has one once a meeting was told about it); `dossier_decided` when, beyond
    that, nothing adopted waits for its decision any more. Lock the dossiers' cases first.
    """
    query = select(Dossier).where(Dossier.id.in_(sorted(set(dossier_ids)))).order_by(Dossier.id)
    posts: list[Post] = []
    for dossier in session.scalars(query).all():
        if dossier.case_id is not None:
            posts += _posts(session, dossier, dossier.case_id)
    return tuple(posts)


def _posts(session: Session, dossier: Dossier, case_id: int) -> Iterable[Post]:
    query = select(Nomination).where(Nomination.dossier_id == dossier.id).execution_options(populate_existing=True)
    nominations = session.scalars(query).all()
    states = {one.state for one in nominations}
    untold = {one.id for one in nominations if one.state == _S.INELIGIBLE} - _told(session, dossier)
    if states & BEFORE_COUNCIL or untold:
        return
    said = select(Message.name, Message.outcome).where(Message.case_id == case_id)
    posted = {row[0]: row[1] for row in session.execute(said)}
    outcome = posted.get(COUNCIL_CONCLUDED) or ("adopted" if states & TAKEN else "not_adopted")
    if COUNCIL_CONCLUDED not in posted:
        yield Post(case_id, COUNCIL_CONCLUDED, outcome)
    # what was adopted may have been sent back and freed since: the dossier that was told so is through all the same
    if outcome == "adopted" and not states & BEFORE_DECISION and DOSSIER_DECIDED not in posted:
        yield Post(case_id, DOSSIER_DECIDED)


def _told(session: Session, dossier: Dossier) -> set[int]:
    """The nominations of the dossier that stood on the agenda of a meeting which has adopted its results."""
    query = (
        select(AgendaItem.nomination_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Nomination, Nomination.id == AgendaItem.nomination_id)
        .where(Nomination.dossier_id == dossier.id, Meeting.adopted_at.is_not(None))
    )
    return set(session.scalars(query))
