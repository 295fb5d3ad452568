"""A home names what is missing before it says that there is nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from tests.factories.council import JUNE, Story
from tests.factories.nominations import desk, person
from tests.factories.people import province
from tests.page import Visited, visit
from tests.postgres import BEGINNING
from tests.screens.signed import client_of, token_of
from webapp import create_app

NOW = BEGINNING + timedelta(days=236)
LATER = NOW + timedelta(days=12)
As = Callable[[str], FlaskClient]


def lede(page: Visited) -> str:
    """The first line below the heading."""
    found = next(one for one in page.all("p") if one.get("class") == "vd-lede")
    return " ".join("".join(found.itertext()).split())


def links(page: Visited) -> set[str]:
    found = next(one for one in page.all("p") if one.get("class") == "vd-lede")
    return {one.get("href", "") for one in found.iter("{http://www.w3.org/1999/xhtml}a")}


@pytest.fixture
def signed_in(sqlite_database: Database) -> As:
    """Cư Jút has a returned dossier that is overdue and a draft with a line from below; VI.2 is not announced."""
    database = sqlite_database
    app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(LATER)})
    with unit_of_work(database) as session:
        land = province(session, NOW)
        unit = desk(session, land, land.cu_jut, NOW)
        returned = unit.received()
        unit.perform(unit.appraiser, returned, outcome="returned", defects=["Thiếu chữ ký", "Thiếu ngày"])
        draft = unit.start()
        unit.act(land.officer_of(land.commune), "propose_line", draft, **person(land.front_work, name="Y Thái Niê"))
        unit.submitted("vi2")
        people = {
            "officer": land.officers[land.cu_jut.id], "head": land.heads[land.cu_jut.id],
            "commune": land.officers[land.commune.id], "member": land.officers[land.district_member.id],
            "lead": land.secretariat_lead, "clerk": land.records_clerk, "auditor": land.auditor,
        }  # fmt: skip
        tokens = {name: token_of(session, one, LATER) for name, one in people.items()}
    return lambda who: client_of(app, tokens[who])


def test_a_units_home_names_what_is_missing_first(signed_in: As) -> None:
    page = visit(signed_in("officer"), "/")
    said = lede(page)
    assert said.startswith("Còn thiếu: HS-2024-0001 bị trả lại: cần bổ sung 2 điểm, quá hạn")
    assert "1 đề nghị từ cấp dưới chờ quyết định trong HS-2024-0002" in said
    assert "chỉ tiêu chưa báo số liệu" in said
    assert {"/campaign/targets"} < links(page)
    assert "HS-2024-0001 bị trả lại" in lede(visit(signed_in("head"), "/"))
    assert "chưa báo số liệu" not in lede(visit(signed_in("head"), "/"))  # the head reports no figures


def test_a_commune_is_told_of_figures_and_of_the_draft_that_takes_its_lines(signed_in: As) -> None:
    commune = lede(visit(signed_in("commune"), "/"))
    assert "chỉ tiêu chưa báo số liệu" in commune and "chưa viết đề nghị nào" not in commune
    page = visit(signed_in("member"), "/")
    assert "đang nhận đề nghị" in lede(page) and "chưa viết đề nghị nào" in lede(page)
    assert any(url.startswith("/lines/new/") for url in links(page))
    assert "Hiện không có việc" not in page.text


def test_a_line_writer_always_has_a_next_step(signed_in: As, sqlite_database: Database) -> None:
    page = visit(signed_in("commune"), "/")
    assert "1 chờ cấp huyện quyết định, 0 đã đưa vào, 0 không đưa vào" in page.text
    assert {"/lines", "/works", "/campaign/targets"} <= set(page.links().values())
    rows = visit(signed_in("commune"), "/lines")
    assert "Chờ cấp huyện quyết định" in rows.text
    line = next(url for url in rows.links().values() if url.startswith("/nominations/"))
    seen = visit(signed_in("commune"), line)
    assert "rút lại rồi viết lại" in seen.text and seen.links()["Rút lại dòng đề nghị"].endswith("/withdraw")
    officer = signed_in("officer")
    decline = f"{line}/decline"
    fields = {name: value for name, value in visit(officer, decline).fields().items() if name != "back"}
    assert officer.post(decline, data={**fields, "reason": "Trùng thành tích năm trước"}).status_code == 303
    said = lede(visit(signed_in("commune"), "/"))
    assert "không đưa Y Thái Niê vào hồ sơ: Trùng thành tích năm trước" in said
    assert "Cấp huyện không đưa đề nghị này vào hồ sơ" in visit(signed_in("commune"), line).text
    assert {"/dossiers", "/works"} <= set(visit(officer, "/").links().values())


def test_the_leads_home_names_late_units_and_quotas_without_a_number(signed_in: As) -> None:
    page = visit(signed_in("lead"), "/")
    assert "1 hồ sơ trả lại đã quá hạn bổ sung: Ủy ban MTTQ Việt Nam huyện Cư Jút" in lede(page)
    assert "chưa được công bố" in lede(page) and "2 đề nghị đang chờ" in lede(page)
    assert any(url.startswith("/quotas/") for url in links(page)) and "/dossiers?status=returned" in links(page)
    assert "Còn thiếu" not in visit(signed_in("clerk"), "/").text


def test_the_secretarys_home_leads_to_the_open_round(sqlite_database: Database) -> None:
    database = sqlite_database
    with unit_of_work(database) as session:
        land = province(session, JUNE)
        dossier = desk(session, land, land.cu_jut, JUNE).ready()
        session.refresh(dossier)
        actors = {name: land.actor(one) for name, one in land.persons.items()}
        council = tuple(land.actor(one) for one in land.council)
        token = token_of(session, land.council_secretary, JUNE)
    story = Story(database, JUNE, actors, council)
    story.tick()
    meeting = story.meeting()
    app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(JUNE)})
    before = visit(client_of(app, token), "/")
    assert f"/meetings/{meeting.public_id}" in before.links().values()
    assert not any(url.startswith("/tasks/") for url in before.links().values())
    opened = story.open_round(meeting)
    story.cast(council[0], opened, {one.public_id: "agree" for one in story.nominations(dossier)})
    page = visit(client_of(app, token), "/")
    assert "đã có 1 trên 9 phiếu" in page.text
    assert page.links()["Đến phiên họp"] == f"/meetings/{meeting.public_id}"
    assert not any(url.startswith("/tasks/") for url in page.links().values())
