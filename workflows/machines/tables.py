"""Tables that people bring: pasted text, CSV, TSV or a spreadsheet, read into rows of text."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from models.base.finding import RuleBroken, broken
from models.base.language import N_
from models.papers.words import FileType
from workflows.machines.packages import judge_package

MOST_ROWS = 6_000
MOST_COLUMNS = 40
SIGNS = (b"PK\x03\x04", b"PK\x05\x06")
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
UNREADABLE = N_("The file cannot be read. Save it as CSV (UTF-8) or XLSX and try again.")

Rows = list[list[str]]


def read_text(text: str) -> Rows:
    """Rows of pasted text: separated by tabs (as copied from a spreadsheet), else by semicolons or commas."""
    text = text.removeprefix(MARK)
    head = text.partition("\n")[0]
    sign = "\t" if "\t" in head else ";" if head.count(";") > head.count(",") else ","
    try:
        return [_trimmed(row) for row in csv.reader(io.StringIO(text), delimiter=sign)]
    except csv.Error as error:
        raise _unreadable() from error


def read_file(content: bytes, name: str) -> Rows:
    """Rows of a file by what it is, not by its name: a spreadsheet (first sheet) or UTF-8 text. Raises RuleBroken."""
    if content.startswith(SIGNS):
        return _spreadsheet(content, name)
    try:
        return read_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unreadable() from error


def _spreadsheet(content: bytes, name: str) -> Rows:
    """Looked through like every office package (bombs, macros, declarations) before it is opened."""
    from openpyxl import load_workbook  # 180 modules that no start needs
    from openpyxl.utils.exceptions import InvalidFileException

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        if judge_package(Path(file.name), name) is not FileType.XLSX:
            raise _unreadable()
        try:
            book = load_workbook(file.name, read_only=True, data_only=True, keep_links=False)
            try:
                return list(_sheet_rows(book.worksheets[0]))
            finally:
                book.close()
        except (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, IndexError, OSError) as error:
            raise _unreadable() from error


def _sheet_rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True):
        yield _trimmed([_as_text(cell) for cell in row])


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _trimmed(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row]


def _unreadable() -> RuleBroken:
    return broken("table_unreadable", UNREADABLE, field="file")
