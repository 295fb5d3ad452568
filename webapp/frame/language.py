"""The reader's language, and the filters that write dates, shares and words in it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from models.base import dates
from models.base import language as words
from models.base.finding import BadRequest, Severity
from models.base.shares import percent

COOKIE = "language"
LANGUAGES = ("vi", "en")
YEAR = 365 * 24 * 3600


def attach(app: Flask) -> None:
    """Vietnamese unless the reader has chosen English; the choice is a cookie."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "vi")
    Babel(app, locale_selector=reader_language, default_timezone="Asia/Ho_Chi_Minh")
    app.add_url_rule("/language", "language", change_language, methods=["POST"])
    app.jinja_env.filters.update(
        say=say, label=label, severity=severity, date=short_date, longdate=long_date, time=clock_time, moment=moment,
        weekday=weekday, month=month,
        share=share, number=number, whole=whole, upfirst=upfirst, lowfirst=lowfirst, code=code, name=name,
    )  # fmt: skip
    app.jinja_env.globals["reader_language"] = reader_language


def reader_language() -> str:
    """vi or en."""
    chosen = request.cookies.get(COOKIE, "vi") if request else "vi"
    return chosen if chosen in LANGUAGES else "vi"


def current_language() -> str:
    """The language in force, also outside a request (commands)."""
    locale = get_locale()
    return str(locale.language) if locale else "vi"


def change_language() -> Response:
    """Keep the chosen language and go back to the page that asked."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise BadRequest(_("Unknown language."))
    answer = redirect(local_path(request.form.get("back", "")), code=303)
    secure = request.is_secure
    answer.set_cookie(COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer  # type: ignore[return-value]


def local_path(target: str, fallback: str = "/") -> str:
    """`target` when it is a path of this application, else `fallback`: never another site."""
    parts = urlsplit(target)
    own = not parts.scheme and not parts.netloc and target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if own and target.isprintable() and "\\" not in target else fallback


def say(message: object, values: Mapping[str, Any] | None = None) -> str:
    """A word or sentence of models and workflows in the reader's language."""
    return words.say(str(message), current_language(), values)


def label(word: StrEnum) -> str:
    """The label that stands beside an enum in its noun's words, in the reader's language."""
    labels: Mapping[StrEnum, str] = sys.modules[type(word).__module__].LABELS
    return say(labels[word])


def short_date(value: date | datetime | None) -> str:
    return dates.short_date(value, current_language()) if value else ""


def long_date(value: date | datetime | None) -> str:
    return dates.long_date(value, current_language()) if value else ""


def upfirst(text: str) -> str:
    """The first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def lowfirst(text: str) -> str:
    """The first letter small, for a sentence within a sentence."""
    return text[:1].lower() + text[1:]


def severity(value: Severity) -> str:
    """What a finding does, said to those who do not see its sign."""
    sentences: dict[Severity, str] = {
        Severity.BLOCK: _("Blocks"),
        Severity.HOLD: _("Holds"),
        Severity.WARN: _("Warning"),
        Severity.INFO: _("To know"),
    }
    return sentences[value]


def weekday(value: date | datetime) -> str:
    return dates.weekday(value, current_language())


def month(value: date | datetime) -> str:
    return dates.month(value, current_language())


def clock_time(value: datetime) -> str:
    return dates.clock_time(value)


def moment(value: datetime | None) -> str:
    """16:20 ngày 07/08/2024."""
    if value is None:
        return ""
    between = ", " if current_language() == "en" else " ngày "
    return f"{clock_time(value)}{between}{short_date(value)}"


def number(value: int) -> str:
    """1.268 in Vietnamese, 1,268 in English."""
    return f"{value:,}" if current_language() == "en" else f"{value:,}".replace(",", ".")


def share(part: int, total: int, *marks: int) -> str:
    """93% (28/30): the counts always stand beside the percentage; 100% and each of `marks` only when they are met."""
    if total <= 0:
        return ""
    tenths = int(percent(part, total, *marks) * 10)
    shown = str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}{_point()}{tenths % 10}"
    return f"{shown}%\N{NO-BREAK SPACE}({part}/{total})"


def _point() -> str:
    return "." if current_language() == "en" else ","


def code(text: object) -> Markup:
    """A code or number of a paper, which must not break at its hyphens: HS-2024-0147, 286/KH-MTTQ-BTT."""
    return Markup('<span class="vd-code">{}</span>').format(text)


def name(text: str) -> str:
    """A name of several words, broken where a reader would: never inside "Việt Nam", nor before its last word.

    For reading only, never for a value that is sent back.
    """
    kept = text.replace("Việt Nam", "Việt\N{NO-BREAK SPACE}Nam")
    start, space, last = kept.rpartition(" ")
    return f"{start}\N{NO-BREAK SPACE}{last}" if space and " " in start else kept


def whole(text: str) -> str:
    """A name that must not break over a line end; for codes with hyphens use `code`."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
