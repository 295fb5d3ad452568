"""The administrator's pages: people, roles, accounts, organisations; and who may see them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.base.session import Database
from models.people.accounts import account_named
from models.people.organizations import Organization, by_code
from models.people.persons import Person
from models.people.posts import Post
from models.process.history import Attempt, Event
from tests.page import Visited, look, visit
from tests.screens.people_town import PASSWORD, Town, send, town
from workflows.people.organizations import SHIPPED

TABLE = "mã\ttên\tloại\tmã cấp trên\nban-moi\tBan Mới\tban, phòng của tỉnh\tubmttq-tinh"


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Town:
    return town(database, tmp_path / "home")


@pytest.fixture
def light(sqlite_database: Database, tmp_path: Path) -> Town:
    return town(sqlite_database, tmp_path / "home")


@pytest.fixture
def admin(light: Town) -> FlaskClient:
    return light.sign_in("quantri")


def fill(client: FlaskClient, path: str, fields: dict[str, Any], *, status: int = 303, to: str = "") -> Any:
    """Open the page at `path`, fill in `fields`, and send it (to `to` when its form goes elsewhere)."""
    page = visit(client, path)
    found = re.search(r'name="key" value="([^"]+)"', page.html)
    answer = send(client, to or path, {"key": found[1] if found else "", **fields}, page=path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:4000]
    return answer


def person_id(here: Town, name: str) -> str:
    with here.writing() as session:
        return session.get_one(Person, here.names[name]).public_id


def unit_id(here: Town, code: str) -> str:
    with here.writing() as session:
        body = by_code(session, code)
        assert body is not None
        return body.public_id


def test_from_a_new_person_to_their_first_sign_in(here: Town) -> None:
    client = here.sign_in("quantri")
    wrong = look(fill(client, "/people/new", {"name": "", "unit": ""}, status=422), status=422)
    assert "Hãy ghi họ và tên." in wrong.text and wrong.title.startswith("Lỗi:")
    fields = {"name": "Đặng Mẫu Thùy", "honorific": "ms", "title": "Chuyên viên", "unit": unit_id(here, "farmers")}
    at = fill(client, "/people/new", fields).location
    page = visit(client, at)
    assert page.heading == "Đặng Mẫu Thùy" and "Trước hết hãy giao vai trò" in page.text and "Bà" in page.text
    role = {"role": "unit_officer", "organization": unit_id(here, "farmers")}
    assert fill(client, f"{at}/posts/new", role).location == at
    twice = look(fill(client, f"{at}/posts/new", role, status=422), status=422)
    assert "đã giữ vai trò này" in twice.text
    refused = look(fill(client, at, {"username": "thuha"}, status=422, to=f"{at}/account"), status=422)
    assert "đã có người dùng" in refused.text and 'value="thuha"' in refused.html
    answer = look(fill(client, at, {"username": "Thuy.Dang"}, status=200, to=f"{at}/account"))
    password = re.search(r"[2-9a-z]{5}-[2-9a-z]{5}-[2-9a-z]{5}", answer.text)
    assert password and "Chỉ hiện một lần này" in answer.text
    assert password[0] not in visit(client, at).html
    newcomer = here.sign_in("thuy.dang", password[0])
    assert newcomer.get("/").location == "/account#change"


def test_a_reset_and_a_lock_sign_the_person_out(here: Town) -> None:
    client, officer = here.sign_in("quantri"), here.sign_in("thuha")
    at = f"/people/{person_id(here, 'thuha')}"
    answer = look(fill(client, at, {}, status=200, to=f"{at}/reset"))
    assert officer.get("/account").status_code == 303 and "thuha" in answer.text
    assert send(here.app.test_client(), "/sign-in", {"username": "thuha", "password": PASSWORD}).status_code == 422
    password = re.search(r"[2-9a-z]{5}-[2-9a-z]{5}-[2-9a-z]{5}", answer.text)
    assert password
    officer = here.sign_in("thuha", password[0])
    assert "Hãy nêu lý do" in look(fill(client, at, {"reason": ""}, status=422, to=f"{at}/lock"), status=422).text
    fill(client, at, {"reason": "nghỉ việc"}, to=f"{at}/lock")
    assert officer.get("/account").status_code == 303 and "Bị khóa" in visit(client, at).text
    assert send(here.app.test_client(), "/sign-in", {"username": "thuha", "password": password[0]}).status_code == 422
    fill(client, at, {}, to=f"{at}/unlock")
    officer = here.sign_in("thuha", password[0])
    fill(client, at, {}, to=f"{at}/sign-out")
    assert officer.get("/account").status_code == 303


def test_a_role_ends_with_a_reason(light: Town, admin: FlaskClient) -> None:
    with light.writing() as session:
        post = session.scalars(select(Post).where(Post.person_id == light.names["thuha"])).one().public_id
    page = visit(admin, f"/posts/{post}/end")
    assert "Người lập hồ sơ" in page.text
    fill(admin, f"/posts/{post}/end", {"reason": ""}, status=422)
    day = {"to_on-day": "31", "to_on-month": "2", "to_on-year": "2024", "reason": "x"}
    assert "không phải" in look(fill(admin, f"/posts/{post}/end", day, status=422), status=422).text
    at = fill(admin, f"/posts/{post}/end", {"reason": "chuyển công tác"}).location
    assert "Đã kết thúc" in visit(admin, at).text
    with light.writing() as session:
        event = session.scalars(select(Event).where(Event.act == "end_post")).one()
        assert event.reason == "chuyển công tác" and event.actor_id == light.names["quantri"]


def test_an_administrator_who_changes_their_own_roles_goes_on_with_a_new_session(
    light: Town, admin: FlaskClient
) -> None:
    at = f"/people/{person_id(light, 'quantri')}"
    with admin.session_transaction() as cookie:
        before = cookie["_user_id"]
    fill(admin, f"{at}/posts/new", {"role": "auditor", "organization": unit_id(light, "ubmttq-tinh")})
    with admin.session_transaction() as cookie:
        assert cookie["_user_id"] != before
    assert "Người kiểm tra" in visit(admin, at).text


def test_the_lists_are_searched_without_accents_filtered_and_exported(light: Town, admin: FlaskClient) -> None:
    everybody = visit(admin, "/people")
    assert "Ủy ban MTTQ Việt Nam huyện Cư Jút" in everybody.text
    name = visit(admin, f"/people/{person_id(light, 'thuha')}").heading
    found = visit(admin, "/people?q=THUHA")
    assert [link for link in found.links() if "Mẫu" in link] == [name]
    assert name in visit(admin, "/people?q=cu+jut&role=unit_officer&account=open").text
    assert "Không có ai phù hợp" in visit(admin, "/people?q=kh%C3%B4ng+c%C3%B3+ai").text
    for query in ("?q=%25", "?q=_", "?q=' OR 1=1 --", "?sort=name;drop", "?role=x&account=y&after=zzz"):
        assert visit(admin, "/people" + query).status == 200
        assert visit(admin, "/organizations" + query).status == 200
    sheet = admin.get("/people?role=administrator&as=csv")
    assert sheet.mimetype == "text/csv" and sheet.get_data(as_text=True).count("\r\n") == 2
    assert "Hội Nông dân" in visit(admin, "/organizations?q=hoi+nong+dan").text
    assert "Không có tổ chức nào" in visit(admin, "/organizations?alive=ended").text
    kinds = visit(admin, "/organizations?kind=front_work_committee")
    assert "Thôn mẫu 01" in kinds.text and "Hội Nông dân tỉnh" not in kinds.text


def test_the_tree_shows_each_body_below_its_parent(here: Town) -> None:
    client = here.sign_in("quantri")
    links = [
        text
        for text, url in visit(client, "/organizations").links().items()
        if re.match(r"/organizations/[a-z0-9]{12}$", url)
    ]
    assert links[0].endswith("tỉnh Đắk Nông") and not links[0].startswith("–")
    place = next(number for number, text in enumerate(links) if "huyện Cư Jút" in text and "Ủy ban" in text)
    inside = links[place + 1 : place + 6]
    assert all(text.startswith("– – ") for text in inside)
    assert any("Thôn mẫu 01" in text for text in inside)
    with here.writing() as session:
        body = by_code(session, "commune-2")
        assert body is not None
        at = f"/organizations/{body.public_id}"
    page = visit(client, at)
    assert "cấp trên lập thay" in page.text


def test_a_table_is_looked_at_before_it_is_entered(here: Town) -> None:
    client = here.sign_in("quantri")
    bad = TABLE + "\nban moi 2\tBan\tbộ\t"
    wrong = look(fill(client, "/organizations/import", {"table": bad}, status=422), status=422)
    assert "Dòng 2" in wrong.text and "ban moi 2" in wrong.fields()["table"]
    assert "Hãy dán bảng" in look(fill(client, "/organizations/import", {"table": ""}, status=422), status=422).text
    shown = look(
        fill(
            client,
            "/organizations/import",
            {"table": TABLE.replace("ban, phòng của tỉnh", "provincial_board")},
            status=200,
        )
    )
    assert "1 mới" in shown.text and "Ban Mới" in shown.text
    with here.writing() as session:
        assert by_code(session, "ban-moi") is None
    fields = {name: shown.fields()[name] for name in ("csrf_token", "key", "table")}
    assert send(client, "/organizations/import/now", fields, page="/organizations/import").location == "/organizations"
    assert send(client, "/organizations/import/now", fields, page="/organizations/import").status_code == 303
    with here.writing() as session:
        assert by_code(session, "ban-moi") is not None
        assert len(session.scalars(select(Event).where(Event.act == "import_organizations")).all()) == 1


def test_the_shipped_table_comes_as_a_file(light: Town, admin: FlaskClient) -> None:
    file = (io.BytesIO(SHIPPED.read_bytes()), "dak-nong.csv")
    with light.writing() as session:  # the factory's bodies have codes of their own and names that the table also has
        assert session.scalars(select(Organization)).first()
    answer = fill(admin, "/organizations/import", {"file": file}, status=422)
    assert "đã có ở đó" in look(answer, status=422).text
    assert fill(admin, "/organizations/import", {"file": (io.BytesIO(b"PK\x03\x04x"), "a.xlsx")}, status=422)


def test_an_organisation_is_ended(light: Town, admin: FlaskClient) -> None:
    at = f"/organizations/{unit_id(light, 'farmers')}"
    assert visit(admin, f"{at}/end").status == 200
    fill(admin, f"{at}/end", {"reason": "x"}, status=422)
    fields = {"valid_to-day": "1", "valid_to-month": "1", "valid_to-year": "2023", "successor": unit_id(light, "women"),
              "reason": "Quyết định số 1"}  # fmt: skip
    assert fill(admin, f"{at}/end", fields).location == at
    page = visit(admin, at)
    assert "Hội Liên hiệp Phụ nữ tỉnh kế thừa" in page.text and "Hôm nay không còn tồn tại" in page.text


@pytest.mark.parametrize("name", ["thuha", "chutich"])
def test_for_others_these_pages_do_not_exist(light: Town, name: str) -> None:
    client = light.sign_in(name)
    target, unit = person_id(light, "quantri"), unit_id(light, "farmers")
    below = ["/people", "/people/new", f"/people/{target}", f"/people/{target}/edit", f"/people/{target}/posts/new"]
    pages = [*below, "/organizations", f"/organizations/{unit}", f"/organizations/{unit}/end", "/organizations/import"]
    absent = visit(client, "/people/abcdefghjkmn", status=404)
    for path in pages:
        assert words(visit(client, path, status=404)) == words(absent)
    for path in (
        f"/people/{target}/reset",
        f"/people/{target}/lock",
        f"/people/{target}/account",
        f"/people/{target}/sign-out",
    ):
        assert send(client, path, {"key": "k"}, page="/account").status_code == 404
    with light.writing() as session:
        account = account_named(session, "quantri")
        assert account is not None and account.disabled_at is None and not account.must_change
        assert session.scalars(select(Attempt).where(Attempt.actor_id == light.names[name])).first()


def words(page: Visited) -> str:
    return page.text


def test_the_auditor_reads_and_changes_nothing(light: Town) -> None:
    client = light.sign_in("kiemtra")
    at, unit = f"/people/{person_id(light, 'thuha')}", unit_id(light, "farmers")
    for path in ("/people", at, "/organizations", f"/organizations/{unit}"):
        assert 'class="govuk-button" href' not in visit(client, path).html
    assert "Khóa tài khoản" not in visit(client, at).text
    for path in (f"{at}/reset", f"{at}/lock", f"{at}/edit", f"{at}/posts/new", "/organizations/import"):
        assert send(client, path, {"key": "k"}, page="/account").status_code == 404


@pytest.mark.threat("T29")
def test_a_field_that_the_form_does_not_have_is_refused(light: Town, admin: FlaskClient) -> None:
    unit = unit_id(light, "farmers")
    for extra in ({"unit_id": "1"}, {"public_id": "x"}, {"must_change": "0"}, {"roles": "administrator"}):
        fill(admin, "/people/new", {"name": "Mẫu", "unit": unit, **extra}, status=400)
    with light.writing() as session:
        assert session.scalars(select(Person).where(Person.name == "Mẫu")).first() is None


def test_the_pages_speak_english_too(light: Town, admin: FlaskClient) -> None:
    send(admin, "/language", {"language": "en", "back": "/people"}, page="/account")
    at = f"/people/{person_id(light, 'thuha')}"
    for path in (
        "/account",
        "/people",
        "/people/new",
        at,
        f"{at}/posts/new",
        "/organizations",
        "/organizations/import",
    ):
        assert visit(admin, path, language="en").status == 200
