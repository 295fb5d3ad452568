"""Percentages: half up, and a mark is never shown before it is met."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models.base.shares import percent


@pytest.mark.parametrize(
    ("part", "total", "shown"),
    [(8, 9, 89), (2, 3, 67), (1, 3, 33), (1, 8, 13), (28, 30, 93), (0, 9, 0), (9, 9, 100), (7, 5, 140)],
)
def test_a_share_is_rounded_half_up_to_a_whole_percentage(part: int, total: int, shown: int) -> None:
    assert percent(part, total) == shown


@pytest.mark.parametrize(
    ("part", "total", "marks", "shown"),
    [
        (199, 200, (), Fraction("99.5")),
        (999, 1000, (), Fraction("99.9")),
        (99_999, 100_000, (), Fraction("99.9")),
        (1, 300, (), Fraction("0.3")),
        (1, 100_000, (), Fraction("0.1")),
        (39, 49, (80,), Fraction("79.6")),
        (7999, 10_000, (80,), Fraction("79.9")),
        (53, 1000, (5,), Fraction("5.3")),
        (4, 5, (80,), Fraction(80)),
        (7, 9, (80,), Fraction(78)),
    ],
)
def test_a_mark_is_shown_only_when_it_is_met(part: int, total: int, marks: tuple[int, ...], shown: Fraction) -> None:
    assert percent(part, total, *marks) == shown


def test_no_pair_of_counts_is_shown_on_a_side_of_a_mark_on_which_it_is_not() -> None:
    for total in range(1, 121):
        for part in range(total + 1):
            shown = percent(part, total, 80)
            for mark in (0, 80, 100):
                assert (shown >= mark) == (part * 100 >= mark * total), (part, total, mark)
                assert (shown <= mark) == (part * 100 <= mark * total), (part, total, mark)


@pytest.mark.parametrize(("part", "total"), [(1, 0), (-1, 5), (0, 0)])
def test_without_a_total_there_is_no_share(part: int, total: int) -> None:
    with pytest.raises(ValueError):
        percent(part, total)
