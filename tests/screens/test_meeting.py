"""Meetings on screen: planned, agenda, room, sealed ballots, ties, adoption, minutes; nothing told before counting."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from models.base.session import Database, unit_of_work
from models.council.meetings import Meeting, Round
from models.council.words import SIGNS
from models.nominations.nominations import Nomination
from models.process.tasks import Task
from models.schemes.words import BallotChoice
from tests.factories.council import AGREE, BLANK, DISAGREE, LOCAL, Story, story
from tests.page import look, visit
from tests.screens.signed import form_of
from tests.screens.test_board import Screens
from webapp.frame.requests import VinhDanhApp
from webapp.pages.council.view import office_words

SIGN = SIGNS[BallotChoice.AGREE]  # as the ballot sends it
# what is new on every page for reasons of its own: keys of forms, tokens, receipts, addresses of static files
FRESH = re.compile(r'(name="(?:key|csrf_token)"[^>]*value=")[^"]*|(vd-code">)[^<]*')


@pytest.fixture
def screens(app: VinhDanhApp, database: Database) -> Screens:
    return Screens(app, story(database))


def task_of(tale: Story, subject: Meeting, element: str) -> str:
    with unit_of_work(tale.database, writing=False) as session:
        rows = session.query(Task).filter(
            Task.case_id == tale.case_id(session, subject), Task.element == element, Task.closed_at.is_(None)
        )
        return rows.one().public_id


def pressed(client: FlaskClient, address: str, **typed: str) -> str:
    """Open the form at `address`, send it with what was typed, and say where it leads."""
    form = form_of(visit(client, address))
    answer = client.post(address, data={**form, **typed})
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    return str(answer.headers["Location"])


def opened_with_all(client: FlaskClient, address: str, **away: str) -> None:
    """Open the meeting: everybody whose name is not among `away` is there."""
    names = {box.get("name") for box in visit(client, address).all("input") if box.get("type") == "radio"}
    pressed(client, address, **{**dict.fromkeys(sorted(names), "present"), **away})


def test_a_meeting_from_its_plan_to_its_minutes(screens: Screens) -> None:
    """The secretary, nine members and the chair, all by forms."""
    tale = screens.tale
    tale.set_limit(LOCAL, 1)
    dossier = tale.people_dossier(2)
    first, second = tale.nominations(dossier)
    tale.dossier("vi3", "cu-jut", [("Lê Văn Thiếu", "cu-jut")], "ineligible")  # type: ignore[arg-type]
    secretary, chair = screens.browser("council_secretary"), screens.browser("0")
    assert "Chưa có phiên họp nào" in visit(secretary, "/meetings").text
    day = {"sits_on-day": "18", "sits_on-month": "6", "sits_on-year": "2024"}
    agenda = pressed(secretary, "/meetings/new", title="Phiên họp xét khen thưởng giai đoạn 1", **day)
    shown = visit(secretary, agenda)
    assert "Lê Văn Thiếu" in shown.text and first.nominee.name in shown.text
    room = pressed(secretary, agenda, nominations=[first.public_id, second.public_id])  # type: ignore[arg-type]
    meeting = tale_meeting(tale)
    pressed(secretary, f"/tasks/{task_of(tale, meeting, 'prepare_meeting')}")
    frozen = visit(secretary, f"/tasks/{task_of(tale, meeting, 'freeze_roster')}")
    assert "9 thành viên, 80%: cần 8 phiếu đồng ý" in frozen.text and "ít nhất 6/9 thành viên" in frozen.text
    opened_with_all(secretary, f"/tasks/{task_of(tale, meeting, 'freeze_roster')}")
    tale.board(meeting)
    pressed(secretary, f"{room}/rounds", nominations=[first.public_id, second.public_id])  # type: ignore[arg-type]
    opened = tale_round(tale)
    asked = {f"choice-{one.public_id}": SIGN for one in (first, second)}
    for member in range(7):
        pressed(screens.browser(str(member)), f"/rounds/{opened.public_id}", **asked)
    seen = visit(secretary, room)
    assert "Đã nhận 7 trên 9 phiếu" in seen.text and "chắc chắn không đạt" in seen.text
    assert "chắc chắn không đạt" in visit(secretary, f"/rounds/{opened.public_id}/close").text
    for member in (7, 8):
        pressed(screens.browser(str(member)), f"/rounds/{opened.public_id}", **asked)
    pressed(secretary, f"/rounds/{opened.public_id}/close")
    for counter in tale.counters[:2]:
        tale.release(counter, opened)
    result = f"/rounds/{opened.public_id}"
    assert "100% (9/9)" in visit(secretary, result).text
    pressed(secretary, f"/tasks/{task_of(tale, meeting, 'hold_rounds')}")
    adopt = f"/tasks/{task_of(tale, meeting, 'adopt_results')}"
    waiting = visit(chair, adopt)
    assert "Chủ tịch xếp thứ tự" in waiting.text or "xếp thứ tự trước" in waiting.text
    tie = next(url for url in waiting.links().values() if "/ties/" in url)
    ranks = {f"rank-{first.public_id}": "2", f"rank-{second.public_id}": "1"}
    refused = form_of(visit(chair, tie))
    look(chair.post(tie, data={**refused, **ranks, f"rank-{second.public_id}": "2", "reason": "cơ sở"}), status=422)
    pressed(chair, tie, **ranks, reason="trực tiếp ở cơ sở")
    shown = visit(chair, adopt)
    assert "2 trên 1, bớt 1" in shown.text
    refused = form_of(shown)
    look(chair.post(adopt, data={**refused, "outcome": "adopted", "reason": ""}), status=422)
    pressed(chair, adopt, outcome="adopted", reason="theo kết quả phiếu")
    tale.tick()
    assert tale.states(dossier) == ["reserve", "adopted"]
    minutes = f"/tasks/{task_of(tale, meeting, 'write_minutes')}"
    assert second.nominee.name in visit(secretary, minutes).text
    pressed(secretary, minutes, discussion="Hội đồng nhất trí.", guests="Trần Mẫu Khách", copies="2")
    assert "còn thiếu chữ ký của Chủ tịch" in visit(secretary, f"{room}/minutes").text
    sign = f"/tasks/{task_of(tale, meeting, 'sign_minutes')}"
    assert "Hội đồng nhất trí." in visit(chair, sign).text
    pressed(chair, sign, outcome="returned", reason="Ghi rõ hơn")
    minutes = f"/tasks/{task_of(tale, meeting, 'write_minutes')}"
    again = visit(secretary, minutes)
    assert "Ghi rõ hơn" in again.text and "Hội đồng nhất trí." in again.text
    pressed(secretary, minutes, discussion="Hội đồng thống nhất.", guests="Trần Mẫu Khách", copies="2")
    pressed(chair, f"/tasks/{task_of(tale, meeting, 'sign_minutes')}", outcome="signed")
    record = visit(chair, f"{room}/minutes")
    assert "Đã ký và khóa" in record.text
    drawn = [one for one in record.tree.iter() if one.get("class") == "vd-qr"]
    assert [one.get("role") for one in drawn] == ["img"]
    for word in (first.nominee.name, second.nominee.name, "Lê Văn Thiếu", "trực tiếp ở cơ sở", "Hội đồng thống nhất."):
        assert word in record.text
    assert visit(secretary, "/meetings").links()["Phiên họp xét khen thưởng giai đoạn 1"] == room


def tale_meeting(tale: Story) -> Meeting:
    with unit_of_work(tale.database, writing=False) as session:
        return session.query(Meeting).one()


def tale_round(tale: Story) -> Round:
    with unit_of_work(tale.database, writing=False) as session:
        return session.query(Round).one()


@pytest.fixture
def voting(screens: Screens) -> tuple[Meeting, Round, list[Nomination]]:
    tale = screens.tale
    two = tale.nominations(tale.people_dossier(2))
    meeting = tale.meeting()
    return meeting, tale.open_round(meeting), two


Voting = tuple[Meeting, Round, list[Nomination]]


def test_nothing_is_chosen_beforehand_and_what_is_missing_is_said_beside_it(screens: Screens, voting: Voting) -> None:
    _meeting, opened, (first, second) = voting
    client = screens.browser("3")
    shown = visit(client, f"/rounds/{opened.public_id}")
    assert "checked" not in shown.html and "chỉ 2 thành viên Ban kiểm phiếu cùng nhau mới có" in shown.text
    form = form_of(shown)
    half = {**form, f"choice-{first.public_id}": SIGN}
    again = look(client.post(f"/rounds/{opened.public_id}", data=half), status=422)
    assert "Chọn đồng ý, không đồng ý hoặc phiếu trắng" in again.text
    assert again.fields()[f"choice-{first.public_id}"] == SIGN  # what was typed is still there
    strange = client.post(f"/rounds/{opened.public_id}", data={**form, "choice-unknown": SIGN})
    assert strange.status_code == 400 and second.public_id


@pytest.mark.threat("T06")
def test_the_same_form_twice_is_one_ballot_and_a_second_form_is_told_so(screens: Screens, voting: Voting) -> None:
    _meeting, opened, two = voting
    client, address = screens.browser("3"), f"/rounds/{opened.public_id}"
    form = form_of(visit(client, address)) | {f"choice-{one.public_id}": SIGN for one in two}
    other = {**form, "key": "another-key"}
    assert client.post(address, data=form).status_code == 303
    first = visit(client, address)
    assert "đã niêm phong" in first.text
    assert client.post(address, data=form).status_code == 303
    assert re.findall(r'vd-code">([^<]+)', visit(client, address).html) == re.findall(r'vd-code">([^<]+)', first.html)
    assert "đã bỏ phiếu" in look(client.post(address, data=other), status=409).text


@pytest.mark.threat("T10")
def test_two_worlds_that_differ_in_one_vote_look_alike_to_the_byte(screens: Screens, voting: Voting) -> None:
    """Every page of everybody, between a vote of one kind and the same member's vote of another kind."""
    meeting, opened, two = voting
    tale = screens.tale
    addresses = (
        "/",
        "/meetings",
        f"/meetings/{meeting.public_id}",
        f"/rounds/{opened.public_id}",
        f"/rounds/{opened.public_id}/close",
        "/quotas",
        "/quotas?format=csv",
        f"/nominations/{two[0].public_id}",
        f"/dossiers/{two[0].dossier.public_id}",
    )
    names = ("council_secretary", "secretariat_lead", "auditor", "0", "3", "5")
    readers = {name: screens.browser(name) for name in names}
    worlds = []
    for ways in ((AGREE, AGREE), (DISAGREE, BLANK)):
        tale.cast(tale.council[3], opened, dict(zip((one.public_id for one in two), ways, strict=True)))
        worlds.append(
            {(name, address): seen(client, address) for name, client in readers.items() for address in addresses}
        )
        with unit_of_work(tale.database) as session:
            session.connection().exec_driver_sql("DELETE FROM vd_ballot")
    assert worlds[0] == worlds[1]
    assert worlds[0]["council_secretary", f"/meetings/{meeting.public_id}"][0] == 200


