"""Limits: announced once, raised, lowered, never below what is taken; each with its reason in the history."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.base.finding import Conflict, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.campaigns.campaigns import the_campaign
from models.process.history import Event
from models.quotas.places import Line, free_count, limit_of, take_place
from tests.factories.council import LOCAL, UBND, Story, story

WHY = {"reason": "Thông báo số 12/TB-UBND"}


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


def limits(tale: Story, bucket: str) -> tuple[int | None, int]:
    with unit_of_work(tale.database, writing=False) as session:
        line = session.get_one(Line, tale.line(bucket).id)
        return limit_of(session, line), free_count(session, line)


def refusal(tale: Story, name: str, bucket: str, answers: dict[str, object]) -> list[str]:
    with pytest.raises(RuleBroken) as refused:
        tale.act(tale.actors["secretariat_lead"], name, tale.line(bucket), answers)
    return [finding.field for finding in refused.value.findings]


def test_an_unknown_number_is_not_zero_and_becomes_a_limit_when_announced(tale: Story) -> None:
    assert limits(tale, UBND) == (None, 0)
    tale.act(tale.actors["secretariat_lead"], "announce_quota", tale.line(UBND), {"limit": 7, **WHY})
    assert limits(tale, UBND) == (7, 7)
    assert refusal(tale, "announce_quota", UBND, {"limit": 8, **WHY}) == ["limit"]


def test_zero_can_be_announced(tale: Story) -> None:
    tale.act(tale.actors["secretariat_lead"], "announce_quota", tale.line(UBND), {"limit": 0, **WHY})
    assert limits(tale, UBND) == (0, 0)


def test_a_limit_is_raised_and_lowered_and_raised_again(tale: Story) -> None:
    for name, limit in (("raise_quota", 13), ("lower_quota", 4), ("raise_quota", 6)):
        tale.act(tale.actors["secretariat_lead"], name, tale.line(LOCAL), {"limit": limit, **WHY})
        assert limits(tale, LOCAL) == (limit, limit)


def test_a_change_in_the_wrong_direction_is_refused(tale: Story) -> None:
    assert refusal(tale, "raise_quota", LOCAL, {"limit": 10, **WHY}) == ["limit"]
    assert refusal(tale, "lower_quota", LOCAL, {"limit": 10, **WHY}) == ["limit"]
    assert refusal(tale, "raise_quota", UBND, {"limit": 3, **WHY}) == ["limit"]
    assert refusal(tale, "lower_quota", LOCAL, {"limit": -1, **WHY}) == ["limit"]
    assert limits(tale, LOCAL) == (10, 10) and limits(tale, UBND) == (None, 0)


def test_without_a_reason_nothing_changes(tale: Story) -> None:
    assert refusal(tale, "raise_quota", LOCAL, {"limit": 11, "reason": " "}) == ["reason"]
    assert limits(tale, LOCAL) == (10, 10)


@pytest.mark.threat("T14")
def test_a_limit_never_goes_below_the_places_taken(tale: Story) -> None:
    persons = tale.nominations(tale.people_dossier(3))
    with unit_of_work(tale.database) as session:
        for one in persons:
            take_place(session, session.get_one(Line, tale.line(LOCAL).id), one.id)
    assert refusal(tale, "lower_quota", LOCAL, {"limit": 2, **WHY}) == ["limit"]
    tale.act(tale.actors["secretariat_lead"], "lower_quota", tale.line(LOCAL), {"limit": 3, **WHY})
    assert limits(tale, LOCAL) == (3, 0)


def test_only_the_secretariat_lead_changes_limits(tale: Story) -> None:
    for name in ("appraiser", "council_secretary", "administrator", "records_clerk", "standing_committee"):
        with pytest.raises(Forbidden):
            tale.act(tale.actors[name], "raise_quota", tale.line(LOCAL), {"limit": 11, **WHY})


def test_the_change_stands_in_the_chain_of_the_campaign(tale: Story) -> None:
    tale.act(tale.actors["secretariat_lead"], "raise_quota", tale.line(LOCAL), {"limit": 12, **WHY})
    with unit_of_work(tale.database, writing=False) as session:
        campaign = the_campaign(session)
        assert campaign is not None
        query = select(Event).where(Event.chain_id == campaign.chain_id, Event.act == "raise_quota")
        event = session.scalars(query).one()
        assert event.before == {"bucket": LOCAL, "limit": 10} and event.after == {"limit": 12}
        assert event.reason == WHY["reason"]


@pytest.mark.threat("T21")
def test_who_looked_at_an_older_board_is_told_who_was_faster(tale: Story) -> None:
    from workflows import steps

    with unit_of_work(tale.database, writing=False) as session:
        campaign = the_campaign(session)
        assert campaign is not None
        seen = campaign.version
    tale.act(tale.actors["secretariat_lead"], "raise_quota", tale.line(LOCAL), {"limit": 12, **WHY})
    with pytest.raises(Conflict) as refused, unit_of_work(tale.database) as session:
        line = session.get_one(Line, tale.line(LOCAL).id)
        steps.act(
            session,
            tale.actors["secretariat_lead"],
            tale.now,
            "lower_quota",
            line,
            {"limit": 8, **WHY},
            key="late",
            seen=seen,
        )
    assert refused.value.values["what"] == "raise_quota"
