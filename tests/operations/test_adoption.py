"""Adopting: ranking, trimming, ties, reserve, places, two awards, buckets without a number; whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models.awards.decisions import Decision, DecisionLine
from models.base.finding import Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.council.adoption import adoption_plan
from models.council.meetings import AdoptedLine, Meeting, Round, RoundItem
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.process.history import Event
from models.quotas.places import Line, Place, free_count
from tests.factories.council import LOCAL, UBND, Story, story

WHY = {"reason": "theo kết quả phiếu"}


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


def adopt(tale: Story, meeting: Meeting, **answers: object) -> None:
    tale.step(tale.chair, "adopt_results", meeting, answers)


def codes(tale: Story, meeting: Meeting, **answers: object) -> list[str]:
    with pytest.raises(RuleBroken) as refused:
        adopt(tale, meeting, **answers)
    return [finding.code for finding in refused.value.findings]


def taken(tale: Story, bucket: str = LOCAL) -> int:
    with unit_of_work(tale.database, writing=False) as session:
        query = (
            select(func.count())
            .select_from(Place)
            .where(Place.line_id == tale.line(bucket).id, Place.nomination_id.is_not(None))
        )
        return session.scalar(query) or 0


def test_the_best_are_adopted_the_rest_in_order_is_the_reserve(tale: Story) -> None:
    """Seven pass for five places: two out, by votes."""
    tale.set_limit(LOCAL, 2)
    dossier = tale.people_dossier(4)
    first, second, third, fourth = tale.nominations(dossier)
    meeting = tale.deliberated({first.public_id: 8, second.public_id: 9, third.public_id: 5, fourth.public_id: 9})
    with unit_of_work(tale.database, writing=False) as session:
        plan = adoption_plan(session, session.get_one(Meeting, meeting.id))
        assert (plan.buckets[0].selected.passed, plan.buckets[0].selected.places, plan.buckets[0].over) == (3, 2, 1)
    assert codes(tale, meeting) == ["reason_missing"]
    adopt(tale, meeting, **WHY)
    assert tale.states(dossier) == ["reserve", "adopted", "not_adopted", "adopted"]
    assert taken(tale) == 2
    with unit_of_work(tale.database, writing=False) as session:
        results = session.get_one(Meeting, meeting.id).results
        assert results is not None and results["votes_needed"] == 8
        [bucket] = results["buckets"]
        assert [one["name"] for one in bucket["adopted"]] == [second.nominee.name, fourth.nominee.name]
        assert [one["name"] for one in bucket["reserve"]] == [first.nominee.name]
        assert bucket["failed"][0]["agree"] == 5


def test_a_tie_at_the_cut_off_is_the_chairs_with_a_reason(tale: Story) -> None:
    tale.set_limit(LOCAL, 1)
    dossier = tale.people_dossier(2)
    first, second = tale.nominations(dossier)
    meeting = tale.deliberated({first.public_id: 9, second.public_id: 9})
    assert codes(tale, meeting, **WHY) == ["tie_open"]
    order = {"bucket": LOCAL, "order": [second.public_id, first.public_id], "reason": "thành tích ở cơ sở"}
    for wrong in ({**order, "reason": ""}, {**order, "order": [second.public_id]}, {**order, "bucket": UBND}):
        with pytest.raises(RuleBroken):
            tale.act(tale.chair, "break_tie", meeting, wrong)
    with pytest.raises(Forbidden):
        tale.act(tale.council[1], "break_tie", meeting, order)
    tale.act(tale.chair, "break_tie", meeting, {**order, "order": order["order"][::-1]})  # thinks better of it
    tale.act(tale.chair, "break_tie", meeting, order)
    assert codes(tale, meeting) == ["reason_missing"]
    adopt(tale, meeting, **WHY)
    assert tale.states(dossier) == ["reserve", "adopted"]


def test_a_new_vote_ends_what_the_chair_said_about_the_old_tie(tale: Story) -> None:
    tale.set_limit(LOCAL, 1)
    first, second = tale.nominations(tale.people_dossier(2))
    meeting = tale.deliberated({first.public_id: 9, second.public_id: 9})
    tale.act(tale.chair, "break_tie", meeting, {"bucket": LOCAL, "order": [second.public_id, first.public_id], **WHY})
    adopt(tale, meeting, outcome="reopened", reason="bỏ phiếu lại")
    assert tale.status(meeting) == "in_session"
    tale.held(meeting, {first.public_id: 9, second.public_id: 9}, again="bỏ phiếu lại")
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    assert codes(tale, meeting, **WHY) == ["tie_open"]


@pytest.mark.threat("T14")
def test_places_taken_meanwhile_are_not_given_twice(tale: Story) -> None:
    """The quota falls after the vote and before adoption: the cut is made anew, under lock."""
    dossier = tale.people_dossier(3)
    one, two, three = tale.nominations(dossier)
    meeting = tale.deliberated({one.public_id: 9, two.public_id: 8, three.public_id: 8})
    tale.set_limit(LOCAL, 1)
    adopt(tale, meeting, **WHY)
    assert tale.states(dossier) == ["adopted", "reserve", "reserve"] and taken(tale) == 1


@pytest.mark.threat("T14")
def test_two_meetings_that_adopt_at_once_share_the_places(tale: Story) -> None:
    """Two chairs press at the same moment while the limit of one rises to two: nobody waits for ever, none is over."""
    tale.set_limit(LOCAL, 1)
    dossiers, meetings = [], []
    for _ in range(3):
        dossiers.append(tale.people_dossier(1))
        [one] = tale.nominations(dossiers[-1])
        meetings.append(tale.deliberated({one.public_id: 9}))
    errors: list[Exception] = []
    gate = threading.Barrier(4)

    def run(work: Callable[[], None]) -> None:
        gate.wait()
        try:
            work()
        except Exception as error:
            errors.append(error)

    jobs: list[Callable[[], None]] = [partial(adopt, tale, meeting, **WHY) for meeting in meetings]
    threads = [threading.Thread(target=run, args=(job,)) for job in (*jobs, lambda: tale.set_limit(LOCAL, 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    states = [tale.states(dossier)[0] for dossier in dossiers]
    assert states.count("adopted") == taken(tale) and set(states) == {"adopted", "reserve"}
    assert taken(tale) in (1, 2)  # as many as the limit held when the last of them came


def test_a_bucket_without_a_number_refuses_until_it_is_announced(tale: Story) -> None:
    waiting = tale.people_dossier(2, award="vi2")
    first, second = tale.nominations(waiting)
    meeting = tale.deliberated({first.public_id: 9, second.public_id: 8})
    assert codes(tale, meeting, **WHY) == ["E12"]
    assert tale.states(waiting) == ["eligible", "eligible"]
    tale.act(tale.actors["secretariat_lead"], "announce_quota", tale.line(UBND), {"limit": 1, **WHY})
    adopt(tale, meeting, **WHY)
    assert tale.states(waiting) == ["adopted", "reserve"] and taken(tale, UBND) == 1


def test_who_waits_for_a_number_can_be_set_aside_for_a_later_meeting(tale: Story) -> None:
    known = tale.people_dossier(1)
    waiting = tale.people_dossier(1, award="vi2")
    [adopted], [later] = tale.nominations(known), tale.nominations(waiting)
    meeting = tale.deliberated({adopted.public_id: 9, later.public_id: 9})
    assert codes(tale, meeting, **WHY) == ["E12"]
    assert codes(tale, meeting, set_aside=[later.public_id, adopted.public_id], **WHY) == ["set_aside"]
    adopt(tale, meeting, set_aside=[later.public_id], **WHY)
    tale.tick()
    assert tale.states(known) == ["adopted"] and tale.states(waiting) == ["eligible"]
    assert tale.status(waiting) == "ready"
    tale.act(tale.actors["secretariat_lead"], "announce_quota", tale.line(UBND), {"limit": 1, **WHY})
    tale.adopted({later.public_id: 9})
    assert tale.states(waiting) == ["adopted"]


def test_one_achievement_is_adopted_for_one_award_in_one_meeting(tale: Story) -> None:
    """E01: the same person passes for two awards; the chair sets one aside, which is then not adopted."""
    person = ("Phạm Thị Đôi", "gia-nghia")
    own, central = tale.dossier("vi3", "gia-nghia", [person]), tale.dossier("vi1", "gia-nghia", [person])
    [here], [there] = tale.nominations(own), tale.nominations(central)
    assert here.nominee_id == there.nominee_id
    meeting = tale.deliberated({here.public_id: 9, there.public_id: 9})
    assert codes(tale, meeting, **WHY) == ["E01"]
    adopt(tale, meeting, set_aside=[here.public_id], **WHY)
    assert tale.states(own) == ["not_adopted"] and tale.states(central) == ["adopted"]


def test_one_achievement_is_adopted_for_one_award_across_meetings(tale: Story) -> None:
    person = ("Phạm Thị Đôi", "gia-nghia")
    own = tale.dossier("vi3", "gia-nghia", [person])
    [here] = tale.nominations(own)
    tale.adopted({here.public_id: 9})
    central = tale.dossier("vi1", "gia-nghia", [person])
    [there] = tale.nominations(central)
    meeting = tale.adopted({there.public_id: 9})
    assert tale.states(central) == ["not_adopted"] and taken(tale, "vi1.individual") == 0
    with unit_of_work(tale.database, writing=False) as session:
        results = session.get_one(Meeting, meeting.id).results
        assert results is not None and [one["name"] for one in results["buckets"][0]["twice"]] == ["Phạm Thị Đôi"]


def test_the_database_itself_refuses_a_second_standing_line(tale: Story) -> None:
    [one] = tale.nominations(tale.people_dossier(1))
    tale.adopted({one.public_id: 9})
    [other] = tale.nominations(tale.dossier("vi1", "gia-nghia", [(one.nominee.name, "gia-nghia")]))
    meeting = tale.meeting()
    tale.held(meeting, {other.public_id: 9})
    with pytest.raises(IntegrityError, match="standing_nominee"), unit_of_work(tale.database) as session:
        first = session.scalars(select(AdoptedLine)).one()
        item = session.scalars(select(RoundItem).where(RoundItem.nomination_id == other.id)).one()
        session.add(
            AdoptedLine(
                meeting_id=meeting.id,
                nomination_id=other.id,
                round_item_id=item.id,
                rank=1,
                place_id=first.place_id,
                standing_nominee_id=one.nominee_id,
                adopted_at=tale.now,
            )
        )
        session.flush()


@pytest.mark.parametrize("vote", ["open", "failed", "other"])
def test_the_database_itself_refuses_an_adopted_line_without_a_passed_vote(tale: Story, vote: str) -> None:
    """Not from an open round, not from a vote that failed, not from a vote on somebody else."""
    asked, other = tale.nominations(tale.people_dossier(2))
    meeting = tale.meeting()
    if vote == "open":
        tale.open_round(meeting)
    else:
        tale.held(meeting, {asked.public_id: 7 if vote == "failed" else 9, other.public_id: 7})
    with pytest.raises(IntegrityError), unit_of_work(tale.database) as session:
        item = session.scalars(select(RoundItem).where(RoundItem.nomination_id == asked.id)).one()
        place = session.scalars(select(Place).where(Place.line_id == tale.line(LOCAL).id)).first()
        assert place is not None
        wanted = other if vote == "other" else asked
        session.add(
            AdoptedLine(
                meeting_id=meeting.id,
                nomination_id=wanted.id,
                round_item_id=item.id,
                place_id=place.id,
                rank=1,
                standing_nominee_id=wanted.nominee_id,
                adopted_at=tale.now,
            )
        )
        session.flush()


def test_a_refused_adoption_leaves_nothing(tale: Story) -> None:
    tale.set_limit(LOCAL, 1)
    dossier = tale.people_dossier(3)
    first, second, third = tale.nominations(dossier)
    meeting = tale.deliberated({first.public_id: 9, second.public_id: 9, third.public_id: 3})
    assert codes(tale, meeting, **WHY) == ["tie_open"]
    with unit_of_work(tale.database, writing=False) as session:
        assert session.scalar(select(func.count()).select_from(AdoptedLine)) == 0
        assert session.scalar(select(func.count()).select_from(Decision)) == 0
        assert session.get_one(Meeting, meeting.id).adopted_at is None
    assert tale.states(dossier) == ["eligible"] * 3 and taken(tale) == 0


@pytest.mark.parametrize("name", ["council_secretary", "secretariat_lead", "standing_committee", "administrator"])
def test_only_the_chair_adopts(tale: Story, name: str) -> None:
    [one] = tale.nominations(tale.people_dossier(1))
    meeting = tale.deliberated({one.public_id: 9})
    with pytest.raises(Forbidden):
        tale.step(tale.actors[name], "adopt_results", meeting, WHY)
    with pytest.raises(Forbidden):
        tale.step(tale.council[1], "adopt_results", meeting, WHY)


def test_adoption_tells_the_dossiers_and_starts_one_decision_per_award(tale: Story) -> None:
    tale.act(tale.actors["secretariat_lead"], "announce_quota", tale.line(UBND), {"limit": 5, **WHY})
    own, other = tale.people_dossier(1), tale.people_dossier(1, award="vi2")
    lost = tale.people_dossier(1, code="cu-jut")
    votes = {tale.nominations(dossier)[0].public_id: count for dossier, count in ((own, 9), (other, 8), (lost, 2))}
    meeting = tale.adopted(votes)
    assert tale.status(meeting) == "adopted"
    assert [tale.status(one) for one in (own, other)] == ["adopted", "adopted"]
    assert tale.status(lost) == "closed"
    with unit_of_work(tale.database, writing=False) as session:
        assert sorted(session.scalars(select(Decision.award))) == ["vi2", "vi3"]
        assert session.scalar(select(func.count()).select_from(DecisionLine)) == 2
        noted = session.scalars(select(Event).where(Event.act == "council_result")).all()
        assert len(noted) == 3 and all(event.actor_name == tale.chair.name for event in noted)


def test_a_dossier_waits_until_all_its_nominations_have_a_result(tale: Story) -> None:
    dossier = tale.people_dossier(2)
    first, held = tale.nominations(dossier)
    with unit_of_work(tale.database) as session:
        session.get_one(Nomination, held.id).state = NominationState.ON_HOLD
    tale.adopted({first.public_id: 9})
    assert tale.status(dossier) == "ready"
    with unit_of_work(tale.database) as session:
        session.get_one(Nomination, held.id).state = NominationState.ELIGIBLE
    tale.adopted({held.public_id: 4})
    assert tale.status(dossier) == "adopted" and tale.states(dossier) == ["adopted", "not_adopted"]


def test_a_dossier_with_only_ineligible_nominations_is_through_once_the_council_was_told(tale: Story) -> None:
    told = tale.dossier("vi3", "cu-jut", [("Lê Văn Thiếu", "cu-jut")], NominationState.INELIGIBLE)
    [one] = tale.nominations(tale.people_dossier(1))
    meeting = tale.adopted({one.public_id: 9})
    assert tale.states(told) == ["ineligible"] and tale.status(told) == "closed"
    with unit_of_work(tale.database, writing=False) as session:
        results = session.get_one(Meeting, meeting.id).results
        assert results is not None
        assert [(who["name"], who["reason"]) for who in results["ineligible"]] == [
            ("Lê Văn Thiếu", "thiếu thời gian công tác")
        ]


def test_a_reserve_is_promoted_by_a_later_meeting(tale: Story) -> None:
    tale.set_limit(LOCAL, 1)
    dossier = tale.people_dossier(2)
    first, second = tale.nominations(dossier)
    tale.adopted({first.public_id: 9, second.public_id: 8})
    assert tale.states(dossier) == ["adopted", "reserve"] and tale.status(dossier) == "adopted"
    tale.set_limit(LOCAL, 2)
    tale.adopted({second.public_id: 9})
    assert tale.states(dossier) == ["adopted", "adopted"] and taken(tale) == 2


def test_an_unvoted_nomination_waits_for_another_meeting(tale: Story) -> None:
    dossier = tale.people_dossier(2)
    voted, unvoted = tale.nominations(dossier)
    meeting = tale.deliberated({voted.public_id: 9})
    with unit_of_work(tale.database, writing=False) as session:
        plan = adoption_plan(session, session.get_one(Meeting, meeting.id))
        assert [one.id for one in plan.unvoted] == [unvoted.id] and not plan.needs_reason
    adopt(tale, meeting)
    tale.tick()
    assert tale.states(dossier) == ["adopted", "eligible"] and tale.status(dossier) == "ready"
    tale.adopted({unvoted.public_id: 9})
    assert tale.states(dossier) == ["adopted", "adopted"]
    with unit_of_work(tale.database, writing=False) as session:
        assert free_count(session, session.get_one(Line, tale.line(LOCAL).id)) == 8
        assert session.scalar(select(func.count()).select_from(Round)) == 2
