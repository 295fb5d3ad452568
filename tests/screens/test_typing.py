"""While a nominee is typed in: findings before anything is saved, and the question about a similar name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.campaigns.registrations import Work
from models.nominations.nominations import Nomination, Nominee
from models.people.organizations import Organization
from models.process.history import Event
from tests.factories.nominations import Desk, desk, open_task
from tests.factories.people import province
from tests.page import Visited, axe, look, visit
from tests.postgres import BEGINNING
from tests.screens.signed import client_of, token_of
from webapp import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

GIVEN_UP = "Nhà văn hóa đã thôi làm"
NOW = BEGINNING + timedelta(days=236)
PERSON = {"kind": "individual", "honorific": "ms", "position": "Trưởng ban", "summary": "Vận động 62 hộ góp ngày công."}


class Bench:
    """An open draft of Cư Jút, a submitted dossier in which H'Ngân Niê Kđăm is nominated, and their people."""

    def __init__(self, database: Database) -> None:
        app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(NOW)})
        self.database, self.app = database, app
        with unit_of_work(database) as session:
            land = province(session, NOW)
            unit = desk(session, land, land.cu_jut, NOW)
            known = unit.start("vi1")
            unit.nominate(known, name="H'Ngân Niê Kđăm", born="1964")
            draft = unit.start()
            other = desk(session, land, land.gia_nghia, NOW, phase="")
            other.nominate(other.start(), name="Lục Mẫu Xa Lạ", born="1970")
            self.land = land
            self.draft, self.body, self.other = draft.public_id, land.cu_jut.public_id, land.commune.public_id
            people = {"officer": land.officers[land.cu_jut.id], "member": land.officers[land.district_member.id]}
            titled = ((land.cu_jut, "Kênh nội đồng"), (land.cu_jut, GIVEN_UP), (land.gia_nghia, "Việc của nơi khác"))
            self.works = [self._work(unit, body, title) for body, title in titled]
            given_up = session.scalars(select(Work).where(Work.title == GIVEN_UP)).one()
            unit.act(unit.officer, "cancel_work", given_up, reason="Không còn kinh phí")
            self.unit = land.district_member.public_id
            tokens = {name: token_of(session, one, NOW) for name, one in people.items()}
        self.client: Callable[[str], FlaskClient] = lambda who: client_of(app, tokens[who])

    @staticmethod
    def _work(unit: Desk, body: Organization, title: str) -> str:
        answers = {"kind": "construction", "title": title, "plan": "Bê tông 600 m", "finish_on": None}
        writer = unit.land.officer_of(body)
        return str(unit.act(writer, "register_work", body, **answers)["work"])

    def send(self, typed: dict[str, Any], who: str = "officer", path: str = "") -> Any:
        client, path = self.client(who), path or f"/dossiers/{self.draft}/nominations/new"
        fields = {name: value for name, value in visit(client, path).fields().items() if name != "back"}
        return client.post(path, data={**fields, "organization": self.body, **PERSON, **typed})

    def checked(self, typed: dict[str, Any], who: str = "officer", path: str = "") -> Visited:
        return look(self.send({**typed, "preview": "y"}, who, path))

    def count(self, table: Any) -> int:
        with unit_of_work(self.database, writing=False) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def bench(sqlite_database: Database) -> Bench:
    return Bench(sqlite_database)


def boxes(page: Visited) -> dict[str, bool]:
    """The works that can be ticked, and whether they are."""
    return {one.get("value"): one.get("checked") is not None for one in page.all("input") if one.get("name") == "works"}


def region(page: Visited, name: str) -> str:
    (found,) = (one for one in page.all("div") if one.get("id") == f"region-{name}")
    return " ".join("".join(found.itertext()).split())


def test_findings_come_before_the_nominee_is_saved(bench: Bench) -> None:
    before = bench.count(Nominee), bench.count(Nomination), bench.count(Event)
    empty = visit(bench.client("officer"), f"/dossiers/{bench.draft}/nominations/new")
    assert "Kiểm tra trước khi lưu" in region(empty, "checked")
    page = bench.checked({"name": "Trần Thị Mới", "born": "1980"})
    assert "chưa có công trình" in region(page, "checked")
    assert region(page, "same") == "" and "govuk-error-summary" not in "".join(
        one.get("class", "") for one in page.all("div")
    )
    assert page.fields()["name"] == "Trần Thị Mới"
    assert (bench.count(Nominee), bench.count(Nomination), bench.count(Event)) == before


def test_a_similar_name_is_asked_about_and_can_be_the_same_person(bench: Bench) -> None:
    page = bench.checked({"name": "H'Ngan Niê Kdam", "born": "1965"})
    assert "Hai người này là một?" in region(page, "same")
    assert "Là một người với H'Ngân Niê Kđăm" in region(page, "same") and "sinh 1964" in region(page, "same")
    (same, other) = (one for one in page.all("input") if one.get("name") == "same")
    assert other.get("value") == "different"
    nominees = bench.count(Nominee)
    assert bench.send({"name": "H'Ngan Niê Kdam", "born": "1965", "same": same.get("value")}).status_code == 303
    assert bench.count(Nominee) == nominees  # one person, one row: rule E01 sees both dossiers
    with unit_of_work(bench.database, writing=False) as session:
        rows = session.scalars(select(Nomination).join(Nominee).where(Nominee.public_id == same.get("value"))).all()
        assert len(rows) == 2 and {row.nominee.name for row in rows} == {"H'Ngân Niê Kđăm"}


