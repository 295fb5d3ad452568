"""The people's pages in a browser: no finding of axe, no sideways scroll, and typed text that outlives its session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.base.session import Database
from models.people.organizations import by_code
from models.people.persons import Person
from models.people.words import InstallationKind
from tests.page import axe
from tests.screens.people_town import PASSWORD, Town, town

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def demo(sqlite_database: Database, tmp_path: Path) -> Town:
    return town(sqlite_database, tmp_path / "home", kind=InstallationKind.DEMO)


def enter(page: Page, name: str) -> None:
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.click("form[action='/sign-in'] button")


def test_every_page_is_sound_on_a_desk_and_in_the_hand(demo: Town, serve: Callable[..., str], page: Page) -> None:
    address = serve(demo.app)
    with demo.writing() as session:
        person = session.get_one(Person, demo.names["thuha"])
        body = by_code(session, "cu-jut")
        assert body is not None
        at, unit = f"/people/{person.public_id}", f"/organizations/{body.public_id}"
    paths = ["/sign-in", "/account", "/people", "/people?q=nobody", "/people/new", at, f"{at}/edit", f"{at}/posts/new",
             "/organizations", unit, f"{unit}/end", "/organizations/import"]  # fmt: skip
    for path in paths:
        if path == "/account":
            enter(page, "quantri")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (path, width)
        axe(page)


def test_a_card_of_the_demo_is_one_click(demo: Town, serve: Callable[..., str], page: Page) -> None:
    page.goto(serve(demo.app) + "/sign-in?next=%2Faccount")
    page.click(".vd-card:has-text('Chủ tịch Hội đồng')")
    assert page.url.endswith("/account")
    assert "Chủ tịch Hội đồng" in page.inner_text("main")


def test_typed_text_outlives_its_session(demo: Town, serve: Callable[..., str], page: Page) -> None:
    page.goto(serve(demo.app) + "/sign-in?next=%2Fpeople%2Fnew")
    enter(page, "quantri")
    page.fill("#name", "Đặng Mẫu Lâu Giờ")
    page.fill("#title", "Chuyên viên")
    page.select_option("#unit", index=2)
    chosen = page.input_value("#unit")
    demo.clock.advance(timedelta(hours=13))
    page.click("main button[type=submit]")
    assert "/sign-in" in page.url and "nội dung đã nhập được giữ" in page.inner_text("main")
    enter(page, "quantri")
    assert "/people/new" in page.url
    assert page.input_value("#name") == "Đặng Mẫu Lâu Giờ" and page.input_value("#unit") == chosen
    page.click("main button[type=submit]")
    assert page.inner_text("h1") == "Đặng Mẫu Lâu Giờ"
