"""A meeting for information only: prepared, held without a round, adopted, on record; the dossiers are through."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from models.awards.decisions import Decision
from models.base.finding import RuleBroken
from models.base.session import Database, unit_of_work
from models.council.adoption import adoption_plan
from models.council.meetings import AdoptedLine, Meeting
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from tests.factories.council import Story, story


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


def ineligible(tale: Story, name: str = "Lê Văn Thiếu") -> Dossier:
    return tale.dossier("vi3", "cu-jut", [(name, "cu-jut")], NominationState.INELIGIBLE)


def changed(tale: Story, nomination: Nomination, state: NominationState) -> None:
    with unit_of_work(tale.database) as session:
        session.get_one(Nomination, nomination.id).state = state


def refused(tale: Story, step: str, meeting: Meeting) -> list[str]:
    actor = tale.chair if step == "adopt_results" else tale.actors["council_secretary"]
    with pytest.raises(RuleBroken) as found:
        tale.step(actor, step, meeting, {"reason": "theo kết quả phiếu"})
    return [finding.code for finding in found.value.findings]


def test_a_meeting_that_only_tells_goes_its_whole_way_without_a_round(tale: Story) -> None:
    told = ineligible(tale)
    meeting, secretary = tale.meeting(), tale.actors["council_secretary"]
    tale.step(secretary, "hold_rounds", meeting)
    tale.step(tale.chair, "adopt_results", meeting)
    tale.tick()
    assert tale.states(told) == ["ineligible"] and tale.status(told) == "closed"
    tale.minuted(meeting)
    assert tale.status(meeting) == "closed"
    with unit_of_work(tale.database, writing=False) as session:
        minutes = session.get_one(Meeting, meeting.id).minutes
        assert minutes is not None and minutes["results"]["rounds"] == minutes["results"]["buckets"] == []
        assert [one["name"] for one in minutes["results"]["ineligible"]] == ["Lê Văn Thiếu"]
        for table in (Decision, AdoptedLine):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_what_can_be_voted_on_asks_for_a_round_even_beside_somebody_to_tell_about(tale: Story) -> None:
    told, own = ineligible(tale), tale.people_dossier(1)
    [one] = tale.nominations(own)
    meeting = tale.meeting()
    assert refused(tale, "hold_rounds", meeting) == ["no_round"]
    tale.held(meeting, {one.public_id: 9})
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    tale.step(tale.chair, "adopt_results", meeting)
    tale.tick()
    assert tale.status(told) == "closed" and tale.states(own) == ["adopted"]


def test_what_became_eligible_before_adoption_is_not_passed_over(tale: Story) -> None:
    """Nothing could be voted on when the rounds ended; now something can: the meeting goes back to its rounds."""
    ineligible(tale)
    [held] = tale.nominations(tale.people_dossier(1))
    meeting = tale.meeting()
    changed(tale, held, NominationState.ON_HOLD)
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    changed(tale, held, NominationState.ELIGIBLE)
    assert refused(tale, "adopt_results", meeting) == ["nothing_voted"]
    tale.step(tale.chair, "adopt_results", meeting, {"outcome": "reopened", "reason": "có đề nghị đủ điều kiện"})
    assert refused(tale, "hold_rounds", meeting) == ["no_round"]


def test_who_was_on_hold_waits_for_another_meeting(tale: Story) -> None:
    told, own = ineligible(tale), tale.people_dossier(1)
    [held] = tale.nominations(own)
    meeting = tale.meeting()
    changed(tale, held, NominationState.ON_HOLD)
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    with unit_of_work(tale.database, writing=False) as session:
        plan = adoption_plan(session, session.get_one(Meeting, meeting.id))
        assert plan.only_tells and not plan.findings and [one.id for one in plan.gone] == [held.id]
    tale.step(tale.chair, "adopt_results", meeting)
    tale.tick()
    assert tale.status(told) == "closed" and tale.status(own) == "ready"
    changed(tale, held, NominationState.ELIGIBLE)
    tale.adopted({held.public_id: 9})
    assert tale.states(own) == ["adopted"]


def test_a_meeting_with_nothing_to_vote_on_and_nobody_to_tell_about_is_called_off(tale: Story) -> None:
    [held] = tale.nominations(tale.people_dossier(1))
    meeting = tale.meeting("convened")
    changed(tale, held, NominationState.ON_HOLD)
    tale.step(tale.actors["council_secretary"], "freeze_roster", meeting, tale.attendance())
    assert refused(tale, "hold_rounds", meeting) == ["nothing_left"]
    tale.act(tale.actors["council_secretary"], "cancel_meeting", meeting, {"reason": "không còn đề nghị"})
    assert tale.status(meeting) == "cancelled"


def test_an_agenda_on_which_everybody_is_on_hold_is_not_ready(tale: Story) -> None:
    [held] = tale.nominations(tale.people_dossier(1))
    meeting = tale.meeting("planned")
    changed(tale, held, NominationState.ON_HOLD)
    assert refused(tale, "prepare_meeting", meeting) == ["agenda_empty"]
