"""The computed part of the minutes: what was voted and adopted, as plain values that never change again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.council.adoption import BucketPlan, Plan
from models.council.attendance import Attended, attendance_of
from models.council.board import board_of
from models.council.meetings import Meeting, Round, RoundItem
from models.council.recusals import Recusal, recusals_of
from models.council.rules.votes import votes_needed
from models.council.words import Presence
from models.nominations.nominations import Nomination
from models.people.persons import Person
from models.process.history import canonical


def results_of(session: Session, plan: Plan, chair: Person, reason: str) -> dict[str, Any]:
    """The results of the meeting at the instant of adoption, concluded by `chair`. Names and reasons are copies."""
    meeting = plan.meeting
    voters = {member.person_id for member in meeting.roster}
    total, percent = meeting.total_members or 0, meeting.threshold_percent or 0
    return {
        "total_members": total,
        "threshold_percent": percent,
        "votes_needed": votes_needed(total, percent),
        "present": attendance_of(session, meeting).present,
        "rounds": [_round(one) for one in meeting.rounds],
        "buckets": [_bucket(plan, one) for one in plan.buckets],
        "recusals": [_recusal(one) for one in recusals_of(session, meeting) if one.person_id in voters],
        "ineligible": [{**_who(one), "reason": one.state_reason} for one in plan.informed],
        "gone": [{**_who(one), "state": str(one.state)} for one in plan.gone],
        "unvoted": [_who(one) for one in plan.unvoted],
        "chair": _office(meeting, chair),
        "reason": reason,
    }


@dataclass(frozen=True)
class Written:
    """What people write into minutes: the discussion, the guests (one a line), the number of copies."""

    discussion: str
    guests: tuple[str, ...]
    copies: int


def minutes_of(session: Session, meeting: Meeting, secretary: Person, written: Written) -> dict[str, Any]:
    """The whole minutes: heading, board, roster, results, and what the secretary wrote down.

    Fields: those of the minutes of a council in Vietnamese practice (domain: body, time and place, chair,
    secretary, members, guests, method, results on the total membership, conclusion, copies, signatures).
    """
    query = (
        select(func.count())
        .select_from(Meeting)
        .where(
            Meeting.campaign_id == meeting.campaign_id,
            Meeting.roster_frozen_at.is_not(None),
            Meeting.roster_frozen_at <= meeting.roster_frozen_at,
        )
    )
    return {
        "code": meeting.code,
        "title": meeting.title,
        "sits_on": meeting.sits_on.isoformat(),
        "place": meeting.place,
        "meeting_number": session.scalar(query) or 1,
        "body": meeting.organization.name,
        "campaign": meeting.campaign.scheme.title,
        "board": [one.name for one in board_of(session, meeting)],
        "roster": [{"name": one.name, "seat": str(one.seat), "title": one.title} for one in meeting.roster],
        "opened_at": _instant(meeting.roster_frozen_at),
        "closed_at": _instant(meeting.adopted_at),
        "chair": (meeting.results or {}).get("chair", {}),
        "secretary": _office(meeting, secretary),
        "ballot": meeting.campaign.scheme.voting.ballot.value,
        "attendance": _attendance(attendance_of(session, meeting)),
        "results": dict(meeting.results or {}),
        "discussion": written.discussion,
        "guests": list(written.guests),
        "copies": written.copies,
    }


def locked(minutes: Mapping[str, Any], chair: Person, meeting: Meeting, now: datetime, root: str) -> dict[str, Any]:
    """The minutes with both signatures, and the root over the whole history that leaves the house with them."""
    return {**minutes, "signed_by": _office(meeting, chair), "signed_at": _instant(now), "root": root}


def _attendance(attended: Attended) -> dict[str, Any]:
    """Present and absent as at opening, and who came later or left when."""
    opening = [one for one in attended.members if one.first.state == Presence.PRESENT]
    changes = [(one, was, row) for one in attended.members for was, row in pairwise(one.rows)]
    return {
        "present": len(opening),
        "total": attended.total,
        "quorum": attended.needed,
        "absent": [
            {"name": one.member.name, "state": str(one.first.state), "reason": one.first.reason}
            for one in attended.members
            if one not in opening
        ],
        "changes": [
            {
                "name": one.member.name,
                "was": str(was.state),
                "state": str(row.state),
                "at": row.at.isoformat(),
                "reason": row.reason,
            }
            for one, was, row in sorted(changes, key=lambda change: change[2].id)
        ],
    }


def digest_of(minutes: Mapping[str, Any]) -> str:
    """The hash of minutes: equal content, equal hash."""
    return hashlib.sha256(canonical(minutes).encode()).hexdigest()


def roster_digest(meeting: Meeting) -> str:
    """The hash of the frozen roster: who may vote, in order of their ids."""
    members = sorted(f"{one.person.public_id}:{one.seat}" for one in meeting.roster)
    return hashlib.sha256("\n".join(members).encode()).hexdigest()


def _office(meeting: Meeting, person: Person) -> dict[str, str]:
    """Name, title and seat as the frozen roster has them; of who is not on it, as they are now."""
    seat = next((one for one in meeting.roster if one.person_id == person.id), None)
    if seat is not None:
        return {"name": seat.name, "title": seat.title, "seat": str(seat.seat)}
    return {"name": person.name, "title": person.title, "seat": ""}


def _instant(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""


def _round(one: Round) -> dict[str, Any]:
    counted = {"ballots": one.ballot_count, "void": one.voided_at is not None}
    return {"number": one.number, "items": len(one.items), "reason": one.reason, **counted}


def _recusal(one: Recusal) -> dict[str, Any]:
    return {"member": one.person.name, "name": one.nomination.nominee.name, "ground": str(one.ground)}


def _bucket(plan: Plan, one: BucketPlan) -> dict[str, Any]:
    places = {line.id: line.rank for line in one.ranked}

    def listed(keys: Iterable[int]) -> list[dict[str, Any]]:
        return [{**_who(plan.nominations[key]), **_votes(plan.votes[key]), "rank": places[key]} for key in keys]

    tie = one.tie_break
    return {
        "bucket": one.bucket.key,
        "name": one.bucket.name,
        "award": one.award.name,
        "limit": one.limit,
        "free": one.selected.places,
        "passed": one.selected.passed,
        "over": one.over,
        "confirmed": listed(one.confirmed),
        "released": listed(one.released),
        "adopted": listed(one.selected.adopted),
        "reserve": listed(one.selected.reserve),
        "failed": listed(one.selected.failed),
        "twice": listed(one.twice),
        "aside": listed(one.aside),
        "waiting": listed(one.waiting),
        "tie": {"reason": tie.reason, "order": _names(plan, tie.order)} if tie else None,
    }


def _names(plan: Plan, public_ids: Iterable[str]) -> list[str]:
    names = {one.public_id: one.nominee.name for one in plan.nominations.values()}
    return [names[public_id] for public_id in public_ids]


def _who(one: Nomination) -> dict[str, Any]:
    return {
        "nomination": one.public_id,
        "name": one.nominee.name,
        "kind": str(one.nominee.kind),
        "organization": one.nominee.organization.name,
        "submitted_by": one.dossier.organization.name,
        "dossier": one.dossier.code,
        "bucket": one.bucket,
    }


def _votes(item: RoundItem) -> dict[str, Any]:
    return {
        "agree": item.agree,
        "disagree": item.disagree,
        "blank": item.blank,
        "base": item.base,
        "needed": item.needed,
        "recused": item.recused,
        "round": item.round.number,
    }
