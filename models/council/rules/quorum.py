"""Whether enough members sit together: a fraction of all members, present ones only, in whole numbers."""

from __future__ import annotations


def quorum_needed(total_members: int, numerator: int, denominator: int) -> int:
    """The smallest number of members present with whom a council of `total_members` can meet: 6 of 9 for 2/3.

    ValueError when there are no members or the fraction is not above 0 and at most 1. The fraction itself is data
    of the scheme (practice: a meeting is valid with 2/3 of the members).
    """
    _check(total_members, numerator, denominator)
    return -(-numerator * total_members // denominator)


def enough(present: int, total_members: int, numerator: int, denominator: int) -> bool:
    """Whether `present` of all members are enough; an absent member's written opinion does not make them present.

    ValueError for counts that cannot be.
    """
    _check(total_members, numerator, denominator)
    if not 0 <= present <= total_members:
        raise ValueError(f"{present} present of {total_members} members")
    return present * denominator >= numerator * total_members


def _check(total_members: int, numerator: int, denominator: int) -> None:
    if total_members < 1:
        raise ValueError("a council has members")
    if not 0 < numerator <= denominator:
        raise ValueError(f"a quorum of {numerator}/{denominator}")
