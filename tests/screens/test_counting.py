"""The counting board on screen: appointed, codes shown once, shares released by code, receipts to be found."""

from __future__ import annotations

import re

import pytest

from models.base.session import Database, unit_of_work
from models.council.board import Counter, board_of
from models.council.meetings import Meeting, Round
from models.council.words import SIGNS
from models.nominations.nominations import Nomination
from models.people.throttling import PER_ACCOUNT
from models.people.words import InstallationKind
from models.process.installation import installation
from tests.factories.council import AGREE, BLANK, CODES, DISAGREE, story
from tests.page import look, visit
from tests.screens.signed import form_of
from tests.screens.test_board import Screens
from tests.screens.test_meeting import pressed
from webapp.frame.requests import VinhDanhApp

BOARD = ("1", "2", "appraiser")  # browsers of the factory's counters


@pytest.fixture
def screens(app: VinhDanhApp, database: Database) -> Screens:
    return Screens(app, story(database))


@pytest.fixture
def one(screens: Screens) -> Nomination:
    return screens.tale.nominations(screens.tale.people_dossier(1))[0]


def place(screens: Screens, meeting_id: int, number: int) -> Counter:
    with unit_of_work(screens.tale.database, writing=False) as session:
        board = board_of(session, session.get_one(Meeting, meeting_id))
    return next(row for row in board if row.person_id == screens.tale.counters[number].person_id)


def office(screens: Screens) -> None:
    with unit_of_work(screens.tale.database) as session:
        installation(session).kind = InstallationKind.OFFICE


def test_the_board_is_appointed_and_each_takes_a_code_of_their_own(screens: Screens, one: Nomination) -> None:
    office(screens)
    tale, meeting = screens.tale, screens.tale.meeting()
    room, secretary = f"/meetings/{meeting.public_id}", screens.browser("council_secretary")
    assert "Lập Ban kiểm phiếu" in visit(secretary, room).text
    empty = secretary.post(
        f"{room}/rounds", data=form_of(visit(secretary, f"{room}/rounds")) | {"nominations": one.public_id}
    )
    assert "Hãy lập Ban kiểm phiếu trước" in look(empty, status=422).text
    page = visit(secretary, f"{room}/board")
    assert tale.actors["council_secretary"].name not in page.text
    refused = secretary.post(f"{room}/board", data=form_of(page))
    assert "Hãy chọn thành viên Ban kiểm phiếu" in look(refused, status=422).text
    pressed(secretary, f"{room}/board", people=[one.public_id for one in tale.counters])  # type: ignore[arg-type]
    codes = []
    for number, name in enumerate(BOARD):
        client, own = screens.browser(name), f"/counters/{place(screens, meeting.id, number).public_id}"
        assert "mã kiểm phiếu của ông/bà" in visit(client, "/").text
        assert own in visit(client, room).links().values()
        look(screens.browser("council_secretary").get(own), status=404)
        answer = look(client.post(own, data=form_of(visit(client, own))))
        [code] = re.findall(r'summary-list__value">([^<]+)<', answer.html)
        assert re.fullmatch(r"[2-9a-hjkmnp-z]{5}(-[2-9a-hjkmnp-z]{5}){2}", code)
        codes.append(code)
        assert "no-store" in answer.headers["Cache-Control"]
        assert code not in visit(client, own).html and "Ông/bà đã nhận mã" in visit(client, own).text
    assert len(set(codes)) == 3
    pressed(secretary, f"{room}/rounds", nominations=one.public_id)


def test_a_demo_shows_the_code_again_and_says_that_only_a_demo_does(screens: Screens, one: Nomination) -> None:
    tale, meeting = screens.tale, screens.tale.meeting()
    secretary = tale.actors["council_secretary"]
    tale.act(secretary, "appoint_board", meeting, {"people": [one.public_id for one in tale.counters]})
    code = str(tale.act(tale.counters[0], "take_code", place(screens, meeting.id, 0))["code"])
    client, own = screens.browser(BOARD[0]), f"/counters/{place(screens, meeting.id, 0).public_id}"
    assert code in visit(client, own).text and "Chỉ có ở bản dùng thử này" in visit(client, own).text
    office(screens)
    assert code not in visit(client, own).html


def closed(screens: Screens, one: Nomination) -> tuple[Round, list[str]]:
    """A closed round, and its receipts in the order of voting."""
    tale = screens.tale
    opened = tale.open_round(tale.meeting())
    ways = (AGREE,) * 7 + (DISAGREE, BLANK)
    pairs = zip(tale.council, ways, strict=True)
    receipts = [str(tale.cast(member, opened, {one.public_id: way})["receipt"]) for member, way in pairs]
    tale.close(opened, by=0)
    return opened, receipts


