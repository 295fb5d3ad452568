"""The addresses of the application with things put into them: generated from the URL map, never from a list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
ABSENT = "222222222222"  # the public id of nothing
# What stands in front of a parameter says what kind of thing it names.
KINDS = {
    "dossiers": "dossier", "nominations": "nomination", "lines": "nomination", "parts": "part", "files": "file",
    "works": "work", "meetings": "meeting", "rounds": "round", "decisions": "decision", "letters": "letter",
    "tasks": "task", "cases": "case", "diagrams": "diagram", "organizations": "organization", "people": "person",
    "posts": "post", "schemes": "scheme", "quotas": "line", "phases": "phase", "targets": "measure",
    "counters": "counter", "report": "organization", "incidents": "incident", "ties": "line",
}  # fmt: skip
UNKNOWN = "unknown"
KINDS_BY_NAME = {"dossier_id": "dossier", "kind": "part_kind", "how": "limit_change"}


@dataclass(frozen=True)
class Place:
    """One route: its endpoint, its rule and what each of its parameters names."""

    endpoint: str
    rule: str
    methods: frozenset[str]
    parameters: tuple[tuple[str, str], ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for _name, kind in self.parameters)

    def address(self, things: Mapping[str, str]) -> str:
        """The path with `things` (kind → id) put in."""
        found = self.rule
        for name, kind in self.parameters:
            found = re.sub(rf"<(?:[^:<>]+:)?{name}>", things[kind], found)
        return found


def places(app: Flask) -> list[Place]:
    """Every route but shipped files."""
    return [
        _place(rule)
        for rule in sorted(app.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint))
        if not rule.rule.startswith("/static")
    ]


def kind_of(rule: str, name: str) -> str:
    """What the parameter names; UNKNOWN in a room of the house that nobody has told here."""
    if name in KINDS_BY_NAME:
        return KINDS_BY_NAME[name]
    before = re.split(rf"<(?:[^:<>]+:)?{name}>", rule)[0].rstrip("/").rpartition("/")[2]
    return KINDS.get(before, UNKNOWN)


def _place(rule: Rule) -> Place:
    names = PARAMETER.findall(rule.rule)
    methods = frozenset((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return Place(rule.endpoint, rule.rule, methods, tuple((name, kind_of(rule.rule, name)) for name in names))
