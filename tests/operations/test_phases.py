"""Phases open and close by date and by hand; the last day of one is announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import end_of_day, start_of_day
from models.base.finding import Conflict, Forbidden, RuleBroken
from models.campaigns.campaigns import Phase
from models.campaigns.queries import last_day, phase_tasks, phases_of
from models.campaigns.words import PhaseStatus
from models.people.permissions import SYSTEM
from models.process.history import Event
from tests.factories.campaigns import answer, campaign_of, key, open_phase, open_task, phase
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import steps

NOW = BEGINNING + timedelta(days=30)


@pytest.fixture
def land(session: Session) -> Province:
    return province(session, NOW)


def status(found: Phase) -> str:
    assert found.case is not None
    return found.case.status


def announce(session: Session, land: Province, found: Phase, day: date | None, source: str = "Công văn 12") -> None:
    lead = land.actor(land.secretariat_lead)
    answers = {"closes_on": day, "reason": source}
    steps.act(session, lead, NOW, "announce_phase_end", found, answers, key=key())


def test_a_phase_opens_and_closes_by_its_dates(session: Session) -> None:
    found = phase(session, "phase1")
    task = open_task(session, found)
    assert (task.element, task.fires_at) == ("open_phase", start_of_day(date(2023, 10, 1)))
    open_phase(session, "phase1", NOW)
    assert status(found) == PhaseStatus.OPEN
    assert open_task(session, found).fires_at == end_of_day(date(2024, 7, 31))
    answer(session, SYSTEM, end_of_day(date(2024, 7, 31)), found, {})
    assert status(found) == PhaseStatus.CLOSED
    assert found.case is not None and found.case.closed_at == end_of_day(date(2024, 7, 31))


def test_a_phase_without_an_announced_end_never_closes_by_itself(session: Session) -> None:
    found = open_phase(session, "phase2", NOW)
    assert open_task(session, found).fires_at is None
    assert last_day(phases_of(session, campaign_of(session))) is None


def test_the_lead_opens_and_closes_by_hand_with_a_reason(session: Session, land: Province) -> None:
    found, lead = phase(session, "phase2"), land.actor(land.secretariat_lead)
    with pytest.raises(RuleBroken) as raised:
        answer(session, lead, NOW, found, {"reason": "  "})
    assert raised.value.findings[0].field == "reason"
    answer(session, lead, NOW, found, {"reason": "Mở sớm theo Công văn 11"})
    assert status(found) == PhaseStatus.OPEN
    answer(session, lead, NOW, found, {"reason": "Đại hội đã họp"})
    assert status(found) == PhaseStatus.CLOSED
    assert found.case is not None
    query = select(Event.reason).where(Event.chain_id == found.case.chain_id).order_by(Event.number)
    assert [reason for reason in session.scalars(query) if reason] == ["Mở sớm theo Công văn 11", "Đại hội đã họp"]


def test_only_the_lead_does_that(session: Session, land: Province) -> None:
    found = phase(session, "phase2")
    for actor in (
        land.officer_of(land.cu_jut),
        land.head_of(land.cu_jut),
        land.actor(land.appraiser),
        land.actor(land.administrator),
        land.actor(land.standing_committee),
    ):
        with pytest.raises(Forbidden):
            answer(session, actor, NOW, found, {"reason": "Mở"})
        with pytest.raises(Forbidden):
            answers = {"closes_on": date(2024, 9, 1), "reason": "Công văn"}
            steps.act(session, actor, NOW, "announce_phase_end", found, answers, key=key())
    assert status(found) == PhaseStatus.ANNOUNCED and found.closes_on is None


def test_an_announced_end_moves_the_date_on_which_the_phase_closes(session: Session, land: Province) -> None:
    found = open_phase(session, "phase2", NOW)
    announce(session, land, found, date(2024, 10, 15), " Thông báo  số 5 ")
    assert (found.closes_on, found.closes_source) == (date(2024, 10, 15), "Thông báo số 5")
    assert phase_tasks(session, campaign_of(session))["phase2"].fires_at == end_of_day(date(2024, 10, 15))
    announce(session, land, found, date(2024, 10, 20))
    session.expire_all()
    assert open_task(session, found).fires_at == end_of_day(date(2024, 10, 20))
    assert last_day(phases_of(session, campaign_of(session))) == date(2024, 10, 20)


def test_an_end_announced_before_the_phase_opens_is_kept(session: Session, land: Province) -> None:
    found = phase(session, "phase2")
    announce(session, land, found, date(2024, 10, 15))
    assert open_task(session, found).fires_at == start_of_day(date(2024, 7, 1))  # the opening stays where it was
    open_phase(session, "phase2", NOW)
    assert open_task(session, found).fires_at == end_of_day(date(2024, 10, 15))


@pytest.mark.parametrize(
    ("day", "source", "fields"),
    [
        (None, "Công văn", ["closes_on"]),
        (date(2024, 9, 1), " ", ["reason"]),
        (date(2023, 11, 24), "Công văn", ["closes_on"]),  # over
        (date(2024, 6, 30), "Công văn", ["closes_on"]),  # before it begins
        (date(2024, 9, 1), "a" * 251, ["reason"]),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    session: Session, land: Province, day: date | None, source: str, fields: list[str]
) -> None:
    found = phase(session, "phase2")
    with pytest.raises(RuleBroken) as raised:
        announce(session, land, found, day, source)
    assert [finding.field for finding in raised.value.findings] == fields
    assert found.closes_on is None


def test_today_may_be_the_last_day(session: Session, land: Province) -> None:
    found = phase(session, "phase1")
    announce(session, land, found, date(2023, 11, 25))
    assert found.closes_on == date(2023, 11, 25)


def test_a_closed_phase_has_no_end_to_announce(session: Session, land: Province) -> None:
    found = open_phase(session, "phase1", NOW)
    answer(session, SYSTEM, NOW, found, {})
    with pytest.raises(Conflict):
        announce(session, land, found, date(2024, 9, 1))
    assert last_day([found]) == date(2023, 11, 25)  # closed by hand before its day


@pytest.mark.threat("T21")
def test_two_leads_do_not_overwrite_each_other(session: Session, land: Province) -> None:
    found, lead = phase(session, "phase2"), land.actor(land.secretariat_lead)
    assert found.case is not None
    seen = found.case.version
    announce(session, land, found, date(2024, 10, 15))
    with pytest.raises(Conflict):
        answers = {"closes_on": date(2024, 10, 20), "reason": "Công văn"}
        steps.act(session, lead, NOW, "announce_phase_end", found, answers, key=key(), seen=seen)
    assert found.closes_on == date(2024, 10, 15)
