"""Uploads: what is taken, what is refused before it is stored, and where the bytes lie."""

from __future__ import annotations

import hashlib
import io
import socket
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipInfo

import pytest

from models.base.finding import BadRequest, RuleBroken
from models.papers.words import MAX_FILE_BYTES, FileType
from tests.factories.files import KIND, RELATIONS, docx, docx_members, package, pdf, xlsx
from workflows.machines import files


def stored(home: Path) -> list[Path]:
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def refused(home: Path, content: bytes, name: str) -> str:
    with pytest.raises(RuleBroken) as caught:
        files.receive(home, io.BytesIO(content), name)
    assert caught.value.findings[0].field == "file"
    assert stored(home) == []
    return caught.value.findings[0].message


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf(), "Biên bản họp.pdf", FileType.PDF),
        (docx(), "Báo cáo.DOCX", FileType.DOCX),
        (xlsx(), "Danh sách.xlsx", FileType.XLSX),
    ],
)
def test_whole_files_are_stored_under_their_hash(tmp_path: Path, content: bytes, name: str, kind: FileType) -> None:
    staged = files.receive(tmp_path, io.BytesIO(content), name)
    assert staged == files.Staged(hashlib.sha256(content).hexdigest(), len(content), kind, name)
    assert stored(tmp_path) == [tmp_path / "files" / staged.digest[:2] / staged.digest]
    assert files.path_of(tmp_path, staged.digest).read_bytes() == content
    assert files.is_whole(tmp_path, staged.digest)
    assert list(files.stored(tmp_path)) == [staged.digest]
    assert files.receive(tmp_path, io.BytesIO(content), name) == staged
    assert len(stored(tmp_path)) == 1


def test_a_changed_file_is_no_longer_whole(tmp_path: Path) -> None:
    staged = files.receive(tmp_path, io.BytesIO(pdf()), "a.pdf")
    files.path_of(tmp_path, staged.digest).write_bytes(b"other")
    assert not files.is_whole(tmp_path, staged.digest)
    assert not files.is_whole(tmp_path, "0" * 64)


