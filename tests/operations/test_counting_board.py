"""The counting board: who may be on it, codes that are kept nowhere, k of n open a round, one transaction counts it."""

from __future__ import annotations

import threading
from itertools import combinations

import pytest
from sqlalchemy import func, select

from models.base.finding import Conflict, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.council.ballots import Ballot
from models.council.board import Counter, KeyShare, Release, board_of, could_count, receipts_digest, shown_code
from models.council.meetings import Meeting, Round
from models.nominations.nominations import Nomination
from models.people.words import InstallationKind
from models.process.cases import Case
from models.process.history import Answered, Event
from models.process.installation import installation
from tests.factories.council import AGREE, CODES, DISAGREE, Story, story
from workflows.runs.checks import ballots


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


@pytest.fixture
def one(tale: Story) -> Nomination:
    return tale.nominations(tale.people_dossier(1))[0]


@pytest.fixture
def meeting(tale: Story, one: Nomination) -> Meeting:
    return tale.meeting()


def board(tale: Story, meeting: Meeting) -> list[Counter]:
    with unit_of_work(tale.database, writing=False) as session:
        return board_of(session, session.get_one(Meeting, meeting.id))


def closed(tale: Story, meeting: Meeting, one: Nomination) -> Round:
    opened = tale.open_round(meeting)
    for number, member in enumerate(tale.council):
        tale.cast(member, opened, {one.public_id: AGREE if number < 8 else DISAGREE})
    tale.close(opened, by=0)
    return opened


def row(tale: Story, opened: Round) -> Round:
    with unit_of_work(tale.database, writing=False) as session:
        found = session.get_one(Round, opened.id)
        assert found.items
        return found


