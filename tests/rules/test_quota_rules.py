"""The counts of the quota board, and which limits may be set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.nominations.words import NominationState
from models.quotas.rules import COLUMNS, board_row, check_announcing, check_lowering, check_raising

S = NominationState


def test_a_row_counts_by_how_far_a_nomination_has_come():
    states = [
        *[S.PROPOSED, S.DECLINED, S.DRAFT, S.WITHDRAWN],
        *[S.SUBMITTED, S.ON_HOLD, S.INELIGIBLE, S.NOT_ADOPTED],
        *[S.ELIGIBLE, S.ELIGIBLE, S.RESERVE],
        *[S.ADOPTED, S.SENT_BACK, S.REFUSED],
        S.DECIDED,
    ]
    assert set(states) == set(S)
    row = board_row(5, 3, states)
    assert (row.nominated, row.eligible, row.adopted, row.decided) == (11, 7, 4, 1)
    assert (row.limit, row.free, row.over, row.full) == (5, 2, 2, False)


def test_not_announced_is_not_zero():
    unannounced = board_row(None, 0, [S.ELIGIBLE])
    nothing_to_give = board_row(0, 0, [S.ELIGIBLE])
    assert (unannounced.free, unannounced.over, unannounced.full) == (None, None, False)
    assert (nothing_to_give.free, nothing_to_give.over, nothing_to_give.full) == (0, 1, True)


@pytest.mark.parametrize(("limit", "taken"), [(5, 6), (0, 1), (None, 1), (5, -1)])
def test_more_taken_than_there_are_is_an_alarm(limit, taken):
    with pytest.raises(ValueError, match="places taken"):
        board_row(limit, taken, [])


@given(st.lists(st.sampled_from(S)), st.integers(0, 20))
def test_a_number_and_its_list_agree_and_columns_are_nested(states, limit):
    row = board_row(limit, 0, states)
    for column, included in COLUMNS.items():
        assert getattr(row, column) == len([state for state in states if state in included])
    assert row.nominated >= row.eligible >= row.adopted >= row.decided
    assert row.over is not None and row.over == max(0, row.eligible - limit)


def sentences(findings):
    return [finding.message % finding.values for finding in findings]


def test_a_limit_is_announced_once_and_may_be_zero():
    assert check_announcing(None, 0) == check_announcing(None, 7) == []
    assert sentences(check_announcing(None, -1)) == ["A limit cannot be below 0."]
    assert sentences(check_announcing(5, 7)) == ["The limit is already announced (5): raise or lower it."]


def test_raising_goes_up():
    assert check_raising(5, 6) == check_raising(0, 1) == []
    assert sentences(check_raising(5, 5)) == ["The new limit has to be higher than 5."]
    assert sentences(check_raising(5, 4)) == ["The new limit has to be higher than 5."]
    assert sentences(check_raising(None, 5)) == ["The limit has not been announced yet: announce it first."]


def test_lowering_stops_at_the_places_taken():
    assert check_lowering(5, 3, 3) == check_lowering(5, 0, 0) == []
    assert sentences(check_lowering(5, 3, 2)) == ["The limit cannot be lowered to 2: 3 places are already taken."]
    assert sentences(check_lowering(5, 3, 5)) == ["The new limit has to be lower than 5."]
    assert sentences(check_lowering(5, 0, -1)) == ["A limit cannot be below 0."]
    assert sentences(check_lowering(None, 0, 1)) == ["The limit has not been announced yet: announce it first."]
    assert all(finding.blocks and finding.field == "limit" for finding in check_lowering(5, 3, 2))
