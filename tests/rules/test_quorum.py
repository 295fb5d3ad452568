"""The quorum against an independent oracle: exact fractions, for every council of up to sixty."""

from fractions import Fraction
from math import ceil

import pytest

from models.council.rules.quorum import enough, quorum_needed

FRACTIONS = [(1, 2), (2, 3), (3, 4), (3, 5), (4, 5), (9, 10), (1, 1), (4, 6), (1, 60), (59, 60)]


@pytest.mark.parametrize("total", range(1, 61))
def test_every_attendance_of_every_council_up_to_sixty(total):
    for numerator, denominator in FRACTIONS:
        needed = quorum_needed(total, numerator, denominator)
        assert needed == ceil(Fraction(numerator, denominator) * total)
        for present in range(total + 1):
            expected = Fraction(present, total) >= Fraction(numerator, denominator)
            assert enough(present, total, numerator, denominator) is expected
            assert (present >= needed) is expected


@pytest.mark.parametrize(("total", "needed"), [(1, 1), (2, 2), (3, 2), (7, 5), (9, 6), (10, 7), (60, 40)])
def test_two_thirds_round_up(total, needed):
    assert quorum_needed(total, 2, 3) == needed
    assert enough(needed, total, 2, 3) and not enough(needed - 1, total, 2, 3)


@pytest.mark.parametrize("case", [(0, 0, 2, 3), (-1, 9, 2, 3), (10, 9, 2, 3), (5, 9, 0, 3), (5, 9, 4, 3), (5, 9, 2, 0)])
def test_counts_that_cannot_be_are_refused(case):
    with pytest.raises(ValueError):
        enough(*case)


def test_a_fraction_that_cannot_be_has_no_number():
    for numerator, denominator in ((0, 3), (4, 3), (-2, -3)):
        with pytest.raises(ValueError):
            quorum_needed(9, numerator, denominator)
