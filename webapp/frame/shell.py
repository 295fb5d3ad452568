"""What stands around every page: who is signed in, the role's places, the day of a demo."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flask import Flask, current_app, g, request

from webapp.frame import tones


@dataclass(frozen=True)
class Place:
    """One room of a role: a door in the bar of places (five at most)."""

    label: str
    url: str
    icon: str
    count: int = 0
    endpoints: tuple[str, ...] = ()

    @property
    def here(self) -> bool:
        """Whether the reader stands in this room: by address, or by the blueprint of the page."""
        return request.path == self.url or (request.blueprint or "") in self.endpoints


@dataclass
class Shell:
    """Filled by sign-in before the page runs; a visitor has an empty one."""

    person: str = ""
    unit: str = ""
    places: tuple[Place, ...] = ()
    home: str = "/"
    account_url: str = ""
    office: tuple[str, str] = ("", "")
    demo_day: date | None = None
    demo_url: str = ""
    links: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def signed_in(self) -> bool:
        return bool(self.person)


def attach(app: Flask) -> None:
    """Give templates `shell` and the tones."""
    app.jinja_env.globals.update(tone=tones.tone, tone_icon=tones.icon)
    app.context_processor(lambda: {"shell": current_shell()})


def current_shell() -> Shell:
    """The shell of this request, filled when the first page part asks: an answer without a page needs none."""
    if "shell" not in g:
        g.shell = Shell()
        if "session" in g:
            current_app.extensions["fill_shell"]()
    found: Shell = g.shell
    return found
