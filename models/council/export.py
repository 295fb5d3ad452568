"""A counted round as one file that proves itself: totals, shuffled choices, receipts, and the history that names them.

`bench/verify_round.py` recounts it and needs nothing of the product.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import Conflict
from models.base.language import N_
from models.council.meetings import Round, RoundItem
from models.process.history import Event, canonical, content_of

FORM = "vinhdanh-round-1"
NOT_COUNTED = N_("Round %(round)s of meeting %(meeting)s is not counted: there is nothing to verify yet.")


def export_round(session: Session, opened: Round) -> str:
    """The round as canonical JSON on one line; its last key `sha256` is the digest of everything else.

    Raises Conflict for a round that is not counted. Holds no choice with a member's name: there is none.
    """
    meeting = opened.meeting
    if opened.counted_at is None or meeting.case is None:
        raise Conflict(NOT_COUNTED, round=opened.number, meeting=meeting.code)
    content: dict[str, Any] = {
        "form": FORM,
        "meeting": meeting.code,
        "round": opened.number,
        "members": meeting.total_members,
        "threshold_percent": meeting.threshold_percent,
        "recused_rule": str(meeting.campaign.scheme.voting.recused.value),
        "ballots": opened.ballot_count,
        "receipts": opened.receipts,
        "items": [_item(item) for item in opened.items],
        "chain": [{**content_of(event), "digest": event.digest} for event in _history(session, opened)],
    }
    content["sha256"] = hashlib.sha256(canonical(content).encode()).hexdigest()
    return canonical(content) + "\n"


def _item(item: RoundItem) -> dict[str, Any]:
    return {
        "name": item.nomination.nominee.name,
        "base": item.base,
        "recused": item.recused,
        "agree": item.agree,
        "disagree": item.disagree,
        "blank": item.blank,
        "choices": item.choices,
        "passed": item.passed,
    }


def _history(session: Session, opened: Round) -> list[Event]:
    """The meeting's chain from its first event to the one that names the totals of the round."""
    case: Any = opened.meeting.case
    events = session.scalars(select(Event).where(Event.chain_id == case.chain_id).order_by(Event.number)).all()
    last = next(one.number for one in events if one.act == "round_counted" and one.after.get("round") == opened.number)
    return [one for one in events if one.number <= last]
