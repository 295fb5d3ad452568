"""The birth of a nominee as it is typed: a day, or only a year."""

from __future__ import annotations

import re
from datetime import date

from models.base.finding import broken
from models.base.language import N_

BIRTH_UNREADABLE = N_("Enter the birth as 31/12/1964, or only the year 1964.")
BIRTH_FUTURE = N_("The year of birth %(year)s is not possible. Example: 1964.")

_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_YEAR = re.compile(r"\d{4}")


def read_birth(text: str, today: date) -> tuple[date | None, int | None]:
    """A day of birth, or only a year, or neither; RuleBroken for what cannot be."""
    text = text.strip()
    if not text:
        return None, None
    found = _DAY.fullmatch(text)
    if found is None and not _YEAR.fullmatch(text):
        raise broken("birth", BIRTH_UNREADABLE, "born")
    year = int(found[3] if found else text)
    if not today.year - 120 <= year <= today.year - 10:
        raise broken("birth", BIRTH_FUTURE, "born", year=year)
    if found is None:
        return None, year
    try:
        return date(year, int(found[2]), int(found[1])), year
    except ValueError:
        raise broken("birth", BIRTH_UNREADABLE, "born") from None
