"""Every door from outside and inside: what is empty, what is refused, what is printed, what is read in English."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models.base.session import Database
from tests.factories.council import JUNE
from tests.factories.nominations import desk
from tests.factories.people import Province
from tests.journeys.visitor import Visitor, Walk, walking

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EMPTY = {
    "officer_farmers": ("/", "/dossiers", "/works", "/letters", "/campaign/targets", "/search?q=zzz"),
    "officer_commune_1": ("/", "/lines", "/works"),
    "head_farmers": ("/", "/dossiers"),
    "member_2": ("/", "/meetings", "/dossiers"),
    "council_secretary": ("/", "/meetings", "/decisions", "/dossiers"),
    "standing_committee": ("/", "/decisions"),
    "records_clerk": ("/", "/dossiers", "/decisions", "/letters", "/quotas/organizations"),
    "secretariat_lead": ("/", "/works", "/dossiers", "/dossiers?status=appraisal", "/campaign/targets/launch?q=zzz"),
    "appraiser": ("/", "/dossiers"),
    "administrator": ("/attempts", "/people?q=zzz", "/organizations?q=zzz", "/history"),
}
SHUT = {
    "officer_farmers": {"/people": 404, "/schemes": 404, "/meetings": 404, "/attempts": 404, "/no/such/page": 404},
    "head_farmers": {"/dossiers/new": 404, "/quotas": 404, "/works/new": 403},
    "member_2": {"/quotas": 404, "/people/new": 404, "/meetings/new": 403},
    "records_clerk": {"/people": 404, "/dossiers/late": 404, "/schemes/new": 404},
    "secretariat_lead": {"/people/new": 404, "/schemes/new": 403, "/meetings/new": 403},
    "administrator": {"/dossiers": 404, "/quotas": 404, "/meetings": 404, "/campaign/targets": 404},
    "auditor": {"/schemes/new": 403, "/people/new": 404, "/dossiers/new": 404, "/works/new": 403},
}


def test_an_empty_house_says_what_comes_next(walk: Walk) -> None:
    for who, paths in EMPTY.items():
        visitor = walk.as_(who)
        for path in paths:
            visitor.go(path)
            visitor.look(f"empty {path}: {who}")
            assert visitor.page.locator("main table tbody tr").count() or visitor.text


def test_what_somebody_may_not_open_says_so_and_leads_home(walk: Walk) -> None:
    for who, doors in SHUT.items():
        visitor = walk.as_(who)
        told = {path: _status(visitor, path) for path in doors}
        assert told == doors, who
        visitor.press(visitor.page.locator("main .vd-actions a.govuk-button"))
        assert visitor.path == "/"


def _status(visitor: Visitor, path: str) -> int:
    answer = visitor.page.goto(visitor.walk.address + path, wait_until="domcontentloaded")
    assert answer is not None
    visitor.look(f"error {answer.status}: {visitor.who}")
    return answer.status


def _with_a_dossier(session: Session, land: Province) -> None:
    desk(session, land, land.cu_jut, JUNE).submitted()


def test_who_comes_second_reads_who_was_faster(
    browser: Browser, sqlite_database: Database, tmp_path: Path, serve: Callable[..., str]
) -> None:
    with walking(browser, sqlite_database, tmp_path / "home", serve, _with_a_dossier) as walk:
        clerk, late = walk.as_("records_clerk"), walk.stranger("records_clerk")
        late.enter()
        for one in (clerk, late):
            one.go("/dossiers")
            one.link("/dossiers/")
            one.follow(one.path)
            one.fill(sets_counted="1")
        clerk.send()
        assert late.press(late.form.locator("button[type=submit]")) == 409
        late.look("error 409")


def test_paper_shows_the_case_and_the_list_and_nothing_else(
    browser: Browser, sqlite_database: Database, tmp_path: Path, serve: Callable[..., str]
) -> None:
    with walking(browser, sqlite_database, tmp_path / "home", serve, _with_a_dossier) as walk:
        clerk, lead = walk.as_("records_clerk"), walk.as_("secretariat_lead")
        clerk.go("/dossiers")
        clerk.printed("print: dossiers", "In lúc")
        clerk.link("/dossiers/")
        dossier = clerk.path
        clerk.printed("print: dossier", "In lúc")
        clerk.go(f"{dossier}/roster")
        clerk.printed("print: roster", "In lúc")
        for path in ("/quotas", "/campaign/targets", "/campaign"):
            lead.go(path)
            lead.printed(f"print: {path}", "In lúc")


def test_english_is_one_click_away_and_back(
    browser: Browser, sqlite_database: Database, tmp_path: Path, serve: Callable[..., str]
) -> None:
    with walking(browser, sqlite_database, tmp_path / "home", serve, _with_a_dossier) as walk:
        lead, officer = walk.as_("secretariat_lead"), walk.as_("officer_cu_jut")
        for one, paths in (
            (
                lead,
                ("/", "/dossiers", "/quotas", "/campaign", "/campaign/targets", "/works", "/decisions"),
            ),
            (officer, ("/", "/dossiers", "/works/new", "/dossiers/new", "/letters", "/campaign/targets/launch")),
        ):
            _switch(one, "en")
            for path in paths:
                one.go(path)
                one.look(f"english {path}: {one.who}", "en")
            one.go("/dossiers")
            one.link("/dossiers/")
            one.look(f"english dossier: {one.who}", "en")
            one.go("/no/such/page", 404)
            one.look("english error 404", "en")
            one.go("/dossiers?q=cu+jut")
            _switch(one, "vi")
            assert one.page.url.endswith("/dossiers?q=cu+jut"), "back on the same page with the same search"
            one.look("dossiers: found")


def _switch(visitor: Visitor, language: str) -> None:
    visitor.press(visitor.page.locator(f"header button[name=language][value={language}]"))
