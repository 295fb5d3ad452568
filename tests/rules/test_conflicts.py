"""Interests of members in nominations: every ground by itself, against every other, and none where there is none."""

from itertools import product

import pytest

from models.council.rules.conflicts import MemberFacts, NominationFacts, grounds
from models.council.words import Ground

HOME, SEAT, OTHER = 1, 2, 3
MEMBER = MemberFacts(7, "lê mẫu an", frozenset({HOME, SEAT}), frozenset({SEAT}))


@pytest.mark.threat("T03")
@pytest.mark.parametrize(
    ("nomination", "found"),
    [
        (NominationFacts(True, "lê mẫu an", HOME), [Ground.NOMINEE]),
        (NominationFacts(True, "lê mẫu an", SEAT), [Ground.NOMINEE]),
        (NominationFacts(True, "lê mẫu an", OTHER), []),  # somebody of the same name elsewhere
        (NominationFacts(True, "lê mẫu ân", HOME), []),  # a colleague
        (NominationFacts(False, "lê mẫu an", OTHER), []),
        (NominationFacts(False, "văn phòng", HOME), [Ground.BELONGS_TO_UNIT]),
        (NominationFacts(False, "ban", SEAT), [Ground.HEADS_UNIT]),
        (NominationFacts(False, "ban", OTHER, signers=frozenset({7})), [Ground.SIGNED_SUBMISSION]),
        (NominationFacts(False, "ban", OTHER, signers=frozenset({8})), []),
        (NominationFacts(True, "x", OTHER, declared=frozenset({7, 8})), [Ground.DECLARED]),
        (NominationFacts(False, "ban", SEAT, frozenset({7}), frozenset({7})),
         [Ground.HEADS_UNIT, Ground.SIGNED_SUBMISSION, Ground.DECLARED]),
    ],
)  # fmt: skip
def test_each_ground(nomination, found):
    assert list(grounds(MEMBER, nomination)) == found


@pytest.mark.threat("T03")
def test_every_combination_against_the_definition():
    """All of: who is nominated, where, whether they signed, whether they declared."""
    for individual, name, place, signed, declared in product(
        (True, False), ("lê mẫu an", "khác"), (HOME, SEAT, OTHER), (True, False), (True, False)
    ):
        facts = NominationFacts(
            individual, name, place, frozenset([7] if signed else []), frozenset([7] if declared else [])
        )
        expected = set()
        if individual and name == MEMBER.name_key and place != OTHER:
            expected.add(Ground.NOMINEE)
        if not individual and place != OTHER:
            expected.add(Ground.HEADS_UNIT if place == SEAT else Ground.BELONGS_TO_UNIT)
        expected |= {Ground.SIGNED_SUBMISSION} if signed else set()
        expected |= {Ground.DECLARED} if declared else set()
        found = grounds(MEMBER, facts)
        assert set(found) == expected and len(found) == len(expected)
        assert list(found) == sorted(found, key=list(Ground).index)
