"""The arithmetic of quotas: the counts of a board row, and which limits may be announced, raised or lowered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.base.finding import Finding
from models.base.language import N_
from models.nominations.words import NominationState

_S = NominationState
DECIDED = frozenset({_S.DECIDED})
ADOPTED = DECIDED | {_S.ADOPTED, _S.SENT_BACK, _S.REFUSED}
ELIGIBLE = ADOPTED | {_S.ELIGIBLE, _S.RESERVE}
NOMINATED = ELIGIBLE | {_S.SUBMITTED, _S.ON_HOLD, _S.INELIGIBLE, _S.NOT_ADOPTED}
# Each count includes those further on, so that a number and the list it opens agree; drafts, lines from
# below and withdrawn ones are not nominated.
COLUMNS: dict[str, frozenset[NominationState]] = {
    "nominated": NOMINATED,
    "eligible": ELIGIBLE,
    "adopted": ADOPTED,
    "decided": DECIDED,
}

NEGATIVE = N_("A limit cannot be below 0.")
ALREADY_ANNOUNCED = N_("The limit is already announced (%(limit)s): raise or lower it.")
NOT_ANNOUNCED_YET = N_("The limit has not been announced yet: announce it first.")
NOT_HIGHER = N_("The new limit has to be higher than %(limit)s.")
NOT_LOWER = N_("The new limit has to be lower than %(limit)s.")
BELOW_TAKEN = N_("The limit cannot be lowered to %(new)s: %(taken)s places are already taken.")


@dataclass(frozen=True)
class BoardRow:
    """The counts of one bucket. `limit` None = not announced; `taken` counts places, not states."""

    limit: int | None
    taken: int
    nominated: int
    eligible: int
    adopted: int
    decided: int

    @property
    def free(self) -> int | None:
        """Places nobody has; None while the limit is not announced."""
        return None if self.limit is None else self.limit - self.taken

    @property
    def over(self) -> int | None:
        """How many eligible nominations there are beyond the limit; None while it is not announced."""
        return None if self.limit is None else max(0, self.eligible - self.limit)

    @property
    def full(self) -> bool:
        return self.free == 0


def board_row(limit: int | None, taken: int, states: Iterable[NominationState]) -> BoardRow:
    """The row of a bucket from its limit, its taken places and the states of all its nominations.

    ValueError when more places are taken than there are: the places themselves forbid that.
    """
    if taken < 0 or taken > (limit or 0):
        raise ValueError(f"{taken} places taken of {limit}")
    listed = list(states)
    counts = {column: sum(state in included for state in listed) for column, included in COLUMNS.items()}
    return BoardRow(limit=limit, taken=taken, **counts)


def check_announcing(limit: int | None, new: int) -> list[Finding]:
    """Whether a limit may be announced for the first time; 0 is a limit, unlike "not announced"."""
    if limit is not None:
        return [_refused(ALREADY_ANNOUNCED, limit=limit)]
    return [_refused(NEGATIVE)] if new < 0 else []


def check_raising(limit: int | None, new: int) -> list[Finding]:
    """Whether the limit may be raised to `new`."""
    if limit is None:
        return [_refused(NOT_ANNOUNCED_YET)]
    return [] if new > limit else [_refused(NOT_HIGHER, limit=limit)]


def check_lowering(limit: int | None, taken: int, new: int) -> list[Finding]:
    """Whether the limit may be lowered to `new`: never below the places taken."""
    if limit is None:
        return [_refused(NOT_ANNOUNCED_YET)]
    if new < 0:
        return [_refused(NEGATIVE)]
    if new >= limit:
        return [_refused(NOT_LOWER, limit=limit)]
    return [_refused(BELOW_TAKEN, new=new, taken=taken)] if new < taken else []


def _refused(message: str, **values: int) -> Finding:
    return Finding("quota_limit", message, values, field="limit")
