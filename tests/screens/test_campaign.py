"""The page of the campaign: the plan in short, what was assumed, opening and closing by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.people.words import Role
from tests.factories.campaigns import campaign_of, open_phase, open_task, phase
from tests.factories.people import Province, province
from tests.page import look, visit
from tests.postgres import BEGINNING
from tests.screens.signed import client_of, form_of, token_of
from webapp.frame.requests import VinhDanhApp

NOW = BEGINNING + timedelta(days=30)
ASSUMED = "giả định, cần xác nhận"


class Office:
    """A province with an open first phase, and browsers of its people."""

    def __init__(self, app: VinhDanhApp, database: Database) -> None:
        self.app, self.database = app, database
        app.config["CLOCK"] = FixedClock(NOW)
        with unit_of_work(database) as session:
            self.land: Province = province(session, NOW)
            open_phase(session, "phase1", NOW)
            self.phase = phase(session, "phase2").public_id
            self.tasks = {key: open_task(session, phase(session, key)).public_id for key in ("phase1", "phase2")}

    def enter(self, session: Session) -> Province:
        """The province in another unit of work."""
        people = [*self.land.officers.values(), *self.land.heads.values(), *self.land.persons.values()]
        session.add_all([*self.land.organizations.values(), *people, *self.land.council])
        self.land.session = session
        for row in session:
            session.refresh(row)  # read whole, so that it is still known when this unit is over
        return self.land

    def browser(self, role: str) -> FlaskClient:
        with unit_of_work(self.database) as session:
            person = getattr(self.enter(session), role)
            return client_of(self.app, token_of(session, person, NOW))

    def officer(self, body: str) -> FlaskClient:
        with unit_of_work(self.database) as session:
            land = self.enter(session)
            person = land.officers[land.organizations[body].id]
            return client_of(self.app, token_of(session, person, NOW))


@pytest.fixture
def office(app: VinhDanhApp, database: Database) -> Office:
    return Office(app, database)


def test_the_page_tells_the_plan_and_marks_every_assumption(office: Office) -> None:
    seen = visit(office.officer("cu_jut"), "/campaign")
    for words in ("286/KH-MTTQ-BTT", "Giai đoạn 1 đang mở", "III.6", "VI.3", "trước ngày 20/08/2024", "19/08/2024"):
        assert words in seen.text
    with unit_of_work(office.database, writing=False) as session:
        assumptions = campaign_of(session).scheme.assumptions()
    for assumed in assumptions:
        assert assumed.reason in seen.text and assumed.source in seen.text
    marked = [tag for tag in seen.all("strong") if "".join(tag.itertext()) == ASSUMED]
    assert len(marked) == len(assumptions) + 3  # and beside the three assumed days of the phases
    assert "80 %" in seen.text and "chưa công bố" in seen.text


def test_the_lead_is_told_what_to_do_first_and_others_cannot_do_it(office: Office) -> None:
    lead = visit(office.browser("secretariat_lead"), "/campaign")
    assert f"/campaign/phases/{office.phase}/end" in lead.links().values()
    assert f"/tasks/{office.tasks['phase1']}" in lead.links().values()
    for role in ("administrator", "auditor", "appraiser", "council_chair"):
        seen = visit(office.browser(role), "/campaign")
        assert not [url for url in seen.links().values() if "/tasks/" in url or url.endswith("/end")]
        look(office.browser(role).get(f"/campaign/phases/{office.phase}/end"), status=403)


def test_the_last_day_is_announced_and_is_no_assumption_any_more(office: Office) -> None:
    client = office.browser("secretariat_lead")
    with unit_of_work(office.database, writing=False) as session:
        first = phase(session, "phase1").public_id
    typed = {"closes_on-day": "30", "closes_on-month": "6", "closes_on-year": "2024", "reason": "Thông báo số 5"}
    form = form_of(visit(client, f"/campaign/phases/{first}/end")) | typed
    assert client.post(f"/campaign/phases/{first}/end", data=form).status_code == 303
    seen = visit(client, "/campaign")
    assert "Thông báo số 5" in seen.text and "30/06/2024" in seen.text
    assert "lấy ngày cuối tháng" not in seen.text
    with unit_of_work(office.database, writing=False) as session:
        assert phase(session, "phase1").closes_on == date(2024, 6, 30)


def test_a_day_that_is_over_is_refused_and_stays_typed(office: Office) -> None:
    client = office.browser("secretariat_lead")
    page = f"/campaign/phases/{office.phase}/end"
    typed = {"closes_on-day": "1", "closes_on-month": "11", "closes_on-year": "2023", "reason": "Thông báo số 5"}
    seen = look(client.post(page, data=form_of(visit(client, page)) | typed), status=422)
    assert "Ngày này đã qua" in seen.text and seen.fields()["reason"] == "Thông báo số 5"
    assert seen.fields()["closes_on-month"] == "11"
    empty = look(client.post(page, data=form_of(visit(client, page))), status=422)
    assert "Ghi ngày cuối." in empty.text


def test_the_lead_opens_and_closes_a_phase_by_hand(office: Office) -> None:
    client = office.browser("secretariat_lead")
    for name, word in (("phase2", "Mở Giai đoạn 2 ngay"), ("phase1", "Đóng Giai đoạn 1 ngay")):
        page = f"/tasks/{office.tasks[name]}"
        seen = visit(client, page)
        assert word in seen.html
        look(client.post(page, data=form_of(seen)), status=422)
        assert client.post(page, data=form_of(seen) | {"reason": "Theo Công văn 11"}).status_code == 303
    seen = visit(client, "/campaign")
    assert "Giai đoạn 2 đang mở" in seen.text or "Công bố ngày cuối của Giai đoạn 2" in seen.text
    with unit_of_work(office.database, writing=False) as session:
        statuses = [phase(session, key).case.status for key in ("phase1", "phase2")]  # type: ignore[union-attr]
    assert statuses == ["closed", "open"]


def test_who_came_too_late_is_told_who_was_faster(office: Office) -> None:
    client = office.browser("secretariat_lead")
    page = f"/campaign/phases/{office.phase}/end"
    typed = {"closes_on-day": "1", "closes_on-month": "10", "closes_on-year": "2024", "reason": "Thông báo số 5"}
    early, late = form_of(visit(client, page)) | typed, form_of(visit(client, page)) | typed
    assert client.post(page, data=early).status_code == 303
    seen = look(client.post(page, data=late | {"key": "another"}), status=409)
    assert "đã làm trước" in seen.text
    assert client.post(page, data=early).status_code == 303  # the same form again: the same answer


def test_in_english_nothing_of_the_frame_stays_vietnamese(office: Office) -> None:
    client = office.officer("cu_jut")
    client.set_cookie("language", "en")
    seen = visit(client, "/campaign", language="en")
    assert "Assumed, to be confirmed" in seen.text and ASSUMED not in seen.text


def test_everybody_signed_in_reads_the_plan_and_nobody_else(office: Office) -> None:
    assert office.app.test_client().get("/campaign").status_code == 303
    assert {role.value for role in Role} >= {"council_member"}
    visit(office.browser("standing_committee"), "/campaign")
