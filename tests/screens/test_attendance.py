"""Attendance on screen: asked at opening, changed during the meeting, told to members and in the minutes."""

from __future__ import annotations

import re

import pytest

from models.base.session import Database, unit_of_work
from models.council.ballots import Ballot
from models.council.meetings import Meeting, RosterMember
from models.nominations.nominations import Nomination
from tests.factories.council import story
from tests.page import look, visit
from tests.screens.signed import form_of
from tests.screens.test_board import Screens
from tests.screens.test_meeting import SIGN, opened_with_all, pressed, seen, task_of
from webapp.frame.requests import VinhDanhApp


@pytest.fixture
def screens(app: VinhDanhApp, database: Database) -> Screens:
    return Screens(app, story(database))


@pytest.fixture
def one(screens: Screens) -> Nomination:
    [nomination] = screens.tale.nominations(screens.tale.people_dossier(1))
    return nomination


def on_roster(screens: Screens, meeting: Meeting, place: int) -> RosterMember:
    person_id = screens.tale.council[place].person_id
    with unit_of_work(screens.tale.database, writing=False) as session:
        return session.query(RosterMember).filter_by(meeting_id=meeting.id, person_id=person_id).one()


def test_opening_asks_for_everybody_and_refuses_without_quorum(screens: Screens, one: Nomination) -> None:
    tale, secretary = screens.tale, screens.browser("council_secretary")
    meeting = tale.meeting("planned")
    before = visit(secretary, f"/tasks/{task_of(tale, meeting, 'prepare_meeting')}").text
    assert "9 thành viên, 80%: cần 8 phiếu đồng ý" in before and "ít nhất 6/9 thành viên" in before
    pressed(secretary, f"/tasks/{task_of(tale, meeting, 'prepare_meeting')}")
    address = f"/tasks/{task_of(tale, meeting, 'freeze_roster')}"
    page = visit(secretary, address)
    keys = [member.public_id for member in tale.council]
    assert "checked" not in page.html
    form = form_of(page)
    half = look(secretary.post(address, data={**form, f"state-{keys[0]}": "present"}), status=422)
    assert half.text.count("hãy chọn có mặt hay vắng mặt") >= 8 and half.fields()[f"state-{keys[0]}"] == "present"
    states = {f"state-{key}": "present" if number < 5 else "absent" for number, key in enumerate(keys)}
    reasons = {f"reason-{key}": "đi công tác" for key in keys[5:]}
    few = look(secretary.post(address, data={**form, **states, **reasons}), status=422)
    assert "Cần ít nhất 6 trên 9 thành viên có mặt; hiện có 5." in few.text
    assert few.fields()[f"reason-{keys[8]}"] == "đi công tác"  # what was typed is still there
    late = {f"state-{keys[7]}": "written", f"state-{keys[8]}": "absent", f"reason-{keys[8]}": "đi công tác"}
    opened_with_all(secretary, address, **late)
    room = visit(screens.browser("3"), f"/meetings/{meeting.public_id}").text
    assert "Có mặt: 7/9 thành viên" in room and "đi công tác" in room
    assert "vắng mặt, có ý kiến bằng văn bản" in room.lower()


def test_somebody_comes_and_somebody_leaves(screens: Screens, one: Nomination) -> None:
    tale, secretary, chair = screens.tale, screens.browser("council_secretary"), screens.browser("0")
    meeting = tale.meeting(away={8: "absent"})
    room = f"/meetings/{meeting.public_id}"
    door = visit(secretary, room).links()["Ghi người đến, người về …"]
    assert "Ghi người đến, người về …" not in visit(chair, room).links()
    look(chair.get(door), status=403)
    opened = tale.open_round(meeting)
    absent = screens.browser("8")
    for path in (room, f"/rounds/{opened.public_id}"):
        assert "đang được ghi là vắng mặt" in visit(absent, path).text
    assert "phiếu đã niêm phong trước đó vẫn nằm trong hòm" in visit(secretary, door).text
    empty = look(secretary.post(door, data=form_of(visit(secretary, door))), status=422)
    assert "Hãy chọn một thành viên" in empty.text
    late = on_roster(screens, meeting, 8)
    pressed(secretary, f"{door}?member={late.public_id}", state="present")
    assert "đang được ghi là vắng mặt" not in visit(absent, room).text
    pressed(absent, f"/rounds/{opened.public_id}", **{f"choice-{one.public_id}": SIGN})
    pressed(secretary, door, member=late.public_id, state="absent", reason="việc gấp")
    told = visit(chair, room).text
    assert re.search(r"có mặt từ lúc \d+:\d\d", told) and re.search(r"ra về lúc \d+:\d\d", told) and "việc gấp" in told
    left = visit(absent, f"/rounds/{opened.public_id}").text
    assert "đã niêm phong" in left  # the own receipt stays to be read


