"""Sealed ballots: one per member, repeated without effect, unreadable before closing, untraceable after it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select, text

from models.base.finding import BadRequest, Conflict, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.council.ballots import Ballot, ballot_count
from models.council.board import KeyShare, Release
from models.council.meetings import Meeting, Round
from models.nominations.nominations import Nomination
from models.process.cases import Case
from models.process.history import Answered, Event
from models.registry import metadata
from tests.factories.council import AGREE, BLANK, DISAGREE, Story, story


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


@pytest.fixture
def two(tale: Story) -> list[Nomination]:
    return tale.nominations(tale.people_dossier(2))


@pytest.fixture
def opened(tale: Story, two: list[Nomination]) -> Round:
    return tale.open_round(tale.meeting())


def choices(two: list[Nomination], first: str = AGREE, second: str = AGREE) -> dict[str, str]:
    return {two[0].public_id: first, two[1].public_id: second}


def test_counting_keeps_totals_and_receipts_without_members(tale: Story, two: list[Nomination], opened: Round) -> None:
    receipts = [
        tale.cast(member, opened, choices(two, AGREE if number < 8 else BLANK, AGREE if number < 7 else DISAGREE))[
            "receipt"
        ]
        for number, member in enumerate(tale.council)
    ]
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        closed = session.get_one(Round, opened.id)
        totals = [(one.agree, one.disagree, one.blank, one.passed) for one in closed.items]
        assert totals == [(8, 0, 1, True), (7, 2, 0, False)]  # 80 % of nine are eight
        assert (closed.ballot_count, ballot_count(session, closed)) == (9, 9)
        assert [session.scalar(select(func.count()).select_from(table)) for table in (Ballot, KeyShare, Release)] == [
            0, 0, 0,
        ]  # fmt: skip
        assert ["".join(sorted(one.choices or "")) for one in closed.items] == ["aaaaaaaab", "aaaaaaadd"]
        assert closed.receipts == sorted(receipts)


def test_absent_members_count_in_the_base(tale: Story, two: list[Nomination], opened: Round) -> None:
    for member in tale.council[:7]:
        tale.cast(member, opened, choices(two))
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        assert [one.passed for one in session.get_one(Round, opened.id).items] == [False, False]


@pytest.mark.threat("T06")
def test_the_same_form_sent_again_gives_the_same_receipt(tale: Story, two: list[Nomination], opened: Round) -> None:
    first = tale.cast(tale.council[1], opened, choices(two), "form-1")
    again = tale.cast(tale.council[1], opened, choices(two), "form-1")
    assert first["receipt"] == again["receipt"]
    with unit_of_work(tale.database, writing=False) as session:
        assert ballot_count(session, session.get_one(Round, opened.id)) == 1


@pytest.mark.threat("T06")
def test_a_second_vote_is_refused_whatever_it_says(tale: Story, two: list[Nomination], opened: Round) -> None:
    tale.cast(tale.council[1], opened, choices(two), "form-1")
    for second in (choices(two), choices(two, DISAGREE, DISAGREE), {}):
        with pytest.raises(Conflict):
            tale.cast(tale.council[1], opened, second, "form-2")


@pytest.mark.threat("T06")
def test_one_member_in_many_tabs_has_one_ballot(tale: Story, two: list[Nomination], opened: Round, soak: bool) -> None:
    """As many posts at once, each with the same key: one row, and the same receipt for all."""
    count = 64 if soak else 16
    receipts, errors = [], []
    gate = threading.Barrier(count)

    def post() -> None:
        gate.wait()
        try:
            receipts.append(tale.cast(tale.council[2], opened, choices(two), "one-key")["receipt"])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=post) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and len(receipts) == count and len(set(receipts)) == 1
    with unit_of_work(tale.database, writing=False) as session:
        assert ballot_count(session, session.get_one(Round, opened.id)) == 1


@pytest.mark.threat("T07")
def test_nobody_votes_who_is_not_on_the_roster(tale: Story, two: list[Nomination], opened: Round) -> None:
    for name in ("council_secretary", "secretariat_lead", "standing_committee", "administrator", "auditor"):
        with pytest.raises(Forbidden):
            tale.cast(tale.actors[name], opened, choices(two))


@pytest.mark.threat("T16")
def test_a_ballot_that_comes_after_closing_is_told_so(tale: Story, two: list[Nomination], opened: Round) -> None:
    tale.cast(tale.council[0], opened, choices(two))
    tale.close(opened)
    with pytest.raises(Conflict):
        tale.cast(tale.council[1], opened, choices(two))
    with pytest.raises(Conflict):
        tale.close(opened)


def test_a_ballot_is_whole(tale: Story, two: list[Nomination], opened: Round) -> None:
    with pytest.raises(RuleBroken) as refused:
        tale.cast(tale.council[0], opened, {two[0].public_id: AGREE})
    assert [one.field for one in refused.value.findings] == [f"choice-{two[1].public_id}"]
    for wrong in ({**choices(two), "unknown": AGREE}, choices(two, "yes"), [AGREE, AGREE]):
        with pytest.raises(BadRequest):
            tale.cast(tale.council[0], opened, wrong)  # type: ignore[arg-type]


def test_a_second_round_needs_a_reason_and_counts_instead(tale: Story, two: list[Nomination]) -> None:
    meeting = tale.meeting()
    tale.held(meeting, {two[0].public_id: 9})
    with pytest.raises(RuleBroken):
        tale.open_round(meeting, two)
    tale.held(meeting, {two[0].public_id: 3}, again="có ý kiến mới về thành tích")
    tale.held(meeting, {two[1].public_id: 9})
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    tale.step(tale.chair, "adopt_results", meeting, {})
    assert tale.states(two[0].dossier) == ["not_adopted", "adopted"]


def test_one_round_at_a_time_and_none_left_open(tale: Story, two: list[Nomination]) -> None:
    meeting = tale.meeting()
    with pytest.raises(RuleBroken):
        tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    tale.open_round(meeting, two[:1])
    with pytest.raises(Conflict):
        tale.open_round(meeting, two[1:])
    with pytest.raises(RuleBroken):
        tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the ballots."""
    with unit_of_work(database, writing=False) as session:
        found = {}
        for table in metadata.sorted_tables:
            if table.name == "vd_ballot":
                continue
            found[table.name] = sorted(map(tuple, session.execute(select(*table.c))), key=str)
        return found


