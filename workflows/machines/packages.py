"""Office packages (DOCX, XLSX) looked through without being opened: members, sizes, relations, declarations."""

from __future__ import annotations

import stat
from pathlib import Path, PurePosixPath
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from lxml import etree

from models.base.finding import RuleBroken, broken
from models.base.language import N_
from models.papers.words import FileType

MAX_MEMBERS: Final = 3_000
MAX_BYTES: Final = 200 * 1024 * 1024
MAX_XML_BYTES: Final = 80 * 1024 * 1024
MAX_RATIO: Final = 150
RATIO_FROM: Final = 1024 * 1024  # smaller members may be as compressible as they like
CHUNK: Final = 64 * 1024
FIELD: Final = "file"

NOT_A_PACKAGE = N_("“%(name)s” is not a Word or Excel document. Save it again as DOCX or XLSX.")
TOO_BIG_INSIDE = N_("“%(name)s” unpacks to far more than a document holds. Save it again without large pictures.")
MACROS = N_("“%(name)s” holds macros. Save it without macros as DOCX or XLSX.")
OUTSIDE = N_(
    "“%(name)s” refers to something outside itself (a template, picture or table elsewhere). "
    "Save it as PDF or remove the reference."
)
DECLARATION = N_("“%(name)s” holds a document type declaration, which office documents never do.")
ODD_MEMBERS = N_("“%(name)s” holds entries that no office program writes. Save it again.")

_CONTENT_TYPES: Final = "[Content_Types].xml"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_MAIN: Final = {
    FileType.DOCX: ("word/document.xml", f"{_OFFICE}wordprocessingml.document.main+xml"),
    FileType.XLSX: ("xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet.main+xml"),
}
_MACRO_MARKS: Final = ("vbaproject", "macroenabled", "activex", "vbadata", "macrosheet")
_BEFORE_XML: Final = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_LINK_SCHEMES: Final = ("http:", "https:", "mailto:", "#")


class _Refused(Exception):
    """Carries the sentence out of the XML parser."""

    def __init__(self, message: str) -> None:
        self.message = message


def judge_package(path: Path, name: str) -> FileType:
    """Which office document the zip at `path` is; RuleBroken with the reason when it is none or unsafe."""
    try:
        with ZipFile(path) as package:
            members = package.infolist()
            _look_at_entries(members, path)
            kind = _kind(package, members)
            for member in members:
                _read_member(package, member)
            return kind
    except _Refused as refused:
        raise _broken(refused.message, name) from None
    except (
        BadZipFile,
        ZlibError,
        etree.XMLSyntaxError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        KeyError,
    ):
        raise _broken(NOT_A_PACKAGE, name) from None


def _look_at_entries(members: list[ZipInfo], path: Path) -> None:
    """Counts, sizes and names as the directory of the zip states them."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            raise _Refused(NOT_A_PACKAGE)
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_BYTES:
        raise _Refused(TOO_BIG_INSIDE)
    names = [member.filename.lower() for member in members]
    if len(set(names)) != len(names):
        raise _Refused(ODD_MEMBERS)
    for member in members:
        _look_at_entry(member)


def _look_at_entry(member: ZipInfo) -> None:
    parts = PurePosixPath(member.filename).parts
    if (
        member.orig_filename != member.filename
        or member.filename.startswith("/")
        or ".." in parts
        or "\\" in member.filename
        or ":" in member.filename
        or stat.S_ISLNK(member.external_attr >> 16)
        or member.flag_bits & 0x1
        or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED)
    ):
        raise _Refused(ODD_MEMBERS)
    if any(mark in member.filename.lower() for mark in _MACRO_MARKS):
        raise _Refused(MACROS)
    if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise _Refused(TOO_BIG_INSIDE)


def _kind(package: ZipFile, members: list[ZipInfo]) -> FileType:
    names = {member.filename for member in members}
    kinds = [kind for kind, (main, _type) in _MAIN.items() if main in names]
    if len(kinds) != 1 or _CONTENT_TYPES not in names:
        raise _Refused(NOT_A_PACKAGE)
    types = _Types()
    _feed(package, package.getinfo(_CONTENT_TYPES), types)
    main, wanted = _MAIN[kinds[0]]
    if types.overrides.get(f"/{main}") != wanted:
        raise _Refused(NOT_A_PACKAGE)
    return kinds[0]


def _read_member(package: ZipFile, member: ZipInfo) -> None:
    """Read the member to its end (its checksum is compared) and, when it is XML, look through it."""
    name = member.filename.lower()
    strict = name.endswith((".xml", ".rels"))
    with package.open(member) as stream:
        beginning = stream.read(CHUNK)
        while not strict and stream.read(CHUNK):
            pass
    if strict or beginning.lstrip(_BEFORE_XML).startswith(b"<"):
        if member.file_size > MAX_XML_BYTES:
            raise _Refused(TOO_BIG_INSIDE)
        # drawings of old Excel versions are nearly XML: read on behind their faults
        _feed(package, member, _Relations() if name.endswith(".rels") else _Plain(), recover=not strict)


class _Plain:
    """Lets everything pass but a document type declaration, so nothing is ever expanded or fetched."""

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise _Refused(DECLARATION)

    def start(self, _tag: str, _attributes: Any) -> None: ...
    def end(self, _tag: str) -> None: ...
    def data(self, _text: str) -> None: ...
    def close(self) -> None: ...


class _Types(_Plain):
    """The declared types of all parts."""

    def __init__(self) -> None:
        self.overrides: dict[str, str] = {}

    def start(self, _tag: str, attributes: Any) -> None:
        declared = attributes.get("ContentType", "")
        if any(mark in declared.lower() for mark in _MACRO_MARKS):
            raise _Refused(MACROS)
        if "PartName" in attributes:
            self.overrides[attributes["PartName"]] = declared


class _Relations(_Plain):
    """Relations may point inside the package; outside it only as a link that a person clicks."""

    def start(self, _tag: str, attributes: Any) -> None:
        target, kind = attributes.get("Target", ""), attributes.get("Type", "")
        if any(mark in kind.lower() for mark in _MACRO_MARKS):
            raise _Refused(MACROS)
        outside = attributes.get("TargetMode", "").lower() == "external" or "://" in target or target.startswith("\\\\")
        if outside and not (kind.endswith("/hyperlink") and target.lower().startswith(_LINK_SCHEMES)):
            raise _Refused(OUTSIDE)


def _feed(package: ZipFile, member: ZipInfo, target: _Plain, *, recover: bool = False) -> None:
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=recover,
    )
    with package.open(member) as stream:
        while chunk := stream.read(CHUNK):
            parser.feed(chunk)
    parser.close()


def _broken(message: str, name: str) -> RuleBroken:
    return broken("file_refused", message, FIELD, name=name)
