"""Ranking and cut: never more than free, votes respected, exactly the real ties left to the chair."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.finding import RuleBroken
from models.council.rules.ranking import Candidate, by_bucket, cut, rank, with_tie_break


def candidates(*votes: int, needed: int = 8, bucket: str = "huyen") -> list[Candidate[str]]:
    return [Candidate(f"n{place}", agree, agree >= needed, bucket) for place, agree in enumerate(votes, 1)]


def test_seven_for_five_take_out_two():
    selected = cut(rank(candidates(8, 9, 9, 9, 9, 9, 8, 7, 3)), 5)
    assert selected.adopted == ("n2", "n3", "n4", "n5", "n6")
    assert selected.reserve == ("n1", "n7")
    assert selected.failed == ("n8", "n9")
    assert selected.tie is None
    assert (selected.passed, selected.places, selected.over) == (7, 5, 2)


def test_a_tie_across_the_cut_off_waits_for_the_chair():
    selected = cut(rank(candidates(9, 8, 8, 8, 10)), 3)
    assert selected.adopted == ("n5", "n1")
    assert selected.tie is not None
    assert (selected.tie.ids, selected.tie.places, selected.tie.agree) == (("n2", "n3", "n4"), 1, 8)
    assert selected.reserve == ()
    ordered = with_tie_break(selected, ["n4", "n2", "n3"])
    assert ordered.adopted == ("n5", "n1", "n4")
    assert ordered.reserve == ("n2", "n3")
    assert ordered.tie is None
    assert (ordered.passed, ordered.over) == (5, 2)


def test_below_a_tie_the_reserve_goes_on():
    selected = with_tie_break(cut(rank(candidates(10, 10, 9, 8)), 1), ["n2", "n1"])
    assert selected.adopted == ("n2",)
    assert selected.reserve == ("n1", "n3", "n4")


def test_a_tie_beside_the_cut_off_is_none():
    assert cut(rank(candidates(9, 9, 8)), 2).tie is None
    assert cut(rank(candidates(9, 8, 8)), 1).tie is None
    assert cut(rank(candidates(8, 8)), 2).tie is None
    assert cut(rank(candidates(7, 7)), 1).tie is None


def test_without_places_or_announcement_nobody_is_adopted():
    none_left = cut(rank(candidates(9, 9)), 0)
    assert (none_left.adopted, none_left.reserve, none_left.tie, none_left.over) == ((), ("n1", "n2"), None, 2)
    unannounced = cut(rank(candidates(9, 9)), None)
    assert (unannounced.adopted, unannounced.reserve, unannounced.tie) == ((), ("n1", "n2"), None)
    assert (unannounced.places, unannounced.over) == (None, 0)


def test_equal_votes_share_a_rank():
    assert [(line.id, line.rank) for line in rank(candidates(8, 9, 9, 10, 7, 7))] == [
        ("n4", 1),
        ("n2", 2),
        ("n3", 2),
        ("n1", 4),
        ("n5", 5),
        ("n6", 5),
    ]


def test_a_failed_candidate_never_stands_before_a_passed_one():
    earlier_round = [Candidate("big", 10, False, "b"), Candidate("small", 8, True, "b")]
    assert [line.id for line in rank(earlier_round)] == ["small", "big"]
    assert cut(rank(earlier_round), 2).adopted == ("small",)


def test_equal_votes_passed_and_failed_do_not_share_a_rank():
    mixed = [Candidate("a", 8, False, "b"), Candidate("b", 8, True, "b")]
    assert [(line.id, line.rank) for line in rank(mixed)] == [("b", 1), ("a", 2)]


@pytest.mark.parametrize("order", [[], ["n1"], ["n1", "n1"], ["n1", "n3"], ["n1", "n2", "n3"], ["n1", "n2", "n2"]])
def test_an_order_that_is_not_of_the_tied_is_refused(order):
    selected = cut(rank(candidates(9, 9, 8)), 1)
    with pytest.raises(RuleBroken) as refused:
        with_tie_break(selected, order)
    assert refused.value.findings[0].code == "tie_order"


def test_an_order_without_a_tie_changes_nothing():
    selected = cut(rank(candidates(9, 8)), 1)
    assert with_tie_break(selected, ["n2", "n1"]) is selected


def test_buckets_are_ranked_apart():
    mixed = [*candidates(9, bucket="xa"), *candidates(9, 8, bucket="huyen")[1:], Candidate("n9", 8, True, "xa")]
    assert {bucket: [line.id for line in lines] for bucket, lines in by_bucket(mixed).items()} == {
        "xa": ["n1", "n9"],
        "huyen": ["n2"],
    }
    with pytest.raises(ValueError, match="one bucket"):
        rank(mixed)
    with pytest.raises(ValueError, match="once"):
        rank(candidates(9) + candidates(8))
    with pytest.raises(ValueError, match="fewer"):
        cut(rank(candidates(9)), -1)


VOTES = st.lists(st.integers(0, 9), max_size=14)


@given(VOTES, st.integers(0, 16))
def test_the_cut_keeps_everybody_once_and_never_exceeds_the_places(votes, free):
    pool = candidates(*votes, needed=6)
    agree = {candidate.id: candidate.agree for candidate in pool}
    selected = cut(rank(pool), free)
    tied = selected.tie.ids if selected.tie else ()
    everybody = [*selected.adopted, *tied, *selected.reserve, *selected.failed]
    assert sorted(everybody) == sorted(agree)
    assert len(selected.adopted) <= free
    assert all(agree[name] < 6 for name in selected.failed)
    assert all(agree[name] >= 6 for name in [*selected.adopted, *tied, *selected.reserve])
    in_order = [agree[name] for name in [*selected.adopted, *tied, *selected.reserve]]
    assert in_order == sorted(in_order, reverse=True)
    assert selected.over == max(0, selected.passed - free)


@given(VOTES, st.integers(0, 16))
def test_a_tie_is_found_exactly_when_votes_alone_cannot_decide(votes, free):
    selected = cut(rank(candidates(*votes, needed=6)), free)
    passed = sorted((agree for agree in votes if agree >= 6), reverse=True)
    undecided = 0 < free < len(passed) and passed[free - 1] == passed[free]
    assert (selected.tie is not None) is undecided
    if selected.tie:
        assert len(selected.tie.ids) == passed.count(passed[free])
        assert 0 < selected.tie.places < len(selected.tie.ids)
        assert len(selected.adopted) + selected.tie.places == free
    else:
        assert len(selected.adopted) == min(free, len(passed))


@given(VOTES, st.integers(0, 16), st.randoms(use_true_random=False))
def test_after_the_chair_all_places_are_given_in_the_chairs_order(votes, free, random):
    selected = cut(rank(candidates(*votes, needed=6)), free)
    order = list(selected.tie.ids) if selected.tie else []
    random.shuffle(order)
    final = with_tie_break(selected, order)
    assert final.tie is None
    assert len(final.adopted) == min(free, final.passed)
    assert sorted(final.adopted + final.reserve + final.failed) == sorted(
        f"n{place + 1}" for place in range(len(votes))
    )
    places = {name: place for place, name in enumerate(final.adopted + final.reserve)}
    assert [places[name] for name in order] == sorted(places[name] for name in order)


@given(VOTES, st.integers(0, 15))
def test_one_more_place_takes_nobody_out(votes, free):
    ranked = rank(candidates(*votes, needed=6))
    fewer = cut(ranked, free)
    more = cut(ranked, free + 1)
    assert set(fewer.adopted) <= set(more.adopted) | set(more.tie.ids if more.tie else ())
