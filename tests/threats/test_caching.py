"""T63: no shared cache, no back button, no history keeps a page of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.threats.conftest import CAST, Attacked
from tests.threats.expectations import ROWS
from tests.threats.facts import Facts
from tests.threats.routes import places
from tests.threats.things import combinations, things
from tests.threats.visitors import see
from webapp.frame.headers import HEADERS

if TYPE_CHECKING:
    from playwright.sync_api import Page


POLICY = "Content-Security-Policy"  # a file's is stricter than a page's


@pytest.mark.threat("T63")
def test_every_answer_forbids_keeping_it(shown: Attacked) -> None:
    known, wrong = things(Facts(shown.database, shown.world.people), shown.world), []
    for name in (*CAST, ""):
        client = shown.client(name)
        for place in places(shown.app):
            for method in sorted(place.methods & {"GET", "POST"}):
                if place.endpoint not in ROWS:
                    continue
                answer = client.open(place.address(combinations(place, known)[0]), method=method, buffered=True)
                lacking = [
                    header
                    for header, value in HEADERS.items()
                    if answer.headers.get(header) != value and header != POLICY
                ]
                lacking += [POLICY] if "default-src 'none'" not in answer.headers.get(POLICY, "") else []
                lacking += [header for header in ("ETag", "Last-Modified", "Expires") if header in answer.headers]
                if lacking:
                    wrong.append(f"{method} {place.rule} {answer.status_code}: {lacking}")
    assert wrong == [], "\n".join(sorted(set(wrong)))


@pytest.mark.threat("T63")
def test_a_page_that_was_seen_is_not_confirmed_by_its_mark(shown: Attacked) -> None:
    """A conditional request is answered in full: its answer tells nobody whether a page is still the same."""
    client = shown.client("officer_a")
    path = f"/dossiers/{shown.world.dossiers['a_draft']}"
    for header in ({"If-None-Match": "*"}, {"If-Modified-Since": "Tue, 18 Jun 2030 02:00:00 GMT"}):
        assert see(client, path, headers=header).status == 200


@pytest.mark.threat("T63")
def test_after_signing_out_the_back_button_shows_nothing(
    attacked: Attacked, page: Page, serve: Callable[..., str]
) -> None:
    address = serve(attacked.app)
    page.goto(f"{address}/sign-in")
    page.locator(
        f'button[value="{attacked.world.accounts["officer_a"]}"], '
        f'form:has(input[value="{attacked.world.accounts["officer_a"]}"]) button'
    ).first.click()
    page.goto(f"{address}/dossiers/{attacked.world.dossiers['a_draft']}")
    code = page.locator("h1").inner_text()
    page.goto(f"{address}/account")
    page.locator('form[action="/sign-out"] button').first.click()
    page.wait_for_url("**/sign-in**")
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert code not in page.locator("body").inner_text()
    assert "/sign-in" in page.url
