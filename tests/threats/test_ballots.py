"""T06, T10, T12: one ballot per member however it is sent, no tally before closing, no change of the roster."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, text

from models.base.session import unit_of_work
from models.council.ballots import Ballot
from models.council.board import board_of
from models.council.meetings import Round
from models.council.words import SIGNS
from models.people.accounts import actor_of
from models.people.persons import Person
from models.schemes.words import BallotChoice
from tests.factories.council import AGREE, CODES, DISAGREE, JUNE
from tests.threats.conftest import Attacked
from tests.threats.digest import changed, digests
from tests.threats.test_access import guard
from tests.threats.visitors import Seen, Sheet, see, walk
from workflows import steps

VOTER = "member_5"  # whose ballot has not come yet
READERS = ("officer_a", "head_a", "appraiser", "secretariat_lead", "council_secretary", "standing_committee", "chair",
           "member_5", "unlisted_member", "administrator", "auditor")  # fmt: skip


def ballot_form(attacked: Attacked, name: str = VOTER) -> tuple[str, dict[str, str]]:
    """The ballot as the member's page offers it, with the same choice everywhere."""
    path = f"/rounds/{attacked.world.round}"
    page = see(attacked.client(name), path)
    sheet: Sheet = next(one for one in page.sheets() if one.action == path)
    sent = {box.name: box.value for box in sheet.boxes if box.type == "hidden"}
    sent |= {box.name: SIGNS[BallotChoice.AGREE] for box in sheet.boxes if box.type == "radio"}
    return path, sent


def ballots(attacked: Attacked) -> list[tuple[int, str]]:
    with unit_of_work(attacked.database, writing=False) as session:
        return [(row.person_id, row.receipt) for row in session.scalars(select(Ballot).order_by(Ballot.id))]


@pytest.mark.threat("T06")
def test_64_sends_of_one_ballot_leave_one(attacked: Attacked) -> None:
    """The same form 64 times at once, in browsers of their own: one row, the same answer to all."""
    path, sent = ballot_form(attacked)
    before = ballots(attacked)
    gate, answers = threading.Barrier(16), []

    def press() -> None:
        client = attacked.client(VOTER)
        own = {**sent, "csrf_token": guard(client)}
        gate.wait()
        for _ in range(4):
            answer = client.post(path, data=own)
            answers.append((answer.status_code, answer.headers.get("Location")))

    threads = [threading.Thread(target=press) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ballots(attacked)) == len(before) + 1
    assert len(answers) == 64
    assert set(answers) == {(303, path)}


@pytest.mark.threat("T06")
def test_a_lost_answer_is_given_again(attacked: Attacked) -> None:
    """The line breaks after the commit: the browser sends once more and reads the same receipt."""
    path, sent = ballot_form(attacked)
    first = attacked.client(VOTER)
    first.post(path, data={**sent, "csrf_token": guard(first)})
    [*_, (_person, receipt)] = ballots(attacked)
    second = attacked.client(VOTER)
    again = second.post(path, data={**sent, "csrf_token": guard(second)})
    assert (again.status_code, again.location) == (303, path)
    assert ballots(attacked)[-1][1] == receipt
    assert receipt in see(second, path).text


@pytest.mark.threat("T06")
def test_a_second_ballot_from_another_tab_is_refused(attacked: Attacked) -> None:
    path, sent = ballot_form(attacked)
    _path, other = ballot_form(attacked)
    client = attacked.client(VOTER)
    client.post(path, data={**sent, "csrf_token": guard(client)})
    before = digests(attacked.database)
    changes = {name: SIGNS[BallotChoice.DISAGREE] for name in other if name.startswith("choice-")}
    answer = client.post(path, data={**other, **changes, "csrf_token": guard(client)})
    assert answer.status_code == 409
    assert changed(attacked.database, before) == []


@pytest.mark.threat("T07")
def test_nobody_votes_for_anybody(attacked: Attacked) -> None:
    """Secretary, administrator, a member who is not on the roster send a member's ballot: nothing comes of it."""
    path, sent = ballot_form(attacked)
    before = digests(attacked.database)
    for name in ("council_secretary", "administrator", "unlisted_member", "officer_a", "standing_committee"):
        client = attacked.client(name)
        assert client.post(path, data={**sent, "csrf_token": guard(client)}).status_code in (403, 404), name
    assert changed(attacked.database, before) == []


@pytest.mark.threat("T10")
def test_two_worlds_that_differ_in_a_vote_look_the_same(another: Callable[[], Attacked], soak: bool) -> None:
    """One member agrees here and does not there: every page of everybody is the same until the round is closed."""
    worlds = [another(), another()]
    for attacked, choice in zip(worlds, (AGREE, DISAGREE), strict=True):
        _cast(attacked, VOTER, choice)
    kinds = 20 if soak else 1
    for name in READERS:
        starts = ("/", f"/meetings/{worlds[0].world.meetings['sitting']}", f"/rounds/{worlds[0].world.round}",
                  "/history", "/attempts", "/quotas", "/meetings")  # fmt: skip
        left, right = (walk(one.client(name), starts, of_a_kind=kinds) for one in worlds)
        assert left.pages.keys() == right.pages.keys(), name
        different = [
            path for path in left.pages if _same(left.pages[path], worlds[0]) != _same(right.pages[path], worlds[1])
        ]
        assert different == [], name


