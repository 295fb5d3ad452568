"""Counting votes: the threshold is a whole percentage of the base, absent and blank members included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from models.schemes.words import BallotChoice, RecusedRule


@dataclass(frozen=True)
class Tally:
    """How often each choice was cast."""

    agree: int
    disagree: int
    blank: int

    @property
    def cast(self) -> int:
        """How many ballots were cast."""
        return self.agree + self.disagree + self.blank


def tally(choices: Iterable[BallotChoice]) -> Tally:
    """The totals of the ballots of one nomination."""
    counts = Counter(BallotChoice(choice) for choice in choices)
    return Tally(counts[BallotChoice.AGREE], counts[BallotChoice.DISAGREE], counts[BallotChoice.BLANK])


def base(total_members: int, recused: int, rule: RecusedRule) -> int:
    """How many members the threshold of one nomination is counted on; whoever is absent or votes blank stays in it.

    The `recused` do not vote on it; whether they leave the base says `rule`, data of the scheme. 0 when all of them
    leave it: then nobody can vote. ValueError for counts that cannot be.
    """
    if total_members < 1 or not 0 <= recused <= total_members:
        raise ValueError(f"{recused} recused of {total_members} members")
    return total_members - recused if rule is RecusedRule.EXCLUDED else total_members


def votes_needed(total_members: int, percent: int) -> int:
    """The smallest number of agree votes that reaches `percent` of all members: 8 of 9 for 80 %.

    ValueError when there are no members or the percentage is not 1 to 100. The percentage itself is data of
    the scheme (practice: 80 % for a certificate of merit, 90 % in NĐ 91/2017, Điều 45).
    """
    _check(total_members, percent)
    return -(-percent * total_members // 100)


def passes(agree: int, total_members: int, percent: int) -> bool:
    """Whether `agree` votes reach `percent` of all members; ValueError for counts that cannot be."""
    _check(total_members, percent)
    if not 0 <= agree <= total_members:
        raise ValueError(f"{agree} agree votes of {total_members} members")
    return agree * 100 >= percent * total_members


def _check(total_members: int, percent: int) -> None:
    if total_members < 1:
        raise ValueError("a council has members")
    if not 1 <= percent <= 100:
        raise ValueError(f"a threshold of {percent} %")