@pytest.mark.threat("T10")
def test_casting_leaves_nothing_but_the_ballot(tale: Story, two: list[Nomination], opened: Round) -> None:
    """No history, no answer kept for the key, no version, no time: every other table is as before."""
    before = everything(tale.database)
    for number, member in enumerate(tale.council[:5]):
        tale.cast(member, opened, choices(two, AGREE if number % 2 else DISAGREE))
    assert everything(tale.database) == before
    assert {column.name for column in metadata.tables["vd_ballot"].c} == {
        "id",
        "round_id",
        "person_id",
        "sealed",
        "receipt",
        "key",
    }


@pytest.mark.threat("T10")
def test_sealed_ballots_look_alike_whatever_they_say(tale: Story, two: list[Nomination], opened: Round) -> None:
    ways = [(AGREE, AGREE), (DISAGREE, BLANK), (BLANK, BLANK), (AGREE, AGREE)]
    for member, way in zip(tale.council, ways, strict=False):
        tale.cast(member, opened, choices(two, *way))
    with unit_of_work(tale.database, writing=False) as session:
        rows = session.scalars(select(Ballot)).all()
        assert len({len(one.sealed) for one in rows}) == 1
        assert len({one.sealed for one in rows}) == len(rows)  # equal choices do not look equal either
        plain = " ".join(f"{one.receipt} {one.key}" for one in rows)
        assert not any(word in plain for word in (AGREE, DISAGREE, BLANK))


@pytest.mark.threat("T10")
def test_no_answer_and_no_event_tells_who_has_voted(tale: Story, two: list[Nomination], opened: Round) -> None:
    with unit_of_work(tale.database, writing=False) as session:
        answered = session.scalar(select(func.count()).select_from(Answered))
    tale.cast(tale.council[3], opened, choices(two))
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        assert session.scalar(select(func.count()).select_from(Answered)) == (answered or 0) + 1  # the closing itself
        acts = set(session.scalars(select(Event.act)))
        assert {"close_round", "release_share", "round_counted"} <= acts and not any(
            "ballot" in act or "cast" in act for act in acts
        )
        case = session.get_one(Case, session.get_one(Meeting, opened.meeting_id).case_id)
        assert case.status == "in_session"


@pytest.mark.threat("T10")
def test_after_counting_no_table_links_a_member_to_a_choice(tale: Story, two: list[Nomination], opened: Round) -> None:
    for number, member in enumerate(tale.council):
        tale.cast(member, opened, choices(two, AGREE if number < 8 else DISAGREE))
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        for table in metadata.sorted_tables:  # nothing but a person's own rows names a person beside a choice
            columns = {column.name for column in table.c}
            assert not {"choice", "choices"} & columns or not {"person_id", "receipt", "at"} & columns, table.name
        items = session.get_one(Round, opened.id).items
        assert ["".join(sorted(one.choices or "")) for one in items] == ["aaaaaaaad", "aaaaaaaaa"]
        assert session.scalar(text("SELECT count(*) FROM vd_ballot")) == 0


def test_a_ballot_that_was_tampered_with_stops_the_count(tale: Story, two: list[Nomination], opened: Round) -> None:
    tale.cast(tale.council[0], opened, choices(two))
    with unit_of_work(tale.database) as session:
        session.scalars(select(Ballot)).one().sealed = b"x" * 62
    with pytest.raises(RuleBroken) as refused:
        tale.close(opened)
    assert refused.value.findings[0].code == "ballots_unreadable"
    with unit_of_work(tale.database, writing=False) as session:
        assert session.get_one(Round, opened.id).counted_at is None
        assert session.scalar(select(func.count()).select_from(Release)) == 2  # the first share waits as it did
