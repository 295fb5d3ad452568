"""Vietnamese text: clean on entry, found without accents, sorted as a reader expects, compared as a person would."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import icu

from models.base.language import N_

BIDI = N_("This text holds a hidden sign that turns the reading direction. Please type it again.")
CONTROL = N_("This text holds a control sign that cannot be shown. Please type it again.")
BROKEN = N_("This text is damaged: part of a sign is missing. Please type it again.")
HEAPED = N_("This text is damaged: too many marks stand over one letter. Please type it again.")
USERNAME = N_("A user name has 3 to 40 signs: small letters a to z without accents, digits, dot, hyphen or underscore.")

MOST_MARKS = 8  # over one letter; Vietnamese has two, and putting thousands in order would take minutes
SORT_KEY_SIZE = 2000  # the column holds no more; what is cut off decides nothing a reader sees

TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
# `oa oe uy` carry the tone on the first letter (old habit) or the second (new): the second is right
# for both open and closed syllables, so `quý` and `Hoàng` stay as they are. After q the u is no vowel.
_TONE_ON_FIRST = re.compile(rf"(o)([{TONES}])([ae])|(u)([{TONES}])(y)|(?<=q)(u)([{TONES}])([aeio])")
_D_WITH_BAR = str.maketrans({"\u00f0": "đ", "\u0256": "đ"})  # ð ɖ, the small letters of Ð Ɖ
_STRUCK_D = re.compile("[dD][\u0335-\u0338]")
_TYPOGRAPHIC = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u02bb\u02b9\u2032\u00b4\u0060\uff07", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
_LIKE_LETTERS = {"0": "o", "1": "l", "|": "l"}
_LIKE_WILDCARDS = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,38})[a-z0-9]", re.ASCII)


class BadText(ValueError):
    """Text that is refused on entry; `message` is an English message id."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def nfc(text: str) -> str:
    """`text` as it is kept and shown: NFC, no invisible signs, single spaces, line breaks kept.

    Raises BadText for signs that turn the reading direction, control signs and broken surrogates.
    """
    _refuse(text)
    visible = _without_invisible(unicodedata.normalize("NFC", text))
    lines = [" ".join(line.split()) for line in re.split(r"\r\n|[\n\r\x85\u2028\u2029]", visible)]
    return unicodedata.normalize("NFC", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """`text` as nfc() keeps it, line breaks turned into spaces: for names and titles."""
    return unicodedata.normalize("NFC", " ".join(nfc(text).split()))


def search_key(text: str) -> str:
    """`text` and a query alike without case, accents and typographic signs: "Đặng" gives "dang"."""
    plain = unicodedata.normalize("NFKD", _folded(unicodedata.normalize("NFKC", text)))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(bare.replace("đ", "d").split())


def like_pattern(query: str) -> str:
    r"""The pattern for `search_key LIKE … ESCAPE '\'` that finds `query`, its % and _ taken literally."""
    return f"%{search_key(query).translate(_LIKE_WILDCARDS)}%"


def sort_key(text: str) -> str:
    """ICU's Vietnamese order as lower-case hex, so that a plain ORDER BY sorts right in every database."""
    key: bytes = _collator().getSortKey(identity_key(text))
    return key.hex()[:SORT_KEY_SIZE]


def person_sort_key(name: str) -> str:
    """As sort_key for a person: the given name (last word) first, then family and middle names word by word."""
    words = name.split()
    return "".join(sort_key(word) for word in words[-1:] + words[:-1])[:SORT_KEY_SIZE]


def identity_key(text: str) -> str:
    """One key for every spelling of one name: forms, invisible signs, spaces, case, tone placement, Ð.

    Idempotent. Equal keys mean one name; two people may still share it (birth date and unit tell them apart).
    """
    return " ".join(unicodedata.normalize("NFC", place_tones(_folded(text))).split())


def place_tones(text: str) -> str:
    """Lower-case `text` with the tone of oa, oe, uy (and qu…) on the second letter: hòa → hoà, ủy → uỷ."""
    return _TONE_ON_FIRST.sub(_second_letter, unicodedata.normalize("NFD", text))


def skeleton(text: str) -> str:
    """What the eye sees of `text`: look-alike signs of other alphabets, 0/O, 1/l, bare one-letter words.

    Equal skeletons with different identity keys are a warning for people, a refusal for organisations and logins.
    """
    plain = unicodedata.normalize("NFKD", _without_invisible(text).translate(_D_WITH_BAR))
    seen = _STRUCK_D.sub("đ", "".join(_looks_like(sign) for sign in plain))
    words = identity_key(seen).split()
    return " ".join(_without_marks(word) if _is_one_letter(word) else word for word in words)


def username_key(text: str) -> str:
    """The key under which a login is looked up; never raises, so that a wrong login is just not found."""
    return _folded(unicodedata.normalize("NFKC", text)).strip()


def new_username(text: str) -> str:
    """The key of a new login; BadText when it is not plain ASCII of 3 to 40 signs (no look-alikes at all)."""
    key = username_key(text)
    if not _USERNAME.fullmatch(key):
        raise BadText(USERNAME)
    return key


def _refuse(text: str) -> None:
    marks = 0
    for sign in text:
        if unicodedata.combining(sign):
            marks += 1
        elif not _is_invisible(sign):
            marks = 0
        if marks > MOST_MARKS:
            raise BadText(HEAPED)
        if icu.Char.hasBinaryProperty(sign, icu.UProperty.BIDI_CONTROL):
            raise BadText(BIDI)
        category = unicodedata.category(sign)
        if category == "Cs":
            raise BadText(BROKEN)
        if category == "Cc" and sign not in "\t\n\r\v\f\x85":
            raise BadText(CONTROL)


def _without_invisible(text: str) -> str:
    return "".join(sign for sign in text if not _is_invisible(sign))


@lru_cache(maxsize=8192)
def _is_invisible(sign: str) -> bool:
    ignorable = icu.Char.hasBinaryProperty(sign, icu.UProperty.DEFAULT_IGNORABLE_CODE_POINT)
    return bool(ignorable) or unicodedata.category(sign) == "Cf"


def _folded(text: str) -> str:
    """NFC, visible, without case and typographic variants; still with accents."""
    visible = _without_invisible(unicodedata.normalize("NFC", text)).translate(_TYPOGRAPHIC)
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFD", visible).casefold())
    return unicodedata.normalize("NFC", folded).translate(_D_WITH_BAR)


def _second_letter(found: re.Match[str]) -> str:
    first, tone, second = (part for part in found.groups() if part)
    return first + second + tone


@lru_cache(maxsize=8192)
def _looks_like(sign: str) -> str:
    """The Latin sign that `sign` looks like, by Unicode's table of confusables, else `sign`."""
    if sign.isascii() or sign in "đĐ":
        return _LIKE_LETTERS.get(sign, sign)
    seen = _confusable(sign)
    if not seen.isascii() and sign.islower():
        seen = _confusable(sign.upper())  # Cyrillic в т н к: small capitals
    if not all(part.isascii() or unicodedata.combining(part) for part in seen):
        return sign
    return "I" if seen == "l" and sign.isupper() else seen  # the table has I and l as one sign, Vietnamese has not


def _confusable(text: str) -> str:
    return unicodedata.normalize("NFKD", str(_spoof_checker().getSkeleton(icu.USpoofChecks.ANY_CASE, text)))


def _is_one_letter(word: str) -> bool:
    """Y, H' and their like: the one-letter words of Ê Đê, M'Nông and Ba Na names."""
    return sum(sign.isalpha() for sign in _without_marks(word)) == 1


def _without_marks(word: str) -> str:
    marked = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in marked if not unicodedata.combining(sign))


@cache
def _collator() -> icu.Collator:
    collator = icu.Collator.createInstance(icu.Locale("vi"))
    collator.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)  # Khối 2 before Khối 10
    return collator


@cache
def _spoof_checker() -> icu.SpoofChecker:
    return icu.SpoofChecker()
