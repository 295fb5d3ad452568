"""No dead ends on screen: a tie because somebody is set aside, and a meeting that only tells."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from models.base.session import Database
from models.council.meetings import Meeting
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from tests.factories.council import LOCAL, story
from tests.page import HTML, Visited, look, visit
from tests.screens.signed import form_of
from tests.screens.test_board import Screens
from tests.screens.test_meeting import opened_with_all, pressed, tale_meeting, task_of
from webapp.frame.requests import VinhDanhApp

WHY = "theo kết quả phiếu"


@pytest.fixture
def screens(app: VinhDanhApp, database: Database) -> Screens:
    return Screens(app, story(database))


@pytest.fixture
def double(screens: Screens) -> tuple[Meeting, Dossier, list[Nomination]]:
    """Two places; the first of four passes for another award as well, the third and fourth have equal votes."""
    tale = screens.tale
    tale.set_limit(LOCAL, 2)
    person = ("Phạm Thị Đôi", "gia-nghia")
    own = tale.dossier("vi3", "gia-nghia", [person, *((f"Người Mẫu {one}", "gia-nghia") for one in "BCD")])
    [there] = tale.nominations(tale.dossier("vi1", "gia-nghia", [person]))
    four = tale.nominations(own)
    votes = dict(zip((*four, there), (9, 9, 8, 8, 9), strict=True))
    return tale.deliberated({one.public_id: agree for one, agree in votes.items()}), own, four


Double = tuple[Meeting, Dossier, list[Nomination]]


def ticked(page: Visited) -> list[str]:
    return [
        box.get("value")
        for box in page.tree.iter(HTML + "input")
        if box.get("name") == "set_aside" and box.get("checked") is not None
    ]


def test_a_tie_because_somebody_is_set_aside_is_seen_beforehand_and_decided(screens: Screens, double: Double) -> None:
    meeting, own, (first, second, third, fourth) = double
    tale, chair = screens.tale, screens.browser("0")
    adopt = f"/tasks/{task_of(tale, meeting, 'adopt_results')}"
    form = {**form_of(visit(chair, adopt)), "reason": WHY, "set_aside": first.public_id}
    seen = look(chair.post(adopt, data={**form, "preview": "y"}))
    assert "Kết quả khi để lại: Phạm Thị Đôi" in seen.text and ticked(seen) == [first.public_id]
    assert seen.fields()["reason"] == WHY and tale.status(meeting) == "deliberated"
    tie = next(url for url in seen.links().values() if "/ties/" in url)
    assert parse_qs(urlsplit(tie).query) == {"set_aside": [first.public_id]}
    look(chair.get(urlsplit(tie).path), status=404)  # nobody ties while nobody is set aside
    ranks = {f"rank-{third.public_id}": "2", f"rank-{fourth.public_id}": "1", "reason": "trực tiếp ở cơ sở"}
    order = {**form_of(visit(chair, tie)), **ranks}
    back = chair.post(urlsplit(tie).path, data=order)
    assert back.status_code == 303 and back.headers["Location"].endswith(f"{adopt}?set_aside={first.public_id}")
    assert chair.post(urlsplit(tie).path, data=order).status_code == 303  # pressed twice: the same order
    again = visit(chair, back.headers["Location"])
    assert "trực tiếp ở cơ sở" in again.text and ticked(again) == [first.public_id]
    assert again.links()["Xếp lại thứ tự"] == tie and second.nominee.name in again.text
    pressed(chair, back.headers["Location"], outcome="adopted", reason=WHY)
    assert tale.states(own) == ["not_adopted", "adopted", "reserve", "adopted"]
    agenda = visit(chair, f"/meetings/{meeting.public_id}").text  # the reserve is no longer too many
    assert "2 trên 2 suất (2 đã có suất, 0 đưa ra bỏ phiếu)" in agenda and "bớt" not in agenda


def test_the_order_can_be_given_anew(screens: Screens, double: Double) -> None:
    meeting, own, (first, _second, third, fourth) = double
    tale, chair = screens.tale, screens.browser("0")
    adopt = f"/tasks/{task_of(tale, meeting, 'adopt_results')}?set_aside={first.public_id}"
    tie = next(url for url in visit(chair, adopt).links().values() if "/ties/" in url)
    for one, other in ((third, fourth), (fourth, third)):
        pressed(chair, tie, **{f"rank-{one.public_id}": "1", f"rank-{other.public_id}": "2", "reason": WHY})
    pressed(chair, adopt, outcome="adopted", reason=WHY)
    assert tale.states(own) == ["not_adopted", "adopted", "reserve", "adopted"]


def test_the_verb_refuses_a_choice_that_the_page_was_made_to_send(screens: Screens, double: Double) -> None:
    """The second has a place of its own: left out by hand in the address, it makes nobody's tie the chair's."""
    meeting, own, (first, second, third, fourth) = double
    chair = screens.browser("0")
    adopt = f"/tasks/{task_of(screens.tale, meeting, 'adopt_results')}?set_aside={first.public_id}"
    tie = next(url for url in visit(chair, adopt).links().values() if "/ties/" in url)
    forged = f"{urlsplit(tie).path}?set_aside={second.public_id}"
    typed = {f"rank-{third.public_id}": "1", f"rank-{fourth.public_id}": "2", "reason": WHY}
    refused = look(chair.post(urlsplit(tie).path, data={**form_of(visit(chair, forged)), **typed}), status=422)
    assert f"{second.nominee.name} đủ điều kiện thông qua: số phiếu quyết định" in refused.text
    assert screens.tale.states(own) == ["eligible"] * 4


def test_a_meeting_that_only_tells_says_so_on_every_page(screens: Screens) -> None:
    tale = screens.tale
    told = tale.dossier("vi3", "cu-jut", [("Lê Văn Thiếu", "cu-jut")], "ineligible")  # type: ignore[arg-type]
    secretary, chair = screens.browser("council_secretary"), screens.browser("0")
    day = {"sits_on-day": "18", "sits_on-month": "6", "sits_on-year": "2024"}
    agenda = pressed(secretary, "/meetings/new", title="Phiên họp báo cáo", **day)
    assert "họp chỉ để báo cáo" in visit(secretary, agenda).text
    room, meeting = pressed(secretary, agenda), tale_meeting(tale)
    prepare = f"/tasks/{task_of(tale, meeting, 'prepare_meeting')}"
    assert "không cần lượt bỏ phiếu" in visit(secretary, prepare).text
    pressed(secretary, prepare)
    opened_with_all(secretary, f"/tasks/{task_of(tale, meeting, 'freeze_roster')}")
    hold = visit(secretary, room).links()["Chuyển Chủ tịch Hội đồng"]
    shown = visit(secretary, hold)
    assert "không cần lượt bỏ phiếu" in shown.text and "Lê Văn Thiếu" in shown.text
    pressed(secretary, hold)
    adopt = f"/tasks/{task_of(tale, meeting, 'adopt_results')}"
    shown = visit(chair, adopt)
    assert "không thông qua đề nghị nào" in shown.text and "thiếu thời gian công tác" in shown.text
    pressed(chair, adopt, outcome="adopted")
    tale.tick()
    assert tale.status(told) == "closed"
    pressed(secretary, f"/tasks/{task_of(tale, meeting, 'write_minutes')}", discussion="Không có ý kiến.", copies="2")
    record = visit(chair, f"{room}/minutes")
    assert "Không mở lượt bỏ phiếu" in record.text and "Lê Văn Thiếu" in record.text


def test_the_vote_that_failed_is_told_in_the_language_of_the_reader(screens: Screens) -> None:
    tale, clerk = screens.tale, screens.browser("records_clerk")
    own = tale.people_dossier(2)
    best, last = tale.nominations(own)
    meeting = tale.adopted({best.public_id: 9, last.public_id: 3})
    decision = tale.decision(meeting)
    tale.decide(decision)
    tale.issue(decision)
    tale.tick()
    letter = next(url for url in visit(clerk, "/letters").links().values() if url.startswith("/letters/"))
    for path in (f"/dossiers/{own.public_id}", f"/nominations/{last.public_id}", letter):
        told = visit(clerk, path).text
        assert "The council's vote" not in told and "Số phiếu đồng ý không đạt ngưỡng" in told, path
