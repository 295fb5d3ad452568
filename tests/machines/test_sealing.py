"""Sealing: any k of n codes open a round and any k-1 do not, ballots are alike, receipts name the sealed bytes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations

import pytest

from workflows.machines import sealing
from workflows.machines.sealing import CodeWrong, LockedKey, SealBroken, SplitKey

CODES = ("aaaaa-bbbbb-ccccc", "ddddd-eeeee-fffff", "ggggg-hhhhh-jjjjj", "kkkkk-mmmmm-nnnnn", "ppppp-qqqqq-rrrrr")
ROUND = "abcdefghjkmn"
Board = dict[int, LockedKey]


@pytest.fixture(scope="module")
def board() -> Board:
    return {number: sealing.lock(code, bytes([number]) * 16) for number, code in enumerate(CODES, 1)}


@pytest.fixture(scope="module", autouse=True)
def stretched_once() -> Iterator[None]:
    """argon2 is meant to be slow: the same code and salt give the same key, so these tests remember it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "_stretched", cache(sealing._stretched))
        yield


def split(board: Board, counters: int, needed: int) -> SplitKey:
    return sealing.new_round_key({number: board[number].public for number in range(1, counters + 1)}, needed)


def open_by(key: SplitKey, board: Board, *numbers: int) -> sealing.RoundKey:
    """What these counters get together: all but the last release, the last puts it together."""
    *first, last = numbers
    others = {number: board[number].public for number in key.shares}
    handed = {
        number: sealing.release(key.shares[number], board[number], CODES[number - 1], others)[last] for number in first
    }
    return sealing.join(last, key.shares[last], board[last], CODES[last - 1], handed, key.public)


@pytest.mark.threat("T10")
@pytest.mark.parametrize(("counters", "needed"), [(n, k) for n in range(2, 6) for k in range(2, n + 1)])
def test_any_k_open_the_round_and_any_fewer_do_not(board: Board, counters: int, needed: int) -> None:
    """Every subset of every board up to five, whoever of it comes last."""
    key = split(board, counters, needed)
    sealed = sealing.seal(key.public, ROUND, "adb")
    for size in range(1, counters + 1):
        for subset in combinations(range(1, counters + 1), size):
            orders = permutations(subset) if size <= 3 else (subset, subset[::-1])
            for order in orders:
                if size >= needed:
                    assert sealing.unseal(open_by(key, board, *order), ROUND, sealed) == "adb"
                else:
                    with pytest.raises(SealBroken):
                        open_by(key, board, *order)


@pytest.mark.parametrize(("counters", "needed"), [(3, 1), (3, 0), (2, 3), (1, 1), (0, 0)])
def test_a_board_of_which_one_is_enough_or_all_are_too_few_is_refused(board: Board, counters: int, needed: int) -> None:
    with pytest.raises(ValueError):
        split(board, counters, needed)


def test_only_the_own_code_opens_a_share(board: Board) -> None:
    key = split(board, 3, 2)
    others = {number: board[number].public for number in key.shares}
    for wrong in ("", "aaaaa", CODES[1], CODES[0][:-1], "x" * 15):
        with pytest.raises(CodeWrong):
            sealing.release(key.shares[1], board[1], wrong, others)
    with pytest.raises(SealBroken):  # another counter's share
        sealing.release(key.shares[2], board[1], CODES[0], others)
    assert len(sealing.release(key.shares[1], board[1], " AAAAA bbbbb.CCCCC ", others)) == 3


def test_shares_of_another_round_do_not_fit(board: Board) -> None:
    key, other = split(board, 3, 2), split(board, 3, 2)
    others = {number: board[number].public for number in key.shares}
    handed = {1: sealing.release(other.shares[1], board[1], CODES[0], others)[2]}
    with pytest.raises(SealBroken):
        sealing.join(2, key.shares[2], board[2], CODES[1], handed, key.public)


def test_a_ballot_of_another_round_does_not_count(board: Board) -> None:
    key = split(board, 3, 2)
    private = open_by(key, board, 1, 2)
    sealed = sealing.seal(key.public, ROUND, "a")
    assert sealing.unseal(private, ROUND, sealed) == "a"
    for wrong in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"", b"x" * len(sealed)):
        with pytest.raises(SealBroken):
            sealing.unseal(private, ROUND, wrong)
    with pytest.raises(SealBroken):
        sealing.unseal(private, "bbbbbbbbbbbb", sealed)
    with pytest.raises(SealBroken):
        sealing.unseal(open_by(split(board, 3, 2), board, 1, 2), ROUND, sealed)


def test_sealed_ballots_have_one_length_and_receipts_of_their_own(board: Board) -> None:
    key = split(board, 3, 2)
    sealed = [sealing.seal(key.public, ROUND, marks) for marks in ("aaa", "ddd", "bbb", "aaa", "abd") for _ in range(5)]
    assert len({len(one) for one in sealed}) == 1
    assert len({sealing.receipt(one) for one in sealed}) == len(sealed)
    assert [sealing.receipt(one) for one in sealed] == [sealing.receipt(bytes(one)) for one in sealed]
    assert {len(sealing.receipt(one)) for one in sealed} == {16}


def test_the_order_of_opened_choices_is_mixed() -> None:
    """Of 52 choices in a row, an unmixed order would show; two mixings alike would need luck of 1 in 10^14."""
    ordered = "a" * 26 + "d" * 26
    mixed = sealing.shuffled(ordered)
    assert sorted(mixed) == sorted(ordered) and mixed != ordered and mixed != sealing.shuffled(ordered)
