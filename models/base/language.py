"""Words for readers: message ids are English, the catalogue of this floor is Vietnamese."""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def N_(message: str) -> str:
    """Mark a message id for the catalogue without translating it."""
    return message


class Labels(Mapping[StrEnum, str]):
    """The words of enums: members of two enums may share a value, and then a plain dict would mix them up."""

    def __init__(self, *groups: Mapping[StrEnum, str]) -> None:
        self._words = {(type(word), word.value): (word, text) for group in groups for word, text in group.items()}

    def __getitem__(self, word: StrEnum) -> str:
        return self._words[type(word), word.value][1]

    def __iter__(self) -> Iterator[StrEnum]:
        return (word for word, _text in self._words.values())

    def __len__(self) -> int:
        return len(self._words)


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
