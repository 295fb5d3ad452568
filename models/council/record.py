"""The computed part of the minutes: what was voted and adopted, as plain values that never change again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.council.adoption import BucketPlan, Plan
from models.council.board import board_of
from models.council.meetings import Meeting, Round, RoundItem
from models.council.rules.votes import votes_needed
from models.nominations.nominations import Nomination
from models.process.history import canonical


def results_of(session: Session, plan: Plan, reason: str) -> dict[str, Any]:
    """The results of the meeting at the instant of adoption. Names and reasons are copies."""
    meeting = plan.meeting
    total, percent = meeting.total_members or 0, meeting.threshold_percent or 0
    return {
        "total_members": total,
        "threshold_percent": percent,
        "votes_needed": votes_needed(total, percent),
        "rounds": [_round(one) for one in meeting.rounds],
        "buckets": [_bucket(plan, one) for one in plan.buckets],
        "ineligible": [{**_who(one), "reason": one.state_reason} for one in plan.informed],
        "gone": [{**_who(one), "state": str(one.state)} for one in plan.gone],
        "unvoted": [_who(one) for one in plan.unvoted],
        "reason": reason,
    }


def minutes_of(session: Session, meeting: Meeting, discussion: str) -> dict[str, Any]:
    """The whole minutes: heading, board, roster, results, and the discussion as the secretary wrote it down."""
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
        "results": dict(meeting.results or {}),
        "discussion": discussion,
    }


def digest_of(minutes: Mapping[str, Any]) -> str:
    """The hash of minutes: equal content, equal hash."""
    return hashlib.sha256(canonical(minutes).encode()).hexdigest()


def roster_digest(meeting: Meeting) -> str:
    """The hash of the frozen roster: who may vote, in order of their ids."""
    members = sorted(f"{one.person.public_id}:{one.seat}" for one in meeting.roster)
    return hashlib.sha256("\n".join(members).encode()).hexdigest()


def _round(one: Round) -> dict[str, Any]:
    counted = {"ballots": one.ballot_count, "void": one.voided_at is not None}
    return {"number": one.number, "items": len(one.items), "reason": one.reason, **counted}


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
    return {"agree": item.agree, "disagree": item.disagree, "blank": item.blank, "round": item.round.number}
