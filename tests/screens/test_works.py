"""Works on screen: the list and its filters, a new one, one with its next step, giving one up."""

from __future__ import annotations

import csv
import io

import pytest

from models.base.session import Database, unit_of_work
from models.campaigns.registrations import Work
from tests.factories.campaigns import accepted, approved, open_task, register
from tests.page import look, visit
from tests.screens.signed import form_of
from tests.screens.test_campaign import NOW, Office
from webapp.frame.requests import VinhDanhApp

LONG = "Đường hoa tự quản nối liền ba thôn đồng bào dân tộc thiểu số, bon N’Jriêng và bon Bu Prăng, dài 2.500 m " * 2


@pytest.fixture
def office(app: VinhDanhApp, database: Database) -> Office:
    return Office(app, database)


class Works:
    """Four works of Cư Jút and one of Gia Nghĩa."""

    def __init__(self, office: Office) -> None:
        with unit_of_work(office.database) as session:
            land = office.enter(session)
            commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
            lead = land.actor(land.secretariat_lead)
            made = {
                "waiting": register(session, commune, NOW, land.commune, title="Sân thể thao thôn 5"),
                "returned": register(session, commune, NOW, land.front_work, title="Camera an ninh"),
                "running": approved(session, commune, district, NOW, land.commune, title=LONG.strip()),
                "done": accepted(session, district, lead, NOW, land.cu_jut, title="Nhà đại đoàn kết"),
                "foreign": register(session, land.officer_of(land.gia_nghia), NOW, land.gia_nghia, title="Kênh mương"),
            }
            self.ids = {name: work.public_id for name, work in made.items()}
            self.tasks = {
                name: open_task(session, work).public_id for name, work in made.items() if name != "done"
            }  # fmt: skip


@pytest.fixture
def works(office: Office) -> Works:
    return Works(office)


def test_an_empty_list_says_what_it_will_hold(office: Office) -> None:
    seen = visit(office.officer("cu_jut"), "/works")
    assert "Chưa có công trình nào" in seen.text and seen.links()["Đăng ký công trình"] == "/works/new"
    assert "/works/new" not in visit(office.browser("appraiser"), "/works").links().values()


def test_a_unit_lists_its_subtree_and_the_office_all(office: Office, works: Works) -> None:
    own = visit(office.officer("cu_jut"), "/works")
    assert "Sân thể thao thôn 5" in own.text and "Kênh mương" not in own.text
    assert "Kênh mương" in visit(office.browser("appraiser"), "/works").text
    assert "Sân thể thao" not in visit(office.officer("gia_nghia"), "/works").text


def test_search_needs_no_accents_and_filters_stand_in_the_address(office: Office, works: Works) -> None:
    client = office.browser("appraiser")
    assert "Nhà đại đoàn kết" in visit(client, "/works?q=nha+dai+doan").text
    found = visit(client, "/works?q=cu+jut+dai").text  # the name of the body, and a word of the title
    assert "Nhà đại đoàn kết" in found and "Kênh mương" not in found
    assert "Nhà đại đoàn kết" not in visit(client, "/works?status=submitted").text
    district = office.land.gia_nghia.public_id
    only = visit(client, f"/works?district={district}&status=submitted").text
    assert "Kênh mương" in only and "Sân thể thao" not in only
    assert "Không có công trình nào khớp" in visit(client, "/works?q=%25_xyz").text
    for sort in ("title", "organization", "status", "newest", "nonsense"):
        visit(client, f"/works?sort={sort}&kind=castle")


