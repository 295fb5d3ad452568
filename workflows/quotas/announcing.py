"""Limits: announced once, raised, lowered; each with its reason in the history of the campaign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.base.finding import BadRequest, broken, require
from models.base.language import N_
from models.process.outcomes import Outcome
from models.quotas.places import Line, add_places, limit_of, lock_line, remove_places, taken_count
from models.quotas.rules import check_announcing, check_lowering, check_raising
from workflows.call import Call

REASON_MISSING = N_("Say why: the reason stays in the history.")


def announce_quota(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Give the line its first number, `limit`: from now on that many places can be taken.

    Plan 286, VI.2 ("có thông báo số lượng cụ thể sau"). RuleBroken when a number is announced already.
    """
    line, old, new = _asked(call, answers)
    require(check_announcing(old, new))
    line.announced = True
    add_places(call.session, line, new)
    return _changed(line, old, new, answers)


def raise_quota(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Raise the limit to `limit`."""
    line, old, new = _asked(call, answers)
    require(check_raising(old, new))
    add_places(call.session, line, new - (old or 0))
    return _changed(line, old, new, answers)


def lower_quota(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Lower the limit to `limit`, never below the places taken."""
    line, old, new = _asked(call, answers)
    require(check_lowering(old, taken_count(call.session, line), new))
    remove_places(call.session, line, (old or 0) - new)
    return _changed(line, old, new, answers)


def _asked(call: Call, answers: Mapping[str, Any]) -> tuple[Line, int | None, int]:
    """The locked line, its limit now, and the limit asked for."""
    new = answers.get("limit")
    if type(new) is not int:
        raise BadRequest()
    if not str(answers.get("reason", "")).strip():
        raise broken("reason_missing", REASON_MISSING, "reason")
    line: Line = call.subject
    lock_line(call.session, line)
    return line, limit_of(call.session, line), new


def _changed(line: Line, old: int | None, new: int, answers: Mapping[str, Any]) -> Outcome:
    return Outcome(
        before={"bucket": line.bucket, "limit": old},
        after={"limit": new},
        reason=str(answers["reason"]).strip(),
        result={"line": line.public_id},
    )
