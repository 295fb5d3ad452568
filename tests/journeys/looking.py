"""Looks at a page in the browser: title, language, width, what axe finds; keeps a picture where one is wanted."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po
from playwright.sync_api import ViewportSize

from tests.catalogues import FLOORS, ROOT
from tests.page import SITE, axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Words that no Vietnamese sentence has, so that a sentence put together from pieces is caught as well.
ENGLISH = re.compile(r"\b(the|and|of|is|are|was|has|have|with|for|not|this|your|nobody|None)\b", re.IGNORECASE)
# Everything that is read out: visible text and the names of things; not what is marked as another language.
SPOKEN = """() => {
  const said = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const above = node.parentElement;
    if (!above.closest("script, style, textarea, [lang='en'], .vd-code")) said.push(node.data.trim());
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [alt], [placeholder]"))
    for (const name of ["aria-label", "title", "alt", "placeholder"])
      if (one.getAttribute(name)) said.push(one.getAttribute(name).trim());
  return said.filter(text => text !== "");
}"""


class Looker:
    """Looks at each kind of page once with axe, at every page with the cheap checks; numbers the pictures."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.problems: list[str] = []  # told together at the end of the walk
        self._asked: set[str] = set()
        self._folder = os.environ.get("VINHDANH_SHOTS", "")
        self._count = 0

    def look(self, page: Page, kind: str, *, phone: bool = False) -> None:
        """Check the page as it stands; the first of its `kind` also in the other width and by axe.

        A kind is `page` or `page: what is different about it`; axe looks at the page once in each width.
        """
        self._note(kind, page, *_wrong(page))
        if kind in self.seen:
            return
        self.seen.add(kind)
        self._count += 1
        for size in (DESK, PHONE) if not phone else (PHONE,):
            page.set_viewport_size(size)
            if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                self._note(kind, page, f"scrolls sideways at {size['width']}")
            self._picture(page, kind, size["width"])
            if kind.partition(": ")[0] not in self._asked:
                self._ask_axe(page, kind)
        self._asked.add(kind.partition(": ")[0])
        page.set_viewport_size(PHONE if phone else DESK)

    def _note(self, kind: str, page: Page, *problems: str) -> None:
        self.problems += [f"{kind} at {page.url}: {problem}" for problem in problems]

    def _ask_axe(self, page: Page, kind: str) -> None:
        try:
            axe(page)
        except AssertionError as found:
            self._note(kind, page, str(found))

    def _picture(self, page: Page, kind: str, width: int) -> None:
        if self._folder:
            name = re.sub(r"\W+", "-", kind)
            page.screenshot(path=Path(self._folder) / f"{self._count:02}-{name}-{width}.png", full_page=True)


def _wrong(page: Page) -> list[str]:
    """What the cheap checks find."""
    said: list[str] = page.evaluate(SPOKEN)
    problems = [f"English: {text}" for text in said if text in _sentences() or ENGLISH.search(text)]
    heading = " ".join(page.locator("h1").inner_text().split())
    title = page.title().removeprefix("Lỗi:").strip()
    if " ".join(title.split()) != f"{heading} - {SITE}":
        problems.append(f"title {title!r} does not name the heading {heading!r}")
    return problems


@cache
def _sentences() -> frozenset[str]:
    """Every English sentence of the catalogues whose Vietnamese is another one."""
    found: set[str] = set()
    for path in FLOORS:
        with (ROOT / path).open("rb") as file:
            catalogue = read_po(file)
        for message in catalogue:
            english = message.id if isinstance(message.id, tuple) else (message.id,)
            vietnamese = message.string if isinstance(message.string, tuple) else (message.string,)
            found |= {str(text) for text in english if text and text not in vietnamese}
    return frozenset(found)
