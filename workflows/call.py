"""What a verb is handed, and how a noun lists its steps and acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.base.finding import Answer
from models.people.permissions import Actor
from models.process.cases import Case
from models.process.outcomes import Outcome
from models.process.tasks import Task


@dataclass(frozen=True)
class Call:
    """One passage through the door: the open unit of work, who acts, when, on what.

    `subject` is the noun's row (dossier, meeting, …); `case` and `task` are None for an act outside a case.
    """

    session: Session
    actor: Actor
    now: datetime
    subject: Any
    case: Case | None = None
    task: Task | None = None


Verb = Callable[[Call, Mapping[str, Any]], Outcome]
When = Callable[[Session, Any, datetime], datetime | None]
May = Callable[[Session, Actor, Any], Answer]


@dataclass(frozen=True)
class Step:
    """A step of a diagram or an act.

    `due` says until when an opened task is in time, `fires` when the system does it by itself; `may`
    replaces the table of grants for acts whose right depends on more than the thing's owner.
    `own_key`: the verb itself recognises a repeated key (ballots leave no answer behind, codes must not).
    `traceless`: not even a refused attempt says who it was (a ballot).
    `outcomes` are those of a step of a diagram; an act that is no step has none. `sends` lists the
    messages it may send, with their outcomes.
    """

    name: str
    verb: Verb
    due: When | None = None
    fires: When | None = None
    may: May | None = None
    own_key: bool = False
    traceless: bool = False
    outcomes: tuple[str, ...] = ()
    automatic: bool = False
    sends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
