"""Sealing ballots so that only the counting board can open them, and only together.

A round has a key pair of its own. Its private half is split into one share per counter, any `needed` of which give
it back; each share is sealed to its counter, whose own key opens with a code that only the counter has. Nothing that
is stored opens a ballot: neither the whole private half nor any code is ever written down. Nothing outside this
room knows how a ballot is sealed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from Crypto.Protocol.SecretSharing import Shamir
from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from models.base.tables import ALPHABET

HALF = 16  # bytes that Shamir's scheme splits at a time; a private key is two of them
RECEIPT_LENGTH = 16
RoundKey = PrivateKey  # the private half of a round's key, whole in memory only


class SealBroken(ValueError):
    """A ballot or a share that this key does not open, or that was not meant for this round."""


class CodeWrong(ValueError):
    """A code that does not open this counter's key."""


@dataclass(frozen=True)
class LockedKey:
    """A counter's key pair as it is stored: the private half opens with the counter's code."""

    public: bytes
    locked: bytes
    salt: bytes


@dataclass(frozen=True)
class SplitKey:
    """A round's public half, and the private half in shares: number of the counter → share, sealed to the counter."""

    public: bytes
    shares: Mapping[int, bytes]


def lock(code: str, salt: bytes) -> LockedKey:
    """A fresh key pair for the counter who has `code`; `salt` has 16 bytes."""
    private = PrivateKey.generate()
    return LockedKey(bytes(private.public_key), SecretBox(_stretched(code, salt)).encrypt(bytes(private)), salt)


def new_round_key(counters: Mapping[int, bytes], needed: int) -> SplitKey:
    """A key pair for one round, split among `counters` (number from 1 → public half); `needed` of them open it.

    ValueError unless 2 ≤ needed ≤ number of counters.
    """
    if not 2 <= needed <= len(counters):
        raise ValueError(f"{needed} of {len(counters)} counters")
    private = PrivateKey.generate()
    secret = bytes(private)
    halves = [dict(Shamir.split(needed, max(counters), secret[at : at + HALF])) for at in (0, HALF)]
    shares = {
        number: bytes(SealedBox(PublicKey(public)).encrypt(halves[0][number] + halves[1][number]))
        for number, public in counters.items()
    }
    return SplitKey(bytes(private.public_key), shares)


def release(share: bytes, key: LockedKey, code: str, others: Mapping[int, bytes]) -> dict[int, bytes]:
    """The counter's share, sealed anew to each of the other counters (number → public half). CodeWrong."""
    opened = _unsealed(_private(key, code), share)
    return {number: bytes(SealedBox(PublicKey(public)).encrypt(opened)) for number, public in others.items()}


def join(
    number: int, share: bytes, key: LockedKey, code: str, released: Mapping[int, bytes], public: bytes
) -> RoundKey:
    """The round's private half, from this counter's share and those released to it (number of who released → share).

    CodeWrong for a wrong code; SealBroken when the shares do not give the key of `public`.
    """
    mine = _private(key, code)
    shares = {number: _unsealed(mine, share)} | {other: _unsealed(mine, one) for other, one in released.items()}
    halves = [Shamir.combine([(other, one[at : at + HALF]) for other, one in shares.items()]) for at in (0, HALF)]
    private = PrivateKey(b"".join(halves))
    if bytes(private.public_key) != public:
        raise SealBroken("these shares do not give the key of the round")
    return private


def seal(public: bytes, round_id: str, marks: str) -> bytes:
    """The sealed ballot of one member: one sign per item of the round, so that all ballots have one length.

    Two ballots with the same marks never look alike.
    """
    return bytes(SealedBox(PublicKey(public)).encrypt(f"{round_id}{marks}".encode("ascii")))


def unseal(private: RoundKey, round_id: str, sealed: bytes) -> str:
    """The marks of a sealed ballot; SealBroken when it cannot be read or belongs to another round."""
    try:
        plain = SealedBox(private).decrypt(sealed).decode("ascii")
    except (CryptoError, UnicodeDecodeError) as error:
        raise SealBroken("the ballot does not open") from error
    if not plain.startswith(round_id):
        raise SealBroken("the ballot belongs to another round")
    return plain[len(round_id) :]


def receipt(sealed: bytes) -> str:
    """What the voter keeps: names the sealed ballot, and says nothing about what is in it."""
    number, letters = int.from_bytes(hashlib.sha256(sealed).digest(), "big"), []
    for _ in range(RECEIPT_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def shuffled(marks: str) -> str:
    """The marks in an order that says nothing about who came when."""
    mixed = list(marks)
    secrets.SystemRandom().shuffle(mixed)
    return "".join(mixed)


def _private(key: LockedKey, code: str) -> PrivateKey:
    try:
        return PrivateKey(SecretBox(_stretched(code, key.salt)).decrypt(key.locked))
    except CryptoError as error:
        raise CodeWrong("the code does not open this key") from error


def _unsealed(mine: PrivateKey, sealed: bytes) -> bytes:
    try:
        return bytes(SealedBox(mine).decrypt(sealed))
    except CryptoError as error:
        raise SealBroken("the share does not open") from error


def _stretched(code: str, salt: bytes) -> bytes:
    """The key that a code gives; what people type between the letters, and capitals, do not matter."""
    plain = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE, plain.encode(), salt,
        opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE, memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )  # fmt: skip
