"""A meeting before its votes: planned, agenda, frozen roster, called off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.base.finding import Conflict, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.council.adoption import adoption_plan
from models.council.agenda import agenda_of, selected_per_bucket
from models.council.meetings import Meeting, Round
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.people.posts import Post
from models.people.words import Role
from models.process.history import Event
from tests.factories.council import DISTRICT, LOCAL, Story, story


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


def agenda(tale: Story, meeting: Meeting) -> list[tuple[str, bool]]:
    with unit_of_work(tale.database, writing=False) as session:
        return [
            (item.nomination.nominee.name, item.for_information)
            for item in agenda_of(session, session.get_one(Meeting, meeting.id))
        ]


def test_the_agenda_holds_eligible_nominations_in_the_plans_order_and_tells_of_ineligible_ones(tale: Story) -> None:
    tale.dossier("vi3", "gia-nghia", [("Trần Văn Đủ", "gia-nghia")])
    tale.dossier("vi3", "cu-jut", ["cu-jut"])
    tale.dossier("vi3", "dak-mil", [("Lê Thị Thiếu", "dak-mil")], NominationState.INELIGIBLE)
    tale.dossier("vi3", "dak-song", [("Hồ Văn Chờ", "dak-song")], NominationState.ON_HOLD)
    meeting = tale.meeting("convened")
    assert agenda(tale, meeting) == [
        ("Ủy ban MTTQ Việt Nam huyện Cư Jút", False),
        ("Trần Văn Đủ", False),
        ("Lê Thị Thiếu", True),
    ]


def test_a_nomination_is_on_one_open_agenda_only(tale: Story) -> None:
    nomination = tale.nominations(tale.people_dossier(1))[0]
    first = tale.meeting("convened")
    with unit_of_work(tale.database, writing=False) as session:
        body = session.get_one(Meeting, first.id).organization
    made = tale.act(
        tale.actors["council_secretary"],
        "plan_meeting",
        body,
        {"title": "Phiên hai", "sits_on": tale.now.date(), "place": ""},
    )
    with unit_of_work(tale.database, writing=False) as session:
        second = session.scalars(select(Meeting).where(Meeting.public_id == made["meeting"])).one()
    with pytest.raises(Conflict):
        tale.act(tale.actors["council_secretary"], "change_agenda", second, {"nominations": [nomination.public_id]})
    tale.act(tale.actors["council_secretary"], "cancel_meeting", first, {"reason": "hoãn họp"})
    tale.act(tale.actors["council_secretary"], "change_agenda", second, {"nominations": [nomination.public_id]})
    assert len(agenda(tale, second)) == 1


def test_a_meeting_without_an_agenda_is_not_ready(tale: Story) -> None:
    with pytest.raises(RuleBroken) as refused:
        tale.meeting()
    assert refused.value.findings[0].code == "agenda_empty"


def test_a_meeting_is_not_planned_for_a_day_that_is_over(tale: Story) -> None:
    tale.people_dossier(1)
    meeting = tale.meeting("planned")
    with unit_of_work(tale.database, writing=False) as session:
        body = session.get_one(Meeting, meeting.id).organization
    with pytest.raises(RuleBroken) as refused:
        tale.act(
            tale.actors["council_secretary"],
            "plan_meeting",
            body,
            {"title": "Phiên", "sits_on": tale.now.date() - timedelta(days=1)},
        )
    assert refused.value.findings[0].field == "sits_on"


@pytest.mark.threat("T12")
def test_the_roster_is_frozen_with_total_threshold_and_hash(tale: Story) -> None:
    tale.people_dossier(1)
    meeting = tale.meeting()
    with unit_of_work(tale.database, writing=False) as session:
        found = session.get_one(Meeting, meeting.id)
        assert [str(one.seat) for one in found.roster] == ["chair"] + ["member"] * 8
        assert (found.total_members, found.threshold_percent) == (9, 80)
        event = session.scalars(select(Event).where(Event.act == "freeze_roster")).one()
        assert len(event.after["roster_digest"]) == 64 and event.after["assumed_members"] == 9


@pytest.mark.threat("T12")
def test_posts_that_change_after_opening_change_neither_base_nor_voters(tale: Story) -> None:
    """Whoever leaves still votes, whoever comes does not, and the threshold stays counted on nine."""
    nomination = tale.nominations(tale.people_dossier(1))[0]
    meeting = tale.meeting()
    opened = tale.open_round(meeting)
    leaving, staying = tale.council[-1], tale.council[:8]
    with unit_of_work(tale.database) as session:
        session.execute(
            update(Post).where(Post.person_id == leaving.person_id).values(to_on=tale.now.date() - timedelta(days=1))
        )
        newcomer = tale.actors["auditor"]
        root = session.get_one(Meeting, meeting.id).organization_id
        session.add(
            Post(person_id=newcomer.person_id, organization_id=root, role=Role.COUNCIL_MEMBER, from_on=tale.now.date())
        )
    for member in (*staying[:7], leaving):
        tale.cast(member, opened, {nomination.public_id: "agree"})
    with pytest.raises(Forbidden):
        tale.cast(newcomer, opened, {nomination.public_id: "agree"})
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        closed = session.get_one(Round, opened.id)
        assert (closed.ballot_count, closed.meeting.total_members) == (8, 9)
        assert (closed.items[0].agree, closed.items[0].passed) == (8, True)


def test_a_council_without_a_chair_does_not_open(tale: Story) -> None:
    tale.people_dossier(1)
    with unit_of_work(tale.database) as session:
        session.execute(
            update(Post).where(Post.person_id == tale.chair.person_id).values(to_on=tale.now.date() - timedelta(days=1))
        )
    with pytest.raises(RuleBroken) as refused:
        tale.meeting()
    assert refused.value.findings[0].code == "no_chair"


def test_a_meeting_is_called_off_with_a_reason_and_nothing_moves_any_more(tale: Story) -> None:
    dossier = tale.people_dossier(1)
    meeting = tale.meeting()
    with pytest.raises(RuleBroken):
        tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": ""})
    tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": "không đủ thành viên"})
    assert tale.status(meeting) == "cancelled" and tale.states(dossier) == ["eligible"]
    with pytest.raises(Conflict):
        tale.open_round(meeting)
    with pytest.raises(Conflict):
        tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": "lần nữa"})


def test_a_meeting_with_an_open_round_is_not_called_off(tale: Story) -> None:
    tale.people_dossier(1)
    meeting = tale.meeting()
    tale.open_round(meeting)
    with pytest.raises(Conflict):
        tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": "hoãn"})


def test_the_agenda_keeps_what_a_round_has_asked_about(tale: Story) -> None:
    asked, other = tale.nominations(tale.people_dossier(2))
    meeting = tale.meeting()
    tale.held(meeting, {asked.public_id: 9})
    tale.act(tale.actors["council_secretary"], "change_agenda", meeting, {"nominations": []})
    assert agenda(tale, meeting) == [(asked.nominee.name, False)]
    tale.act(tale.actors["council_secretary"], "change_agenda", meeting, {"nominations": [other.public_id]})
    assert len(agenda(tale, meeting)) == 2


def test_open_agendas_are_counted_as_selected(tale: Story) -> None:
    tale.people_dossier(3)
    tale.dossier("vi3", "cu-jut", ["cu-jut"])
    meeting = tale.meeting("planned")
    with unit_of_work(tale.database, writing=False) as session:
        assert selected_per_bucket(session, session.get_one(Meeting, meeting.id).campaign) == {LOCAL: 3, DISTRICT: 1}
    tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": "hoãn"})
    with unit_of_work(tale.database, writing=False) as session:
        assert selected_per_bucket(session, session.get_one(Meeting, meeting.id).campaign) == {}


def test_a_nomination_held_meanwhile_is_left_alone(tale: Story) -> None:
    held, voted = tale.nominations(tale.people_dossier(2))
    meeting = tale.meeting()
    tale.held(meeting, {held.public_id: 9, voted.public_id: 9})
    with unit_of_work(tale.database) as session:
        session.get_one(Nomination, held.id).state = NominationState.ON_HOLD
    with unit_of_work(tale.database, writing=False) as session:
        plan = adoption_plan(session, session.get_one(Meeting, meeting.id))
        assert [one.id for one in plan.gone] == [held.id]
        assert [one.adopted for one in plan.buckets] == [(voted.id,)]


@pytest.mark.parametrize("name", ["appraiser", "secretariat_lead", "administrator", "auditor", "standing_committee"])
def test_only_the_councils_secretary_leads_its_meetings(tale: Story, name: str) -> None:
    tale.people_dossier(1)
    meeting = tale.meeting()
    for act, answers in (
        ("change_agenda", {"nominations": []}),
        ("open_round", {"nominations": []}),
        ("cancel_meeting", {"reason": "x"}),
    ):
        with pytest.raises(Forbidden):
            tale.act(tale.actors[name], act, meeting, answers)
