"""I1: never more awards than places; every decision rests on an adopted line, a place and a closed round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload

from models.awards.decisions import DecisionLine
from models.awards.words import LineState
from models.base.finding import Finding
from models.base.language import N_
from models.council.meetings import AdoptedLine, Round, RoundItem
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.process.history import Event
from models.quotas.places import Line, Place

CODE = "I1"
HOLDERS = (NominationState.ADOPTED, NominationState.DECIDED, NominationState.SENT_BACK, NominationState.REFUSED)
ANNOUNCEMENTS = ("announce_quota", "raise_quota", "lower_quota")

OTHER_LIMIT = N_("“%(bucket)s” has %(open)s open places; plan and announcements allow %(limit)s.")
UNANNOUNCED = N_("“%(bucket)s” has places although its number has not been announced.")
NUMBERS = N_("The places of “%(bucket)s” are not numbered 1 to %(count)s without gaps.")
CLOSED_TAKEN = N_("Place %(number)s of “%(bucket)s” was taken back and is held all the same.")
NO_LINE = N_("Place %(number)s of “%(bucket)s” is held by a nomination that no standing adopted line names.")
NO_PLACE = N_("The adopted line of nomination %(nomination)s has no place in its bucket.")
NOT_ADOPTED = N_("Nomination %(nomination)s is in the state “%(state)s” without a standing adopted line.")
NO_VOTE = N_("The adopted line of nomination %(nomination)s does not rest on a closed round in which it passed.")
NO_GROUND = N_("Decision %(decision)s awards nomination %(nomination)s, whose adopted line does not stand.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Places against announcements, adopted lines against places and votes, decisions against adopted lines."""
    yield from _lines(session)
    yield from _places(session)
    yield from _adopted(session)
    yield from _decisions(session)


def _lines(session: Session) -> Iterator[Finding]:
    limits = _limits(session)
    counted = select(Place.line_id, func.count(), func.sum(cast(Place.is_open, Integer)), func.max(Place.number))
    places = {row[0]: row[1:] for row in session.execute(counted.group_by(Place.line_id))}
    for line in session.scalars(select(Line).options(joinedload(Line.campaign)).order_by(Line.id)):
        count, is_open, last = places.get(line.id, (0, 0, 0))
        if count != last:
            yield Finding(CODE, NUMBERS, {"bucket": line.bucket, "count": count})
        if not line.announced:
            if is_open:
                yield Finding(CODE, UNANNOUNCED, {"bucket": line.bucket})
        elif is_open != limits.get(line.id):
            yield Finding(CODE, OTHER_LIMIT, {"bucket": line.bucket, "open": is_open, "limit": limits.get(line.id)})


def _limits(session: Session) -> dict[int, int | None]:
    """What each line may hold: the plan's number, then what the history says was announced."""
    told: dict[tuple[int, str], int] = {}
    query = select(Event).where(Event.act.in_(ANNOUNCEMENTS)).order_by(Event.chain_id, Event.number)
    for event in session.scalars(query):
        told[event.chain_id, str(event.before.get("bucket"))] = int(event.after.get("limit", -1))
    found: dict[int, int | None] = {}
    for line in session.scalars(select(Line).options(joinedload(Line.campaign))):
        _award, bucket = line.campaign.scheme.bucket(line.bucket)
        found[line.id] = told.get((line.campaign.chain_id, line.bucket), bucket.limit)
    return found


def _places(session: Session) -> Iterator[Finding]:
    standing = AdoptedLine.standing_nominee_id.is_not(None)
    query = (
        select(Place.number, Place.is_open, Line.bucket, AdoptedLine.id)
        .join(Line, Line.id == Place.line_id)
        .outerjoin(AdoptedLine, (AdoptedLine.place_id == Place.id) & standing
                   & (AdoptedLine.nomination_id == Place.nomination_id))
        .where(Place.nomination_id.is_not(None))
    )  # fmt: skip
    for number, is_open, bucket, adopted in session.execute(query):
        if not is_open:
            yield Finding(CODE, CLOSED_TAKEN, {"number": number, "bucket": bucket})
        if adopted is None:
            yield Finding(CODE, NO_LINE, {"number": number, "bucket": bucket})


def _adopted(session: Session) -> Iterator[Finding]:
    for public_id in session.scalars(_standing_lines(_without_place())):
        yield Finding(CODE, NO_PLACE, {"nomination": public_id})
    for public_id in session.scalars(_standing_lines(_without_vote())):
        yield Finding(CODE, NO_VOTE, {"nomination": public_id})
    lined = select(AdoptedLine.nomination_id).where(AdoptedLine.standing_nominee_id.is_not(None))
    query = select(Nomination.public_id, Nomination.state)
    query = query.where(Nomination.state.in_(HOLDERS), Nomination.id.not_in(lined))
    for row in session.execute(query):
        yield Finding(CODE, NOT_ADOPTED, {"nomination": row.public_id, "state": str(row.state)})


def _standing_lines(wrong: ColumnElement[bool]) -> Select[str]:
    """The nominations of standing adopted lines for which `wrong` holds."""
    return (
        select(Nomination.public_id)
        .join(AdoptedLine, AdoptedLine.nomination_id == Nomination.id)
        .outerjoin(Place, Place.id == AdoptedLine.place_id)
        .outerjoin(Line, Line.id == Place.line_id)
        .outerjoin(RoundItem, RoundItem.id == AdoptedLine.round_item_id)
        .outerjoin(Round, Round.id == RoundItem.round_id)
        .where(AdoptedLine.standing_nominee_id.is_not(None), wrong)
        .order_by(AdoptedLine.id)
    )


def _without_place() -> ColumnElement[bool]:
    return or_(
        Place.nomination_id.is_(None),
        Place.nomination_id != AdoptedLine.nomination_id,
        Line.bucket != Nomination.bucket,
        AdoptedLine.standing_nominee_id != Nomination.nominee_id,
    )


def _without_vote() -> ColumnElement[bool]:
    return or_(
        Round.counted_at.is_(None),
        RoundItem.passed.is_not(True),
        RoundItem.nomination_id != AdoptedLine.nomination_id,
        Round.meeting_id != AdoptedLine.meeting_id,
    )


def _decisions(session: Session) -> Iterator[Finding]:
    awarded = (LineState.DECIDED, LineState.FORWARDED, LineState.GRANTED)
    query = (
        select(DecisionLine)
        .where(DecisionLine.state.in_(awarded))
        .options(
            joinedload(DecisionLine.decision), joinedload(DecisionLine.adopted_line).joinedload(AdoptedLine.nomination)
        )
    )
    for line in session.scalars(query.order_by(DecisionLine.id)):
        rests = line.adopted_line
        if rests is None or rests.standing_nominee_id is None or rests.meeting_id != line.decision.meeting_id:
            nomination = rests.nomination.public_id if rests is not None else "?"
            yield Finding(CODE, NO_GROUND, {"decision": line.decision.public_id, "nomination": nomination})
