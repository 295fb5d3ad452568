"""The minutes: computed record and written discussion, locked with their hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.base.finding import broken
from models.base.language import N_
from models.council.meetings import Meeting
from models.council.record import digest_of, minutes_of
from models.process.outcomes import Outcome
from workflows.call import Call

NO_DISCUSSION = N_("Write down the discussion, or that there was none.")


def write_minutes(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Write and lock the minutes; `discussion` is the secretary's own text. Nothing of them changes afterwards."""
    meeting: Meeting = call.subject
    discussion = str(answers.get("discussion", "")).strip()
    if not discussion:
        raise broken("discussion_missing", NO_DISCUSSION, "discussion")
    meeting.minutes = minutes_of(call.session, meeting, discussion)
    meeting.minutes_digest = digest_of(meeting.minutes)
    return Outcome(after={"meeting": meeting.code, "digest": meeting.minutes_digest})
