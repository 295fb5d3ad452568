"""The quota board on screen: numbers, the lists behind them, limits, organisations."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.campaigns.campaigns import the_campaign
from models.council.agenda import selected_per_bucket
from models.people.persons import Person
from models.quotas.board import board
from tests.factories.council import DISTRICT, LOCAL, UBND, Story, story
from tests.page import look, visit
from tests.screens.signed import client_of, form_of, token_of
from webapp.frame.requests import VinhDanhApp


class Screens:
    """A story with browsers of its people."""

    def __init__(self, app: VinhDanhApp, tale: Story) -> None:
        self.app, self.tale = app, tale
        app.config["CLOCK"] = FixedClock(tale.now)

    def browser(self, name: str = "secretariat_lead") -> FlaskClient:
        actor = self.tale.council[int(name)] if name.isdigit() else self.tale.actors[name]
        with unit_of_work(self.tale.database) as session:
            person = session.get_one(Person, actor.person_id)
            return client_of(self.app, token_of(session, person, self.tale.now))


@pytest.fixture
def screens(app: VinhDanhApp, database: Database) -> Screens:
    return Screens(app, story(database))


def test_the_board_says_what_is_unknown_in_words_and_never_as_zero(screens: Screens) -> None:
    seen = visit(screens.browser(), "/quotas")
    assert "10 nhóm chỉ tiêu" in seen.text and "chưa công bố" in seen.text and "chưa rõ" in seen.text
    assert "15 tập thể, 15 cá nhân" in seen.text
    assert visit(screens.browser("auditor"), "/quotas").heading == seen.heading


def test_every_number_opens_its_list(screens: Screens) -> None:
    dossier = screens.tale.people_dossier(3)
    seen = visit(screens.browser(), "/quotas")
    line = screens.tale.line(LOCAL).public_id
    assert f'href="/quotas/{line}?show=eligible"' in seen.html
    listed = visit(screens.browser(), f"/quotas/{line}?show=eligible")
    for one in screens.tale.nominations(dossier):
        assert one.nominee.name in listed.text
    assert "Chưa có ai" in visit(screens.browser(), f"/quotas/{line}?show=decided").text
    visit(screens.browser(), f"/quotas/{line}?show=nonsense")
    table = screens.browser().get(f"/quotas/{line}?show=nominated&format=csv").get_data(as_text=True)
    assert dossier.code in table


def test_over_selection_is_said_with_how_many_to_take_out(screens: Screens) -> None:
    screens.tale.set_limit(LOCAL, 5)
    screens.tale.people_dossier(7)
    screens.tale.meeting("planned")
    seen = visit(screens.browser(), "/quotas")
    assert "đang chọn 7 trên 5, bớt 2" in seen.text
    assert seen.text.count("7 trên 5, bớt 2") == 2  # at the top and in the row, the same words
    line = screens.tale.line(LOCAL).public_id
    assert seen.links()["So sánh 7 đề nghị trong chương trình"] == f"/quotas/{line}?show=selected"


def test_places_that_are_taken_count_among_the_chosen(screens: Screens) -> None:
    tale = screens.tale
    tale.set_limit(LOCAL, 2)
    tale.adopted({one.public_id: 9 for one in tale.nominations(tale.people_dossier(2))})
    tale.dossier("vi3", "cu-jut", [("Lê Văn Thêm", "cu-jut")])
    meeting = tale.meeting("planned")
    line = tale.line(LOCAL).public_id
    seen = visit(screens.browser(), "/quotas")
    assert seen.text.count("3 trên 2, bớt 1") == 2 and "trên 0" not in seen.text
    assert seen.links()["Xem đề nghị trong chương trình"] == f"/quotas/{line}?show=selected"
    assert "3 trên 2, bớt 1" in visit(screens.browser(), f"/quotas/{line}").text
    agenda = visit(screens.browser("council_secretary"), f"/meetings/{meeting.public_id}").text
    assert "3 trên 2, bớt 1" in agenda and "2 đã có suất, 1 đưa ra bỏ phiếu" in agenda


def test_of_several_buckets_that_are_over_each_has_its_link(screens: Screens) -> None:
    tale = screens.tale
    for bucket in (LOCAL, DISTRICT):
        tale.set_limit(bucket, 0)
    tale.people_dossier(1)
    tale.dossier("vi3", "cu-jut", ["cu-jut"])
    tale.meeting("planned")
    seen = visit(screens.browser(), "/quotas")
    assert "2 nhóm đang chọn quá chỉ tiêu" in seen.text and "Cũng cần nhớ" in seen.text
    for bucket in (LOCAL, DISTRICT):
        assert f'href="/quotas/{tale.line(bucket).public_id}?show=selected"' in seen.html


def test_the_number_is_announced_with_its_reason_and_once(screens: Screens) -> None:
    line = screens.tale.line(UBND).public_id
    client = screens.browser()
    form = form_of(visit(client, f"/quotas/{line}/announce"))
    refused = look(client.post(f"/quotas/{line}/announce", data={**form, "limit": "7", "reason": ""}), status=422)
    assert refused.fields()["limit"] == "7"
    assert client.post(f"/quotas/{line}/announce", data={**form, "limit": "7", "reason": "TB 12"}).status_code == 303
    assert screens.tale.limit(UBND) == 7
    again = form_of(visit(client, f"/quotas/{line}/announce"))
    look(client.post(f"/quotas/{line}/announce", data={**again, "limit": "8", "reason": "TB 13"}), status=422)
    lower = form_of(visit(client, f"/quotas/{line}/lower"))
    assert client.post(f"/quotas/{line}/lower", data={**lower, "limit": "3", "reason": "TB 14"}).status_code == 303
    visit(client, f"/quotas/{line}/raise")
    assert screens.tale.limit(UBND) == 3


def test_who_does_not_change_limits_is_told_so_and_units_see_no_board(screens: Screens) -> None:
    line = screens.tale.line(UBND).public_id
    look(screens.browser("appraiser").get(f"/quotas/{line}/announce"), status=403)
    look(screens.browser("administrator").get("/quotas"), status=404)
    look(screens.browser().get("/quotas/unknown"), status=404)
    look(screens.browser().get(f"/quotas/{line}/double"), status=404)


def test_organisations_with_nothing_yet_are_named(screens: Screens) -> None:
    screens.tale.people_dossier(1, code="gia-nghia")
    seen = visit(screens.browser(), "/quotas/organizations")
    assert "16 đơn vị" in seen.text and "15 đơn vị chưa có gì" in seen.text
    nothing = visit(screens.browser(), "/quotas/organizations?state=nothing")
    assert "Gia Nghĩa" not in nothing.text and "Cư Jút" in nothing.text
    assert "Cư Jút" in visit(screens.browser(), "/quotas/organizations?q=cu+jut").text
    assert "Gia Nghĩa" in screens.browser().get("/quotas/organizations?format=csv").get_data(as_text=True)


def test_the_board_asks_as_much_for_many_dossiers_as_for_few(database: Database) -> None:
    tale = story(database)
    counts: list[int] = []
    statements: list[str] = []

    def listener(*arguments: Any) -> None:
        statements.append(arguments[2])

    for _ in range(2):
        statements.clear()
        with unit_of_work(database, writing=False) as session:
            campaign = the_campaign(session)
            assert campaign is not None and campaign.scheme
            event.listen(database.engine, "before_cursor_execute", listener)
            board(session, campaign, selected_per_bucket(session, campaign))
            event.remove(database.engine, "before_cursor_execute", listener)
        counts.append(len(statements))
        for _number in range(5):
            tale.people_dossier(2)
    assert counts[0] == counts[1] == 4


def test_a_refused_press_leads_back_to_its_page_and_to_no_other_site(screens: Screens) -> None:
    client = screens.browser()
    path = f"/quotas/{screens.tale.line(UBND).public_id}/announce"
    typed = {**form_of(visit(client, path)), "stranger": "1"}
    for referrer, back in ((f"http://localhost{path}", path), ("http://elsewhere.test/quotas", None), ("", None)):
        refused = look(client.post(path, data=typed, headers={"Referer": referrer}), status=400)
        assert refused.links().get("Quay lại trang, tải mới") == back
        assert refused.links()["Về Việc của tôi"] == "/"
