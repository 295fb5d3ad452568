"""A table of organisations, read and checked row by row before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.base.finding import Finding
from models.base.language import N_, say
from models.base.text import BadText, identity_key, one_line, search_key, skeleton
from models.people.words import LABELS, OrganizationKind

COLUMNS = ("code", "name", "kind", "parent", "valid_from", "valid_to", "successor")
MOST_ROWS = 5_000
CODE = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?", re.ASCII)
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
HEADINGS = {
    "code": ("code", "mã", "mã đơn vị"),
    "name": ("name", "tên", "tên đơn vị", "tên tổ chức"),
    "kind": ("kind", "loại", "loại tổ chức", "loại đơn vị"),
    "parent": ("parent", "mã cấp trên", "cấp trên", "parent code"),
    "valid_from": ("valid_from", "từ ngày", "valid from"),
    "valid_to": ("valid_to", "đến ngày", "valid to"),
    "successor": ("successor", "mã kế thừa", "kế thừa", "successor code"),
}
_KIND = OrganizationKind
_TOP = _KIND.PROVINCIAL_COMMITTEE
# Below what a kind may stand. Communes stand below a district, and since the district level ended below the province.
PARENTS: Mapping[OrganizationKind, frozenset[OrganizationKind]] = {
    _TOP: frozenset(),
    _KIND.PROVINCIAL_BOARD: frozenset({_TOP}),
    _KIND.PROVINCIAL_MEMBER_ORG: frozenset({_TOP}),
    _KIND.DISTRICT_COMMITTEE: frozenset({_TOP}),
    _KIND.DISTRICT_MEMBER_ORG: frozenset({_KIND.DISTRICT_COMMITTEE}),
    _KIND.COMMUNE_COMMITTEE: frozenset({_KIND.DISTRICT_COMMITTEE, _TOP}),
    _KIND.FRONT_WORK_COMMITTEE: frozenset({_KIND.COMMUNE_COMMITTEE}),
}


@dataclass(frozen=True)
class Entry:
    """One organisation, as it stands in the table or in the database; codes name parent and successor."""

    code: str
    name: str
    kind: OrganizationKind
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    row: int = 0  # of the table, 1 = first below the heading; 0 in the database

    @property
    def content(self) -> tuple[object, ...]:
        return (self.name, self.kind, self.parent, self.valid_from, self.valid_to, self.successor)


@dataclass(frozen=True)
class Plan:
    """What an import would do, parents before children; nothing when there are findings."""

    added: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    same_count: int = 0
    findings: tuple[Finding, ...] = ()


def plan_import(rows: Sequence[Sequence[str]], known: Mapping[str, Entry]) -> Plan:
    """Read a table (first row may be a heading) against what is `known` by code."""
    entries, findings = read_entries(rows)
    findings += _check_codes(entries, known)
    findings += [found for entry in entries for found in _check_one(entry, _joined(entries, known), known)]
    findings += _check_names(entries, known)
    if findings:
        return Plan(findings=tuple(sorted(findings, key=lambda found: found.row or 0)))
    added = [entry for entry in entries if entry.code not in known]
    changed = [entry for entry in entries if entry.code in known and entry.content != known[entry.code].content]
    return Plan(tuple(_parents_first(added)), tuple(changed), len(entries) - len(added) - len(changed))


def read_entries(rows: Sequence[Sequence[str]]) -> tuple[list[Entry], list[Finding]]:
    """The rows as entries; a row that cannot be read gives findings and no entry.

    Rows are numbered as a spreadsheet numbers them: from 1, the heading and empty ones included.
    """
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not filled:
        return [], [Finding("table_empty", N_("The table is empty."), field="table")]
    order = _heading(filled[0][1])
    body = filled[1:] if order else filled
    if len(body) > MOST_ROWS:
        return [], [Finding("table_long", N_("At most %(count)s rows at once."), {"count": MOST_ROWS}, field="table")]
    if not body:
        return [], [Finding("table_empty", N_("The table is empty."), field="table")]
    entries, findings = [], []
    for number, row in body:
        entry, wrong = _read_row(number, row, order or {name: place for place, name in enumerate(COLUMNS)})
        findings += wrong
        entries += [entry] if entry else []
    return entries, findings


def _heading(row: Sequence[str]) -> dict[str, int]:
    """Column name → place, when the row is a heading (names at least code, name and kind)."""
    words = {search_key(word): name for name, known in HEADINGS.items() for word in known}
    found = {words[search_key(cell)]: place for place, cell in enumerate(row) if search_key(cell) in words}
    return found if {"code", "name", "kind"} <= set(found) else {}


def _read_row(number: int, row: Sequence[str], order: Mapping[str, int]) -> tuple[Entry | None, list[Finding]]:
    cells = {name: row[place].strip() if place < len(row) else "" for name, place in order.items()}
    wrong: list[Finding] = []

    def say_wrong(code: str, message: str, **values: object) -> None:
        wrong.append(Finding(code, message, values, field="table", row=number))

    code = cells.get("code", "").lower()
    if not CODE.fullmatch(code):
        say_wrong("code", N_("The code “%(given)s” is not made of a to z, digits, dot and hyphen."), given=code[:60])
    name = _name(cells.get("name", ""))
    if not name or len(name) > 250:
        say_wrong("name", N_("The name is missing, too long, or holds signs that cannot be kept."))
    kind = _kind(cells.get("kind", ""))
    if kind is None:
        say_wrong("kind", N_("“%(kind)s” is no kind of organisation."), kind=cells.get("kind", "")[:60])
    days = {}
    for column in ("valid_from", "valid_to"):
        days[column], fits = _day(cells.get(column, ""))
        if not fits:
            say_wrong("day", N_("“%(day)s” is not a day; write 30/06/2025."), day=cells[column][:40])
    if wrong or name is None or kind is None:
        return None, wrong
    return Entry(
        code,
        name,
        kind,
        cells.get("parent", "").lower(),
        days["valid_from"],
        days["valid_to"],
        cells.get("successor", "").lower(),
        number,
    ), []


def _name(text: str) -> str | None:
    try:
        return one_line(text)
    except BadText:
        return None


def _kind(text: str) -> OrganizationKind | None:
    wanted = search_key(text)
    for kind in OrganizationKind:
        if wanted in (kind.value, search_key(LABELS[kind]), search_key(say(LABELS[kind], "vi"))):
            return kind
    return None


def _day(text: str) -> tuple[date | None, bool]:
    """The day and whether the text could be read; empty is no day."""
    if not text:
        return None, True
    found = DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])), True
        return datetime.fromisoformat(text).date(), True
    except ValueError:
        return None, False


def _joined(entries: Iterable[Entry], known: Mapping[str, Entry]) -> dict[str, Entry]:
    return {**known, **{entry.code: entry for entry in entries}}


def _check_codes(entries: Sequence[Entry], known: Mapping[str, Entry]) -> list[Finding]:
    findings, seen = [], set()
    for entry in entries:
        if entry.code in seen:
            findings.append(
                _wrong(entry, "code_twice", N_("The code %(given)s stands twice in the table."), given=entry.code)
            )
        seen.add(entry.code)
    tops = {entry.code for entry in _joined(entries, known).values() if not entry.parent}
    if len(tops) > 1:
        findings += [
            _wrong(
                entry,
                "second_top",
                N_("Only one organisation stands above all; this one needs the code of its parent."),
            )
            for entry in entries
            if not entry.parent and entry.code not in known
        ]
    return findings


def _check_one(entry: Entry, everyone: Mapping[str, Entry], known: Mapping[str, Entry]) -> list[Finding]:
    findings = []
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        findings.append(_wrong(entry, "ends_before_start", N_("The last day lies before the first.")))
    if entry.successor and (entry.successor not in everyone or entry.successor == entry.code):
        findings.append(
            _wrong(entry, "successor", N_("There is no successor with the code %(given)s."), given=entry.successor)
        )
    if entry.code in known and entry.parent != known[entry.code].parent:
        findings.append(
            _wrong(entry, "moved", N_("An organisation stays below its parent; end it and add its successor instead."))
        )
    return findings + _check_parent(entry, everyone)


def _check_parent(entry: Entry, everyone: Mapping[str, Entry]) -> list[Finding]:
    if not entry.parent:
        return (
            []
            if entry.kind is _TOP
            else [_wrong(entry, "parent_missing", N_("The code of the parent organisation is missing."))]
        )
    above = everyone.get(entry.parent)
    if above is None:
        return [
            _wrong(entry, "parent_unknown", N_("There is no organisation with the code %(given)s."), given=entry.parent)
        ]
    if above.kind not in PARENTS[entry.kind]:
        return [
            _wrong(
                entry, "parent_kind", N_("An organisation of this kind does not stand below %(name)s."), name=above.name
            )
        ]
    return []  # kinds only stand below higher kinds, so that no circle can arise


def _check_names(entries: Sequence[Entry], known: Mapping[str, Entry]) -> list[Finding]:
    """Two names that look alike below one parent are a mistake or a trick; the same name there is a double."""
    seen: dict[tuple[str, str], Entry] = {}
    for other in known.values():
        seen[(other.parent, skeleton(other.name))] = other
    findings = []
    for entry in entries:
        place = (entry.parent, skeleton(entry.name))
        twin = seen.setdefault(place, entry)
        if twin.code == entry.code:
            continue
        message = (
            N_("“%(name)s” stands there already, with the code %(given)s.")
            if _same_name(twin, entry)
            else N_("“%(name)s” looks like another organisation there, with the code %(given)s.")
        )
        findings.append(_wrong(entry, "name_taken", message, name=entry.name, given=twin.code))
    return findings


def _same_name(one: Entry, other: Entry) -> bool:
    return identity_key(one.name) == identity_key(other.name)


def _wrong(entry: Entry, code: str, message: str, **values: object) -> Finding:
    return Finding(code, message, values, field="table", row=entry.row)


def _parents_first(added: Sequence[Entry]) -> list[Entry]:
    rank = {kind: place for place, kind in enumerate(OrganizationKind)}
    by_depth = {_KIND.FRONT_WORK_COMMITTEE: 3, _KIND.COMMUNE_COMMITTEE: 2, _KIND.DISTRICT_MEMBER_ORG: 2}
    return sorted(
        added, key=lambda entry: (0 if entry.kind is _TOP else by_depth.get(entry.kind, 1), rank[entry.kind], entry.row)
    )
