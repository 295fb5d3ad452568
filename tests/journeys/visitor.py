"""Somebody in front of a browser: signs in by a card, follows what the page says comes next, fills in forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from models.base.session import Database
from tests.journeys.looking import DESK, PHONE, Looker
from tests.journeys.town import Before, Town, town

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

NEXT = "main .vd-next a.govuk-button"


def plain(text: str) -> str:
    """Single-spaced; a space that may not break a line is one as well."""
    return " ".join(text.split())


class Visitor:
    """One person in a browser of their own."""

    def __init__(self, walk: Walk, who: str, context: BrowserContext, *, phone: bool, script: bool) -> None:
        self.walk, self.who, self.context, self.phone, self.script = walk, who, context, phone, script
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: walk.wrong.append(f"{who}: {error}"))
        self.page.on("console", lambda entry: self._told(entry.type, entry.text))

    def _told(self, kind: str, text: str) -> None:
        refused = re.search(r"status of 4(03|04|09|22)\b", text)  # the browser's own remark on a refusal we asked for
        if kind == "error" and not refused:
            self.walk.wrong.append(f"{self.who} at {self.page.url}: {text}")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        """All words of the main part, single-spaced."""
        return plain(self.page.inner_text("main"))

    def enter(self) -> None:
        """Sign in by the card."""
        name = self.walk.town.names[self.who]
        self.go("/sign-in")
        self.press(self.page.locator(f".vd-card:has(b:text-is({name!r}))"))
        assert self.path == "/", self.page.url

    def go(self, path: str, status: int = 200) -> None:
        answer = self.page.goto(self.walk.address + path, wait_until="domcontentloaded")
        assert answer is not None and answer.status == status, (path, answer)

    def press(self, button: Locator) -> int:
        """Press a button or link that leads to a page; the status of the answer."""
        with self.page.expect_navigation(wait_until="domcontentloaded") as navigation:
            button.click()
        assert navigation.value is not None
        status = navigation.value.status
        assert status < 500, (status, self.page.url)
        return status

    def look(self, kind: str, language: str = "vi") -> None:
        self.walk.looker.look(self.page, kind, phone=self.phone, script=self.script, language=language)

    def printed(self, kind: str, *words: str) -> None:
        self.walk.looker.printed(self.page, kind, *words)

    def follow(self, start: str = "/") -> None:
        """Open a page and press the one button that it offers as the next step."""
        self.go(start)
        self.press(self.page.locator(NEXT).first)

    def link(self, part: str) -> None:
        """Follow the first link in the main part whose address holds `part`."""
        self.press(self.page.locator(f"main a[href*='{part}']").first)

    def fill(self, **typed: str) -> None:
        """Type into fields by name; a day is written 30/6/2024."""
        for name, text in typed.items():
            parts = self.page.locator(f"main [name='{name}-day']")
            if parts.count():
                for part, piece in zip(("day", "month", "year"), text.split("/"), strict=True):
                    self.page.fill(f"main [name='{name}-{part}']", piece)
            else:
                self.page.fill(f"main [name='{name}']", text)

    def choose(self, **chosen: str) -> None:
        """Tick a radio by the value, or pick an option by the text or the value."""
        for name, value in chosen.items():
            radio = self.page.locator(f"main input[type=radio][name='{name}'][value='{value}']")
            if radio.count():
                radio.check()
            else:
                self.option(f"main select[name='{name}']", value)

    def option(self, selector: str, value: str) -> None:
        if not self.page.locator(f"{selector} option[value='{value}']").count():
            value = str(self.page.locator(f"{selector} option", has_text=value).first.get_attribute("value"))
        self.page.select_option(selector, value=value)

    def attach(self, name: str, content: bytes, field: str = "file") -> None:
        self.page.set_input_files(
            f"main input[name='{field}']", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )

    @property
    def form(self) -> Locator:
        """The form of the page: the one that is sent to the page's own address."""
        return self.page.locator(f"main form[method=post][action='{self.path}']")

    def send(self, *, refused: bool = False, to: str = "", button: str = "") -> None:
        """Send the page's form (the one that goes `to`, by its `button`); it leads on, or with `refused` comes back."""
        form = self.page.locator(f"main form[method=post][action$='{to}']") if to else self.form
        status = self.press(form.locator(f"button[type=submit]{button or ':not([name=preview])'}"))
        assert status == (422 if refused else 200), (status, self.page.url, self.text)

    def take(self) -> None:
        """Take the task of this page."""
        self.press(self.page.locator("main form[action$='/claim'] button"))


class Walk:
    """The town being served, everybody who is signed in, and what went wrong in any browser."""

    def __init__(self, browser: Browser, town: Town, address: str) -> None:
        self.browser, self.town, self.address = browser, town, address
        self.looker = Looker()
        self.wrong: list[str] = []
        self.codes: dict[str, str] = {}  # what the counters have written down
        self._in: dict[str, Visitor] = {}
        self._opened: list[BrowserContext] = []

    def as_(self, who: str, *, phone: bool = False, script: bool = True) -> Visitor:
        """The browser of `who`, signed in at the first call."""
        if who not in self._in:
            self._in[who] = self.stranger(who, phone=phone, script=script)
            self._in[who].enter()
        return self._in[who]

    def stranger(self, who: str, *, phone: bool = False, script: bool = True) -> Visitor:
        """A new browser for `who`, not signed in."""
        options: dict[str, Any] = {"viewport": PHONE if phone else DESK, "java_script_enabled": script}
        if phone:
            options |= {"has_touch": True, "is_mobile": True}
        context = self.browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options)
        context.set_default_timeout(15_000)
        self._opened.append(context)
        return Visitor(self, who, context, phone=phone, script=script)

    def close(self) -> None:
        for context in self._opened:
            context.close()


@contextmanager
def walking(
    browser: Browser, database: Database, home: Path, serve: Callable[..., str], before: Before = None
) -> Iterator[Walk]:
    """A walk through a town of its own (`before`: what is there already); at the end no browser may have complained."""
    made = town(database, home, before)
    walk = Walk(browser, made, serve(made.app))
    try:
        yield walk
    finally:
        walk.close()
    problems = walk.wrong + walk.looker.problems
    assert problems == [], "\n".join(problems)
