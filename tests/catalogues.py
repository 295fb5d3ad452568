"""Compares the sentences of the source with both Vietnamese catalogues: none missing, none open, same values."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "N_": None,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
}
VALUE = re.compile(r"%\((\w+)\)[sd]|%%")
FLOORS = {
    "models/translations/vi/LC_MESSAGES/models.po": ("models", "workflows"),
    "webapp/translations/vi/LC_MESSAGES/messages.po": ("webapp", "forms"),
}


def sentences(folders: tuple[str, ...]) -> dict[str, str]:
    """Message id → the first place that says it."""
    found: dict[str, str] = {}
    for folder in folders:
        methods = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / folder, method_map=methods, keywords=KEYWORDS
        ):
            first = message[0] if isinstance(message, tuple) else message
            if first:
                found.setdefault(first, f"{folder}/{name}:{line}")
    return found


def problems() -> Iterator[str]:
    """What is wrong with the catalogues, in words."""
    for path, folders in FLOORS.items():
        with (ROOT / path).open("rb") as file:
            catalogue = read_po(file)
        wanted = sentences(folders)
        yield from _compare(path, wanted, catalogue)


def _compare(path: str, wanted: dict[str, str], catalogue: Catalog) -> Iterator[str]:
    for sentence, place in sorted(wanted.items()):
        message = catalogue.get(sentence)
        if message is None:
            yield f"{place}: not in {path} (make words): {sentence!r}"
        elif message.fuzzy:
            yield f"{place}: fuzzy in {path}: {sentence!r}"
        else:
            yield from _translated(place, path, sentence, _forms(message.string or ""))
    for message in catalogue:
        if message.id and _forms(message.id)[0] not in wanted:
            yield f"{path}: nobody says {message.id!r} any more (make words)"


def _translated(place: str, path: str, sentence: str, forms: tuple[str, ...]) -> Iterator[str]:
    for form in forms:
        if not form:
            yield f"{place}: untranslated in {path}: {sentence!r}"
        elif _values(sentence) != _values(form):
            yield f"{place}: the values differ in {path}: {sentence!r} -> {form!r}"


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """One sentence, or singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def _values(sentence: str) -> set[str]:
    return {match.group(0) for match in VALUE.finditer(sentence)}


if __name__ == "__main__":
    wrong = list(problems())
    sys.stdout.writelines(f"{line}\n" for line in wrong or ["catalogues: complete"])
    sys.exit(1 if wrong else 0)