@pytest.mark.threat("T10")
def test_a_departure_tells_nobody_whether_a_ballot_lies_there(screens: Screens, one: Nomination) -> None:
    """The seventh or the eighth has voted, both leave: every page of everybody else is the same to the byte."""
    tale, worlds = screens.tale, []
    meeting = tale.meeting()
    opened = tale.open_round(meeting)
    readers = {name: screens.browser(name) for name in ("council_secretary", "auditor", "0", "5")}
    for place in (7, 8):
        tale.mark(meeting, place, "absent", "việc gấp")
    for place in (7, 8):
        with unit_of_work(tale.database) as session:
            session.connection().exec_driver_sql("DELETE FROM vd_ballot")
            person_id = tale.council[place].person_id
            session.add(Ballot(round_id=opened.id, person_id=person_id, sealed=b"x", receipt="receipt", key="key"))
        worlds.append({
            (name, path): seen(client, path)
            for name, client in readers.items()
            for path in (f"/meetings/{meeting.public_id}", f"/meetings/{meeting.public_id}/attendance",
                         f"/rounds/{opened.public_id}", f"/rounds/{opened.public_id}/close", "/")
        })  # fmt: skip
    assert worlds[0] == worlds[1]
    assert worlds[0]["council_secretary", f"/meetings/{meeting.public_id}/attendance"][0] == 200


def test_without_quorum_the_pages_say_what_is_missing(screens: Screens, one: Nomination) -> None:
    tale, secretary, chair = screens.tale, screens.browser("council_secretary"), screens.browser("0")
    meeting = tale.meeting(away={7: "absent", 8: "absent"})
    for place in (5, 6):
        tale.mark(meeting, place, "absent")
    rounds = f"/meetings/{meeting.public_id}/rounds"
    shown = visit(secretary, rounds)
    assert "Không đủ số thành viên có mặt" in shown.text
    refused = secretary.post(rounds, data={**form_of(shown), "nominations": [one.public_id]})
    assert "Cần ít nhất 6 trên 9 thành viên có mặt; hiện có 5." in look(refused, status=422).text
    tale.mark(meeting, 5, "present")
    opened = tale.open_round(meeting)
    tale.vote(opened, {one.public_id: 6}, 6)
    tale.close(opened)
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    tale.mark(meeting, 5, "absent")
    adopt = f"/tasks/{task_of(tale, meeting, 'adopt_results')}"
    shown = visit(chair, adopt)
    assert "Cần ít nhất 6 trên 9 thành viên có mặt; hiện có 5." in shown.text
    again = chair.post(adopt, data={**form_of(shown), "outcome": "adopted", "reason": "x"})
    assert "hiện có 5" in look(again, status=422).text
    tale.mark(meeting, 5, "present")
    pressed(chair, adopt, outcome="adopted")
    pressed(secretary, f"/tasks/{task_of(tale, meeting, 'write_minutes')}", discussion="Không có ý kiến.")
    record = visit(chair, f"/meetings/{meeting.public_id}/minutes").text
    assert "Có mặt khi khai mạc: 7/9 thành viên; cần ít nhất 6." in record and "Vắng mặt khi khai mạc" in record
    assert f"{on_roster(screens, meeting, 8).name}: vắng mặt" in record
    assert re.search(re.escape(on_roster(screens, meeting, 5).name) + r": ra về lúc \d+:\d\d", record)
    assert "Có mặt khi thông qua kết quả6/9 thành viên" in record
