"""The text of a scheme file as scalars, lists and mappings with their places, nothing guessed.

Values stay text: `no`, `01` and `10/2023` are what was typed. Anchors, tags, repeated keys and
several documents in one file are refused, each with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from models.base.finding import Finding
from models.base.language import N_
from models.schemes.shape.given import Place

MAX_CHARACTERS = 500_000
MAX_DEPTH = 12
START = Place(1, 1)

PROBLEMS = {
    "mapping values are not allowed": N_(
        "line %(line)s: a second “: ” stands in this line; put the value in quotation marks"
    ),
    "found character '\\t'": N_("line %(line)s: a tab stands where only spaces may stand"),
    "could not find expected ':'": N_("line %(line)s: a “:” is missing after the key"),
    "found unexpected end of stream": N_("line %(line)s: a quotation mark is opened here and never closed"),
    "expected <block end>": N_("line %(line)s: this line is indented differently from those it belongs to"),
}


@dataclass(frozen=True)
class Scalar:
    text: str
    plain: bool
    place: Place

    @property
    def null(self) -> bool:
        return self.plain and self.text == "null"

    @property
    def empty(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True)
class Sequence:
    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Mapping:
    entries: dict[str, Node]
    places: dict[str, Place]
    place: Place


Node = Scalar | Sequence | Mapping


class Unreadable(Exception):
    """The text ends here for a reader: what was found is in the notes."""


@dataclass
class Notes:
    """What was found while reading, and which paths it makes doubtful."""

    findings: list[Finding] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)

    def add(self, code: str, message: str, place: Place, path: str = "", **values: Any) -> None:
        """Note a finding at `place`; `line` is added to its values."""
        self.findings.append(found(code, message, place, **values))
        if path:
            self.doubtful.add(path)


def found(code: str, message: str, place: Place, **values: Any) -> Finding:
    """The finding for what stands at `place` of the file."""
    return Finding(code, message, {"line": place.line, **values}, place=f"{place.line}:{place.column}")


def parse(text: str, notes: Notes) -> Node | None:
    """The one document of `text`; None when it cannot be read at all, then `notes` says why."""
    if len(text) > MAX_CHARACTERS:
        message = N_("line %(line)s: the file is longer than %(most)s characters")
        notes.add("scheme_too_long", message, START, most=MAX_CHARACTERS)
        return None
    try:
        return _Builder(_events(text), notes).document()
    except Unreadable:
        return None
    except ReaderError as error:
        place = _place_of(text, error.position)
        message = N_("line %(line)s: a character stands here that no text holds (code %(number)s)")
        notes.add("scheme_not_yaml", message, place, number=error.character)
    except MarkedYAMLError as error:
        _note_problem(error, notes)
    except YAMLError as error:
        notes.add("scheme_not_yaml", N_("line %(line)s: cannot be read: %(problem)s"), START, problem=str(error))
    return None


def _events(text: str) -> Iterator[Any]:
    yield from YAML(typ="safe", pure=True).parse(text)


def _place_of(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _note_problem(error: MarkedYAMLError, notes: Notes) -> None:
    problem = error.problem or ""
    message = next((said for start, said in PROBLEMS.items() if problem.startswith(start)), None)
    # What is not closed or lacks its colon is found late: the line where it began is the one to mend.
    late = problem.startswith(("could not find", "found unexpected end"))
    mark = error.context_mark if late and error.context_mark else error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else START
    if message:
        notes.add("scheme_not_yaml", message, place)
    else:
        notes.add("scheme_not_yaml", N_("line %(line)s: cannot be read: %(problem)s"), place, problem=problem)


class _Builder:
    """Builds nodes out of the parser's events."""

    def __init__(self, events: Iterator[Any], notes: Notes) -> None:
        self.events = events
        self.notes = notes

    def document(self) -> Node | None:
        node: Node | None = None
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent" and node is not None:
                message = N_("line %(line)s: a second document begins here; one file holds one scheme")
                self.notes.add("scheme_second_document", message, _place(event))
                raise Unreadable
            if kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"):
                node = self.node(event, 0)
        if node is None:
            self.notes.add("scheme_empty", N_("line %(line)s: the file is empty"), START)
        return node

    def node(self, event: Any, depth: int) -> Node:
        place = _place(event)
        if depth > MAX_DEPTH:
            self.notes.add("scheme_too_deep", N_("line %(line)s: lists and keys are nested too deeply"), place)
            raise Unreadable
        self.refuse_marks(event, place)
        kind = type(event).__name__
        if kind == "MappingStartEvent":
            return self.mapping(place, depth)
        if kind == "SequenceStartEvent":
            return self.sequence(place, depth)
        return Scalar(getattr(event, "value", ""), getattr(event, "style", None) in (None, ""), place)

    def refuse_marks(self, event: Any, place: Place) -> None:
        if getattr(event, "anchor", None):
            message = N_("line %(line)s: anchors and references (& and *) are not allowed; write the value out")
            self.notes.add("scheme_anchor", message, place)
        if getattr(event, "tag", None):
            message = N_("line %(line)s: tags (!…) are not allowed; write the value alone")
            self.notes.add("scheme_tag", message, place)

    def sequence(self, place: Place, depth: int) -> Sequence:
        items: list[Node] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            items.append(self.node(event, depth + 1))
        return Sequence(tuple(items), place)

    def mapping(self, place: Place, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        places: dict[str, Place] = {}
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.notes.add("scheme_key", N_("line %(line)s: a key must be a single word"), key.place)
            elif key.text in entries:
                message = N_("line %(line)s: %(field)s stands here a second time (first in line %(first)s)")
                first = places[key.text].line
                self.notes.add("scheme_repeated_key", message, key.place, field=key.text, first=first)
            else:
                entries[key.text], places[key.text] = value, key.place
        return Mapping(entries, places, place)


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
