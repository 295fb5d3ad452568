"""Works go their way: registered, approved by the level above, completed, accepted, or cancelled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import end_of_day
from models.base.finding import BadRequest, Conflict, Forbidden, RuleBroken
from models.campaigns.queries import count_by_status, visible_work, visible_works, writable_organizations
from models.campaigns.registrations import Work
from models.campaigns.words import WorkStatus
from models.people.posts import add_post
from models.people.words import Role
from models.process.history import Event
from models.schemes.words import WorkKind
from tests.factories.campaigns import (
    accepted,
    answer,
    approved,
    campaign_of,
    key,
    open_phase,
    open_task,
    phase,
    register,
    registration,
)
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import steps

NOW = BEGINNING + timedelta(days=30)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def land(session: Session) -> Province:
    return province(session, NOW)


def status(work: Work) -> str:
    assert work.case is not None
    return work.case.status


def events(session: Session, work: Work) -> list[Event]:
    assert work.case is not None
    query = select(Event).where(Event.chain_id == work.case.chain_id).order_by(Event.number)
    return list(session.scalars(query))


def refused(raised: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [finding.field for finding in raised.value.findings]


def test_a_work_goes_from_registration_to_acceptance(session: Session, land: Province) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    work = register(session, commune, NOW, land.commune, title="  Đường  hoa\u00a0thôn 5 ")
    assert (status(work), work.title, work.search_key) == (WorkStatus.SUBMITTED, "Đường hoa thôn 5", "duong hoa thon 5")
    task = open_task(session, work)
    assert (task.element, task.role, task.organization_id) == ("approve_work", Role.UNIT_OFFICER, land.cu_jut.id)

    answer(session, district, NOW, work, {"outcome": "approved"})
    assert status(work) == WorkStatus.IN_PROGRESS
    assert open_task(session, work).due_at == end_of_day(date(2024, 6, 30))

    answer(session, commune, LATER, work, {"result": "120 m, 45 ngày công", "completed_on": date(2023, 11, 25)})
    assert (status(work), work.completed_on, work.result) == (
        WorkStatus.COMPLETED,
        date(2023, 11, 25),
        "120 m, 45 ngày công",
    )
    answer(session, district, LATER, work, {"outcome": "accepted"})
    assert status(work) == WorkStatus.ACCEPTED
    assert work.case is not None and work.case.closed_at == LATER
    assert [event.act for event in events(session, work)] == [
        "register_work",
        "approve_work",
        "complete_work",
        "accept_work",
    ]
    assert all(event.behalf_of == "" for event in events(session, work))


def test_what_is_returned_comes_back_to_the_same_level(session: Session, land: Province) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    work = register(session, commune, NOW, land.commune)
    answer(session, district, NOW, work, {"outcome": "returned", "reason": "Ghi rõ chiều dài đường"})
    assert status(work) == WorkStatus.RETURNED and open_task(session, work).organization_id == land.commune.id
    answer(session, commune, NOW, work, registration(title="Đường thôn 5, dài 500 m", kind=WorkKind.PROJECT))
    assert (status(work), work.title, work.kind) == (WorkStatus.SUBMITTED, "Đường thôn 5, dài 500 m", WorkKind.PROJECT)
    answer(session, district, NOW, work, {"outcome": "approved"})
    answer(session, commune, NOW, work, {"result": "Xong", "completed_on": date(2023, 11, 20)})
    answer(session, district, NOW, work, {"outcome": "returned", "reason": "Chưa có ảnh nghiệm thu"})
    assert status(work) == WorkStatus.IN_PROGRESS and open_task(session, work).element == "complete_work"
    assert [event.reason for event in events(session, work) if event.outcome == "returned"] == [
        "Ghi rõ chiều dài đường",
        "Chưa có ảnh nghiệm thu",
    ]


@pytest.mark.parametrize("step", ["approve_work", "accept_work"])
def test_a_return_needs_its_reason_and_a_decision_its_choice(session: Session, land: Province, step: str) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    work = register(session, commune, NOW, land.commune)
    if step == "accept_work":
        answer(session, district, NOW, work, {"outcome": "approved"})
        answer(session, commune, NOW, work, {"result": "Xong", "completed_on": date(2023, 11, 20)})
    before = status(work)
    for answers, field in (
        ({"outcome": "returned", "reason": " "}, "reason"),
        ({}, "outcome"),
        ({"outcome": "done"}, "outcome"),
    ):
        with pytest.raises(RuleBroken) as raised:
            answer(session, district, NOW, work, answers)
        assert refused(raised) == [field]
    assert (open_task(session, work).element, status(work)) == (step, before)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": " \u200b "}, ["title"]),
        ({"title": "a" * 251}, ["title"]),
        ({"title": "Đường\u202egnờưđ"}, ["title"]),
        ({"kind": "castle"}, ["kind"]),
        ({"kind": ""}, ["kind"]),
        ({"plan": "a" * 4001}, ["plan"]),
        ({"finish_on": date(2023, 10, 25)}, ["finish_on"]),
        ({"title": "", "kind": "", "finish_on": date(2020, 1, 1)}, ["kind", "title", "finish_on"]),
    ],
)
def test_a_registration_that_cannot_stand_is_refused(
    session: Session, land: Province, changes: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(RuleBroken) as raised:
        register(session, land.officer_of(land.commune), NOW, land.commune, **changes)
    assert refused(raised) == fields
    assert session.scalars(select(Work)).all() == []


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        ({}, ["result", "completed_on"]),
        ({"result": "Xong", "completed_on": date(2023, 11, 26)}, ["completed_on"]),
        ({"result": "Xong", "completed_on": date(2023, 10, 25)}, ["completed_on"]),
        ({"result": "a" * 4001, "completed_on": date(2023, 11, 20)}, ["result"]),
    ],
)
def test_a_completion_needs_a_result_and_a_day_that_has_been(
    session: Session, land: Province, answers: dict[str, Any], fields: list[str]
) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    work = approved(session, commune, district, NOW, land.commune)
    with pytest.raises(RuleBroken) as raised:
        answer(session, commune, NOW, work, answers)
    assert refused(raised) == fields and status(work) == WorkStatus.IN_PROGRESS


def test_nobody_registers_for_another_organisation(session: Session, land: Province) -> None:
    district = land.officer_of(land.cu_jut)
    for actor, organization in (
        (district, land.commune),  # it has an officer of its own
        (district, land.foreign_commune),
        (land.officer_of(land.foreign_commune), land.commune),
        (land.officer_of(land.commune), land.unmanned_commune),
        (land.head_of(land.cu_jut), land.cu_jut),
        (land.actor(land.appraiser), land.cu_jut),
        (land.actor(land.administrator), land.cu_jut),
        (land.actor(land.auditor), land.cu_jut),
    ):
        with pytest.raises(Forbidden):
            register(session, actor, NOW, organization)
    assert session.scalars(select(Work)).all() == []


def test_the_level_above_decides_and_never_the_organisation_itself(session: Session, land: Province) -> None:
    work = register(session, land.officer_of(land.cu_jut), NOW, land.cu_jut)
    second = land.actor(land.add_person(land.cu_jut, Role.UNIT_OFFICER))
    for actor in (
        land.officer_of(land.cu_jut),
        second,
        land.head_of(land.cu_jut),
        land.officer_of(land.commune),
        land.officer_of(land.gia_nghia),
        land.actor(land.appraiser),
        land.actor(land.administrator),
    ):
        with pytest.raises(Forbidden):
            answer(session, actor, NOW, work, {"outcome": "approved"})
    task = open_task(session, work)
    assert (task.role, task.organization_id) == (Role.SECRETARIAT_LEAD, None)  # nobody writes at the root
    answer(session, land.actor(land.secretariat_lead), NOW, work, {"outcome": "approved"})
    assert status(work) == WorkStatus.IN_PROGRESS


def test_for_a_body_without_people_the_one_above_writes_and_the_next_decides(session: Session, land: Province) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    work = register(session, commune, NOW, land.front_work)
    assert work.on_behalf and work.written_by_id == land.commune.id
    assert open_task(session, work).organization_id == land.cu_jut.id
    colleague = land.actor(land.add_person(land.commune, Role.UNIT_OFFICER))
    for actor in (commune, colleague):
        with pytest.raises(Forbidden):
            answer(session, actor, NOW, work, {"outcome": "approved"})
    answer(session, district, NOW, work, {"outcome": "returned", "reason": "Ghi rõ địa điểm"})
    assert open_task(session, work).organization_id == land.commune.id
    answer(session, colleague, NOW, work, registration())
    answer(session, district, NOW, work, {"outcome": "approved"})
    told = [(event.act, event.behalf_of) for event in events(session, work)]
    assert told == [
        ("register_work", land.front_work.name),
        ("approve_work", ""),
        ("revise_work", land.front_work.name),
        ("approve_work", ""),
    ]


def test_a_work_below_two_bodies_without_people_finds_its_way_up(session: Session, land: Province) -> None:
    """The Front work committee of a commune without people: the district writes, the lead decides."""
    below = land.organizations["front_work_2"]
    below.parent_id, below.path = land.unmanned_commune.id, f"{land.unmanned_commune.path}{below.id}/"
    session.flush()
    work = register(session, land.officer_of(land.cu_jut), NOW, below)
    assert work.written_by_id == land.cu_jut.id
    assert open_task(session, work).role == Role.SECRETARIAT_LEAD


def test_the_secretariat_lead_decides_on_works_of_the_root(session: Session, land: Province) -> None:
    officer = land.actor(land.add_person(land.root, Role.UNIT_OFFICER))
    work = register(session, officer, NOW, land.root)
    task = open_task(session, work)
    assert (task.role, task.organization_id) == (Role.SECRETARIAT_LEAD, None)
    with pytest.raises(Forbidden):
        answer(session, officer, NOW, work, {"outcome": "approved"})
    answer(session, land.actor(land.secretariat_lead), NOW, work, {"outcome": "approved"})
    assert status(work) == WorkStatus.IN_PROGRESS


def test_who_registered_does_not_approve_from_a_second_seat(session: Session, land: Province) -> None:
    person = land.add_person(land.commune, Role.UNIT_OFFICER)
    add_post(session, person, Role.UNIT_OFFICER, land.cu_jut, NOW.date())
    both = land.actor(person)
    work = register(session, both, NOW, land.commune)
    assert not work.on_behalf
    with pytest.raises(Forbidden):
        answer(session, both, NOW, work, {"outcome": "approved"})


def test_a_work_is_cancelled_with_a_reason_until_it_is_accepted(session: Session, land: Province) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    work = approved(session, commune, district, NOW, land.commune)
    with pytest.raises(RuleBroken):
        steps.act(session, commune, NOW, "cancel_work", work, {"reason": ""}, key=key())
    with pytest.raises(Forbidden):
        steps.act(session, district, NOW, "cancel_work", work, {"reason": "Không làm"}, key=key())
    steps.act(session, commune, LATER, "cancel_work", work, {"reason": "Hết kinh phí"}, key=key())
    assert status(work) == WorkStatus.CANCELLED
    assert work.case is not None and work.case.closed_at == LATER
    assert events(session, work)[-1].reason == "Hết kinh phí"
    with pytest.raises(Conflict):
        steps.act(session, commune, LATER, "cancel_work", work, {"reason": "Hết kinh phí"}, key=key())

    done = accepted(session, commune, district, NOW, land.commune)
    with pytest.raises(Conflict):
        steps.act(session, commune, LATER, "cancel_work", done, {"reason": "Hết kinh phí"}, key=key())
    assert status(done) == WorkStatus.ACCEPTED


@pytest.mark.threat("T06")
def test_a_repeated_registration_makes_one_work(session: Session, land: Province) -> None:
    commune = land.officer_of(land.commune)
    first = steps.act(session, commune, NOW, "register_work", land.commune, registration(), key="same")
    second = steps.act(session, commune, LATER, "register_work", land.commune, registration(), key="same")
    assert second.repeated and second.result == first.result
    assert len(session.scalars(select(Work)).all()) == 1
    with pytest.raises(BadRequest):
        steps.act(session, commune, LATER, "register_work", land.commune, registration(title="Khác"), key="same")


@pytest.mark.threat("T21")
def test_who_saw_an_older_version_is_told_who_was_faster(session: Session, land: Province) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    work = register(session, commune, NOW, land.commune)
    assert work.case is not None
    seen, task = work.case.version, open_task(session, work)
    answer(session, district, NOW, work, {"outcome": "returned", "reason": "Ghi rõ"})
    answer(session, commune, NOW, work, registration(title="Bản sửa"))
    with pytest.raises(Conflict):
        steps.perform(session, district, NOW, task.public_id, {"outcome": "approved"}, key=key())
    with pytest.raises(Conflict) as raised:
        steps.perform(
            session, district, NOW, open_task(session, work).public_id, {"outcome": "approved"}, key=key(), seen=seen
        )
    assert raised.value.values["who"] == commune.name


def test_no_work_is_registered_after_the_campaign_or_by_a_body_that_ended(session: Session, land: Province) -> None:
    commune, lead = land.officer_of(land.commune), land.actor(land.secretariat_lead)
    land.commune.valid_to = date(2023, 11, 1)
    session.flush()
    with pytest.raises(RuleBroken) as raised:
        register(session, commune, NOW, land.commune)
    assert raised.value.findings[0].code == "not_alive"
    for name in ("phase1", "phase2"):
        open_phase(session, name, NOW)
        answer(session, lead, NOW, phase(session, name), {"reason": "Kết thúc"})
    with pytest.raises(RuleBroken) as raised:
        register(session, land.officer_of(land.cu_jut), NOW, land.cu_jut)
    assert raised.value.findings[0].code == "campaign_over"


def test_a_unit_sees_the_works_of_its_subtree_and_the_office_all(session: Session, land: Province) -> None:
    commune = register(session, land.officer_of(land.commune), NOW, land.commune)
    foreign = register(session, land.officer_of(land.foreign_commune), NOW, land.foreign_commune)
    seen = {
        actor.name: set(session.scalars(visible_works(actor)).all())
        for actor in (land.officer_of(land.cu_jut), land.actor(land.appraiser), land.actor(land.administrator))
    }
    assert list(seen.values()) == [{commune}, {commune, foreign}, set()]
    assert visible_work(session, land.officer_of(land.commune), foreign.public_id) is None
    assert visible_work(session, land.head_of(land.cu_jut), commune.public_id) is commune
    assert count_by_status(session, land.actor(land.auditor)) == {"submitted": 2}


def test_somebody_writes_for_their_own_body_and_for_those_below_without_people(
    session: Session, land: Province
) -> None:
    def for_whom(code: str) -> list[str]:
        actor = land.officer_of(land.organizations[code])
        return [body.code for body in writable_organizations(session, actor, NOW.date())]

    assert for_whom("commune_1") == ["commune-1", "front-work-1", "front-work-2"]
    assert for_whom("cu_jut") == ["cu-jut", "commune-2", "front-work-1", "front-work-2"]
    assert for_whom("farmers") == ["farmers"]
    assert campaign_of(session).code == "286-KH-MTTQ-BTT"
