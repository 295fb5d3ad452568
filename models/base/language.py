"""Words for readers: message ids are English, the catalogue of this floor is Vietnamese."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def N_(message: str) -> str:
    """Mark a message id for the catalogue without translating it."""
    return message


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of `language`; English ids stand for themselves."""
    return gettext.translation("models", TRANSLATIONS, [language], fallback=True)


def say(message: str, language: str = "vi", values: Mapping[str, Any] | None = None) -> str:
    """`message` in `language` with its %(values)s filled in."""
    if not message:
        return ""
    text = catalogue(language).gettext(str(message))
    return text % values if values else text