def seen(client: FlaskClient, address: str) -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, FRESH.sub(r"\1\2", answer.get_data(as_text=True))


@pytest.mark.threat("T10")
def test_nobody_but_the_voter_sees_that_a_ballot_was_cast(screens: Screens, voting: Voting) -> None:
    """Whether the third or the fourth member has voted makes no difference on any page of others."""
    meeting, opened, two = voting
    tale, choices = screens.tale, {one.public_id: AGREE for one in two}
    readers = {name: screens.browser(name) for name in ("council_secretary", "auditor", "0", "5")}
    worlds = []
    for number in (3, 4):
        tale.cast(tale.council[number], opened, choices)
        worlds.append(
            {
                (name, address): seen(client, address)
                for name, client in readers.items()
                for address in (f"/meetings/{meeting.public_id}", f"/rounds/{opened.public_id}", "/", "/meetings")
            }
        )
        with unit_of_work(tale.database) as session:
            session.connection().exec_driver_sql("DELETE FROM vd_ballot")
    assert worlds[0] == worlds[1]


def test_who_may_not_is_told_so_or_sees_nothing(screens: Screens, voting: Voting) -> None:
    meeting, opened, _two = voting
    look(screens.browser("administrator").get(f"/meetings/{meeting.public_id}"), status=404)
    look(screens.browser("administrator").get(f"/rounds/{opened.public_id}"), status=404)
    for page in ("agenda", "rounds", "cancel"):
        look(screens.browser("appraiser").get(f"/meetings/{meeting.public_id}/{page}"), status=403)
    look(screens.browser("0").get(f"/rounds/{opened.public_id}/close"), status=403)
    look(screens.browser("0").get("/meetings/unknown"), status=404)
    look(screens.browser("0").get(f"/meetings/{meeting.public_id}/minutes"), status=404)


def test_a_meeting_is_called_off_on_screen(screens: Screens) -> None:
    screens.tale.people_dossier(1)
    meeting = screens.tale.meeting("convened")
    pressed(screens.browser("council_secretary"), f"/meetings/{meeting.public_id}/cancel", reason="không đủ thành viên")
    assert screens.tale.status(meeting) == "cancelled"


def test_an_office_in_the_council_is_said_once(app: VinhDanhApp) -> None:
    said = [
        ("chair", "Chủ tịch Hội đồng", "Chủ tịch Hội đồng"),
        ("chair", "", "Chủ tịch Hội đồng"),
        ("chair", "Phó Chủ tịch UBMTTQ tỉnh", "Phó Chủ tịch UBMTTQ tỉnh, Chủ tịch Hội đồng"),
        ("member", "Chủ tịch Hội Nông dân tỉnh", "Chủ tịch Hội Nông dân tỉnh, Ủy viên Hội đồng"),
    ]
    with app.test_request_context():
        for seat, title, words in said:
            assert office_words(seat, title) == words
    with app.test_request_context(headers={"Cookie": "language=en"}):
        assert office_words("chair", "Chủ tịch Hội đồng") == "Chair of the council"
