"""The gatehouse: what an uploaded file really is, judged by its structure; everything else is refused."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final
from zipfile import is_zipfile

import puremagic

from models.base.finding import RuleBroken, broken
from models.base.language import N_
from models.base.text import BadText, one_line
from models.papers.words import FileType
from workflows.machines.packages import judge_package

HEAD: Final = 8192
TAIL: Final = 2048
NAME_LENGTH: Final = 200
FIELD: Final = "file"

NOT_ALLOWED = N_("Only PDF, DOCX and XLSX files are taken. “%(name)s” is none of these.")
NOT_AS_NAMED = N_("“%(name)s” is not what its name says. Save it again as PDF, DOCX or XLSX.")
DAMAGED = N_("“%(name)s” is damaged or incomplete. Open it, save it again and send it once more.")

_PDF_HEADER: Final = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n %]")
_PDF_TRAILER: Final = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF\s*\x00*\s*\Z")
_PDF_TABLE: Final = re.compile(rb"\s*(xref\s|\d{1,10}\s+\d{1,5}\s+obj\b)")
_FAMILIES: Final = {
    FileType.PDF: {".pdf"},
    FileType.DOCX: {".zip", ".docx", ".xlsx"},
    FileType.XLSX: {".zip", ".docx", ".xlsx"},
}


def clean_name(name: str) -> str:
    """The last part of `name` as a label of at most 200 characters; it never becomes a path."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>:|?*')
    try:
        plain = one_line(plain)
    except BadText as error:
        raise broken("file_name", error.message, FIELD) from error
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}{dot}{ending[:10]}" if dot else plain[:NAME_LENGTH]


def judge(path: Path, name: str) -> FileType:
    """The type of the file at `path`, which must be what the ending of `name` says.

    Raises RuleBroken for everything that is not a whole PDF, DOCX or XLSX without macros, outside
    references, document type declarations or bombs.
    """
    said = _type_by_name(name)
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not _family(head) & _FAMILIES[said]:
            raise _refused(NOT_AS_NAMED, name)
        if said is FileType.PDF:
            _judge_pdf(file, head, name)
            return said
    if judge_package(path, name) is not said:
        raise _refused(NOT_AS_NAMED, name)
    return said


def _type_by_name(name: str) -> FileType:
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    try:
        return FileType(ending)
    except ValueError:
        raise _refused(NOT_ALLOWED, name) from None


def _family(head: bytes) -> set[str]:
    try:
        return {str(found.extension) for found in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _judge_pdf(file: BinaryIO, head: bytes, name: str) -> None:
    """Header at the very beginning, end mark at the very end, a cross-reference table where the end says."""
    if not _PDF_HEADER.match(head):
        raise _refused(NOT_AS_NAMED, name)
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    trailer = _PDF_TRAILER.search(file.read(TAIL))
    if trailer is None or int(trailer[1]) >= size:
        raise _refused(DAMAGED, name)
    file.seek(int(trailer[1]))
    if not _PDF_TABLE.match(file.read(64)):
        raise _refused(DAMAGED, name)
    if is_zipfile(file):  # two files in one: what a reader opens would depend on the reader
        raise _refused(NOT_AS_NAMED, name)


def _refused(message: str, name: str) -> RuleBroken:
    return broken("file_refused", message, FIELD, name=name)
