"""How a single value of a scheme file is read: numbers, days, words, keys, texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, TypeVar

from models.base.language import N_
from models.base.text import BadText, one_line

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

# "05" is how a plan writes five; "010" could be ten or eight and is refused.
WHOLE = re.compile(r"0[0-9]|[1-9][0-9]{0,8}|0")
DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
PART = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
NO_DAY = date.min

WHOLE_OR_NULL = N_("line %(line)s: %(field)s must be a whole number ≥ %(low)s or null, not “%(typed)s”")
WHOLE_ONLY = N_("line %(line)s: %(field)s must be a whole number ≥ %(low)s, not “%(typed)s”")
FRACTION_ONLY = N_("line %(line)s: %(field)s must be a fraction such as 2/3, above 0 and at most 1, not “%(typed)s”")
DAY_ONLY = N_("line %(line)s: %(field)s must be a day such as 31/12/2023, not “%(typed)s”")
NO_SUCH_DAY = N_("line %(line)s: %(field)s: the calendar has no day “%(typed)s”")
YES_OR_NO = N_("line %(line)s: %(field)s must be true or false, not “%(typed)s”")
ASSUMED_TRUE = N_("line %(line)s: assumed must be true; a value that the plan states stands alone, without keys")
KEY_ONLY = N_("line %(line)s: %(field)s must be a key of small letters, digits, “_” and “.”, not “%(typed)s”")
CODE_ONLY = N_("line %(line)s: %(field)s must be of capital letters, digits and “-”, not “%(typed)s”")
BAD_SIGN = N_("line %(line)s: %(field)s holds a hidden, control or damaged sign; please type it again")
ONE_OF = N_("line %(line)s: %(field)s must be one of %(allowed)s, not “%(typed)s”")
DID_YOU_MEAN = N_("line %(line)s: %(field)s must be one of %(allowed)s, not “%(typed)s”; did you mean “%(near)s”?")


class Misfit(Exception):
    """A scalar that is not what its field wants."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


@dataclass(frozen=True)
class Form(Generic[T]):
    """How one scalar is read, and what stands in for it while it cannot be read."""

    read: Callable[[str], T]
    blank: T


def _read_text(text: str) -> str:
    try:
        return one_line(text)
    except BadText:
        raise Misfit(BAD_SIGN) from None


def _read_day(text: str) -> date:
    match = DAY.fullmatch(text)
    if not match:
        raise Misfit(DAY_ONLY)
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        raise Misfit(NO_SUCH_DAY) from None


def _read_fraction(text: str) -> Fraction:
    match = PART.fullmatch(text)
    if not match or int(match[1]) > int(match[2]):
        raise Misfit(FRACTION_ONLY)
    return Fraction(int(match[1]), int(match[2]))


def _read_flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise Misfit(YES_OR_NO)
    return text == "true"


def _read_assumed(text: str) -> bool:
    if text != "true":
        raise Misfit(ASSUMED_TRUE)
    return True


def _matching(pattern: re.Pattern[str], message: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise Misfit(message)
        return text

    return read


def whole(low: int, null: bool = False) -> Form[int]:
    """Whole numbers from `low` up, in decimal digits."""

    def read(text: str) -> int:
        if not WHOLE.fullmatch(text) or int(text) < low:
            raise Misfit(WHOLE_OR_NULL if null else WHOLE_ONLY, low=low)
        return int(text)

    return Form(read, low)


def word(enum: type[E]) -> Form[E]:
    """One member of a closed list of words."""
    members = list(enum)

    def read(text: str) -> E:
        for member in members:
            if member.value == text:
                return member
        allowed = ", ".join(member.value for member in members)
        near = nearest(text, [member.value for member in members])
        raise Misfit(DID_YOU_MEAN if near else ONE_OF, allowed=allowed, near=near)

    return Form(read, members[0])


TEXT = Form(_read_text, "")
DATE = Form(_read_day, NO_DAY)
FRACTION = Form(_read_fraction, Fraction(1))
FLAG = Form(_read_flag, False)
ASSUMED = Form(_read_assumed, True)
NAME = Form(_matching(KEY, KEY_ONLY), "")
CODE_FORM = Form(_matching(CODE, CODE_ONLY), "")


def nearest(typed: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The known word that `typed` most likely stands for, "" when none is at least `alike` (0 to 1)."""
    return next(iter(get_close_matches(typed, list(known), 1, alike)), "")


def clipped(text: str) -> str:
    """What was typed, short enough for a sentence."""
    one = " ".join(text.split())
    return one if len(one) <= 40 else f"{one[:39]}…"
