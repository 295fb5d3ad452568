"""Passwords: hashed with argon2id, checked with the same work for every name, made once for a hand-over."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: read aloud on the telephone
ONE_TIME_SIZE = 15  # 74 bits


def hash_password(password: str) -> str:
    """The argon2id hash of `password`, with a salt of its own."""
    return _HASHER.hash(_same_form(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether `password` fits; always one verification, so that a missing account takes as long as a wrong password."""
    try:
        fits = _HASHER.verify(stored or _nobody(), _same_form(password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored is not None


def one_time_password(secret: bytes, purpose: str) -> str:
    """The password handed over for `purpose`; a repeated click, being the same purpose, gives the same one."""
    number = int.from_bytes(hmac.new(secret, purpose.encode(), hashlib.sha256).digest(), "big")
    signs = []
    for _ in range(ONE_TIME_SIZE):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    text = "".join(signs)
    return "-".join(text[start : start + 5] for start in range(0, ONE_TIME_SIZE, 5))


@cache
def _nobody() -> str:
    return _HASHER.hash("nobody")


def _same_form(password: str) -> str:
    """A Vietnamese password is the same whichever keyboard typed its accents."""
    return unicodedata.normalize("NFKC", password)
