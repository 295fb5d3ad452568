"""Lists: pages by key are whole and without doubles, choices come from an allow-list, spreadsheets compute nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.organizations import Organization, add_organization, root
from models.people.words import OrganizationKind
from webapp.frame.lists import FORMULA, Order, csv_file, fetch, read_listing, safe_cell
from webapp.frame.requests import VinhDanhApp

NAMES = ["Xã Đắk N’Drung", "Xã Đắk Búk So", "Xã mẫu 01", "Xã mẫu 01", "Xã mẫu 02", "Phường Nghĩa Đức", "Xã Ea Pô"]
SORTS = ("name", "newest")
TEMPLATES = Path(__file__).parents[2] / "webapp" / "templates"


@pytest.fixture
def communes(session: Session) -> Session:
    for number, name in enumerate(NAMES):
        add_organization(
            session, code=f"commune_{number}", name=name, kind=OrganizationKind.COMMUNE_COMMITTEE, parent=root(session)
        )
    session.flush()
    return session


def walk(app: VinhDanhApp, session: Session, address: str, orders: dict[str, Order]) -> list[str]:
    """All names in the order of the pages, two on each."""
    found: list[str] = []
    while address:
        with app.test_request_context(address):
            listing = read_listing({}, SORTS)
            statement = select(Organization).where(Organization.kind == OrganizationKind.COMMUNE_COMMITTEE)
            page = fetch(session, statement, listing, orders, Organization.public_id, size=2)
        assert len(page.rows) <= 2
        found += [row.name for row in page.rows]
        address = page.next_url
    return found


@pytest.mark.parametrize(("sort", "descending"), [("name", False), ("newest", True)])
def test_pages_hold_every_row_once_in_order(app: VinhDanhApp, communes: Session, sort: str, descending: bool) -> None:
    orders = {"name": Order(Organization.sort_key), "newest": Order(Organization.sort_key, descending=True)}
    names = walk(app, communes, f"/list?sort={sort}", orders)
    assert sorted(names) == sorted(NAMES)
    keys = {row.name: row.sort_key for row in communes.scalars(select(Organization))}
    assert [keys[name] for name in names] == sorted((keys[name] for name in names), reverse=descending)


@pytest.mark.parametrize("after", ["", "x", "bm90IGpzb24", "W10", "WyJ0IiwgIjUiLCAieCJd", "WyJ2IiwgbnVsbCwgIngiXQ"])
def test_a_cursor_that_nobody_was_given_shows_the_first_page(app: VinhDanhApp, after: str) -> None:
    with app.test_request_context(f"/list?after={after}"):
        assert read_listing({}, SORTS).after is None


def test_unknown_choices_are_as_if_not_asked(app: VinhDanhApp) -> None:
    with app.test_request_context("/list?sort=password&state=hidden&q=%20Đắk%20&state2=x"):
        listing = read_listing({"state": ["draft", "ready"]}, SORTS)
    assert (listing.sort, dict(listing.filters), listing.query, listing.search) == ("name", {}, "Đắk", "dak")


def test_the_address_keeps_the_choices(app: VinhDanhApp) -> None:
    with app.test_request_context("/list?state=ready&q=thôn 5&sort=newest"):
        url = read_listing({"state": ["draft", "ready"]}, SORTS).url(sort="name")
    assert parse_qs(urlsplit(url).query) == {"q": ["thôn 5"], "state": ["ready"], "sort": ["name"]}


@given(st.text(max_size=20))
def test_a_spreadsheet_never_computes_what_was_typed(text: str) -> None:
    cell = str(safe_cell(text))
    assert not cell.startswith(FORMULA)
    assert cell.removeprefix("'") == text.removeprefix("'")


def test_the_spreadsheet_reads_back(app: VinhDanhApp) -> None:
    with app.test_request_context("/"):
        answer = csv_file("ho-so", ["Tên", "Số"], [["Đặng, “Thôn 5”\nbon", 3], ["=1+1", None]])
    text = answer.get_data(as_text=True)
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows == [["Tên", "Số"], ["Đặng, “Thôn 5”\nbon", "3"], ["'=1+1", ""]]


def test_every_list_and_case_page_carries_the_office_on_paper() -> None:
    bare = []
    for page in sorted(TEMPLATES.rglob("*.html")):
        text = page.read_text("utf-8")
        listed = "call slips(" in text or 'include "process/_case.html"' in text
        if 'extends "layout.html"' in text and listed and "call act(" not in text and "{{ letterhead(" not in text:
            bare.append(page.relative_to(TEMPLATES).as_posix())
    assert bare == []