def test_the_limit_is_the_last_byte(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(RuleBroken, match="larger"):
        files.receive(tmp_path, endless, "a.pdf")  # type: ignore[arg-type]
    assert endless.given <= MAX_FILE_BYTES + 2 * files.CHUNK
    assert stored(tmp_path) == []
    start, end = pdf()[:9], pdf()[9:]
    table = end.index(b"xref")
    filler = MAX_FILE_BYTES - len(pdf()) - 8
    body = end[:table] + b"%" + b"x" * filler
    place = str(len(start) + len(body)).encode()
    whole = start + body + end[table : end.index(b"startxref")] + b"startxref\n" + place + b"\n%%EOF\n"
    whole += b"\n" * (MAX_FILE_BYTES - len(whole))
    assert len(whole) == MAX_FILE_BYTES
    assert files.receive(tmp_path, io.BytesIO(whole), "a.pdf").size == MAX_FILE_BYTES


def test_a_broken_off_upload_leaves_nothing(tmp_path: Path) -> None:
    class Breaks(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        files.receive(tmp_path, Breaks(pdf() * 500), "a.pdf")
    assert stored(tmp_path) == []


MACRO_TYPES = docx_members() | {
    "[Content_Types].xml": str(docx_members()["[Content_Types].xml"]).replace(
        "openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main"
    )
}


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "a.pdf", "empty"),
        (b"MZ" + bytes(200), "a.pdf", "what its name says"),
        (b"<html><script>1</script></html>", "a.pdf", "what its name says"),
        (b"<html>" + pdf(), "a.pdf", "what its name says"),
        (pdf()[:-30], "a.pdf", "damaged"),
        (pdf() + b"<script>alert(1)</script>", "a.pdf", "damaged"),
        (pdf() + docx(), "a.pdf", "damaged"),
        (pdf(), "a.docx", "what its name says"),
        (pdf(), "a.html", "Only PDF"),
        (pdf(), "a.pdf.exe", "Only PDF"),
        (pdf(), "a", "Only PDF"),
        (pdf(), "", "Only PDF"),
        (pdf(), "a\u202efdp.exe", "Only PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.png", "Only PDF"),
        (docx(), "a.xlsx", "what its name says"),
        (xlsx(), "a.docx", "what its name says"),
        (docx(), "a.docm", "Only PDF"),
        (docx()[:-40], "a.docx", "Word or Excel"),
        (b"PK\x03\x04" + bytes(100), "a.docx", "Word or Excel"),
        (b"x" + docx(), "a.docx", "what its name says"),
        (package({"a.txt": "x"}), "a.docx", "Word or Excel"),
        (package(MACRO_TYPES), "a.docx", "macros"),
        (package(docx_members() | {"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
        (package(docx_members() | {"word/activeX/activeX1.xml": "<a/>"}), "a.docx", "macros"),
        (package(docx_members() | {"xl/workbook.xml": "<a/>"}), "a.docx", "Word or Excel"),
        (package(docx_members() | {"word/broken.xml": "<a>"}), "a.docx", "Word or Excel"),
        (package(docx_members() | {"WORD/document.xml": "<a/>"}), "a.docx", "no office program"),
    ],
)
def test_everything_else_is_refused_before_it_is_stored(tmp_path: Path, content: bytes, name: str, word: str) -> None:
    assert word in refused(tmp_path, content, name)


def related(kind: str, target: str, mode: str = "External") -> bytes:
    return package(
        docx_members()
        | {
            "word/_rels/document.xml.rels": (
                f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{KIND}/{kind}" Target="{target}" '
                f'TargetMode="{mode}"/></Relationships>'
            )
        }
    )


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("attachedTemplate", "http://example.org/a.dotm", "External"),
        ("image", "http://example.org/a.png", "External"),
        ("image", "http://example.org/a.png", "Internal"),
        ("oleObject", "file:///etc/passwd", "external"),
        ("frame", "\\\\server\\share\\a.htm", "Internal"),
        ("hyperlink", "file:///etc/passwd", "External"),
        ("hyperlink", "javascript:alert(1)", "External"),
    ],
)
def test_references_to_the_outside_are_refused(tmp_path: Path, kind: str, target: str, mode: str) -> None:
    assert "outside itself" in refused(tmp_path, related(kind, target, mode), "a.docx")


def test_a_link_that_a_person_clicks_is_allowed(tmp_path: Path) -> None:
    files.receive(tmp_path, io.BytesIO(related("hyperlink", "https://mattran.org.vn/")), "a.docx")


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "&a{n - 1 or ""};&a{n - 1 or ""};">' for n in range(1, 40))
    + "]><a>&a39;</a>"
)