def test_somebody_else_is_a_nominee_of_their_own_and_the_history_says_so(bench: Bench) -> None:
    nominees = bench.count(Nominee)
    assert bench.send({"name": "H'Ngan Niê Kdam", "born": "1965", "same": "different"}).status_code == 303
    assert bench.count(Nominee) == nominees + 1
    with unit_of_work(bench.database, writing=False) as session:
        last = session.scalars(select(Event).where(Event.act == "add_nomination").order_by(Event.id.desc())).first()
        assert last is not None and last.after["told_apart"] is True


@pytest.mark.threat("T01")
def test_nobody_of_another_unit_is_offered_or_taken(bench: Bench) -> None:
    page = bench.checked({"name": "Lục Mẫu Xa Lạ", "born": "1971"})
    assert region(page, "same") == "" and "Xa Lạ, " not in page.text
    with unit_of_work(bench.database, writing=False) as session:
        foreign = session.scalars(select(Nominee.public_id).where(Nominee.name == "Lục Mẫu Xa Lạ")).one()
    answer = bench.send({"name": "Lục Mẫu Xa Lạ", "born": "1971", "same": foreign})
    assert answer.status_code == 422
    assert bench.send({"name": "Trần Thị Khác", "born": "1971", "same": "khong-co"}).status_code == 422


def test_registered_works_are_offered_kept_and_shown_to_the_appraiser(bench: Bench) -> None:
    own, _given_up, foreign = bench.works
    empty = visit(bench.client("officer"), f"/dossiers/{bench.draft}/nominations/new")
    assert boxes(empty) == {} and "Chọn đơn vị" in region(empty, "works")
    typed = {"name": "Trần Thị Mới", "born": "1980"}
    assert boxes(bench.checked(typed)) == {own: False}  # neither what was given up nor what is another unit's
    assert boxes(bench.checked({**typed, "works": [own]})) == {own: True}
    assert bench.send({**typed, "works": [foreign]}).status_code == 422
    assert bench.send({**typed, "works": [own]}).status_code == 303
    with unit_of_work(bench.database, writing=False) as session:
        line = session.scalars(select(Nomination).join(Nominee).where(Nominee.name == "Trần Thị Mới")).one()
        assert [one.work.public_id for one in line.achievements] == [own]
        public_id = line.public_id
    assert "Kênh nội đồng: chờ duyệt" in visit(bench.client("officer"), f"/nominations/{public_id}").text
    change = f"/nominations/{public_id}/change"
    assert boxes(visit(bench.client("officer"), change)) == {own: True}
    assert bench.send({**typed, "works": []}, path=change).status_code == 303  # no box is ticked any more
    assert boxes(visit(bench.client("officer"), change)) == {own: False}


def test_a_line_from_below_is_checked_too(bench: Bench) -> None:
    path = f"/lines/new/{bench.draft}"
    typed = {"organization": bench.unit, "kind": "individual", "name": "Y Thái Niê", "born": "1980"}
    page = bench.checked(typed, "member", path)
    assert "không có nhóm chỉ tiêu" in region(page, "checked") or "chưa có công trình" in region(page, "checked")


def test_bucket_that_no_longer_fits_is_no_forgery(bench: Bench) -> None:
    """The organisation was changed and sent before the page could ask again: the only fitting group is taken."""
    answer = bench.send({"name": "Trần Thị Mới", "born": "1980", "bucket": "vi3.collective.board"})
    assert answer.status_code == 303


def test_the_page_asks_by_itself_while_somebody_types(bench: Bench, serve: Callable[..., str], page: Page) -> None:
    """With the keyboard, on a desk and in the hand; nothing is taken away from where somebody is."""
    name = bench.app.config["SESSION_COOKIE_NAME"]
    cookie = bench.client("officer").get_cookie(name)
    address = serve(bench.app)
    assert cookie is not None
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
    before = bench.count(Nominee), bench.count(Nomination)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}/dossiers/{bench.draft}/nominations/new")
        page.focus("[name=kind]")
        page.keyboard.press("Space")
        page.select_option("[name=organization]", bench.body)
        page.wait_for_selector("#region-works [name=works]")
        page.focus("[name=name]")
        page.keyboard.type("H'Ngan Niê Kdam")
        page.wait_for_selector("#region-same [name=same]")
        assert page.evaluate("document.activeElement.name") == "name"
        assert "chưa có công trình" in page.inner_text("#region-checked")
        page.focus("[name=same] >> nth=0")
        page.keyboard.press("Space")
        page.wait_for_timeout(900)  # long enough for another answer to come
        assert page.is_checked("[name=same] >> nth=0") and page.evaluate("document.activeElement.name") == "same"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        axe(page)
    assert (bench.count(Nominee), bench.count(Nomination)) == before


def test_the_button_of_an_appraisal_counts_the_points(bench: Bench, serve: Callable[..., str], page: Page) -> None:
    with unit_of_work(bench.database) as session:
        land = bench.land
        land.session = session
        unit = desk(session, land, land.cu_jut, NOW, phase="")
        dossier = unit.received()
        task, token = open_task(session, dossier).public_id, token_of(session, land.appraiser, NOW)
    name = bench.app.config["SESSION_COOKIE_NAME"]
    cookie = client_of(bench.app, token).get_cookie(name)
    address = serve(bench.app)
    assert cookie is not None
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
    page.goto(f"{address}/tasks/{task}")
    button = page.locator("button[data-says]")
    assert button.inner_text() == "Kết thúc thẩm định"
    page.check("[name=outcome][value=returned]")
    page.fill("[name=defects]", "Thiếu chữ ký\n\nThiếu ngày")
    assert button.inner_text() == "Trả lại đơn vị để bổ sung 2 điểm"
    page.check("[name=outcome][value=ready]")
    assert button.inner_text() == "Chuyển Hội đồng: 0 đủ điều kiện, 0 không"