def test_two_codes_open_the_round_and_a_member_finds_the_receipt(screens: Screens, one: Nomination) -> None:
    opened, receipts = closed(screens, one)
    address, count = f"/rounds/{opened.public_id}", f"/rounds/{opened.public_id}/count"
    assert receipts[8] in visit(screens.browser("8"), address).text  # still to be seen by its voter
    assert "Đã có 0 trên 2" in visit(screens.browser("council_secretary"), address).text
    look(screens.browser("council_secretary").get(count), status=403)
    for number, name in ((0, "1"), (2, "appraiser")):
        client, mine = screens.browser(name), place(screens, opened.meeting_id, number)
        assert "mảnh khóa của ông/bà cho lượt 1" in visit(client, "/").text
        form = form_of(visit(client, count))
        wrong = look(client.post(count, data={**form, "code": CODES[mine.number % 3]}), status=422)
        assert "không phải mã kiểm phiếu" in wrong.text
        pressed(client, count, code=CODES[mine.number - 1].upper().replace("-", " "))
    shown = visit(screens.browser("8"), address)
    assert [shown.text.count(receipt) for receipt in receipts] == [1] * 9
    assert re.findall(r'<li class="vd-code">([^<]+)', shown.html) == sorted(receipts)
    found = visit(screens.browser("8"), f"{address}?receipt={receipts[8].upper()}")
    assert f"{receipts[8]} của ông/bà nằm trong danh sách" in found.text
    missing = visit(screens.browser("8"), f"{address}?receipt={'a' * 16}")
    assert "không có trong danh sách" in missing.text
    assert screens.browser("2").get(count).status_code == 303  # nothing is left to be released


def test_guessing_a_code_is_stopped_as_guessing_a_password_is(screens: Screens, one: Nomination) -> None:
    opened, _receipts = closed(screens, one)
    count, client = f"/rounds/{opened.public_id}/count", screens.browser("1")
    form = form_of(visit(client, count))
    answers = [client.post(count, data={**form, "code": f"aaaaa-bbbbb-ddd{sign * 2}"}) for sign in "efghjkm"]
    assert [one.status_code for one in answers] == [422] * PER_ACCOUNT + [429] * (len(answers) - PER_ACCOUNT)
    mine = place(screens, opened.meeting_id, 0)
    assert client.post(count, data={**form, "code": CODES[mine.number - 1]}).status_code == 429  # the right one as well
    pressed(screens.browser("2"), count, code=CODES[place(screens, opened.meeting_id, 1).number - 1])  # others go on


def test_a_round_that_cannot_be_opened_is_void_on_screen(screens: Screens, one: Nomination) -> None:
    opened, _receipts = closed(screens, one)
    secretary, address = screens.browser("council_secretary"), f"/rounds/{opened.public_id}"
    assert f"{address}/void" in visit(secretary, address).links().values()
    look(screens.browser("0").get(f"{address}/void"), status=403)
    refused = secretary.post(f"{address}/void", data=form_of(visit(secretary, f"{address}/void")))
    look(refused, status=422)
    room = pressed(secretary, f"{address}/void", reason="hai thành viên mất mã")
    assert "không đủ người mở được phiếu" in visit(secretary, room).text
    assert "Lượt 1 đã bị hủy" in visit(screens.browser("4"), address).text
    assert screens.browser("1").get(f"{address}/count").status_code == 303


def test_whatever_is_chosen_everything_sent_has_one_length(screens: Screens, one: Nomination) -> None:
    tale = screens.tale
    opened, lengths, values = tale.open_round(tale.meeting()), set(), set()
    address = f"/rounds/{opened.public_id}"
    for number, choice in enumerate((AGREE, DISAGREE, BLANK)):
        client = screens.browser(str(number))
        page = visit(client, address)
        values |= {len(box.get("value")) for box in page.all("input") if box.get("type") == "radio"}
        form = {**form_of(page), f"choice-{one.public_id}": SIGNS[choice]}  # type: ignore[index]
        answer = client.post(address, data=form)
        sent = "&".join(f"{name}={value}" for name, value in form.items())
        lengths.add((len(sent), answer.status_code, len(answer.get_data()), len(str(answer.headers["Location"]))))
    assert values == {1} and len(lengths) == 1
