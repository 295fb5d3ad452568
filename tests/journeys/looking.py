"""Looks at a page in the browser: title, language, width, what axe finds; keeps a picture where one is wanted."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.pofile import read_po
from playwright.sync_api import ViewportSize

from tests.catalogues import FLOORS, ROOT
from tests.page import SITE, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 320, "height": 640}
# Words that no Vietnamese sentence has, so that a sentence put together from pieces is caught as well.
ENGLISH = re.compile(r"\b(the|and|of|is|are|was|has|have|with|for|not|this|your|nobody|None)\b", re.IGNORECASE)
PAPER: ViewportSize = {"width": 1009, "height": 700}  # A4 on its side within the margins of the style sheet
OFF_PAPER = "header, nav, footer, form, button, .govuk-button, .vd-demo, .govuk-skip-link"
# The title, the heading, and everything that is read out: visible text and the names of things; not what is marked as
# another language.
READ = """() => {
  const said = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const above = node.parentElement;
    if (!above.closest("script, style, textarea, code, [lang='en'], .vd-code")) said.push(node.data.trim());
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [alt], [placeholder]"))
    for (const name of ["aria-label", "title", "alt", "placeholder"])
      if (one.getAttribute(name)) said.push(one.getAttribute(name).trim());
  const headings = [...document.querySelectorAll("h1")].map(one => one.innerText);
  const language = document.documentElement.lang;
  return { language, title: document.title, headings, said: said.filter(text => text !== "") };
}"""


class Looker:
    """Looks at each kind of page once in every width, at every page with the cheap checks; numbers the pictures."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.problems: list[str] = []  # told together at the end of the walk
        self._asked: set[str] = set()
        self._folder = os.environ.get("VINHDANH_SHOTS", "")
        self._count = 0

    def look(self, page: Page, kind: str, *, phone: bool = False, script: bool = True, language: str = "vi") -> None:
        """Check the page as it stands; the first of its `kind` also in the other widths.

        A kind is `page` or `page: what is different about it`; axe looks once at every page, on a desk and in the
        hand by turns. Where scripts are off it cannot look: its promises would never be kept.
        """
        self._note(kind, page, *wrong(page, language))
        name = kind.partition(": ")[0]
        ask = script and name not in self._asked
        if kind in self.seen and not ask:
            return
        for_axe = PHONE if phone or len(self._asked) % 2 else DESK
        self._count += 1
        for size in (DESK, PHONE, SMALL):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                self._note(kind, page, f"scrolls sideways at {size['width']}")
            self._picture(page, kind, size["width"])
            if ask and size == for_axe:
                self._note(kind, page, *violations(page))
        page.set_viewport_size(PHONE if phone else DESK)
        self.seen.add(kind)
        if ask:
            self._asked.add(name)

    def printed(self, page: Page, kind: str, *words: str) -> None:
        """Check the page as the printer gets it: its heading and `words`, nothing to press or to walk about with."""
        page.emulate_media(media="print")
        page.set_viewport_size(PAPER)
        left = page.locator(OFF_PAPER).filter(visible=True).all()
        self._note(kind, page, *(f"printed: {one.evaluate('node => node.outerHTML.slice(0, 80)')}" for one in left))
        shown = page.inner_text("body")
        lost = [one for one in (page.inner_text("h1"), *words) if one not in shown]
        self._note(kind, page, *(f"printed without {one!r}" for one in lost))
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            self._note(kind, page, "wider than the paper")
        self._picture(page, kind, PAPER["width"])
        page.set_viewport_size(DESK)
        page.emulate_media(media="screen")

    def _note(self, kind: str, page: Page, *problems: str) -> None:
        self.problems += [f"{kind} at {page.url}: {problem}" for problem in problems]

    def _picture(self, page: Page, kind: str, width: int) -> None:
        if self._folder and width != SMALL["width"]:
            name = re.sub(r"\W+", "-", kind)
            page.screenshot(path=Path(self._folder) / f"{self._count:02}-{name}-{width}.png", full_page=True)


def wrong(page: Page, language: str = "vi") -> list[str]:
    """What the cheap checks find: other languages, and a title that is not the heading."""
    read: dict[str, Any] = page.evaluate(READ)
    foreign = _sentences(language)
    problems = [f"not in {language}: {text}" for text in read["said"] if text in foreign]
    if language == "vi":
        problems += [f"English: {text}" for text in read["said"] if ENGLISH.search(text)]
    if read["language"] != language:
        problems.append(f"says that it is in {read['language']!r}")
    title = read["title"].removeprefix("Lỗi:").removeprefix("Error:").strip()
    named = [f"{' '.join(heading.split())} - {SITE}" for heading in read["headings"]]
    if [" ".join(title.split())] != named:
        problems.append(f"title {title!r} does not name the heading {read['headings']!r}")
    return problems


@cache
def _sentences(language: str) -> frozenset[str]:
    """Every sentence of the catalogues that a page in `language` may not hold: the other language's."""
    english, vietnamese = set[str](), set[str]()
    for path in FLOORS:
        with (ROOT / path).open("rb") as file:
            for message in read_po(file):
                for texts, found in ((message.id, english), (message.string, vietnamese)):
                    found |= {str(text) for text in (texts if isinstance(texts, list | tuple) else [texts]) if text}
    return frozenset(english - vietnamese if language == "vi" else vietnamese - english)