def test_the_spreadsheet_holds_what_the_list_shows(office: Office, works: Works) -> None:
    answer = office.officer("cu_jut").get("/works?status=accepted&format=csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert len(rows) == 2 and rows[1][0] == "Nhà đại đoàn kết" and rows[1][3] == "đã công nhận"
    assert len(rows[0]) == len(rows[1]) and "Tên công trình" in rows[0]


def test_the_page_of_a_work_says_with_whom_it_lies(office: Office, works: Works) -> None:
    waiting = f"/works/{works.ids['waiting']}"
    mine = visit(office.officer("cu_jut"), waiting)
    assert f"/tasks/{works.tasks['waiting']}" in mine.links().values() and "Đến lượt ông/bà" in mine.text
    theirs = visit(office.officer("commune_1"), waiting)
    assert f"/tasks/{works.tasks['waiting']}" not in theirs.links().values()
    assert f"Đang ở {office.land.cu_jut.name}" in theirs.text
    assert f"{waiting}/cancel" in theirs.links().values() and f"{waiting}/cancel" not in mine.links().values()
    behalf = visit(office.officer("cu_jut"), f"/works/{works.ids['returned']}").text
    assert f"nhập thay {office.land.front_work.name}" in behalf
    assert "Không còn việc gì phải làm" in visit(office.browser("auditor"), f"/works/{works.ids['done']}").text


def test_a_foreign_work_is_not_there(office: Office, works: Works) -> None:
    client = office.officer("cu_jut")
    for path in (f"/works/{works.ids['foreign']}", f"/works/{works.ids['foreign']}/cancel", "/works/nothing"):
        look(client.get(path), status=404)
    look(client.get(f"/tasks/{works.tasks['foreign']}"), status=404)
    look(office.browser("administrator").get("/works"), status=404)
    look(office.browser("council_chair").get("/works"), status=404)


def test_a_work_is_registered_on_the_page(office: Office) -> None:
    client = office.officer("commune_1")
    seen = visit(client, "/works/new")
    assert f"{office.land.front_work.name} (nhập thay)" in seen.html
    typed = {"kind": "model", "title": "  Thắp sáng  đường quê ", "organization": office.land.front_work.public_id}
    answer = client.post("/works/new", data=form_of(seen) | typed)
    assert answer.status_code == 303
    page = visit(client, answer.headers["Location"])
    assert page.heading == "Thắp sáng đường quê" and "Đã đăng ký" in page.text
    assert client.post("/works/new", data=form_of(seen) | typed).headers["Location"] == answer.headers["Location"]
    with unit_of_work(office.database, writing=False) as session:
        assert session.query(Work).count() == 1


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(office: Office) -> None:
    client = office.officer("commune_1")
    typed = {
        "kind": "model", "plan": "Giữ lại chữ này", "title": "Đường hoa",
        "finish_on-day": "1", "finish_on-month": "1", "finish_on-year": "2020",
    }  # fmt: skip
    seen = look(client.post("/works/new", data=form_of(visit(client, "/works/new")) | typed), status=422)
    assert "Đợt thi đua phát động ngày 26/10/2023" in seen.text and seen.fields()["plan"] == "Giữ lại chữ này"
    seen = look(client.post("/works/new", data=form_of(visit(client, "/works/new"))), status=422)
    assert "Ghi tên công trình." in seen.text and "Chọn loại." in seen.text
    foreign = form_of(visit(client, "/works/new")) | typed | {"organization": office.land.cu_jut.public_id}
    look(client.post("/works/new", data=foreign), status=422)
    look(office.browser("appraiser").get("/works/new"), status=403)


def test_a_work_goes_its_way_through_the_pages(office: Office, works: Works) -> None:
    commune, district = office.officer("commune_1"), office.officer("cu_jut")

    def step(client: object, name: str, typed: dict[str, str], status: int = 303) -> None:
        with unit_of_work(office.database, writing=False) as session:
            work = session.query(Work).filter_by(public_id=works.ids[name]).one()
            page = f"/tasks/{open_task(session, work).public_id}"
        fields = form_of(visit(client, page))  # type: ignore[arg-type]
        assert client.post(page, data=fields | typed).status_code == status  # type: ignore[attr-defined]

    step(district, "waiting", {"outcome": "returned"}, 422)  # without a reason
    step(district, "waiting", {"outcome": "returned", "reason": "Ghi rõ diện tích"})
    step(commune, "waiting", {"title": "Sân thể thao thôn 5, 800 m²"})
    step(district, "waiting", {"outcome": "approved"})
    done = {"completed_on-day": "24", "completed_on-month": "11", "completed_on-year": "2023"}
    step(commune, "waiting", {"result": "800 m²", **done})
    step(district, "waiting", {"outcome": "accepted"})
    seen = visit(commune, f"/works/{works.ids['waiting']}")
    assert "Sân thể thao thôn 5, 800 m²" in seen.heading and "Không còn việc gì phải làm" in seen.text


def test_giving_a_work_up_asks_first(office: Office, works: Works) -> None:
    client, page = office.officer("commune_1"), f"/works/{works.ids['running']}/cancel"
    seen = visit(client, page)
    assert "không còn tính vào chỉ tiêu" in seen.text
    look(client.post(page, data=form_of(seen)), status=422)
    assert client.post(page, data=form_of(seen) | {"reason": "Hết kinh phí"}).status_code == 303
    assert "Đã hủy" in visit(client, f"/works/{works.ids['running']}").text
    look(office.officer("cu_jut").get(page), status=403)
