"""What stands around the page for each role: its rooms, the office's name, the day of a demo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import select

from models.base.clock import day_of
from models.people.organizations import Organization
from models.people.permissions import Actor
from models.people.words import InstallationKind, Role
from models.process.installation import Installation
from models.process.queries import inbox_count
from webapp.frame.shell import Place, Shell, current_shell

MOST = 5  # rooms in the bar; on a telephone they lie under the thumb
_WRITERS = (Role.UNIT_OFFICER, Role.HEAD)
# Pages that lie elsewhere and belong to a room; to the first one that is open to the reader.
ANNEXES = {
    "/": ("/tasks/",),
    "/dossiers": ("/nominations/", "/lines", "/letters"),
    "/meetings": ("/rounds/",),
    "/decisions": ("/letters",),
}
# Who opens which room, in the order of the bar: address, word, sign, roles.
ROOMS: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("/", "inbox", "inbox", tuple(Role)),
    ("/people", "people", "people", (Role.ADMINISTRATOR,)),
    ("/organizations", "organizations", "folder", (Role.ADMINISTRATOR,)),
    ("/schemes", "schemes", "paper", (Role.ADMINISTRATOR,)),
    (
        "/dossiers",
        "dossiers",
        "folder",
        (*_WRITERS, Role.APPRAISER, Role.SECRETARIAT_LEAD, Role.RECORDS_CLERK, Role.STANDING_COMMITTEE, Role.AUDITOR),
    ),
    (
        "/quotas",
        "quotas",
        "slots",
        (Role.APPRAISER, Role.SECRETARIAT_LEAD, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.STANDING_COMMITTEE),
    ),
    (
        "/meetings",
        "meetings",
        "ballot",
        (Role.SECRETARIAT_LEAD, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER),
    ),
    (
        "/decisions",
        "decisions",
        "stamp",
        (Role.RECORDS_CLERK, Role.STANDING_COMMITTEE, Role.COUNCIL_SECRETARY, Role.AUDITOR, Role.SECRETARIAT_LEAD),
    ),
    ("/history", "history", "clock", (Role.AUDITOR,)),
    ("/works", "works", "flag", _WRITERS),
    ("/campaign", "campaign", "rosette", (*_WRITERS, Role.APPRAISER, Role.COUNCIL_MEMBER, Role.AUDITOR)),
)


def furnish(actor: Actor | None, unit_name: str) -> None:
    """Fill the shell of this request; two short queries, and none for an answer that is no page."""
    shell = current_shell()
    kind, name = _house()
    shell.office = _office(name)
    if kind == InstallationKind.DEMO:
        shell.demo_day = day_of(g.now)
    if actor is None:
        shell.home = "/sign-in"
        return
    shell.person, shell.unit = actor.name, unit_name
    shell.account_url = "/account"
    shell.demo_url = "/day" if shell.demo_day else ""
    _rooms(shell, actor)


def _house() -> tuple[str | None, str]:
    query: Any = (
        select(Installation.kind, Organization.name)
        .join(Organization, Organization.parent_id.is_(None), isouter=True)
        .order_by(Organization.id)
    )
    row = g.session.execute(query).first()
    return (row[0], row[1] or "") if row else (None, "")


def _office(name: str) -> tuple[str, str]:
    """The office's name on two lines: the body, and its province."""
    body, sign, province = name.partition(" tỉnh ")
    return (body, f"tỉnh {province}") if sign else (name, "")


def _rooms(shell: Shell, actor: Actor) -> None:
    """The rooms of the actor's roles; of too many, the first."""
    open_to = [room for room in ROOMS if actor.holds(*room[3])]
    shown = open_to[:MOST]
    here = next((url for url, *_rest in shown if _inside(url)), "")
    mark = (request.blueprint or "",)
    places = [Place(_name(word), url, sign, endpoints=mark if url == here else ()) for url, word, sign, _roles in shown]
    if places:
        places[0] = replace(places[0], count=inbox_count(g.session, actor))
    shell.places = tuple(places)


def _inside(url: str) -> bool:
    """Whether this page lies in the room, so that the room is marked."""
    lies = url != "/" and request.path.startswith(f"{url}/")
    return lies or request.path.startswith(ANNEXES.get(url, ("//",)))


def _name(word: str) -> str:
    return {
        "inbox": _("My work"),
        "people": _("People"),
        "organizations": _("Organisations"),
        "schemes": _("Scheme files"),
        "dossiers": _("Dossiers"),
        "quotas": _("Quotas"),
        "meetings": _("Meetings"),
        "decisions": _("Decisions"),
        "history": _("History"),
        "works": _("Works"),
        "campaign": _("Campaign"),
    }[word]