@pytest.mark.threat("T38")
@pytest.mark.parametrize(
    "payload",
    [
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file://CANARY">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]><a/>',
        "<!DOCTYPE a><a/>",
        LAUGHS,
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE a PUBLIC "-//x" "http://127.0.0.1:9/"><a/>',
    ],
)
@pytest.mark.parametrize(
    "member",
    [
        "word/document.xml",
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/hidden.dat",
        "xl/drawings/vmlDrawing1.vml",
    ],
)
def test_document_type_declarations_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, payload: str, member: str
) -> None:
    def no_network(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", no_network)
    canary = tmp_path / "canary"
    canary.write_text("canary")
    text = payload.replace("CANARY", str(canary))
    content = text.encode("utf-16" if "UTF-16" in text else "utf-8")
    message = refused(tmp_path / "home", package(docx_members() | {member: content}), "a.docx")
    assert "declaration" in message


@pytest.mark.threat("T38")
def test_inclusions_and_schema_locations_fetch_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", no_network)
    extra = (
        '<a xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="urn:a http://127.0.0.1:9/a.xsd"><xi:include href="file:///etc/passwd"/></a>'
    )
    files.receive(tmp_path, io.BytesIO(package(docx_members() | {"customXml/item1.xml": extra})), "a.docx")


def test_bombs_are_refused(tmp_path: Path) -> None:
    flat = package(docx_members() | {"word/media/image1.png": bytes(4 * 1024 * 1024)})
    assert "unpacks" in refused(tmp_path, flat, "a.docx")
    crowd: dict[str, bytes | str] = {f"word/media/{number}.png": b"" for number in range(3_100)}
    many = package(docx_members() | crowd, compression=ZIP_STORED)
    assert "unpacks" in refused(tmp_path, many, "a.docx")


@pytest.mark.threat("T35")
@pytest.mark.parametrize("member", ["../../evil.xml", "/etc/evil.xml", "word\\evil.xml", "c:evil.xml", "a/../../b.xml"])
def test_members_that_climb_out_are_refused(tmp_path: Path, member: str) -> None:
    assert "no office program" in refused(tmp_path, package(docx_members() | {member: "<a/>"}), "a.docx")


@pytest.mark.threat("T35")
def test_links_inside_a_package_are_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO(docx())
    from zipfile import ZipFile

    with ZipFile(buffer, "a") as archive:
        link = ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "no office program" in refused(tmp_path, buffer.getvalue(), "a.docx")


HOSTILE = [
    "../../etc/passwd.pdf",
    "..\\..\\boot.pdf",
    "/etc/cron.d/a.pdf",
    "C:\\Windows\\a.pdf",
    "CON.pdf",
    "NUL.pdf",
    "a\0b.pdf",
    "a\r\nSet-Cookie: x=1.pdf",
    'a"; filename="b.exe.pdf',
    "x" * 300 + ".pdf",
    "đ" * 300 + ".pdf",
    ".pdf",
    "...pdf",
    " .pdf",
    "-rf.pdf",
    "$(reboot).pdf",
    "%2e%2e%2f.pdf",
    "a/.pdf",
    "file:///a.pdf",
    "~/a.pdf",
    "a\u200b.pdf",
    "a\u2028b.pdf",
    "CON",
    "aux.pdf",
    "a*?.pdf",
    "<b>.pdf",
    "a;b.pdf",
    "'.pdf",
]


# control, direction and invisible signs, separators and wild cards of every system
AWKWARD = (
    *map(chr, range(0x01, 0x20)),
    *"\x7f\x85\u00ad\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\uff0f\u2215\u2044|:&",
)


@pytest.mark.threat("T35")
@pytest.mark.parametrize(
    "name",
    [
        *HOSTILE,
        *(f"{'../' * depth}{stem}.pdf" for depth in range(1, 20) for stem in ("a", "etc/passwd", "x" * 200)),
        *(f"{stem}{sign}{end}" for stem in ("../a", "b") for sign in AWKWARD for end in (".pdf", "c.pdf")),
    ],
)
def test_names_are_labels_only(tmp_path: Path, name: str) -> None:
    try:
        staged = files.receive(tmp_path, io.BytesIO(pdf()), name)
    except RuleBroken:
        assert stored(tmp_path) == []
        return
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        f"files/{staged.digest[:2]}/{staged.digest}"
    ]
    assert len(staged.name) <= 200
    assert not set(staged.name) & set('/\\\0\r\n"<>')


def test_a_verb_looks_whether_the_bytes_are_there(tmp_path: Path) -> None:
    staged = files.receive(tmp_path, io.BytesIO(pdf()), "a.pdf")
    assert files.staged_from(tmp_path, staged.answers()) == staged
    with pytest.raises(RuleBroken):
        files.staged_from(tmp_path, staged.answers() | {"digest": "0" * 64})
    for spoilt in ({"digest": "../../etc/passwd"}, {"type": "exe"}, {"size": "many"}):
        with pytest.raises(BadRequest):
            files.staged_from(tmp_path, staged.answers() | spoilt)
    with pytest.raises(BadRequest):
        files.staged_from(tmp_path, {})
