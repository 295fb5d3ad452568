"""Sealing ballots: what is put in can be read only with the round's key, which is destroyed at closing.

The key's two halves are made together and the private one lies in the database while the round is open: whoever
administers the database must be trusted that long. Nothing outside this room knows how a ballot is sealed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from models.base.tables import ALPHABET
from models.schemes.words import BallotChoice

# Not asked: a member who does not vote on a nomination. It is no choice and is never counted.
RECUSED = None
# One letter per choice: every ballot of a round has the same length, whatever was chosen.
LETTERS: dict[BallotChoice | None, bytes] = {
    BallotChoice.AGREE: b"a",
    BallotChoice.DISAGREE: b"d",
    BallotChoice.BLANK: b"b",
    RECUSED: b"r",
}
CHOICES = {letter: choice for choice, letter in LETTERS.items()}
RECEIPT_LENGTH = 16


class SealBroken(ValueError):
    """A ballot that this key does not open, or that was not meant for this round."""


def new_key() -> str:
    """A fresh key for one round, as text."""
    return bytes(PrivateKey.generate()).hex()


def new_receipt() -> str:
    """A random word for the voter: it says that a ballot lies there, and nothing about it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(RECEIPT_LENGTH))


def seal(key: str, round_id: str, choices: Sequence[BallotChoice | None]) -> bytes:
    """The sealed ballot of one member: a choice (or RECUSED) for each item of the round `round_id`, in their order.

    Two ballots with the same choices never look alike.
    """
    plain = round_id.encode() + b"".join(LETTERS[choice] for choice in choices)
    return bytes(SealedBox(_private(key).public_key).encrypt(plain))


def unseal(key: str, round_id: str, sealed: bytes) -> tuple[BallotChoice | None, ...]:
    """The choices of a sealed ballot; SealBroken when it cannot be read or belongs to another round."""
    try:
        plain = SealedBox(_private(key)).decrypt(sealed)
    except CryptoError as error:
        raise SealBroken("the ballot does not open") from error
    if not plain.startswith(round_id.encode()):
        raise SealBroken("the ballot belongs to another round")
    letters = plain[len(round_id.encode()) :]
    try:
        return tuple(CHOICES[letters[place : place + 1]] for place in range(len(letters)))
    except KeyError as error:
        raise SealBroken("the ballot holds no such choice") from error


def shuffled(choices: Sequence[BallotChoice]) -> list[BallotChoice]:
    """The choices in an order that says nothing about who came when."""
    mixed = list(choices)
    secrets.SystemRandom().shuffle(mixed)
    return mixed


def _private(key: str) -> PrivateKey:
    return PrivateKey(bytes.fromhex(key))
