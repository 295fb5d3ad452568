"""Decisions of the story: taken line by line, signed, numbered, answered by other bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.awards.decisions import Decision
from models.awards.words import LineState
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.people.words import Role
from workflows.runs.story import Life, Story
from workflows.runs.story_cast import Cast
from workflows.runs.story_votes import Votes

SIGNER_TITLE = "TM. BAN THƯỜNG TRỰC, PHÓ CHỦ TỊCH THƯỜNG TRỰC"
SENT_BACK = "Đề nghị Hội đồng xem xét lại: thành tích trùng với đợt khen trước"
TYPED_WRONG = "Số quyết định nhập chưa khớp với bản quét"
REFUSED = "Cơ quan có thẩm quyền chưa xét trong đợt này"
FEWEST_LINES = 4  # a shorter list is decided whole


@dataclass(frozen=True)
class DecisionPlan:
    """What becomes of a meeting's decisions."""

    wait: bool = False  # nobody has decided yet
    sent_back: int = 0  # lines of our own award: the first is confirmed later, the second is voted down
    answered_after: int = 20  # working days until another body answers
    refused: bool = False  # the other body refuses the last line of a longer list


def decision_life(story: Story, cast: Cast, public_id: str, plan: DecisionPlan, votes: Votes) -> Life:
    """Decided, issued and, for another body's award, answered; the notices go out by themselves."""
    if plan.wait:
        return
    decision = story.row(Decision, public_id)
    chosen = _decided(story, decision, plan)
    story.perform(cast.office(Role.STANDING_COMMITTEE), "decide_award", decision, lines=chosen)
    _remember(story, decision, votes)
    if all(entry["state"] == LineState.SENT_BACK for entry in chosen.values()):
        return
    yield story.later(2)
    signer = cast.office(Role.STANDING_COMMITTEE)
    story.perform(
        cast.office(Role.RECORDS_CLERK),
        "issue_decision",
        decision,
        signer_name=signer.name,
        signer_title=SIGNER_TITLE,
        signed_on=story.today,
    )
    if not _is_own(story, decision):
        yield story.later(plan.answered_after)
        yield from _answered(story, cast, decision, plan)


def _decided(story: Story, decision: Decision, plan: DecisionPlan) -> dict[str, dict[str, Any]]:
    with story.reading() as session:
        here = session.get_one(Decision, decision.id)
        lines = [line.public_id for line in here.lines]
        back = lines[len(lines) - plan.sent_back :] if here.is_own and len(lines) >= FEWEST_LINES else []
    return {
        line: {"state": LineState.SENT_BACK, "reason": SENT_BACK} if line in back else {"state": LineState.DECIDED}
        for line in lines
    }


def _remember(story: Story, decision: Decision, votes: Votes) -> None:
    """Of the lines sent back all but the first will fail the new vote, where a reserve waits for the place."""
    with story.reading() as session:
        lines = session.get_one(Decision, decision.id).lines
        back = [line.adopted_line.nomination for line in lines if line.state == LineState.SENT_BACK]
        waiting = set(session.scalars(select(Nomination.bucket).where(Nomination.state == NominationState.RESERVE)))
    votes.voted_down.update(one.public_id for one in back[1:] if one.bucket in waiting)


def _is_own(story: Story, decision: Decision) -> bool:
    with story.reading() as session:
        return session.get_one(Decision, decision.id).is_own


def _answered(story: Story, cast: Cast, decision: Decision, plan: DecisionPlan) -> Life:
    """The answer is typed in with its scan, does not agree at first, is typed in again and confirmed by another."""
    appraiser, lead = cast.office(Role.APPRAISER), cast.office(Role.SECRETARIAT_LEAD)
    number = 100 + story.invent.number() % 900
    wrong, right = f"{number - 1}/QĐ-M", f"{number}/QĐ-M"
    answers = {"outside_on": story.today, "lines": _results(story, decision, plan)}
    scan = story.upload("Quyết định khen thưởng")
    story.perform(appraiser, "enter_outside_result", decision, outside_number=wrong, file=scan, **answers)
    yield story.later(1)
    story.perform(lead, "confirm_outside_result", decision, outcome="sent_back", reason=TYPED_WRONG)
    story.perform(appraiser, "enter_outside_result", decision, outside_number=right, **answers)
    yield story.later(1)
    story.perform(lead, "confirm_outside_result", decision, outcome="confirmed")


def _results(story: Story, decision: Decision, plan: DecisionPlan) -> dict[str, dict[str, Any]]:
    with story.reading() as session:
        here = session.get_one(Decision, decision.id)
        lines = [line.public_id for line in here.lines if line.state == LineState.FORWARDED]
    found: dict[str, dict[str, Any]] = {line: {"state": LineState.GRANTED} for line in lines}
    if plan.refused and len(lines) >= FEWEST_LINES:
        found[lines[-1]] = {"state": LineState.REFUSED, "reason": REFUSED}
    return found
