"""A hostile file is refused before anything is fetched, expanded or read from the disk."""

from __future__ import annotations

import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.diagrams.shipped import KEY, drawing, plain, text
from workflows.engine import instance
from workflows.engine.checks import check
from workflows.engine.parsing import SIZE_LIMIT
from workflows.engine.reading import DiagramRefused, read

pytestmark = pytest.mark.threat("T38")

CANARY = "chim-hoang-yen-canary"
BODY = '<bpmn:startEvent id="s" name="NAME" /><bpmn:endEvent id="e" vd:status="x" />'


def laughs(levels: int) -> str:
    entities = ['<!ENTITY l0 "ha">']
    entities += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels)]
    return "<!DOCTYPE x [" + "".join(entities) + "]>"


def with_head(head: str, inside: str = "") -> bytes:
    return plain(BODY.replace("NAME", inside or "a"), head=head)


def payloads(file: Path, port: int = 9) -> dict[str, bytes]:
    uri, host = file.as_uri(), f"127.0.0.1:{port}"
    xinclude = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
    schema = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    utf16 = plain(BODY, head=f'<!DOCTYPE x [<!ENTITY c SYSTEM "{uri}">]>').decode().replace("UTF-8", "UTF-16")
    utf7 = plain(BODY, head=f'+ADw-!DOCTYPE x [+ADw-!ENTITY c SYSTEM "{uri}"+AD4-]+AD4-').replace(b"UTF-8", b"UTF-7")
    return {
        "external entity in text": with_head(f'<!DOCTYPE x [<!ENTITY c SYSTEM "{uri}">]>').replace(
            b"</bpmn:process>", b"<bpmn:documentation>&c;</bpmn:documentation></bpmn:process>"
        ),
        "external entity in attribute": with_head(f'<!DOCTYPE x [<!ENTITY c SYSTEM "{uri}">]>', "&c;"),
        "public entity": with_head(f'<!DOCTYPE x [<!ENTITY c PUBLIC "-//x" "{uri}">]>', "&c;"),
        "entity over the network": with_head(f'<!DOCTYPE x [<!ENTITY c SYSTEM "http://{host}/x">]>', "&c;"),
        "entity over ftp": with_head(f'<!DOCTYPE x [<!ENTITY c SYSTEM "ftp://{host}/x">]>', "&c;"),
        "parameter entity": with_head(f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{uri}"> %p;]>'),
        "parameter entity over the network": with_head(
            f'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://{host}/e.dtd"> %p; %send;]>'
        ),
        "external subset": with_head(f'<!DOCTYPE x SYSTEM "{uri}">'),
        "public external subset": with_head(f'<!DOCTYPE x PUBLIC "-//x" "{uri}">'),
        "external subset over the network": with_head(f'<!DOCTYPE x SYSTEM "http://{host}/e.dtd">'),
        "empty document type": with_head("<!DOCTYPE x>"),
        "document type in lower case": with_head("<!doctype x>"),
        "document type after a comment": with_head("<!-- a --><!DOCTYPE x [<!ENTITY c 'ha'>]>", "&c;"),
        "document type behind a byte order mark": b"\xef\xbb\xbf" + with_head("<!DOCTYPE x>"),
        "document type hidden behind a broken comment": with_head("<!-- <!DOCTYPE x> -->"),
        "internal entity": with_head("<!DOCTYPE x [<!ENTITY c 'ha'>]>", "&c;"),
        "undeclared entity": with_head("", "&c;"),
        "billion laughs in an attribute": with_head(laughs(10), "&l9;"),
        "billion laughs in text": with_head(laughs(10)).replace(
            b"</bpmn:process>", b"<bpmn:documentation>&l9;</bpmn:documentation></bpmn:process>"
        ),
        "quadratic blow-up": with_head(f'<!DOCTYPE x [<!ENTITY c "{"h" * 100_000}">]>', "&c;" * 1000),
        "small internal expansion": with_head(f'<!DOCTYPE x [<!ENTITY c "{"h" * 1000}">]>', "&c;" * 300),
        "entity that names itself": with_head('<!DOCTYPE x [<!ENTITY c "&c;">]>', "&c;"),
        "default attributes": with_head('<!DOCTYPE x [<!ATTLIST process scripted CDATA "yes">]>'),
        "notation": with_head(f'<!DOCTYPE x [<!NOTATION n SYSTEM "{uri}">]>'),
        "style sheet": with_head(f'<?xml-stylesheet type="text/xsl" href="{uri}"?>'),
        "processing instruction inside": plain(BODY + "<?php system('id') ?>"),
        "document type in UTF-16": utf16.encode("utf-16"),
        "document type in UTF-16 without mark": utf16.encode("utf-16-le"),
        "document type in UTF-32": utf16.encode("utf-32"),
        "document type in UTF-7": utf7,
        "another declared encoding": plain(BODY).replace(b"UTF-8", b"ISO-8859-1"),
        "not UTF-8": plain(BODY).replace(b"small", b"sm\xff"),
        "zero byte": plain(BODY.replace("NAME", "a\x00")),
        "too large": plain(BODY + " " * SIZE_LIMIT),
        "too deep": plain("<bpmn:subProcess>" * 40 + "</bpmn:subProcess>" * 40),
        "far too deep": plain("<a>" * 90_000 + "</a>" * 90_000),
        "too many elements": plain("<bpmn:task/>" * 30_000),
        "twice the same attribute": plain('<bpmn:startEvent id="s" id="t" />'),
        "not closed": plain(BODY)[:-20],
        "empty": b"",
        "no XML": b"%PDF-1.7",
        "compressed": b"PK\x03\x04" + b"\x00" * 50,
        "another root": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "BPMN 1": plain(BODY).replace(b"20100524/MODEL", b"20080501/MODEL"),
        "no process": plain(BODY).replace(b"bpmn:process", b"bpmn:category"),
        "two processes": plain(BODY + '</bpmn:process><bpmn:process id="other">'),
        "process without id": plain(BODY).replace(b'id="small" ', b""),
        "include of a file": plain(f'{BODY}<xi:include {xinclude} href="{uri}" parse="text" />'),
        "include over the network": plain(f'{BODY}<xi:include {xinclude} href="http://{host}/x" />'),
        "import of a file": plain(BODY, extra=f'<bpmn:import namespace="x" location="{uri}" importType="{schema}" />'),
        "schema over the network": plain(BODY).replace(
            b'id="d"', f'id="d" xsi:schemaLocation="{schema} http://{host}/x.xsd"'.encode()
        ),
        "schema from a file": plain(BODY).replace(b'id="d"', f'id="d" xsi:noNamespaceSchemaLocation="{uri}"'.encode()),
    }


NAMES = list(payloads(Path("/canary")))


class Canary(NamedTuple):
    """A file whose content must never be seen, and a port that must never be called."""

    file: Path
    port: int

    def payload(self, name: str) -> bytes:
        return payloads(self.file, self.port)[name]


@pytest.fixture
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    """Watches file and port; the port is a real one, because the parser's own network code is not Python's."""

    def asked(*_: Any, **__: Any) -> Any:
        pytest.fail("the network was asked")

    file = tmp_path / "canary.txt"
    file.write_text(CANARY)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        for name in ("socket", "create_connection", "getaddrinfo"):
            monkeypatch.setattr(socket, name, asked)
        yield Canary(file, listener.getsockname()[1])
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_refused_with_place_and_reason(name: str, canary: Canary) -> None:
    xml = canary.payload(name)
    tracemalloc.start()
    try:
        findings = check(read(xml), {})
    except DiagramRefused as refused:
        findings = list(refused.findings)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert findings
    for finding in findings:
        assert finding.blocks and finding.place
        assert CANARY not in finding.message % finding.values
        assert {"element", "line"} <= set(finding.values)
    assert peak < 60_000_000


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_copy_that_was_exchanged_for_a_hostile_one_does_nothing(name: str, canary: Canary) -> None:
    class Exchanged:
        digest = "0" * 64
        execution = canary.payload(name)

    try:
        moved = instance.start(Exchanged(), KEY)
    except DiagramRefused:
        return
    assert CANARY not in moved.state and moved.ended


def test_there_are_thirty_payloads_and_the_harmless_file_passes(canary: Canary) -> None:
    assert len(NAMES) >= 30
    assert read(text("dossier").encode()) == drawing("dossier")
    quoted = text("dossier").replace("<bpmn:documentation>", "<!-- ghi chú --><bpmn:documentation>&lt;!DOCTYPE ", 1)
    assert read(quoted.encode()).outline == drawing("dossier").outline


def test_the_place_is_the_line_in_the_file(canary: Canary) -> None:
    with pytest.raises(DiagramRefused) as refused:
        read(text("dossier").replace("<bpmn:lane ", "<?go?><bpmn:lane ", 1).encode())
    line = text("dossier")[: text("dossier").index("<bpmn:lane ")].count("\n") + 1
    assert refused.value.findings[0].place == str(line)
