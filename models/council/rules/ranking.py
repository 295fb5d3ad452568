"""Who is taken: order within a bucket by agree votes, the cut at the free places, ties for the chair."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from models.base.finding import broken
from models.base.language import N_

Id = TypeVar("Id", bound=Hashable)

TIE_ORDER = N_("The order has to name each of the %(count)s tied nominations once.")


@dataclass(frozen=True)
class Candidate(Generic[Id]):
    """A nomination after its closed vote; `passed` is the answer of votes.passes()."""

    id: Id
    agree: int
    passed: bool
    bucket: str


@dataclass(frozen=True)
class Ranked(Generic[Id]):
    """A candidate with its rank from 1; equal votes share a rank (1, 2, 2, 4)."""

    candidate: Candidate[Id]
    rank: int

    @property
    def id(self) -> Id:
        return self.candidate.id


@dataclass(frozen=True)
class Tie(Generic[Id]):
    """Nominations with equal votes of which only `places` can be taken: the chair orders them."""

    ids: tuple[Id, ...]
    agree: int
    places: int


@dataclass(frozen=True)
class Selected(Generic[Id]):
    """The cut through one bucket.

    `adopted` and `reserve` are in order; while `tie` stands its ids are in neither. `passed` candidates for
    `places` free places (None: not announced, so nobody is adopted), `over` of them too many.
    """

    adopted: tuple[Id, ...]
    reserve: tuple[Id, ...]
    failed: tuple[Id, ...]
    tie: Tie[Id] | None
    passed: int
    places: int | None
    over: int


def by_bucket(candidates: Iterable[Candidate[Id]]) -> dict[str, tuple[Candidate[Id], ...]]:
    """The candidates of each bucket, buckets and candidates in the order given."""
    buckets: dict[str, list[Candidate[Id]]] = {}
    for candidate in candidates:
        buckets.setdefault(candidate.bucket, []).append(candidate)
    return {bucket: tuple(members) for bucket, members in buckets.items()}


def rank(candidates: Iterable[Candidate[Id]]) -> tuple[Ranked[Id], ...]:
    """The candidates of one bucket: passed before failed, more agree votes first, else in the order given.

    ValueError when they belong to several buckets or an id comes twice.
    """
    listed = list(candidates)
    if len({candidate.bucket for candidate in listed}) > 1:
        raise ValueError("one bucket is ranked at a time")
    if len({candidate.id for candidate in listed}) != len(listed):
        raise ValueError("a nomination is ranked once")
    ordered = sorted(listed, key=_standing)
    ranks: list[int] = []
    for number, candidate in enumerate(ordered, 1):
        equal = number > 1 and _standing(candidate) == _standing(ordered[number - 2])
        ranks.append(ranks[-1] if equal else number)
    return tuple(Ranked(candidate, place) for candidate, place in zip(ordered, ranks, strict=True))


def cut(ranked: Sequence[Ranked[Id]], free_places: int | None) -> Selected[Id]:
    """Give the free places to the best who passed; who ties across the cut-off waits for the chair.

    A tie that the cut-off does not go through is no tie: both sides get the same. ValueError below 0 places.
    """
    if free_places is not None and free_places < 0:
        raise ValueError("fewer than no places")
    passed = [line for line in ranked if line.candidate.passed]
    failed = tuple(line.id for line in ranked if not line.candidate.passed)
    places = free_places or 0
    tied = _tied_at(passed, places)
    first = passed.index(tied[0]) if tied else places
    return Selected(
        adopted=tuple(line.id for line in passed[:first]),
        reserve=tuple(line.id for line in passed[first + len(tied) :]),
        failed=failed,
        tie=Tie(tuple(line.id for line in tied), tied[0].candidate.agree, places - first) if tied else None,
        passed=len(passed),
        places=free_places,
        over=max(0, len(passed) - places) if free_places is not None else 0,
    )


def with_tie_break(selected: Selected[Id], order: Sequence[Id]) -> Selected[Id]:
    """The cut with the chair's `order` of the tied, preferred first; the rest of them lead the reserve list.

    RuleBroken when the order does not name exactly the tied ids, each once: after a new vote an old order
    does not count any more. Without a tie `selected` is returned as it is, whatever the order.
    """
    tie = selected.tie
    if tie is None:
        return selected
    if len(order) != len(tie.ids) or set(order) != set(tie.ids):
        raise broken("tie_order", TIE_ORDER, field="order", count=len(tie.ids))
    return replace(
        selected,
        adopted=selected.adopted + tuple(order[: tie.places]),
        reserve=tuple(order[tie.places :]) + selected.reserve,
        tie=None,
    )


def _standing(candidate: Candidate[Id]) -> tuple[bool, int]:
    return (not candidate.passed, -candidate.agree)


def _tied_at(passed: Sequence[Ranked[Id]], places: int) -> list[Ranked[Id]]:
    """Everybody with the votes of the last place, when somebody beyond the last place has them too."""
    if not 0 < places < len(passed) or passed[places - 1].rank != passed[places].rank:
        return []
    return [line for line in passed if line.rank == passed[places].rank]
