"""Parsing a file that may be hostile: plain UTF-8 XML without declarations, within limits, from nowhere else."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from models.base.finding import Finding, RuleBroken
from models.base.language import N_

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
VD: Final = "urn:vinhdanh:bpmn"
SIZE_LIMIT: Final = 2_000_000
DEPTH_LIMIT: Final = 30
ELEMENT_LIMIT: Final = 20_000

_HEAD: Final = re.compile(r"\A<\?xml[ \t\r\n][^?<>]*\?>")
_ENCODING: Final = re.compile(r"encoding[ \t\r\n]*=[ \t\r\n]*[\"']([^\"']*)[\"']")
_MARKUP: Final = re.compile(r"<!(?!--|\[CDATA\[)|<\?")


class DiagramRefused(RuleBroken):
    """A file that cannot be taken as a diagram; each finding says where and why."""


def finding(code: str, message: str, element: Any, /, **values: Any) -> Finding:
    """A finding at an element of the file: its place is `id:line`, both also stand in the values."""
    name, line = element_id(element), getattr(element, "sourceline", None) or 0
    place = f"{name}:{line}" if name else str(line)
    return Finding(code, message, {"element": name, "line": line, **values}, place=place)


def element_id(element: Any) -> str:
    """The id of an element or of the nearest element around it."""
    while element is not None:
        if element.get("id"):
            return str(element.get("id"))
        element = element.getparent()
    return ""


def local(element: Any) -> str:
    """The tag without its namespace."""
    return str(etree.QName(element).localname)


def refused(code: str, message: str, element: Any, /, **values: Any) -> DiagramRefused:
    return DiagramRefused(finding(code, message, element, **values))


def _unreadable(code: str, message: str, line: int = 0, /, **values: Any) -> DiagramRefused:
    return DiagramRefused(Finding(code, message, {"element": "", "line": line, **values}, place=str(line or 1)))


def parse(xml: bytes) -> Any:
    text = _plain_text(xml)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, attribute_defaults=False,
        no_network=True, huge_tree=False, recover=False, remove_comments=True, remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise _unreadable(
            "not_xml", N_("This is not well-formed XML: %(detail)s"), error.lineno or 0, detail=str(error.msg)[:200]
        ) from None
    if root.tag != f"{{{BPMN}}}definitions":
        raise refused("not_bpmn", N_("This is not a BPMN 2.0 file."), root)
    _check_size(root)
    return root


def _plain_text(xml: bytes) -> str:
    """The file as text; refused when it is too large, not UTF-8, or declares anything outside its elements."""
    if len(xml) > SIZE_LIMIT:
        raise _unreadable("too_large", N_("The file is larger than %(limit)s bytes."), limit=SIZE_LIMIT)
    try:
        text = xml.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("not_utf8", N_("The file is not written in UTF-8.")) from None
    head = _HEAD.match(text)
    declared = _ENCODING.search(head.group()) if head else None
    if "\x00" in text or (declared and declared.group(1).lower() not in ("utf-8", "us-ascii", "ascii")):
        raise _unreadable("not_utf8", N_("The file is not written in UTF-8."))
    # Searched in the raw text, before any parser can act on it; a comment that quotes one is refused as well.
    found = _MARKUP.search(text, head.end() if head else 0)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise _unreadable("declaration", N_("Document types, entities and processing instructions are refused."), line)
    return text[head.end() :] if head else text


def _check_size(root: Any) -> None:
    count, stack = 0, [(root, 1)]
    while stack:
        element, depth = stack.pop()
        count += 1
        if not isinstance(element.tag, str):
            raise refused(
                "declaration",
                N_("Document types, entities and processing instructions are refused."),
                element.getparent(),
            )
        if depth > DEPTH_LIMIT:
            raise refused("too_deep", N_("The file is nested deeper than %(limit)s."), element, limit=DEPTH_LIMIT)
        if count > ELEMENT_LIMIT:
            raise refused("too_many", N_("The file holds more than %(limit)s elements."), element, limit=ELEMENT_LIMIT)
        stack.extend((child, depth + 1) for child in element)
