"""The inbox and search, as their readers see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from tests.factories.nominations import desk
from tests.factories.people import province
from tests.page import visit
from tests.postgres import BEGINNING
from tests.screens.signed import client_of, token_of
from webapp import create_app

NOW = BEGINNING + timedelta(days=30)
As = Callable[[str], FlaskClient]


@pytest.fixture
def signed_in(database: Database) -> As:
    """A browser of somebody of a small province in which Cư Jút has a draft and a submitted dossier."""
    app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(NOW)})
    with unit_of_work(database) as session:
        land = province(session, NOW)
        unit = desk(session, land, land.cu_jut, NOW)
        unit.start()
        unit.submitted()
        people = {
            "officer": land.officers[land.cu_jut.id], "stranger": land.officers[land.gia_nghia.id],
            "clerk": land.records_clerk, "lead": land.secretariat_lead, "appraiser": land.appraiser,
        }  # fmt: skip
        tokens = {name: token_of(session, person, NOW) for name, person in people.items()}
    return lambda who: client_of(app, tokens[who])


def test_the_unit_officer_sees_what_to_do_first(signed_in: As) -> None:
    page = visit(signed_in("officer"), "/")
    assert "HS-2023-0001" in page.text
    assert any(target.startswith("/tasks/") for target in page.links().values())


def test_the_clerk_sees_the_submitted_dossier_and_no_draft(signed_in: As) -> None:
    page = visit(signed_in("clerk"), "/")
    assert "HS-2023-0002" in page.text and "HS-2023-0001" not in page.text


def test_the_lead_sees_figures_and_the_boards(signed_in: As) -> None:
    page = visit(signed_in("lead"), "/")
    assert {"/quotas", "/quotas/organizations"} <= set(page.links().values())


def test_an_empty_inbox_says_so(signed_in: As) -> None:
    page = visit(signed_in("stranger"), "/")
    assert not any(target.startswith("/tasks/") for target in page.links().values())


@pytest.mark.threat("T02")
def test_search_finds_without_accents_and_only_what_the_reader_may_know(signed_in: As) -> None:
    own = visit(signed_in("officer"), "/search?q=nguyen van mau")
    assert "Nguyễn Văn Mẫu A" in own.text
    foreign = visit(signed_in("stranger"), "/search?q=nguyen van mau")
    assert "Nguyễn Văn Mẫu A" not in foreign.text
    assert "HS-2023-0002" in visit(signed_in("appraiser"), "/search?q=cu jut").text


def test_wildcards_are_letters_like_others(signed_in: As) -> None:
    reader = signed_in("officer")
    assert "HS-2023" not in visit(reader, "/search?q=%25").text
