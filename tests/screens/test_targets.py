"""The board of the six targets: counts beside each share, unknown in words, names a click away, figures reported."""

from __future__ import annotations

import csv
import io

import pytest

from models.base.session import Database, unit_of_work
from models.campaigns.registrations import Figure
from models.people.organizations import add_organization
from models.people.words import OrganizationKind
from tests.factories.campaigns import approved, report
from tests.page import look, visit
from tests.screens.signed import form_of
from tests.screens.test_campaign import NOW, Office
from webapp.frame.requests import VinhDanhApp

HOUSES = "/campaign/targets/houses_district"


@pytest.fixture
def office(app: VinhDanhApp, database: Database) -> Office:
    return Office(app, database)


@pytest.fixture
def reported(office: Office) -> Office:
    """Five districts have houses, one has none, two have said nothing; one district has a work."""
    with unit_of_work(office.database) as session:
        land = office.enter(session)
        for number, district in enumerate(land.districts[:6]):
            report(session, land.officer_of(district), NOW, district, "houses_district", number)
        approved(session, land.officer_of(land.cu_jut), land.actor(land.secretariat_lead), NOW, land.cu_jut)
    return office


def test_an_empty_board_says_in_words_that_nothing_is_known(office: Office) -> None:
    seen = visit(office.browser("secretariat_lead"), "/campaign/targets")
    assert "Chưa đơn vị nào báo cáo (0/8)" in seen.text
    assert "0% (0/12)" in seen.text  # works are counted, so that none is known to be none
    for number in ("III.1", "III.2", "III.3", "III.4", "III.5", "III.6"):
        assert f"{number}." in seen.text


def test_counts_stand_beside_each_share_and_lead_to_the_names(reported: Office) -> None:
    client = reported.browser("secretariat_lead")
    seen = visit(client, "/campaign/targets")
    assert "63% (5/8)" in seen.text and "8% (1/12)" in seen.text
    assert f"{HOUSES}?state=missing" in seen.links().values()
    land = reported.land
    missing = visit(client, f"{HOUSES}?state=missing").text
    assert land.gia_nghia.name in missing and land.cu_jut.name not in missing
    unknown = visit(client, f"{HOUSES}?state=unknown").text
    assert "chưa báo cáo" in unknown and land.districts[7].name in unknown and land.gia_nghia.name not in unknown
    assert land.cu_jut.name in visit(client, f"{HOUSES}?state=reached").text


def test_names_are_found_without_accents_and_go_into_a_spreadsheet(reported: Office) -> None:
    client, land = reported.browser("auditor"), reported.land
    found = visit(client, f"{HOUSES}?q=dak+mil").text
    assert land.organizations["dak_mil"].name in found and land.cu_jut.name not in found
    assert "Không có đơn vị nào khớp" in visit(client, f"{HOUSES}?q=zzz").text
    rows = list(csv.reader(io.StringIO(client.get(f"{HOUSES}?format=csv").get_data(as_text=True).lstrip("\ufeff"))))
    assert len(rows) == 9 and [row[3] for row in rows[1:]].count("Chưa báo cáo") == 2
    assert [row[2] for row in rows[1:]].count("chưa báo cáo") == 2  # never 0
    board = list(csv.reader(io.StringIO(client.get("/campaign/targets?format=csv").get_data(as_text=True))))
    assert len(board) == 11 and board[4][2:6] == ["8", "5", "1", "2"]


def test_a_unit_sees_its_own_subtree(reported: Office) -> None:
    seen = visit(reported.officer("cu_jut"), HOUSES)
    assert "100% (1/1)" in seen.text and reported.land.gia_nghia.name not in seen.text
    assert "Đơn vị của ông/bà" in visit(reported.officer("cu_jut"), "/campaign/targets").text
    for role in ("administrator", "council_chair"):
        look(reported.browser(role).get("/campaign/targets"), status=404)
    look(reported.officer("cu_jut").get("/campaign/targets/nothing"), status=404)


def test_a_figure_is_reported_corrected_and_kept(office: Office) -> None:
    client, land = office.officer("cu_jut"), office.land
    page = f"{HOUSES}/report/{land.cu_jut.public_id}"
    assert page in visit(client, HOUSES).links().values()
    first = form_of(visit(client, page))
    for typed in ({"value": ""}, {"value": "-1"}, {"value": "hai"}):
        look(client.post(page, data=first | typed), status=422)
    assert client.post(page, data=first | {"value": "2"}).status_code == 303
    second = visit(client, page)
    assert form_of(second)["value"] == "2" and "Đã báo cáo" in second.text
    assert client.post(page, data=form_of(second) | {"value": "3", "note": "Đếm lại"}).status_code == 303
    stale = form_of(second) | {"value": "4", "key": "another"}
    assert "đã làm trước" in look(client.post(page, data=stale), status=409).text
    assert "Đếm lại" in visit(client, page).text
    with unit_of_work(office.database, writing=False) as session:
        assert sorted(figure.value for figure in session.query(Figure)) == [2, 3]


def test_done_or_not_done_is_asked_where_the_share_of_units_counts(office: Office) -> None:
    client, land = office.officer("commune_1"), office.land
    page = f"/campaign/targets/conference/report/{land.front_work.public_id}"
    seen = visit(client, page)
    assert "ông/bà báo cáo thay" in seen.text
    look(client.post(page, data=form_of(seen)), status=422)
    assert client.post(page, data=form_of(seen) | {"value": "0"}).status_code == 303
    assert "chưa thực hiện" in visit(client, "/campaign/targets/conference").text


def test_nobody_reports_for_others_and_what_is_foreign_is_not_there(office: Office) -> None:
    land = office.land
    look(office.officer("gia_nghia").get(f"{HOUSES}/report/{land.cu_jut.public_id}"), status=404)
    look(office.browser("secretariat_lead").get(f"{HOUSES}/report/{land.cu_jut.public_id}"), status=403)
    look(office.officer("cu_jut").get(f"/campaign/targets/launch/report/{land.commune.public_id}"), status=403)


def test_a_long_list_goes_on_with_the_next_page(office: Office) -> None:
    with unit_of_work(office.database) as session:
        land = office.enter(session)
        for number in range(60):
            name = f"Ban Công tác Mặt trận Tổ dân phố số {number}"
            kind = OrganizationKind.FRONT_WORK_COMMITTEE
            add_organization(session, code=f"tdp-{number}", name=name, kind=kind, parent=land.foreign_commune)
    client, path = office.browser("appraiser"), "/campaign/targets/unity_festival"
    following = visit(client, path).links()["Trang tiếp"]
    assert following == f"{path}?from=50"
    assert "Tổ dân phố số 59" in visit(client, following).text
