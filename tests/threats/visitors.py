"""Walks through all pages that somebody can reach, and collects the forms that stand there."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask.testing import FlaskClient
from lxml import html

PAGES = 400  # a walk that finds more than this many addresses stops: links that only sort are followed once
ALL_OF = ("/tasks/",)  # every step has a form of its own
ID = re.compile(r"[2-9a-hjkmnp-z]{12}")
NOT_FOLLOWED = ("/static/",)
GUARDS = re.compile(r'(name="(?:csrf_token|key|version)"[^>]*value=")[^"]*"')
HIDDEN = ("csrf_token", "key", "version")


@dataclass(frozen=True)
class Box:
    """One field of a form as the page offers it."""

    name: str
    type: str
    value: str
    options: tuple[str, ...] = ()
    chosen: bool = True


@dataclass(frozen=True)
class Sheet:
    """One form of a page."""

    page: str
    action: str
    method: str
    boxes: tuple[Box, ...]
    upload: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(box.name for box in self.boxes))

    def unchanged(self) -> dict[str, Any]:
        """What a browser sends when nothing is typed."""
        sent: dict[str, Any] = {}
        for box in self.boxes:
            if box.type == "checkbox" or box.type == "select-multiple":
                if box.chosen:
                    sent.setdefault(box.name, []).append(box.value)
            elif box.type == "radio":
                if box.chosen:
                    sent[box.name] = box.value
            elif box.type != "file":
                sent[box.name] = box.value
        return sent


@dataclass
class Seen:
    """One answer."""

    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @property
    def tree(self) -> Any:
        return html.document_fromstring(self.text)

    def links(self) -> list[str]:
        if not self.is_page or not self.body:
            return []
        return [urljoin(self.path, found) for found in self.tree.xpath("//a/@href | //link/@href | //img/@src")]

    def sheets(self) -> list[Sheet]:
        if not self.is_page or not self.body:
            return []
        return [_sheet(self.path, form) for form in self.tree.xpath("//form")]

    def bare(self) -> str:
        """The text without tokens and keys, which are new each time."""
        return GUARDS.sub(r'\1"', self.text)


@dataclass
class Walk:
    """All that one visitor has seen."""

    pages: dict[str, Seen] = field(default_factory=dict)

    def sheets(self, method: str = "post") -> list[Sheet]:
        return [sheet for seen in self.pages.values() for sheet in seen.sheets() if sheet.method == method]


def see(client: FlaskClient, path: str, **options: Any) -> Seen:
    answer = client.get(path, buffered=True, **options)
    return Seen(path, answer.status_code, dict(answer.headers), answer.get_data())


def walk(client: FlaskClient, starts: Iterable[str] = ("/",), *, of_a_kind: int = PAGES) -> Walk:
    """Follow every link and every redirect inside the house, from `starts`; `of_a_kind` pages of each route."""
    found, waiting, known = Walk(), deque(starts), set()
    kinds: Counter[str] = Counter()
    while waiting and len(found.pages) < PAGES:
        path = waiting.popleft()
        shape, kind = _shape(path), ID.sub("*", path.partition("?")[0])
        most = PAGES if kind.startswith(ALL_OF) else of_a_kind
        if shape in known or kinds[kind] >= most or path.startswith(NOT_FOLLOWED):
            continue
        known.add(shape)
        kinds[kind] += 1
        seen = see(client, path)
        found.pages[path] = seen
        following = [*seen.links(), *([seen.headers["Location"]] if "Location" in seen.headers else [])]
        waiting.extend(_inside(urljoin(path, link)) for link in following if _inside(urljoin(path, link)))
    return found


def _inside(link: str) -> str:
    parts = urlsplit(link)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", "localhost"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _shape(path: str) -> tuple[str, ...]:
    """Addresses alike: the same page with the same filters; of sort orders and cursors the first is enough."""
    parts = urlsplit(path)
    asked = parse_qsl(parts.query)
    return (parts.path, *sorted(f"{name}={'' if name in ('sort', 'after') else value}" for name, value in asked))


def _sheet(page: str, form: Any) -> Sheet:
    boxes = []
    for item in form.xpath(".//input | .//textarea | .//select"):
        name = item.get("name")
        if name:
            boxes.append(_box(name, item))
    action = urljoin(page, form.get("action") or page)
    return Sheet(
        page, action, (form.get("method") or "get").lower(), tuple(boxes), form.get("enctype") == "multipart/form-data"
    )


def _box(name: str, item: Any) -> Box:
    if item.tag == "textarea":
        return Box(name, "textarea", (item.text or "").removeprefix("\n"))
    if item.tag == "select":
        options = [
            (one.get("value", one.text or ""), one.get("selected") is not None) for one in item.xpath(".//option")
        ]
        values = tuple(value for value, _chosen in options)
        first = next((value for value, chosen in options if chosen), values[0] if values else "")
        many = item.get("multiple") is not None
        return Box(name, "select-multiple" if many else "select", first, values, not many)
    kind = item.get("type", "text")
    chosen = kind not in ("radio", "checkbox") or item.get("checked") is not None
    return Box(name, kind, item.get("value", "on" if kind == "checkbox" else ""), (), chosen)
