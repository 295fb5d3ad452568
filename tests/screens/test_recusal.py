"""Interests on screen: known to the secretary and the member, said by the member, not asked on the ballot, counted."""

from __future__ import annotations

import pytest

from models.base.session import Database
from models.nominations.nominations import Nomination
from tests.factories.council import AGREE, story
from tests.operations.test_recusal import ME, own
from tests.page import look, visit
from tests.screens.signed import form_of
from tests.screens.test_board import Screens
from tests.screens.test_meeting import SIGN, pressed, task_of
from webapp.frame.requests import VinhDanhApp


@pytest.fixture
def screens(app: VinhDanhApp, database: Database) -> Screens:
    return Screens(app, story(database))


@pytest.fixture
def mine(screens: Screens) -> Nomination:
    return own(screens.tale)


def test_from_what_is_known_to_the_minutes(screens: Screens, mine: Nomination) -> None:
    tale, secretary, chair = screens.tale, screens.browser("council_secretary"), screens.browser("0")
    [other] = tale.nominations(tale.people_dossier(1))
    meeting = tale.meeting("convened")
    room, me, colleague = f"/meetings/{meeting.public_id}", screens.browser(str(ME)), screens.browser("5")
    freeze = visit(secretary, f"/tasks/{task_of(tale, meeting, 'freeze_roster')}").text
    assert "Liên quan đến đề nghị" in freeze and "là người được đề nghị" in freeze
    assert "là người được đề nghị" in visit(me, room).text and "Có thể liên quan" not in visit(colleague, room).text
    assert visit(colleague, f"/nominations/{other.public_id}").status == 200  # read before the session
    door = visit(colleague, room).links()["Báo không biểu quyết một đề nghị …"]
    empty = look(colleague.post(door, data=form_of(visit(colleague, door))), status=422)
    assert "Hãy chọn một đề nghị." in empty.text
    pressed(colleague, f"{door}?nomination={other.public_id}", note="anh em họ")
    again = look(
        colleague.post(door, data={**form_of(visit(colleague, door)), "nomination": other.public_id}), status=422
    )
    assert "Đã ghi là ông/bà không biểu quyết" in again.text
    for reader in (me, chair, secretary):
        told = visit(reader, room).text
        assert "Không biểu quyết" in told and "tự khai có liên quan" in told
    tale.step(tale.actors["council_secretary"], "freeze_roster", meeting, tale.attendance())
    opened = tale.open_round(meeting)
    address = f"/rounds/{opened.public_id}"
    asked = visit(me, address)
    assert f"choice-{mine.public_id}" not in asked.html and f"choice-{other.public_id}" in asked.html
    assert "Không hỏi vì ông/bà không biểu quyết" in asked.text
    assert "Cần 7 phiếu đồng ý trên cơ sở 8 thành viên (1 không biểu quyết)" in asked.text
    forged = {**form_of(asked), f"choice-{other.public_id}": SIGN, f"choice-{mine.public_id}": SIGN}
    assert me.post(address, data=forged).status_code == 400
    late = visit(chair, room).links()["Báo không biểu quyết một đề nghị …"]
    too_late = chair.post(late, data={**form_of(visit(chair, late)), "nomination": mine.public_id})
    assert "phải báo trước khi mở lượt" in look(too_late, status=409).text
    pressed(me, address, **{f"choice-{other.public_id}": SIGN})
    pressed(colleague, address, **{f"choice-{mine.public_id}": SIGN})
    for place in (0, 1, 2, 4, 6, 7):
        tale.cast(tale.council[place], opened, {mine.public_id: AGREE, other.public_id: AGREE})
    pressed(secretary, f"{address}/close")
    for counter in tale.counters[:2]:
        tale.release(counter, opened)
    result = visit(chair, address).text
    assert "88% (7/8)" in result and "trên cơ sở 8 thành viên (1 không biểu quyết)" in result
    assert "trên cơ sở 8 thành viên (1 không biểu quyết)" in visit(chair, room).text
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    adopt = f"/tasks/{task_of(tale, meeting, 'adopt_results')}"
    assert "trên cơ sở 8 thành viên (1 không biểu quyết)" in visit(chair, adopt).text
    pressed(chair, adopt, outcome="adopted")
    pressed(secretary, f"/tasks/{task_of(tale, meeting, 'write_minutes')}", discussion="Không có ý kiến.")
    record = visit(chair, f"{room}/minutes").text
    assert "Không biểu quyết vì có liên quan" in record and "(tự khai có liên quan)" in record
    assert "trên cơ sở 8 thành viên (1 không biểu quyết)" in record


def test_who_is_asked_nothing_is_told_so(screens: Screens, mine: Nomination) -> None:
    tale, me = screens.tale, screens.browser(str(ME))
    meeting = tale.meeting()
    opened = tale.open_round(meeting)
    assert "Lượt này không có đề nghị nào" in visit(me, f"/rounds/{opened.public_id}").text
    assert f"/rounds/{opened.public_id}" not in visit(me, f"/meetings/{meeting.public_id}").links().values()


def test_only_members_say_so_and_only_while_it_matters(screens: Screens, mine: Nomination) -> None:
    tale = screens.tale
    meeting = tale.meeting("convened")
    door = f"/meetings/{meeting.public_id}/recuse"
    look(screens.browser("council_secretary").get(door), status=403)
    assert "Báo không biểu quyết" not in visit(screens.browser("auditor"), f"/meetings/{meeting.public_id}").text
    tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": "hoãn"})
    look(screens.browser(str(ME)).get(door), status=404)
    assert screens.browser("0").get(door).status_code == 303


def test_a_member_finds_the_convened_meeting_and_its_papers_and_no_other(screens: Screens, mine: Nomination) -> None:
    """Before the session: on the first page, in the list, with the dossiers of the agenda; not what is only planned."""
    tale, member = screens.tale, screens.browser("5")
    meeting = tale.meeting("planned")
    room, dossier = f"/meetings/{meeting.public_id}", f"/dossiers/{mine.dossier.public_id}"
    for path in (room, dossier):
        look(member.get(path), status=404)
    tale.step(tale.actors["council_secretary"], "prepare_meeting", meeting)
    for path in ("/", "/meetings", "/dossiers"):
        assert (dossier if path == "/dossiers" else room) in visit(member, path).links().values(), path
    visit(member, room)
    visit(member, dossier)
    look(screens.browser("administrator").get(room), status=404)
    tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": "hoãn"})
    look(member.get(dossier), status=404)
