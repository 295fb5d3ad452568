"""Thresholds on all members, against an independent oracle; no floats anywhere in the rules."""

import ast
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.council.rules.votes import Tally, base, passes, tally, votes_needed
from models.schemes.words import BallotChoice, RecusedRule

ROOT = Path(__file__).parents[2]
PERCENTS = (1, 33, 50, 51, 66, 67, 75, 80, 90, 99, 100)


@pytest.mark.threat("T13")
@pytest.mark.parametrize("total", range(1, 61))
def test_every_outcome_of_every_council_up_to_sixty(total):
    for percent in PERCENTS:
        threshold = Fraction(percent, 100)
        assert votes_needed(total, percent) == ceil(threshold * total)
        for agree in range(total + 1):
            expected = Fraction(agree, total) >= threshold
            assert passes(agree, total, percent) is expected
            assert passes(agree, total, percent) is (agree >= votes_needed(total, percent))


@pytest.mark.threat("T13")
@pytest.mark.parametrize("total", range(1, 31))
def test_no_absent_no_blank_and_no_missing_member_shrinks_the_denominator(total):
    for agree in range(total + 1):
        for disagree in range(total - agree + 1):
            for blank in range(total - agree - disagree + 1):
                ballots = (
                    [BallotChoice.AGREE] * agree + [BallotChoice.BLANK] * blank + [BallotChoice.DISAGREE] * disagree
                )
                counted = tally(ballots)
                assert counted == Tally(agree, disagree, blank)
                assert counted.cast == len(ballots) <= total
                assert passes(counted.agree, total, 90) is (10 * agree >= 9 * total)


@pytest.mark.parametrize(("total", "percent", "needed"), [(9, 80, 8), (9, 90, 9), (10, 80, 8), (11, 80, 9), (1, 1, 1)])
def test_small_councils_round_up(total, percent, needed):
    assert votes_needed(total, percent) == needed
    assert passes(needed, total, percent) and not passes(needed - 1, total, percent)


@pytest.mark.parametrize(
    "case", [(0, 0, 80), (1, 0, 80), (-1, 9, 80), (10, 9, 80), (5, 9, 0), (5, 9, 101), (5, -9, 80)]
)
def test_counts_that_cannot_be_are_refused(case):
    with pytest.raises(ValueError):
        passes(*case)


@pytest.mark.threat("T13")
@pytest.mark.parametrize("total", range(1, 61))
def test_every_base_of_every_council_up_to_sixty(total):
    """Whoever is recused leaves the base or stays in it, as the rule says; the threshold is counted on what is left."""
    for recused in range(total + 1):
        for rule, counted in ((RecusedRule.EXCLUDED, total - recused), (RecusedRule.INCLUDED, total)):
            assert base(total, recused, rule) == counted
            for percent in PERCENTS if counted else ():
                threshold = Fraction(percent, 100)
                needed = votes_needed(counted, percent)
                assert needed == ceil(threshold * counted)
                for agree in {0, needed - 1, needed, total - recused} & set(range(total - recused + 1)):
                    assert passes(agree, counted, percent) is (Fraction(agree, counted) >= threshold)


@pytest.mark.threat("T13")
def test_every_split_of_a_council(soak):
    """Every split of yes, no, blank, absent and recused: only yes and recused matter; all of sixty with --soak."""
    for total in range(1, 61 if soak else 19):
        for recused in range(total):
            left = total - recused
            expected = [[Fraction(yes, counted) >= Fraction(4, 5) for yes in range(left + 1)]
                        for counted in (left, total)]  # fmt: skip
            bases = [base(total, recused, rule) for rule in (RecusedRule.EXCLUDED, RecusedRule.INCLUDED)]
            for yes in range(left + 1):
                for no in range(left - yes + 1):
                    for blank in range(left - yes - no + 1):
                        counted = Tally(yes, no, blank)
                        absent = left - counted.cast
                        assert counted.cast + absent + recused == total
                        assert [passes(counted.agree, members, 80) for members in bases] == [
                            expected[0][yes], expected[1][yes],
                        ]  # fmt: skip


@pytest.mark.parametrize(("total", "recused"), [(0, 0), (9, -1), (9, 10), (-1, 0)])
def test_a_base_that_cannot_be_is_refused(total, recused):
    for rule in RecusedRule:
        with pytest.raises(ValueError):
            base(total, recused, rule)


@given(st.lists(st.sampled_from(BallotChoice), max_size=60))
def test_a_tally_forgets_the_order_and_nothing_else(choices):
    counted = tally(choices)
    assert counted == tally(reversed(choices)) == tally(choice.value for choice in choices)
    assert (counted.agree, counted.disagree, counted.blank) == tuple(
        sum(choice is kind for choice in choices)
        for kind in (BallotChoice.AGREE, BallotChoice.DISAGREE, BallotChoice.BLANK)
    )


def floats_in(source: str) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        or (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div))
        or (isinstance(node, ast.Name) and node.id in ("float", "round"))
        or (isinstance(node, ast.ImportFrom | ast.Import) and "math" in ast.unparse(node))
    ]


@pytest.mark.threat("T13")
def test_the_rules_hold_no_floats():
    assert len(floats_in("x = 1 / 2; y = 0.5; z = float(x); x /= 2; import math; 1 // 2")) == 5
    rooms = ("council/rules/*.py", "nominations/rules/*.py", "quotas/rules*.py", "campaigns/rules*.py")
    files = [path for room in rooms for path in sorted((ROOT / "models").glob(room))]
    assert len(files) >= 8
    assert {path.name: floats_in(path.read_text("utf-8")) for path in files if floats_in(path.read_text("utf-8"))} == {}
