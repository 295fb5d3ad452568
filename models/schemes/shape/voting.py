"""How the council votes: members, ballot, threshold, ties, who counts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from models.schemes.shape.given import Given
from models.schemes.words import BallotChoice, BallotKind, RecusedRule, ThresholdBase, TieBreak


@dataclass(frozen=True)
class Voting:
    """The voting rules of the scheme; the threshold is a whole percentage of `threshold_base`.

    `quorum` is the part of all members that must be present. `counters_needed` of the `counters` of a counting
    board open a round together; fewer never do.
    """

    members: Given[int]
    quorum: Given[Fraction]
    threshold_percent: Given[int]
    threshold_base: Given[ThresholdBase]
    recused: Given[RecusedRule]
    ballot: Given[BallotKind]
    choices: Given[tuple[BallotChoice, ...]]
    tie_break: Given[TieBreak]
    counters: Given[int]
    counters_needed: Given[int]

    def needed(self, members: int) -> int:
        """The smallest number of agree votes that reaches the threshold among `members` members."""
        return -(-self.threshold_percent.value * members // 100)
