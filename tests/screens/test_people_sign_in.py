"""Signing in, sessions, the way back, and what is typed when a session has ended."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event, func, select

from models.base import clock
from models.base.session import Database, unit_of_work
from models.campaigns.campaigns import the_campaign
from models.council.meetings import Meeting, RosterMember
from models.council.words import SeatKind
from models.people import passwords
from models.people.accounts import Account, FailedLogin, KeptForm, LoginSession
from models.people.persons import Person
from models.people.posts import Post
from models.people.words import InstallationKind
from models.process.history import Event
from models.process.installation import installation
from models.process.outcomes import Start
from models.process.words import CaseKind
from tests.page import look, visit
from tests.screens.people_town import PASSWORD, Town, guard_of, send, town
from webapp import create_app
from webapp.frame.login import HOLDS
from webapp.frame.returning import known_path
from workflows.moving import start

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
TOO_MANY = "Nhập sai quá nhiều lần."


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Town:
    """An office on both databases."""
    return town(database, tmp_path / "home")


@pytest.fixture
def light(sqlite_database: Database, tmp_path: Path) -> Town:
    """An office on SQLite, for what does not touch the database's kind."""
    return town(sqlite_database, tmp_path / "home")


@pytest.fixture
def demo(sqlite_database: Database, tmp_path: Path) -> Town:
    return town(sqlite_database, tmp_path / "home", kind=InstallationKind.DEMO)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every password that argon2 is asked about."""
    seen: list[str] = []
    real = passwords._HASHER

    class Counting:
        hash = staticmethod(real.hash)

        @staticmethod
        def verify(stored: str, password: str) -> bool:
            seen.append(password)
            return real.verify(stored, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting)
    yield seen


def token(client: FlaskClient) -> str | None:
    with client.session_transaction() as cookie:
        return cookie.get(HOLDS)


def is_signed_in(client: FlaskClient) -> bool:
    answer = client.get("/account")
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


def test_the_right_password_opens_the_way_and_a_wrong_one_says_little(here: Town) -> None:
    client = here.app.test_client()
    page = visit(client, "/sign-in")
    assert page.heading == "Đăng nhập" and "286/KH-MTTQ-BTT" in page.text and "Mẫu" not in page.text
    refused = look(send(client, "/sign-in", {"username": "thuha", "password": "wrong"}), status=422)
    assert WRONG in refused.text and 'value="thuha"' in refused.html and "wrong" not in refused.html
    empty = look(send(client, "/sign-in", {"username": "", "password": ""}), status=422)
    assert "Hãy nhập tên đăng nhập." in empty.text
    assert is_signed_in(here.sign_in("THUHA ", client=client))
    assert client.get("/sign-in").location == "/"


@pytest.mark.threat("T26")
def test_a_known_and_an_unknown_name_get_the_same_answer_for_the_same_work(
    here: Town, soak: bool, checks: list[str]
) -> None:
    statements: list[str] = []

    def look_at(name: str, source: str) -> tuple[str, int, int, list[str]]:
        client = here.app.test_client()
        guard = guard_of(client, "/sign-in")
        statements.clear()
        before = len(checks)
        answer = send(client, "/sign-in", {"username": name, "password": "x" * 12, "csrf_token": guard}, source=source)
        body = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.get_data(as_text=True)).replace(
            f'value="{name}"', ""
        )
        return body, answer.status_code, len(checks) - before, [text.split()[0] for text in statements]

    event.listen(here.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    for number in range(1000 if soak else 5):
        with here.writing() as session:
            session.execute(delete(FailedLogin))
        source = f"10.1.{number // 250}.{number % 250}"
        known, unknown = look_at("thuha", source), look_at(f"nobody{number}", source)
        assert known[:3] == unknown[:3] and known[2] == 1 and known[1] == 422
        assert abs(len(known[3]) - len(unknown[3])) <= 2  # the person and unit of an account that is there


@pytest.mark.threat("T27")
def test_five_wrong_passwords_close_the_name_for_fifteen_minutes(here: Town, checks: list[str]) -> None:
    for name in ("thuha", "nobody"):
        client = here.app.test_client()
        for _ in range(5):
            assert send(client, "/sign-in", {"username": name, "password": "x"}).status_code == 422
        before = len(checks)
        closed = look(send(client, "/sign-in", {"username": name, "password": PASSWORD}, source="10.9.9.9"), status=429)
        assert TOO_MANY in closed.text and len(checks) == before
    here.sign_in("quantri")
    here.clock.advance(timedelta(minutes=15))
    here.sign_in("thuha")
    with here.writing() as session:
        assert session.scalar(select(func.count()).select_from(FailedLogin)) == 5  # of the name that nobody has


@pytest.mark.threat("T27")
def test_one_source_cannot_try_many_names(light: Town) -> None:
    client = light.app.test_client()
    guard = guard_of(client, "/sign-in")
    for number in range(30):
        fields = {"username": f"name{number}", "password": "x", "csrf_token": guard}
        assert send(client, "/sign-in", fields).status_code == 422
    assert send(client, "/sign-in", {"username": "other", "password": "x"}).status_code == 429
    assert send(client, "/sign-in", {"username": "other", "password": "x"}, source="10.0.0.2").status_code == 422


@pytest.mark.threat("T27")
def test_guessing_in_parallel_gains_nothing(here: Town, checks: list[str]) -> None:
    clients = [here.app.test_client() for _ in range(12)]
    guards = [guard_of(client, "/sign-in") for client in clients]
    statuses: list[int] = []

    def guess(client: FlaskClient, guard: str) -> None:
        fields = {"username": "thuha", "password": "x", "csrf_token": guard}
        statuses.append(send(client, "/sign-in", fields).status_code)

    threads = [threading.Thread(target=guess, args=pair) for pair in zip(clients, guards, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(checks) == 5 and sorted(statuses) == [422] * 5 + [429] * 7


@pytest.mark.threat("T24")
def test_signing_in_and_a_new_password_give_a_new_session(here: Town) -> None:
    client = here.app.test_client()
    planted = here.sign_in("kiemtra")
    guard_of(planted, "/account")
    with client.session_transaction() as cookie, planted.session_transaction() as other:
        cookie.update(other)  # somebody planted their own cookie
        attackers_guard = cookie["csrf_token"]
    first = token(here.sign_in("thuha", client=_signed_out_page(client)))
    guard_of(client, "/account")
    with client.session_transaction() as cookie:
        assert cookie["csrf_token"] != attackers_guard
    assert first != token(planted)
    fields = {"key": "k", "current": PASSWORD, "password": "mưa rừng ẩm ướt quá", "repeated": "mưa rừng ẩm ướt quá"}
    old = _copy(here, client)
    assert send(client, "/account/password", fields, page="/account").status_code == 303
    assert token(client) not in (None, first) and is_signed_in(client) and not is_signed_in(old)


def _signed_out_page(client: FlaskClient) -> FlaskClient:
    """The planted session is left by its own button first: a signed-in browser is not asked to sign in."""
    send(client, "/sign-out", {}, page="/account")
    return client


def _copy(here: Town, client: FlaskClient, app: Any = None) -> FlaskClient:
    """A client with the same cookie, as somebody has who captured it."""
    thief = (app or here.app).test_client()
    with client.session_transaction() as cookie, thief.session_transaction() as stolen:
        stolen.update(cookie)
    return thief


def _end_by_sign_out(here: Town, client: FlaskClient) -> None:
    assert send(client, "/sign-out", {}, page="/account").status_code == 303


def _end_by_password(here: Town, client: FlaskClient) -> None:
    fields = {"key": "k", "current": PASSWORD, "password": "mưa rừng ẩm ướt quá", "repeated": "mưa rừng ẩm ướt quá"}
    assert send(client, "/account/password", fields, page="/account").status_code == 303


def _end_by_lock(here: Town, client: FlaskClient) -> None:
    with here.writing() as session:
        here.account(session, "thuha").disabled_at = here.clock.now()


def _end_by_unit(here: Town, client: FlaskClient) -> None:
    with here.writing() as session:
        here.account(session, "thuha").person.unit.valid_to = here.clock.now().date() - timedelta(days=2)


def _end_by_time(here: Town, client: FlaskClient) -> None:
    here.clock.advance(timedelta(hours=12))


@pytest.mark.threat("T25")
@pytest.mark.parametrize("end", [_end_by_sign_out, _end_by_password, _end_by_lock, _end_by_unit, _end_by_time])
def test_a_captured_cookie_is_dead_at_once_on_every_node(here: Town, tmp_path: Path, end: Callable[..., None]) -> None:
    other = create_app(
        {"TESTING": True, "DATABASE": here.database, "VINHDANH_HOME": tmp_path / "home", "CLOCK": here.clock}
    )
    client = here.sign_in("thuha")
    thieves = [_copy(here, client), _copy(here, client, other)]
    assert all(is_signed_in(thief) for thief in thieves)
    end(here, client)
    for thief in thieves:
        answer = thief.get("/account")
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=%2Faccount")


def test_a_token_is_kept_as_a_hash_only(light: Town) -> None:
    client = light.sign_in("thuha")
    with light.writing() as session:
        row = session.scalars(select(LoginSession)).one()
        assert token(client) not in (row.token_hash, row.public_id)


PAYLOADS = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\/evil.example",
    "\\\\evil.example", "http://evil.example", "https://evil.example", "HTTP://evil.example",
    "http:evil.example", "http:/evil.example", "https:///evil.example", "ftp://evil.example",
    "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
    "/%09/evil.example", "/%2f/evil.example", "/%2f%2fevil.example", "/%5cevil.example", "/%5c%5cevil.example",
    "%2f%2fevil.example", "/%0d%0aLocation:%20http://evil.example", "/\r\nSet-Cookie: a=b", "/\t/evil.example",
    "\t//evil.example", "/\n/evil.example", " //evil.example", "//evil.example/people", "/people//x",
    "/@evil.example", "//@evil.example", "/people@evil.example", "//user:pw@evil.example", "/.evil.example",
    "/..//evil.example", "/../..//evil.example", "/people/../sign-out", "/./account", "/people/..;/x",
    "/account;x=1", "/account%00", "/account\x00", "/account#x", "/account?next=//evil.example#",
    "/account?x=<script>", "/account?x=\"", "/account?x='", "//evil。example", "//evil．example",
    "/\uff0f/evil.example", "/\u2215/evil.example", "/\u29f8evil", "/account\u202e", "/аccount", "//[::1]",
    "//2130706433", "//0x7f.1", "//localhost", "//127.0.0.1", "http://localhost@evil.example",
    "http://localhost.evil.example", "//evil.example:80", "//evil.example%2f@localhost", "evil.example",
    "www.evil.example", "account", "./account", "../account", "", " ", "/ ", "/account ", "/sign-in",
    "/sign-out", "/sign-in?next=//evil.example", "/sign-in/as", "/no/such/page", "/static/x", "/day",
    "/account/password", "/account/sessions", "/people/x/reset", "/organizations/import/now", "/account/",
    "/people/new/", "/PEOPLE", "/%61ccount", "/account%2f", "/account\\", "/account/..", "?next=/account", "#",
    "/?x=\n", "/account?" + "x" * 600, "/" + "a" * 600, "https:\\\\evil.example", "/\\/evil.example",
    "/%68ttp://evil.example", "//%65vil.example", "/http://evil.example", "/https:evil.example", "x:/account",
    "://evil.example", ":evil", "mailto:a@evil.example", "tel:1", "//evil.example\\@localhost",
    "/;@evil.example", "/|evil", "/^", "/`", "/{x}", "/~", "/account?x=\u0000", "/account?x=\ud7ff", "/ácount",
    "/account?a=b c", "/tasks/../../evil", "/people/%2e%2e/evil", "/people?q=\u200b",
]  # fmt: skip


@pytest.mark.threat("T28")
def test_the_way_back_never_leaves_the_house(light: Town, soak: bool) -> None:
    assert len(PAYLOADS) >= 120
    with light.app.test_request_context("/sign-in"):
        assert {known_path(payload) for payload in PAYLOADS} == {"/"}
        for good in (
            "/",
            "/account",
            "/people",
            "/people?q=dang&sort=name",
            "/organizations/abcdefghjkmn",
            "/people?q=%C4%90",
        ):
            assert known_path(good) == good
    client = light.app.test_client()
    for payload in PAYLOADS if soak else PAYLOADS[::6]:
        answer = send(client, "/sign-in", {"username": "thuha", "password": PASSWORD, "next": payload})
        assert (answer.status_code, answer.location) == (303, "/")
        send(client, "/sign-out", {}, page="/account")
    assert light.app.test_client().get("/people?q=a").location == "/sign-in?next=%2Fpeople%3Fq%3Da"


def _typed(here: Town, client: FlaskClient, *, name: str = "Nguyễn Mẫu Đã Gõ", **more: str) -> Any:
    """The administrator has typed a person; meanwhile the session ended."""
    guard = guard_of(client, "/people/new")
    here.clock.advance(timedelta(hours=12))
    with here.writing() as session:
        unit = here.account(session, "thuha").person.unit.public_id
    fields = {"csrf_token": guard, "key": "typed", "name": name, "title": "Chuyên viên", "unit": unit, **more}
    return send(client, "/people/new", fields)


def test_what_is_typed_after_the_session_ended_comes_back_after_sign_in(here: Town) -> None:
    client = here.sign_in("quantri")
    answer = _typed(here, client)
    found = re.fullmatch(r"/sign-in\?next=%2Fpeople%2Fnew&kept=([a-z0-9]{12})", answer.location)
    assert answer.status_code == 303 and found
    page = visit(client, answer.location)
    assert "nội dung đã nhập được giữ" in page.text
    fields = {**page.fields(), "username": "quantri", "password": PASSWORD}
    back = send(client, "/sign-in", fields)
    assert back.location == f"/people/new?kept={found[1]}"
    form = visit(client, back.location)
    assert form.fields()["name"] == "Nguyễn Mẫu Đã Gõ" and form.fields()["title"] == "Chuyên viên"
    assert "chưa được gửi" in form.text
    assert send(client, "/people/new", {name: value for name, value in form.fields().items() if name in (
        "csrf_token", "key", "name", "title", "unit")}).status_code == 303  # fmt: skip
    with here.writing() as session:
        assert session.scalars(select(Person).where(Person.name == "Nguyễn Mẫu Đã Gõ")).one()


def test_kept_text_is_for_its_own_account_only_and_not_for_ever(here: Town) -> None:
    client = here.sign_in("quantri")
    kept = _typed(here, client).location.rpartition("=")[2]
    other = here.sign_in("kiemtra", next="/account", kept=kept)
    assert "Đã Gõ" not in visit(other, f"/people?kept={kept}").html
    with here.writing() as session:
        session.add(
            Post(person_id=here.names["kiemtra"], organization_id=1, role="administrator", from_on=date(2023, 1, 1))
        )
    assert visit(other, f"/people/new?kept={kept}").fields()["name"] == ""
    owner = here.sign_in("quantri")
    assert visit(owner, f"/people/new?kept={kept}").fields()["name"] == "Nguyễn Mẫu Đã Gõ"
    here.clock.advance(timedelta(hours=23))
    assert visit(here.sign_in("quantri"), f"/people/new?kept={kept}").fields()["name"] == "Nguyễn Mẫu Đã Gõ"
    here.clock.advance(timedelta(hours=1))
    assert visit(here.sign_in("quantri"), f"/people/new?kept={kept}").fields()["name"] == ""


def test_nothing_is_kept_of_strangers_forgeries_secrets_and_floods(light: Town) -> None:
    def kept() -> int:
        with light.writing() as session:
            return session.scalar(select(func.count()).select_from(KeptForm)) or 0

    stranger = light.app.test_client()
    assert "kept" not in send(stranger, "/people/new", {"name": "x", "csrf_token": "x"}).location
    client = light.sign_in("quantri")
    secret = {"key": "k", "current": PASSWORD, "password": "y" * 20, "repeated": "y" * 20}
    guard = guard_of(client, "/account")
    assert "kept" not in _typed(light, client, csrf_token="forged").location
    assert "kept" not in send(client, "/account/password", {**secret, "csrf_token": guard}).location
    assert "kept" not in send(client, "/rounds/abcdefghjkmn", {"choice": "agree", "csrf_token": guard}).headers.get(
        "Location", ""
    )
    assert kept() == 0
    assert "kept" not in _typed(light, light.sign_in("quantri"), name="x" * 200_001).location
    client = light.sign_in("quantri")
    guard = guard_of(client, "/people/new")
    send(client, "/sign-out", {}, page="/account")
    for number in range(7):
        fields = {"csrf_token": guard, "key": "k", "name": f"Mẫu {number}"}
        assert "kept" in send(client, "/people/new", fields).location
    assert kept() == 5


def test_a_form_of_another_tab_survives_signing_out_and_in_again(light: Town) -> None:
    client = light.sign_in("quantri")
    guard = guard_of(client, "/people/new")
    send(client, "/sign-out", {}, page="/account")
    with light.writing() as session:
        unit = light.account(session, "thuha").person.unit.public_id
    fields = {"csrf_token": guard, "key": "tab", "name": "Mẫu Hai Thẻ", "title": "", "unit": unit}
    assert "kept=" in send(client, "/people/new", fields).location
    light.sign_in("quantri", client=client)
    assert send(client, "/people/new", fields).location.startswith("/people/")


def test_a_handed_over_password_is_changed_first(light: Town) -> None:
    with light.writing() as session:
        light.account(session, "thuha").must_change = True
    client = light.sign_in("thuha")
    assert client.get("/").location == "/account#change"
    page = visit(client, "/account")
    assert "đặt mật khẩu của riêng mình" in page.text
    fields = {"key": "k", "current": PASSWORD, "password": "mưa rừng ẩm", "repeated": "mưa rừng khô"}
    assert "khác nhau" in look(send(client, "/account/password", fields, page="/account"), status=422).text
    fields["repeated"] = fields["password"] = "matkhau12345"
    assert "dò đầu tiên" in look(send(client, "/account/password", fields, page="/account"), status=422).text
    fields["repeated"] = fields["password"] = "mưa rừng ẩm ướt"
    assert send(client, "/account/password", fields, page="/account").location == "/"
    assert client.get("/account").status_code == 200


def test_the_account_shows_and_ends_other_browsers(here: Town) -> None:
    client, telephone, tablet = (here.sign_in("thuha") for _ in range(3))
    page = visit(client, "/account")
    assert "3 trình duyệt" in page.text and "Người lập hồ sơ" in page.text
    with here.writing() as session:
        newest = session.scalars(select(LoginSession).order_by(LoginSession.id.desc())).first()
        assert newest is not None
        public_id = newest.public_id
    fields = {"key": "one", "only": public_id}
    assert send(client, "/account/sessions", fields, page="/account").status_code == 303
    assert [is_signed_in(one) for one in (client, telephone, tablet)] == [True, True, False]
    send(client, "/account/sessions", {"key": "rest"}, page="/account")
    assert [is_signed_in(one) for one in (client, telephone)] == [True, False]


def test_a_demo_signs_in_by_a_card_and_an_office_does_not(demo: Town) -> None:
    client = demo.app.test_client()
    page = visit(client, "/sign-in")
    assert (
        "Thành viên Hội đồng" not in page.text and "Chủ tịch Hội đồng" in page.text and "Chưa có phiên họp" in page.text
    )
    with demo.writing() as session:
        account = demo.account(session, "thuha").public_id
    answer = send(client, "/sign-in/as", {"account": account, "next": "/account"}, page="/sign-in")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert visit(client, "/account").heading.endswith("Phúc") or is_signed_in(client)
    send(client, "/sign-out", {}, page="/account")
    assert send(client, "/sign-in/as", {"account": "nobody"}, page="/sign-in").status_code == 404
    with demo.writing() as session:
        installation(session).kind = InstallationKind.OFFICE
    assert send(client, "/sign-in/as", {"account": account}, page="/sign-in").status_code == 404
    assert "vd-card" not in visit(client, "/sign-in").html


def test_the_demo_jumps_forward_and_never_back(sqlite_database: Database, tmp_path: Path) -> None:
    here = town(sqlite_database, tmp_path / "home", kind=InstallationKind.DEMO)
    clock.set_day(tmp_path / "home", here.clock.now())
    here.app.config.pop("CLOCK")
    client = here.sign_in("thuha")
    today = clock.day_of(clock.read_clock(tmp_path / "home").now())
    later = today + timedelta(days=30)
    answer = send(client, "/day", {"day": later.isoformat(), "back": "/account"}, page="/account")
    assert (answer.status_code, answer.location) == (303, "/account")
    page = visit(client, "/account")
    assert f"{later:%d/%m/%Y}" in page.html and "Ngày giả định nay là" in page.text
    for day in (today.isoformat(), later.isoformat(), "never"):
        send(client, "/day", {"day": day}, page="/account")
    assert clock.day_of(clock.read_clock(tmp_path / "home").now()) == later
    with here.writing() as session:
        assert len(session.scalars(select(Event).where(Event.act == "set_day")).all()) == 1
        installation(session).kind = InstallationKind.OFFICE
    assert send(client, "/day", {"day": "2030-01-01"}, page="/account").status_code == 403
    assert clock.day_of(clock.read_clock(tmp_path / "home").now()) == later


@pytest.mark.threat("T61")
def test_the_first_set_up_stays_closed_when_all_administrators_are_gone(database: Database, tmp_path: Path) -> None:
    app = create_app({"TESTING": True, "DATABASE": database, "VINHDANH_HOME": tmp_path / "home"})
    assert "flask init" in visit(app.test_client(), "/sign-in").text
    arguments = ["init", "--username", "quantri", "--name", "Nguyễn Mẫu An"]

    def init(typed: str) -> Any:
        with app.app_context():
            return app.test_cli_runner().invoke(args=arguments, input=f"{typed}\n")

    weak = init("matkhau123")
    assert weak.exit_code == 1 and installed(database) is None
    made = init(PASSWORD)
    assert made.exit_code == 0 and PASSWORD not in made.output and installed(database) == InstallationKind.OFFICE
    client = app.test_client()
    assert send(client, "/sign-in", {"username": "quantri", "password": PASSWORD}).status_code == 303
    with unit_of_work(database) as session:
        for table in (LoginSession, Account, Post):
            session.execute(delete(table))
    again = init(PASSWORD)
    assert again.exit_code == 1
    assert send(app.test_client(), "/sign-in", {"username": "quantri", "password": PASSWORD}).status_code == 422


def installed(database: Database) -> InstallationKind | None:
    with unit_of_work(database, writing=False) as session:
        kind = installation(session).kind
    return InstallationKind(kind) if kind else None


@pytest.mark.threat("T63")
def test_no_page_may_be_stored_on_the_way(light: Town) -> None:
    client = light.sign_in("quantri")
    rules = [rule for rule in light.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    assert len(rules) > 10
    for rule in rules:
        path = re.sub(r"<[^>]+>", "abcdefghjkmn", rule.rule)
        for one in (client, light.app.test_client()):
            answer = one.get(path)
            assert answer.headers["Cache-Control"] == "no-store", path
            assert "ETag" not in answer.headers and "Last-Modified" not in answer.headers


def test_a_council_members_card_names_the_meeting_only(sqlite_database: Database, tmp_path: Path) -> None:
    here = town(sqlite_database, tmp_path / "home", kind=InstallationKind.DEMO)
    with here.writing() as session:
        campaign, person = the_campaign(session), session.get_one(Person, here.names["chutich"])
        assert campaign is not None
        meeting = Meeting(
            code="PH-1", campaign_id=campaign.id, organization_id=campaign.organization_id, title="Phiên họp xét tặng",
            sits_on=date(2023, 10, 27))  # fmt: skip
        session.add(meeting)
        session.flush()
        meeting.roster.append(RosterMember(person_id=person.id, seat=SeatKind.CHAIR, name=person.name))
        start(session, here.clock.now(), Start(CaseKind.MEETING, meeting))
        names = session.scalars(select(Account.public_id).where(Account.username == "chutich")).one()
    page = visit(here.app.test_client(), "/sign-in").html
    card = page[page.index(names) :].partition("</form>")[0]
    assert re.findall(r"<small>(.*?)</small>", card) == ["Phiên họp xét tặng, 27/10/2023"]
