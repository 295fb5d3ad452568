"""What a check found, and the five ways in which a request can be refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCK = "block"
    HOLD = "hold"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """One thing that a rule has to say.

    `message` is an English message id with named %(values)s; `field` names the form field it
    belongs to, `row` a row of a pasted table (1 = first), `place` a line or element of a file.
    """

    code: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.BLOCK
    citation: str = ""
    field: str = ""
    row: int | None = None
    place: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity in (Severity.BLOCK, Severity.HOLD)


@dataclass(frozen=True)
class Answer:
    """Whether an act is allowed, and if not, why (an English message id)."""

    allowed: bool
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    visible: bool = True

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


class Refusal(Exception):
    """A request that is not carried out: nothing of it stays but the record of the attempt."""

    status = 400
    code = "refused"

    def __init__(self, message: str = "", **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class RuleBroken(Refusal):
    """What was typed or asked breaks a rule (422)."""

    status = 422
    code = "rule_broken"

    def __init__(self, findings: Iterable[Finding] | Finding) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        first = self.findings[0]
        super().__init__(first.message, **first.values)


class Forbidden(Refusal):
    """The actor may see the thing and may not do this (403)."""

    status = 403
    code = "forbidden"


class Missing(Refusal):
    """There is no such thing, as far as the actor may know (404)."""

    status = 404
    code = "missing"


class Conflict(Refusal):
    """Somebody was faster (409)."""

    status = 409
    code = "conflict"


class BadRequest(Refusal):
    """No browser sends this (400)."""

    status = 400
    code = "bad_request"


def broken(code: str, message: str, field: str = "", **values: Any) -> RuleBroken:
    """The refusal for one plain finding."""
    return RuleBroken(Finding(code, message, values, field=field))


def require(findings: Iterable[Finding]) -> None:
    """Raise RuleBroken when any finding blocks."""
    blocking = [finding for finding in findings if finding.blocks]
    if blocking:
        raise RuleBroken(blocking)
