"""Linking members to choices: everything that somebody who has all the evidence would try, and how well it does."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from models.council.words import MEANT, SIGNS
from tests.threats.evidence import Evidence, Voter

SIGMAS = 3
WORDS = {**{sign: sign for sign in MEANT}, **{str(choice): sign for sign, choice in MEANT.items()}}
WRITTEN = re.compile("|".join(sorted((str(one) for one in SIGNS), key=len, reverse=True)).encode())
NEAR, MOST = 24, 100  # bytes after a name in a raw file; places looked at for one name
Guess = Callable[[Evidence, random.Random], Sequence[str]]


# ---- what the attacker tries: each gives a sign for every voter, in the order of voting


def filled(found: Sequence[str], evidence: Evidence, chance: random.Random) -> list[str]:
    """What was found, as far as the published totals have it; the rest of them is dealt out at random."""
    left, guess = Counter(evidence.signs), [""] * len(found)
    for at in chance.sample(range(len(found)), len(found)):
        if left[found[at]] > 0:
            guess[at] = found[at]
            left[found[at]] -= 1
    rest = list(left.elements())
    chance.shuffle(rest)
    return [one or rest.pop() for one in guess]


def in_line(evidence: Evidence) -> list[str]:
    """Every run of signs that lies somewhere in an order: in one text, or down a column."""
    wanted, found = sorted(evidence.signs), []
    for table in evidence.rows.values():
        for row in table:
            found += [one for one in row.values() if isinstance(one, str) and sorted(one) == wanted]
        for name in table[0] if table else ():
            column = "".join(WORDS.get(str(row[name]), "") for row in table)
            found += [column] if sorted(column) == wanted else []
    return found[-1:]


ORDERS: dict[str, Callable[[Voter], Any]] = {
    "by person": lambda one: one.person_id,
    "by public id": lambda one: one.public_id,
    "by name": lambda one: one.name,
    "by receipt": lambda one: one.receipt,
}


def by_order(key: Callable[[Voter], Any] | None, backwards: bool = False) -> Guess:
    """The choices lie in an order that the attacker knows of the voters: the order of voting, of names, of receipts."""

    def guess(evidence: Evidence, chance: random.Random) -> Sequence[str]:
        line = next(iter(in_line(evidence)), "")
        places = list(range(len(evidence.voters)))
        if key is not None:
            places.sort(key=lambda at: key(evidence.voters[at]))
        found = [""] * len(places)
        for place, sign in zip(places, reversed(line) if backwards else line, strict=False):
            found[place] = sign
        return filled(found, evidence, chance)

    return guess


def beside_a_name(evidence: Evidence, chance: random.Random) -> Sequence[str]:
    """A row that names a voter and holds a choice."""
    rows = [row for table in evidence.rows.values() for row in table if any(str(one) in WORDS for one in row.values())]
    found = []
    for voter in evidence.voters:
        told = {WORDS[str(one)] for row in rows if _names(row, voter) for one in row.values() if str(one) in WORDS}
        found.append(told.pop() if len(told) == 1 else "")
    return filled(found, evidence, chance)


def _names(row: Mapping[str, object], voter: Voter) -> bool:
    named = (voter.public_id, voter.name, voter.receipt)
    return any(value in named or (key.endswith("person_id") and value == voter.person_id) for key, value in row.items())


def in_raw_files(evidence: Evidence, chance: random.Random) -> Sequence[str]:
    """A choice written out after a place where a voter is named, also in what was deleted."""
    found = []
    for voter in evidence.voters:
        told = Counter(
            WORDS[word.decode()]
            for name in (voter.receipt, voter.public_id, voter.name)
            for place in islice(re.finditer(re.escape(name.encode()), evidence.raw), MOST)
            for word in WRITTEN.findall(evidence.raw, place.end(), place.end() + NEAR)[:1]
        )
        found.append(told.most_common(1)[0][0] if told else "")
    return filled(found, evidence, chance)


def by_length(evidence: Evidence, chance: random.Random) -> Sequence[str]:
    """Who sent or got as much as another chose the same: lengths in order, signs by how often they were cast."""
    lengths = Counter(one.sent for one in evidence.voters)
    signs = [sign for sign, _count in Counter(evidence.signs).most_common()]
    meant = {length: signs[at] for at, (length, _count) in enumerate(lengths.most_common(len(signs)))}
    return filled([meant[one.sent] if len(lengths) > 1 and one.sent in meant else "" for one in evidence.voters],
                  evidence, chance)  # fmt: skip


def in_the_log(evidence: Evidence, chance: random.Random) -> Sequence[str]:
    """A line that names a voter and a choice."""
    found = []
    for voter in evidence.voters:
        lines = [one for one in evidence.log if voter.public_id in one or voter.name in one or voter.receipt in one]
        told = {WORDS[word] for one in lines for word in re.findall(r"\w+", one) if word in WORDS}
        found.append(told.pop() if len(told) == 1 else "")
    return filled(found, evidence, chance)


ATTACKS: dict[str, Guess] = {
    "in the order of voting": by_order(None),
    "in the order of voting, backwards": by_order(None, backwards=True),
    **{name: by_order(key) for name, key in ORDERS.items()},
    "beside a name": beside_a_name,
    "in raw files": in_raw_files,
    "by length": by_length,
    "in the log": in_the_log,
}


# ---- how well it does


def excess(rounds: Sequence[tuple[Evidence, str]], guess: Guess, chance: random.Random) -> float:
    """By how many standard deviations the attacker beats dealing the published totals out at random."""
    hits = mean = variance = 0.0
    for evidence, truth in rounds:
        hits += sum(told == true for told, true in zip(guess(evidence, chance), truth, strict=True))
        total, counts = len(truth), list(Counter(truth).values())
        squares = sum(count**2 for count in counts)
        mean += squares / total
        spread = sum((count * (total - count)) ** 2 for count in counts)
        spread += sum((one * other) ** 2 for at, one in enumerate(counts) for other in counts[:at]) * 2
        variance += spread / (total**2 * (total - 1))
    return (hits - mean) / math.sqrt(variance) if variance else 0.0


def better_than_chance(rounds: Sequence[tuple[Evidence, str]], chance: random.Random) -> dict[str, float]:
    found = {name: excess(rounds, guess, chance) for name, guess in ATTACKS.items()}
    return {name: sigmas for name, sigmas in found.items() if sigmas > SIGMAS}
