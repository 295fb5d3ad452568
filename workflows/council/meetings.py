"""What the acts of a meeting share: when they are allowed, and what they find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from models.base.finding import BadRequest, Conflict, broken
from models.base.language import N_
from models.council.meetings import Meeting
from models.council.words import LABELS, MeetingStatus
from models.nominations.nominations import Nomination
from workflows.call import Call

PAST = N_("The meeting is no longer at this point: “%(status)s”.")
REASON_MISSING = N_("Say why: the reason stays in the history.")


def meeting_at(call: Call, *statuses: MeetingStatus) -> Meeting:
    """The meeting of the call; Conflict unless its diagram stands at one of `statuses`."""
    case = call.case
    if case is None or case.closed_at is not None or case.status not in statuses:
        known = {str(status): label for status, label in LABELS.items() if isinstance(status, MeetingStatus)}
        status = case.status if case else ""
        raise Conflict(PAST, status=known.get(status, status))
    meeting: Meeting = call.subject if isinstance(call.subject, Meeting) else call.subject.meeting
    return meeting


def reason_in(answers: Mapping[str, Any]) -> str:
    """The reason given; RuleBroken without one."""
    reason = str(answers.get("reason", "")).strip()
    if not reason:
        raise broken("reason_missing", REASON_MISSING, "reason")
    return reason


def ids_in(answers: Mapping[str, Any], name: str) -> list[str]:
    """A list of public ids, each once; BadRequest for anything else."""
    asked = answers.get(name, [])
    if not isinstance(asked, list | tuple) or len(set(asked)) != len(asked):
        raise BadRequest()
    return [str(one) for one in asked]


def chosen(asked: Collection[str], among: Iterable[Nomination]) -> list[Nomination]:
    """The nominations with these public ids, in the order of `among`; Conflict when one is not (or no longer) there."""
    found = [one for one in among if one.public_id in set(asked)]
    if len(found) != len(asked):
        raise Conflict(N_("Some of the chosen nominations are no longer available. Please open the page again."))
    return found