def count(tale: Story, table: type) -> int:
    with unit_of_work(tale.database, writing=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def taken(tale: Story, number: int, form: str = "") -> str:
    """The code that the counter in this place takes."""
    counter = board(tale, _meeting(tale))[number]
    who = next(one for one in tale.counters if one.person_id == counter.person_id)
    return str(tale.act(who, "take_code", counter, form=form)["code"])


def _meeting(tale: Story) -> Meeting:
    with unit_of_work(tale.database, writing=False) as session:
        return session.scalars(select(Meeting)).one()


def appoint(tale: Story, meeting: Meeting, *people: str) -> None:
    tale.act(tale.actors["council_secretary"], "appoint_board", meeting, {"people": list(people)})


def test_neither_the_secretary_nor_the_administrator_counts(tale: Story, meeting: Meeting) -> None:
    with unit_of_work(tale.database, writing=False) as session:
        offered = {one.id for one in could_count(session, session.get_one(Meeting, meeting.id), tale.now.date())}
    for name in ("council_secretary", "administrator", "auditor", "standing_committee"):
        assert tale.actors[name].person_id not in offered
        with pytest.raises(RuleBroken) as refused:
            appoint(tale, meeting, tale.actors[name].public_id, *(one.public_id for one in tale.council[:2]))
        assert refused.value.findings[0].code == "board_not_eligible"
    assert {one.person_id for one in (*tale.council, tale.actors["records_clerk"])} <= offered


def test_the_board_has_as_many_members_as_the_scheme_says(tale: Story, meeting: Meeting) -> None:
    ids = [one.public_id for one in tale.council]
    for wrong in ([], ids[:2], ids[:4]):
        with pytest.raises(RuleBroken) as refused:
            appoint(tale, meeting, *wrong)
        assert refused.value.findings[0].code == "board_number"
    with pytest.raises(Forbidden):
        tale.act(tale.chair, "appoint_board", meeting, {"people": ids[:3]})


def test_a_round_opens_only_for_a_whole_board(tale: Story, meeting: Meeting, one: Nomination) -> None:
    def refusal() -> str:
        with pytest.raises(RuleBroken) as refused:
            wanted = {"nominations": [one.public_id]}
            tale.act(tale.actors["council_secretary"], "open_round", meeting, wanted)
        return refused.value.findings[0].code

    assert refusal() == "no_board"
    appoint(tale, meeting, *(one.public_id for one in tale.counters))
    for number in range(3):
        assert refusal() == "board_open"
        taken(tale, number)
    assert tale.open_round(meeting).counters_needed == 2


def test_a_code_is_made_by_the_server_and_opens_only_its_own_place(tale: Story, meeting: Meeting) -> None:
    """In an office: nothing that is stored gives it again, and nobody takes another's."""
    with unit_of_work(tale.database) as session:
        installation(session).kind = InstallationKind.OFFICE
    appoint(tale, meeting, *(one.public_id for one in tale.counters))
    codes = [taken(tale, number, f"form {number}") for number in range(3)]
    assert len(set(codes)) == 3 and all(len(one.replace("-", "")) == 15 for one in codes)
    assert taken(tale, 0, "form 0") == codes[0]  # the line broke, the same form comes again
    with unit_of_work(tale.database, writing=False) as session:
        for counter in board_of(session, meeting):
            assert shown_code(session.info["key"], counter, InstallationKind.OFFICE) == ""
        answers = str([one.result for one in session.scalars(select(Answered))])
        events = str([(one.after, one.before) for one in session.scalars(select(Event))])
        assert not any(code in answers + events for code in codes)
    for stranger in (tale.actors["council_secretary"], tale.chair, tale.actors["administrator"]):
        with pytest.raises(Forbidden):
            tale.act(stranger, "take_code", board(tale, meeting)[0])


def test_a_demo_shows_the_code_again(tale: Story, meeting: Meeting) -> None:
    appoint(tale, meeting, *(one.public_id for one in tale.counters))
    code = taken(tale, 1)
    with unit_of_work(tale.database, writing=False) as session:
        key = session.info["key"]
    assert shown_code(key, board(tale, meeting)[1], InstallationKind.DEMO) == code
    assert taken(tale, 1) != code and shown_code(key, board(tale, meeting)[1], InstallationKind.DEMO) != code


def test_a_code_taken_again_replaces_the_one_before(tale: Story, meeting: Meeting, one: Nomination) -> None:
    appoint(tale, meeting, *(one.public_id for one in tale.counters))
    old = taken(tale, 0)
    codes = [taken(tale, number) for number in range(3)]
    opened = closed(tale, meeting, one)
    first = next(who for who in tale.counters if who.person_id == board(tale, meeting)[0].person_id)
    with pytest.raises(RuleBroken):
        tale.release(first, opened, old)
    tale.release(first, opened, codes[0])


def test_who_stays_on_the_board_keeps_the_code(tale: Story, meeting: Meeting) -> None:
    tale.board(meeting)
    before: dict[int | None, bytes | None] = {one.person_id: one.public_key for one in board(tale, meeting)}
    stay = tale.counters[:2]
    appoint(tale, meeting, *(one.public_id for one in stay), tale.actors["records_clerk"].public_id)
    after = board(tale, meeting)
    assert sorted(counter.number for counter in after) == [1, 2, 3]
    assert {one.person_id: one.public_key for one in after if one.person_id in before} == {
        one.person_id: before[one.person_id] for one in stay
    }
    assert [one.taken_at is None for one in after].count(True) == 1


def test_board_and_codes_stand_while_a_round_lies_with_them(tale: Story, meeting: Meeting, one: Nomination) -> None:
    opened = tale.open_round(meeting)
    for by in (-1, 0, 1):  # open, closed, one share released
        if by == 0:
            tale.close(opened, by=0)
        if by == 1:
            tale.release(tale.counters[0], opened)
        with pytest.raises(Conflict):
            appoint(tale, meeting, *(one.public_id for one in tale.council[3:6]))
        with pytest.raises(Conflict):
            taken(tale, 0)
        with pytest.raises(Conflict):
            tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": "hoãn"})
        with pytest.raises(RuleBroken):
            tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)


@pytest.mark.threat("T10")
def test_every_pair_opens_the_round_and_nobody_alone(tale: Story, meeting: Meeting, one: Nomination) -> None:
    """All subsets of the board through the door; the order in which they come does not matter."""
    for number, (first, last) in enumerate([*combinations(range(3), 2), (2, 0)]):
        opened = tale.open_round(meeting, [one], "bỏ phiếu lại" if number else "")
        tale.vote(opened, {one.public_id: 8})
        tale.close(opened, by=0)
        tale.release(tale.counters[first], opened)
        assert row(tale, opened).counted_at is None and row(tale, opened).items[0].agree is None
        tale.release(tale.counters[first], opened)  # the same again is still one
        assert row(tale, opened).counted_at is None
        tale.release(tale.counters[last], opened)
        assert (row(tale, opened).items[0].agree, row(tale, opened).ballot_count) == (8, 9)
        tale.release(tale.counters[last], opened)  # the line broke, it comes again
        tale.release(tale.counters[3 - first - last], opened)  # the third comes late
        assert (row(tale, opened).items[0].agree, count(tale, Release)) == (8, 0)