@pytest.mark.threat("T10")
def test_who_has_voted_is_not_to_be_seen(another: Callable[[], Attacked], soak: bool) -> None:
    """Another member votes there: all but these two see the same, the count included."""
    worlds = [another(), another()]
    for attacked, name in zip(worlds, ("member_5", "member_6"), strict=True):
        _cast(attacked, name, AGREE)
    kinds = 20 if soak else 1
    for name in ("chair", "council_secretary", "member_7", "auditor", "secretariat_lead", "administrator"):
        starts = (
            "/",
            f"/meetings/{worlds[0].world.meetings['sitting']}",
            f"/rounds/{worlds[0].world.round}",
            "/history",
        )
        left, right = (walk(one.client(name), starts, of_a_kind=kinds) for one in worlds)
        different = [
            path for path in left.pages if _same(left.pages[path], worlds[0]) != _same(right.pages[path], worlds[1])
        ]
        assert left.pages.keys() == right.pages.keys() and different == [], name


@pytest.mark.threat("T10")
def test_once_closed_the_two_worlds_differ(another: Callable[[], Attacked]) -> None:
    """The comparison can tell: after counting, the totals are not the same."""
    worlds = [another(), another()]
    for attacked, choice in zip(worlds, (AGREE, DISAGREE), strict=True):
        _cast(attacked, VOTER, choice)
        _act(attacked, "council_secretary", "close_round", {})
        _count(attacked)
    left, right = (see(one.client("chair"), f"/rounds/{one.world.round}") for one in worlds)
    assert left.status == right.status == 200
    assert _same(left, worlds[0]) != _same(right, worlds[1])


@pytest.mark.threat("T12")
def test_the_roster_stands_whatever_becomes_of_its_people(attacked: Attacked) -> None:
    """During the round one member loses the role, one is new: who was listed votes, who was not does not."""
    with unit_of_work(attacked.database) as session:
        gone = attacked.world.people["member_6"]
        session.execute(text("UPDATE vd_post SET to_on='2024-06-17' WHERE person_id="
                             "(SELECT id FROM vd_person WHERE public_id=:one)"), {"one": gone})  # fmt: skip
        total = session.execute(text("SELECT total_members FROM vd_meeting WHERE public_id=:one"),
                                {"one": attacked.world.meetings["sitting"]}).scalar_one()  # fmt: skip
    path, sent = ballot_form(attacked)
    client = attacked.client("unlisted_member")
    assert client.post(path, data={**sent, "csrf_token": guard(client)}).status_code in (403, 404)
    _act(attacked, "council_secretary", "close_round", {})
    with unit_of_work(attacked.database, writing=False) as session:
        row = session.execute(text("SELECT total_members FROM vd_meeting WHERE public_id=:one"),
                              {"one": attacked.world.meetings["sitting"]}).scalar_one()  # fmt: skip
        assert row == total == 9
    before = digests(attacked.database)
    client = attacked.client(VOTER)
    late = client.post(path, data={**sent, "csrf_token": guard(client)})
    assert late.status_code == 409
    assert changed(attacked.database, before) == []


def _cast(attacked: Attacked, name: str, choice: str) -> None:
    with unit_of_work(attacked.database, writing=False) as session:
        opened = session.scalars(select(Round).where(Round.public_id == attacked.world.round)).one()
        choices = {item.nomination.public_id: choice for item in opened.items}
    _act(attacked, name, "cast_ballot", {"choices": choices})


def _count(attacked: Attacked) -> None:
    """Two counters release their shares."""
    with unit_of_work(attacked.database, writing=False) as session:
        opened = session.scalars(select(Round).where(Round.public_id == attacked.world.round)).one()
        board = {one.person.public_id: one.number for one in board_of(session, opened.meeting)}
    known = {public_id: name for name, public_id in attacked.world.people.items()}
    for person, number in list(board.items())[:2]:
        _act(attacked, known[person], "release_share", {"code": CODES[number - 1]})


def _act(attacked: Attacked, name: str, act: str, answers: dict[str, object]) -> None:
    with unit_of_work(attacked.database) as session:
        person = session.scalars(select(Person).where(Person.public_id == attacked.world.people[name])).one()
        opened = session.scalars(select(Round).where(Round.public_id == attacked.world.round)).one()
        steps.act(session, actor_of(session, person, JUNE), JUNE, act, opened, answers, key=f"{name} {act}")


def _same(page: Seen, attacked: Attacked) -> str:
    """A page without what is random in every world: guards, keys, receipts."""
    found = page.bare()
    for _person, receipt in ballots(attacked):
        found = found.replace(receipt, "receipt")
    return found
