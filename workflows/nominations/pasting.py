"""Nominees pasted from a spreadsheet: read row by row, all taken or none."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from models.base.clock import day_of
from models.base.finding import Finding, RuleBroken, broken
from models.base.language import N_
from models.base.text import search_key
from models.nominations.dossiers import Dossier
from models.nominations.editing import require_editable
from models.nominations.queries import may_come_from
from models.nominations.words import NominationState
from models.people.organizations import Organization
from models.process.outcomes import Outcome
from models.schemes.words import SubjectKind
from workflows.call import Call
from workflows.nominations.drafting import write_line
from workflows.nominations.reading import read_line

MAX_ROWS: Final = 200
COLUMNS: Final = ("kind", "honorific", "name", "born", "position", "organization", "summary")

EMPTY = N_("Paste at least one row.")
TOO_MANY = N_("At most %(limit)s rows at once.")
COLUMN_COUNT = N_("The row has %(count)s columns; %(wanted)s are expected.")
UNKNOWN_KIND = N_("“%(text)s” is neither a collective nor a person.")
UNKNOWN_ORGANIZATION = N_("“%(text)s” is no living organisation of your own area.")
SEVERAL_ORGANIZATIONS = N_("Several organisations are called “%(text)s”: write its code instead.")

_KINDS: Final = {
    "tap the": "collective",
    "collective": "collective",
    "tt": "collective",
    "ca nhan": "individual",
    "individual": "individual",
    "cn": "individual",
}
_HONORIFICS: Final = {"ong": "mr", "mr": "mr", "ba": "ms", "ms": "ms"}


def paste_nominations(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Add every row of `text` (tabs, or commas or semicolons with quotes) or none; findings carry the row.

    Columns: kind, honorific, name, birth, position, organisation (name or code; empty: the submitter), summary.
    """
    dossier: Dossier = call.subject
    require_editable(call.session, dossier)
    rows = split_rows(str(answers.get("text") or ""))
    found: list[Finding] = []
    names = _names(may_come_from(call.session, dossier.organization, day_of(call.now)))
    for number, cells in rows:
        try:
            typed = read_line(call.session, dossier, dossier.organization, _answers(cells, names, dossier), call.now)
            write_line(call, dossier, typed, NominationState.DRAFT)
        except RuleBroken as refusal:
            found += [replace(finding, row=number, field="text") for finding in refusal.findings]
    if found:
        raise RuleBroken(found)
    return Outcome(after={"rows": len(rows)}, result={"dossier": dossier.public_id, "count": len(rows)})


def split_rows(text: str) -> list[tuple[int, list[str]]]:
    """The filled rows with their numbers (1 = first line), without the heading; RuleBroken when there are none."""
    rows = [(number, cells) for number, cells in enumerate(_lines(text), 1) if any(cells)]
    if rows and search_key(rows[0][1][0]) in ("loai", "phan loai", "kind"):
        rows = rows[1:]
    if not rows:
        raise broken("paste_empty", EMPTY, "text")
    if len(rows) > MAX_ROWS:
        raise broken("paste_many", TOO_MANY, "text", limit=MAX_ROWS)
    return rows


def _lines(text: str) -> Iterator[list[str]]:
    """Rows of cells; what a spreadsheet copies has tabs, a CSV file has semicolons or commas."""
    lines = text.splitlines(keepends=True)
    separator = max("\t;,", key=lambda sign: len(next(csv.reader(lines, delimiter=sign), [])))
    for cells in csv.reader(lines, delimiter=separator):
        yield [cell.strip() for cell in cells]


def _names(bodies: Sequence[Organization]) -> dict[str, list[Organization]]:
    names: dict[str, list[Organization]] = {}
    for body in bodies:
        for key in {body.search_key, search_key(body.code)}:
            names.setdefault(key, []).append(body)
    return names


def _answers(cells: Sequence[str], names: Mapping[str, list[Organization]], dossier: Dossier) -> dict[str, str]:
    """A row as the form for one nominee would give it."""
    if len(cells) != len(COLUMNS):
        raise broken("columns", COLUMN_COUNT, count=len(cells), wanted=len(COLUMNS))
    row = dict(zip(COLUMNS, cells, strict=True))
    kind = _KINDS.get(search_key(row["kind"]))
    if kind is None:
        raise broken("kind", UNKNOWN_KIND, text=row["kind"])
    if kind == SubjectKind.COLLECTIVE and not row["organization"]:
        row["organization"] = row["name"]
    row["organization"] = _organization(row["organization"], names, dossier).public_id
    return {**row, "kind": kind, "honorific": _HONORIFICS.get(search_key(row["honorific"]), "")}


def _organization(text: str, names: Mapping[str, list[Organization]], dossier: Dossier) -> Organization:
    if not text:
        return dossier.organization
    found = names.get(search_key(text), [])
    if len(found) == 1:
        return found[0]
    raise broken("organization", SEVERAL_ORGANIZATIONS if found else UNKNOWN_ORGANIZATION, text=text)