@pytest.mark.threat("T10")
def test_shares_are_released_only_by_counters_with_their_code_after_closing(
    tale: Story, meeting: Meeting, one: Nomination
) -> None:
    opened = tale.open_round(meeting)
    with pytest.raises(Conflict):  # nothing is opened while members vote
        tale.release(tale.counters[0], opened)
    tale.cast(tale.chair, opened, {one.public_id: AGREE})
    tale.close(opened, by=0)
    for stranger in (tale.actors["council_secretary"], tale.actors["administrator"], tale.chair, tale.council[8]):
        with pytest.raises(Forbidden):
            tale.release(stranger, opened, CODES[0])
    numbers: dict[int | None, int] = {counter.person_id: counter.number for counter in board(tale, meeting)}
    wrong = CODES[numbers[tale.counters[0].person_id] % 3]  # a colleague's
    for code in (wrong, "aaaaa-aaaaa-aaaaa", "", "ạ" * 15):
        with pytest.raises(RuleBroken) as refused:
            tale.release(tale.counters[0], opened, code or " ")
        assert refused.value.findings[0].code == "code_wrong"
    assert count(tale, Release) == 0 and row(tale, opened).counted_at is None


def test_counting_keeps_receipts_and_destroys_all_that_opens_a_ballot(
    tale: Story, meeting: Meeting, one: Nomination
) -> None:
    opened = closed(tale, meeting, one)
    assert (count(tale, Ballot), count(tale, KeyShare)) == (9, 3)
    tale.release(tale.counters[2], opened)
    tale.release(tale.counters[0], opened)
    assert [count(tale, table) for table in (Ballot, KeyShare, Release)] == [0, 0, 0]
    counted = row(tale, opened)
    assert len(set(counted.receipts or ())) == 9 and counted.receipts == sorted(counted.receipts or ())
    with unit_of_work(tale.database, writing=False) as session:
        chain = session.get_one(Case, tale.case_id(session, meeting)).chain_id
        events = session.scalars(select(Event).where(Event.chain_id == chain).order_by(Event.number)).all()
        assert [one.act for one in events][-3:] == ["close_round", "release_share", "round_counted"]
        told = events[-1].after
        assert told["receipts"] == receipts_digest(counted.receipts or ())
        assert told["totals"][0]["agree"] == 8 and len(told["counters"]) == 2
        assert list(ballots.check(session, tale.now, tale.database.home)) == []


def test_two_counters_at_once_count_once(tale: Story, meeting: Meeting, one: Nomination) -> None:
    opened = closed(tale, meeting, one)
    gate, wrong = threading.Barrier(3), []

    def press(number: int) -> None:
        gate.wait()
        try:
            tale.release(tale.counters[number], opened)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []  # two were enough, the third came late
    assert (row(tale, opened).ballot_count, row(tale, opened).items[0].agree) == (9, 8)
    with unit_of_work(tale.database, writing=False) as session:
        acts = list(session.scalars(select(Event.act).order_by(Event.id)))[-3:]
    assert acts == ["close_round", "release_share", "round_counted"]


def test_a_round_that_nobody_can_open_is_declared_void(tale: Story, meeting: Meeting, one: Nomination) -> None:
    secretary = tale.actors["council_secretary"]
    opened = tale.open_round(meeting)
    tale.vote(opened, {one.public_id: 9})
    with pytest.raises(Conflict):
        tale.act(secretary, "void_round", opened, {"reason": "mất mã"})
    tale.close(opened, by=1)
    with pytest.raises(RuleBroken):
        tale.act(secretary, "void_round", opened, {"reason": " "})
    with pytest.raises(Forbidden):
        tale.act(tale.chair, "void_round", opened, {"reason": "mất mã"})
    tale.act(secretary, "void_round", opened, {"reason": "hai thành viên mất mã kiểm phiếu"})
    assert [count(tale, table) for table in (Ballot, KeyShare, Release)] == [0, 0, 0]
    assert row(tale, opened).items[0].choices is None
    with pytest.raises(Conflict):
        tale.release(tale.counters[1], opened)
    tale.held(meeting, {one.public_id: 9})  # asked again without a reason: it never was voted on
    with pytest.raises(Conflict):
        tale.act(secretary, "void_round", row(tale, opened), {"reason": "lần nữa"})
    tale.step(secretary, "hold_rounds", meeting)
    with unit_of_work(tale.database, writing=False) as session:
        assert list(ballots.check(session, tale.now, tale.database.home)) == []
