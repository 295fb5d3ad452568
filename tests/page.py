"""Looks at a page as a careful reader would: status, title and heading, valid HTML, labels, language."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib
from flask.testing import FlaskClient
from lxml import etree

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
SITE = "Vinh Danh"
HTML = "{http://www.w3.org/1999/xhtml}"
TYPED = ("input", "select", "textarea")
NAMELESS = ("hidden", "submit", "button", "image", "reset")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visited:
    """A page that has passed the checks."""

    def __init__(self, html: str, status: int, headers: Any) -> None:
        self.html = html
        self.status = status
        self.headers = headers
        self.tree = parse(html)

    @property
    def title(self) -> str:
        return _text(self._one("title"))

    @property
    def heading(self) -> str:
        return _text(self._one("h1"))

    @property
    def text(self) -> str:
        """All words of the main part, single-spaced."""
        return _text(self._one("main"))

    def all(self, name: str) -> list[Any]:
        return list(self.tree.iter(HTML + name))

    def links(self) -> dict[str, str]:
        """Text → address of every link in the main part."""
        return {_text(link): link.get("href") for link in self._one("main").iter(HTML + "a")}

    def fields(self) -> dict[str, str]:
        """Name → value of every field of every form, as a browser would send it unchanged."""
        found: dict[str, str] = {}
        for field in self.all("input"):
            if field.get("name") and (
                field.get("type") not in ("radio", "checkbox") or field.get("checked") is not None
            ):
                found[field.get("name")] = field.get("value", "")
        for field in self.all("textarea"):
            found[field.get("name")] = "".join(field.itertext()).removeprefix("\n")
        for field in self.all("select"):
            options = list(field.iter(HTML + "option"))
            chosen = next((option for option in options if option.get("selected") is not None), options[0])
            found[field.get("name")] = chosen.get("value", "")
        return found

    def _one(self, name: str) -> Any:
        found = self.all(name)
        assert len(found) == 1, f"{len(found)} elements <{name}> instead of one"
        return found[0]


def visit(client: FlaskClient, path: str, *, status: int = 200, language: str = "vi") -> Visited:
    """The page at `path`, checked."""
    return look(client.get(path), status=status, language=language)


def look(answer: Any, *, status: int = 200, language: str = "vi") -> Visited:
    """An answer that is a page, checked."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.get_data(as_text=True)[:2000]}"
    visited = Visited(answer.get_data(as_text=True), answer.status_code, answer.headers)
    problems = [*_frame(visited, language), *_labels(visited), *_names(visited), *_inline(visited)]
    assert problems == []
    return visited


def parse(html: str) -> Any:
    """The tree of a page; a mistake in its HTML is an error with its place."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=True)
    tree = parser.parse(html)
    wrong = [f"line {line}: {code} {values}" for (line, _column), code, values in parser.errors]
    assert wrong == []
    return tree


def _frame(visited: Visited, language: str) -> list[str]:
    problems = []
    if visited.tree.getroot().get("lang") != language:
        problems.append(f"language {visited.tree.getroot().get('lang')!r} instead of {language!r}")
    title = visited.title
    for start in ("Lỗi:", "Error:"):
        title = title.removeprefix(start).strip()
    if title != f"{visited.heading} - {SITE}":
        problems.append(f"title {visited.title!r} does not name the heading {visited.heading!r}")
    if "None" in visited.text.split():
        problems.append("a value that is not there is printed as None")
    if re.search(r"&lt;\w+ (class|href)=", visited.html):
        problems.append("markup of ours is shown as text")
    return problems


def _labels(visited: Visited) -> list[str]:
    labelled = {label.get("for") for label in visited.all("label")}
    problems = []
    for name in TYPED:
        for field in visited.all(name):
            if field.get("type") in NAMELESS:
                continue
            if field.get("id") not in labelled and not field.get("aria-label") and not field.get("aria-labelledby"):
                problems.append(f"no label for {name} {field.get('name')!r}")
    problems += [f"a button without words: {etree.tostring(b)!r}" for b in visited.all("button") if not _text(b)]
    return problems


def _names(visited: Visited) -> list[str]:
    ids = [element.get("id") for element in visited.tree.iter() if element.get("id")]
    problems = [f"id {name!r} stands {ids.count(name)} times" for name in sorted(set(ids)) if ids.count(name) > 1]
    for element in visited.tree.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            problems += [
                f"{attribute} names {name!r}, which is not there"
                for name in (element.get(attribute) or "").split()
                if name not in ids
            ]
    for link in visited.all("a"):
        target = link.get("href") or ""
        if target == "#" or (target.startswith("#") and target[1:] not in ids):
            problems.append(f"a link to {target!r} leads nowhere")
    return problems


def _inline(visited: Visited) -> list[str]:
    problems = [f"inline style on <{element.tag}>" for element in visited.tree.iter() if element.get("style")]
    problems += ["inline style sheet" for _ in visited.all("style")]
    problems += ["inline script" for script in visited.all("script") if not script.get("src")]
    return problems


def axe(page: Page) -> None:
    """Let axe-core look at the page as it stands; every finding is an error."""
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands."""
    page.evaluate(_axe_source())
    result = page.evaluate("rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES)
    return [
        f"{violation['id']}: {violation['help']} at {[node['target'] for node in violation['nodes']]}"
        for violation in result["violations"]
    ]


@cache
def _axe_source() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text("utf-8")


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
