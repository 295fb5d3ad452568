"""Shares in percent, rounded so that a percentage never says more than its counts."""

from __future__ import annotations

from fractions import Fraction


def percent(part: int, total: int, *marks: int) -> Fraction:
    """Percent of `part` in `total`, rounded half up to a whole number, or to tenths where that would mislead.

    0, 100 and each of `marks` (thresholds, targets) are given only when they are met exactly: 199 of 200 is 99.5,
    never 100, and 39 of 49 is 79.6 beside a threshold of 80; what is nearer than a tenth stays a tenth away.
    ValueError without a total or for counts below 0.
    """
    if total <= 0 or part < 0:
        raise ValueError(f"{part} of {total}")
    exact = Fraction(part * 100, total)
    whole = _rounded(exact)
    if whole == exact or whole not in {0, 100, *marks}:
        return whole
    tenths = _rounded(exact * 10) / 10
    return tenths if tenths != whole else whole + Fraction(1 if exact > whole else -1, 10)


def _rounded(value: Fraction) -> Fraction:
    return Fraction((value + Fraction(1, 2)).__floor__())
