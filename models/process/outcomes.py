"""What a verb gives back to the door: an outcome, and what shall follow elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.process.words import CaseKind


@dataclass(frozen=True)
class Post:
    """A message to the case with key `case_id`; delivered once, after the transaction that wrote it."""

    case_id: int
    name: str
    outcome: str = "done"


@dataclass(frozen=True)
class Start:
    """A new case of `kind` for `subject` (a mapped row with a `case_id` column to be filled)."""

    kind: CaseKind
    subject: Any


@dataclass(frozen=True)
class Outcome:
    """The result of a verb.

    `name` drives the gateways; `before`, `after` and `reason` go into the history (values that JSON holds,
    without secrets), under the act's own name or `told_as`, when more has come of it; `chain_id` names the
    history of an act that belongs to no case; `own_message` is delivered to the acting case at once (withdrawal);
    `messages` go to other cases later; `result` is what the caller is told (public ids, counts).
    """

    name: str = "done"
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    confidential: bool = False
    told_as: str = ""
    silent: bool = False  # writes no history row: a ballot leaves no trace of who has voted
    chain_id: int | None = None
    own_message: str = ""
    messages: tuple[Post, ...] = ()
    starts: tuple[Start, ...] = ()
    result: Mapping[str, Any] = field(default_factory=dict)
