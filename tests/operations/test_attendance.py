"""Who is there: told at opening, changed while the meeting goes on; too few open, vote and adopt nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from models.base.finding import BadRequest, Conflict, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.council.attendance import Attendance, attendance_of
from models.council.ballots import ballot_count
from models.council.meetings import Meeting, Round
from models.nominations.nominations import Nomination
from models.process.history import Event
from tests.factories.council import AGREE, Story, story
from tests.threats.digest import digests

AWAY = {7: "absent", 8: "written"}


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


@pytest.fixture
def one(tale: Story) -> Nomination:
    [nomination] = tale.nominations(tale.people_dossier(1))
    return nomination


def codes(refused: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [finding.code for finding in refused.value.findings]


def present(tale: Story, meeting: Meeting) -> tuple[int, int, int]:
    with unit_of_work(tale.database, writing=False) as session:
        found = attendance_of(session, session.get_one(Meeting, meeting.id))
        return found.present, found.total, found.needed


def adopting(tale: Story, meeting: Meeting) -> list[str]:
    """What stands in the way of adopting."""
    with pytest.raises(RuleBroken) as refused:
        tale.step(tale.chair, "adopt_results", meeting, {"reason": "theo kết quả phiếu"})
    return codes(refused)


def test_opening_writes_down_who_is_there(tale: Story, one: Nomination) -> None:
    meeting = tale.meeting(away=AWAY)
    assert present(tale, meeting) == (7, 9, 6)
    with unit_of_work(tale.database, writing=False) as session:
        assert session.get_one(Meeting, meeting.id).quorum_needed == 6  # 2/3 of nine
        event = session.scalars(select(Event).where(Event.act == "freeze_roster")).one()
        assert (event.after["present"], event.after["quorum"]) == (7, 6)
        assert sorted(who["state"] for who in event.after["absent"]) == ["absent", "written"]
        rows = session.scalars(select(Attendance)).all()
        assert len(rows) == 9 and all(row.at == tale.now and row.by_id for row in rows)


@pytest.mark.parametrize("away", [3, 4])
def test_the_meeting_opens_with_two_thirds_and_not_with_one_less(tale: Story, one: Nomination, away: int) -> None:
    missing = {8 - number: ("absent", "written")[number % 2] for number in range(away)}
    if away == 3:
        assert present(tale, tale.meeting(away=missing)) == (6, 9, 6)
        return
    with pytest.raises(RuleBroken) as refused:
        tale.meeting(away=missing)
    [finding] = refused.value.findings
    assert (finding.code, finding.values) == ("no_quorum", {"needed": 6, "total": 9, "present": 5})


def test_everybody_has_to_be_told_about_and_nobody_else(tale: Story, one: Nomination) -> None:
    meeting, secretary = tale.meeting("convened"), tale.actors["council_secretary"]
    told = tale.attendance()["attendance"]
    first, second, *_rest = told
    for answers in ({}, {"attendance": None}):
        with pytest.raises(RuleBroken) as refused:
            tale.step(secretary, "freeze_roster", meeting, answers)
        assert codes(refused) == ["attendance_missing"] * 9
    half = {**told, first: {"state": "", "reason": ""}}
    half.pop(second)
    with pytest.raises(RuleBroken) as refused:
        tale.step(secretary, "freeze_roster", meeting, {"attendance": half})
    assert {finding.field for finding in refused.value.findings} == {f"state-{first}", f"state-{second}"}
    stranger = {**told, tale.actors["auditor"].public_id: {"state": "present"}}
    with pytest.raises(Conflict):
        tale.step(secretary, "freeze_roster", meeting, {"attendance": stranger})
    for strange in ({"state": "asleep"}, "present"):
        with pytest.raises(BadRequest):
            tale.step(secretary, "freeze_roster", meeting, {"attendance": {**told, first: strange}})
    assert tale.status(meeting) == "convened"


def test_only_who_is_there_votes(tale: Story, one: Nomination) -> None:
    meeting = tale.meeting(away=AWAY)
    opened = tale.open_round(meeting)
    for place in AWAY:
        with pytest.raises(Conflict, match="recorded as absent"):
            tale.cast(tale.council[place], opened, {one.public_id: AGREE})
    tale.mark(meeting, 7, "present")  # comes late
    for place in range(8):
        tale.cast(tale.council[place], opened, {one.public_id: AGREE})
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        closed = session.get_one(Round, opened.id)
        assert (closed.ballot_count, closed.items[0].passed) == (8, True)  # 80 % of nine, not of those there


@pytest.mark.threat("T10")
def test_who_leaves_during_a_round_is_written_down_alike_whether_they_voted(tale: Story, one: Nomination) -> None:
    """The ballot stays and counts, the receipt is given again, and no other table tells the two members apart."""
    meeting = tale.meeting()
    opened = tale.open_round(meeting)
    receipt = tale.cast(tale.council[7], opened, {one.public_id: AGREE}, "form-1")
    before = digests(tale.database)
    changed = []
    for place in (7, 8):  # one has voted, one has not
        tale.mark(meeting, place, "absent", "việc gấp")
        after = digests(tale.database)
        changed.append({table for table, rows in after.items() if rows != before[table]})
        before = after
    assert changed[0] == changed[1] and "vd_attendance" in changed[0] and "vd_ballot" not in changed[0]
    with pytest.raises(Conflict, match="recorded as absent"):
        tale.cast(tale.council[8], opened, {one.public_id: AGREE})
    assert tale.cast(tale.council[7], opened, {one.public_id: AGREE}, "form-1") == receipt
    with unit_of_work(tale.database, writing=False) as session:
        assert ballot_count(session, session.get_one(Round, opened.id)) == 1
        events = session.scalars(select(Event).where(Event.act == "mark_attendance")).all()
        assert [set(event.after) for event in events] == [{"member", "attendance", "present"}] * 2
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        assert session.get_one(Round, opened.id).items[0].agree == 1


def test_without_quorum_no_round_opens_and_nothing_is_adopted(tale: Story, one: Nomination) -> None:
    meeting = tale.meeting(away={6: "absent", 7: "absent"})
    tale.mark(meeting, 5, "absent")
    assert present(tale, meeting) == (6, 9, 6)
    tale.mark(meeting, 4, "absent")
    with pytest.raises(RuleBroken) as refused:
        tale.open_round(meeting)
    assert codes(refused) == ["no_quorum"]
    for place in (4, 5, 6, 7):
        tale.mark(meeting, place, "present")
    tale.held(meeting, {one.public_id: 9})
    for place in (5, 6, 7):
        tale.mark(meeting, place, "absent")
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    tale.mark(meeting, 8, "absent")  # the fourth leaves while the chair looks at the results
    assert adopting(tale, meeting) == ["no_quorum"] and tale.status(meeting) == "deliberated"
    tale.mark(meeting, 8, "present")
    tale.step(tale.chair, "adopt_results", meeting, {"reason": "theo kết quả phiếu"})
    tale.step(tale.actors["council_secretary"], "write_minutes", meeting, {"discussion": "Không có ý kiến khác."})
    with unit_of_work(tale.database, writing=False) as session:
        minutes = session.get_one(Meeting, meeting.id).minutes or {}
        assert minutes["results"]["present"] == 6
        sat = minutes["attendance"]
        assert (sat["present"], sat["total"], sat["quorum"], len(sat["absent"])) == (7, 9, 6, 2)
        assert [(was["was"], was["state"]) for was in sat["changes"]][:3] == [
            ("present", "absent"), ("present", "absent"), ("absent", "present"),
        ]  # fmt: skip
        assert len(sat["changes"]) == 11


def test_who_sat_through_a_round_cannot_become_a_written_opinion(tale: Story, one: Nomination) -> None:
    """A slip at opening can be mended; once a round was open, a ballot of theirs may lie there (T06)."""
    meeting = tale.meeting(away={8: "absent"})
    tale.mark(meeting, 7, "written", "ghi nhầm")
    tale.mark(meeting, 8, "written")
    opened = tale.open_round(meeting)
    for when in ("open", "closed"):
        with pytest.raises(RuleBroken) as refused:
            tale.mark(meeting, 6, "written")
        assert codes(refused) == ["has_sat"], when
        if when == "open":
            tale.close(opened)
    tale.mark(meeting, 6, "absent")
    assert present(tale, meeting) == (6, 9, 6)


def test_a_change_is_whole_and_a_change(tale: Story, one: Nomination) -> None:
    meeting, secretary = tale.meeting(), tale.actors["council_secretary"]
    with pytest.raises(RuleBroken) as refused:
        tale.mark(meeting, 3, "present")
    assert codes(refused) == ["attendance_same"]
    with pytest.raises(RuleBroken) as refused:
        tale.mark(meeting, 3, "")
    assert codes(refused) == ["state_missing"]
    with pytest.raises(RuleBroken) as refused:
        tale.act(secretary, "mark_attendance", meeting, {"state": "absent"})
    assert codes(refused) == ["member_missing"]
    for answers in ({"member": "unknown", "state": "absent"}, {"member": "unknown", "state": "asleep"}):
        with pytest.raises(BadRequest):
            tale.act(secretary, "mark_attendance", meeting, answers)
    with pytest.raises(BadRequest):
        tale.mark(meeting, 3, "asleep")


def test_attendance_belongs_to_the_sitting_and_to_the_secretary(tale: Story, one: Nomination) -> None:
    meeting = tale.meeting("convened")
    answers = {"member": "unknown", "state": "absent"}
    with pytest.raises(Conflict):
        tale.act(tale.actors["council_secretary"], "mark_attendance", meeting, answers)
    tale.step(tale.actors["council_secretary"], "freeze_roster", meeting, tale.attendance())
    for who in (tale.chair, tale.council[3], *(tale.actors[name] for name in ("secretariat_lead", "administrator"))):
        with pytest.raises(Forbidden):
            tale.act(who, "mark_attendance", meeting, answers)
    tale.held(meeting, {one.public_id: 9})
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    tale.step(tale.chair, "adopt_results", meeting, {})
    with pytest.raises(Conflict):
        tale.mark(meeting, 3, "absent")


def test_what_was_written_down_stays(tale: Story, one: Nomination) -> None:
    tale.meeting()
    with pytest.raises(DatabaseError), unit_of_work(tale.database) as session:
        row = session.scalars(select(Attendance)).first()
        assert row is not None
        row.state = "absent"  # type: ignore[assignment]
        session.flush()
