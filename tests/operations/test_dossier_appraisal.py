"""Appraisal line by line, returns within the cap, holds, and the letter with every result."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import working_deadline
from models.base.finding import Forbidden, RuleBroken, Severity
from models.nominations.dossiers import Dossier
from models.nominations.facts import check, check_ready
from models.nominations.nominations import Nomination, move
from models.nominations.queries import nominations_of
from models.nominations.rules.eligibility import Moment
from models.nominations.words import NominationState
from models.papers.outbox import Letter
from models.people.permissions import SYSTEM
from models.process.history import Event
from models.process.tasks import Message, Task
from models.process.words import TaskKind
from tests.factories.campaigns import accepted
from tests.factories.nominations import NO_WORKS, SUMMARY, Desk, collective, desk, key, open_task, person
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import steps

NOW = BEGINNING + timedelta(days=30)


@pytest.fixture
def land(session: Session) -> Province:
    return province(session, NOW)


@pytest.fixture
def cu_jut(session: Session, land: Province) -> Desk:
    """The desk of a district committee, phase 1 open."""
    return desk(session, land, land.cu_jut, NOW)


def found(raised: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [finding.code for finding in raised.value.findings]


def status(dossier: Dossier) -> str:
    assert dossier.case is not None
    return dossier.case.status


def letters(session: Session, kind: str) -> list[Letter]:
    return list(session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id)))


# judging


def test_only_who_has_taken_the_dossier_judges(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.submitted()
    line = nominations_of(session, dossier)[0]
    with pytest.raises(Forbidden, match="not in appraisal"):
        cu_jut.judge(line)
    cu_jut.perform(cu_jut.clerk, dossier, sets_counted=1)
    with pytest.raises(Forbidden, match="Take the dossier"):
        cu_jut.judge(line)
    cu_jut.claim(dossier)
    second = land.actor(land.second_appraiser)
    with pytest.raises(Forbidden):
        cu_jut.act(second, "judge_nomination", line, verdict="eligible")
    cu_jut.judge(line)
    assert line.state == NominationState.ELIGIBLE


@pytest.mark.threat("T03")
def test_nobody_appraises_their_own_unit(session: Session, land: Province) -> None:
    own = desk(session, land, land.organizing_board, NOW)
    dossier = own.submitted(count=1)
    own.perform(own.clerk, dossier, sets_counted=1)
    with pytest.raises(Forbidden, match="own unit"):
        own.claim(dossier)
    task = open_task(session, dossier)
    task.holder_id = land.appraiser.id
    with pytest.raises(Forbidden, match="own unit"):
        own.judge(nominations_of(session, dossier)[0])
    with pytest.raises(Forbidden, match="own unit"):
        own.perform(own.appraiser, dossier, outcome="ready")


def test_warnings_need_a_written_reason_each(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.received(count=1)
    line = nominations_of(session, dossier)[0]
    for reasons in ({}, {"E11": "  "}, {"E09": "khác"}):
        with pytest.raises(RuleBroken) as raised:
            cu_jut.judge(line, reasons=reasons)
        assert [finding.field for finding in raised.value.findings] == ["reason-E11"]
    cu_jut.judge(line, reasons=NO_WORKS)
    assert line.warnings == [{"code": "E11", "reason": NO_WORKS["E11"], "by": cu_jut.appraiser.name}]


def test_an_accepted_work_needs_no_reason(session: Session, land: Province, cu_jut: Desk) -> None:
    accepted(session, cu_jut.officer, cu_jut.lead, NOW, land.cu_jut)
    dossier = cu_jut.received(count=1)
    line = nominations_of(session, dossier)[0]
    cu_jut.judge(line, reasons={})
    assert line.warnings == []


def test_a_central_award_asks_for_its_criteria(session: Session, land: Province) -> None:
    central = desk(session, land, land.cu_jut, NOW, phase="phase2")
    dossier = central.received("vi1", count=1)
    line = nominations_of(session, dossier)[0]
    with pytest.raises(RuleBroken) as raised:
        central.judge(line, reasons=NO_WORKS)
    assert [finding.field for finding in raised.value.findings] == ["reason-E09"]
    central.judge(line, reasons=NO_WORKS, central_criteria=True)
    assert line.central_criteria


def test_an_ineligible_line_needs_a_reason_and_goes_on_to_the_council(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.received()
    one, two = nominations_of(session, dossier)
    with pytest.raises(RuleBroken):
        cu_jut.judge(one, "ineligible")
    cu_jut.judge(one, "ineligible", reason="Không đủ thời gian công tác")
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.appraiser, dossier, outcome="ready")
    assert found(raised) == ["not_judged"]
    cu_jut.judge(two)
    cu_jut.perform(cu_jut.appraiser, dossier, outcome="ready")
    assert status(dossier) == "ready"
    assert (one.state, one.state_reason) == (NominationState.INELIGIBLE, "Không đủ thời gian công tác")


def test_a_line_is_judged_again_while_the_dossier_is_there(session: Session, cu_jut: Desk) -> None:
    line = nominations_of(session, cu_jut.received())[0]
    cu_jut.judge(line, "ineligible", reason="Nhầm")
    cu_jut.judge(line)
    cu_jut.judge(line, reasons=NO_WORKS)
    assert (line.state, line.state_reason) == (NominationState.ELIGIBLE, "")


def test_a_warning_that_came_up_later_stops_ready(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.received(count=1)
    cu_jut.judge_all(dossier)
    other = desk(session, land, land.gia_nghia, NOW, phase="").submitted(count=1)
    assert nominations_of(session, other)[0].nominee_id != nominations_of(session, dossier)[0].nominee_id
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.appraiser, dossier, outcome="ready")
    assert [finding.values["rule"] for finding in raised.value.findings] == ["lookalike"]
    cu_jut.judge(nominations_of(session, dossier)[0])
    cu_jut.perform(cu_jut.appraiser, dossier, outcome="ready")


@pytest.mark.threat("T50")
def test_two_truly_alike_are_both_admitted_after_a_human_says_so(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    first = cu_jut.nominate(dossier, name="Y Thái Niê", born="1960")
    second = cu_jut.nominate(dossier, name="Ỵ Thái Niê", born="1971")
    assert first.nominee_id != second.nominee_id
    for line in (first, second):
        said = check(session, line, Moment.TYPING, NOW)
        assert [finding.severity for finding in said if finding.code == "lookalike"] == [Severity.WARN]


# the same achievement for two awards


def test_the_same_achievement_is_shown_and_stopped_once_decided(session: Session, land: Province, cu_jut: Desk) -> None:
    own, province_award = cu_jut.received("vi3", count=1), cu_jut.received("vi2", count=1)
    one, two = nominations_of(session, own)[0], nominations_of(session, province_award)[0]
    assert one.nominee_id == two.nominee_id
    said = {finding.code: finding.severity for finding in check(session, one, Moment.READY, NOW)}
    assert said["E01"] is Severity.INFO
    cu_jut.judge(two)
    for state in (NominationState.ADOPTED, NominationState.DECIDED):
        move(two, state)
    with pytest.raises(RuleBroken) as raised:
        cu_jut.judge(one)
    assert found(raised) == ["E01"]


def test_a_body_that_ended_cannot_be_ready(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.received(count=1)
    line = nominations_of(session, dossier)[0]
    cu_jut.now = NOW.replace(year=2025, month=8)
    said = {finding.code for finding in check_ready(session, dossier, cu_jut.now)}
    assert said == {"not_judged"}
    with pytest.raises(RuleBroken) as raised:
        cu_jut.judge(line)
    assert found(raised) == ["E07"]
    land.cu_jut.successor = land.commune
    cu_jut.judge(line)


# sending back


def test_a_return_lists_defects_has_a_working_day_deadline_and_a_cap(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.received()
    for nothing in ((), ("", "  ")):
        with pytest.raises(RuleBroken):
            cu_jut.perform(cu_jut.appraiser, dossier, outcome="returned", defects=list(nothing))
    defects = ["Trang 3 thiếu chữ ký", " Báo cáo chưa đóng dấu "]
    cu_jut.perform(cu_jut.appraiser, dossier, outcome="returned", defects=defects)
    back, task = dossier.returns[0], open_task(session, dossier)
    assert back.defects == ["Trang 3 thiếu chữ ký", "Báo cáo chưa đóng dấu"]
    assert back.due_at == task.due_at == working_deadline(NOW, 5)
    assert (status(dossier), task.element) == ("returned", "supplement_dossier")
    assert letters(session, "return")[0].values["defects"] == back.defects

    one, _two = nominations_of(session, dossier)
    cu_jut.act(
        cu_jut.officer,
        "change_nomination",
        one,
        **person(dossier.organization, name=one.nominee.name, born="", summary="Đã sửa"),
    )
    added = cu_jut.nominate(dossier, name="Lê Thị Thêm")
    cu_jut.perform(cu_jut.officer, dossier)
    with pytest.raises(Forbidden):
        cu_jut.perform(cu_jut.officer, dossier, outcome="submitted")
    cu_jut.perform(cu_jut.head, dossier, outcome="sent_back", reason="Xem lại")
    cu_jut.perform(cu_jut.officer, dossier)
    cu_jut.now += timedelta(days=1)
    cu_jut.perform(cu_jut.head, dossier, outcome="submitted")
    assert [version.number for version in dossier.versions] == [1, 2]
    first, second = (version.manifest["nominations"] for version in dossier.versions)
    assert (first[0]["summary"], len(first)) == (SUMMARY, 2)
    assert ("Đã sửa" in [line["summary"] for line in second], len(second)) == (True, 3)
    assert back.answered_at == cu_jut.now
    assert added.state == NominationState.SUBMITTED
    assert (status(dossier), open_task(session, dossier).element) == ("appraisal", "appraise_dossier")

    cu_jut.claim(dossier)
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.appraiser, dossier, outcome="returned", defects=["Nữa"])
    assert found(raised) == ["returns_used"]
    cu_jut.judge_all(dossier)
    cu_jut.perform(cu_jut.appraiser, dossier, outcome="ready")


def test_what_changed_after_the_return_is_judged_again(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.received(count=3)
    cu_jut.judge_all(dossier)
    cu_jut.perform(cu_jut.appraiser, dossier, outcome="returned", defects=["Thiếu dấu"])
    one, two, three = nominations_of(session, dossier)
    cu_jut.act(cu_jut.officer, "change_nomination", one, **person(dossier.organization, name=one.nominee.name))
    cu_jut.attach(dossier, "achievement_report", nomination=two.public_id)
    assert [line.state for line in (one, two, three)] == ["submitted", "submitted", "eligible"]


def test_a_returned_dossier_comes_back_after_the_phase_has_closed(session: Session, cu_jut: Desk) -> None:
    cu_jut.now = NOW.replace(year=2024, month=7, day=30)
    dossier = cu_jut.received()
    cu_jut.perform(cu_jut.appraiser, dossier, outcome="returned", defects=["Thiếu dấu"])
    cu_jut.now += timedelta(days=5)
    cu_jut.perform(cu_jut.officer, dossier)
    cu_jut.perform(cu_jut.head, dossier, outcome="submitted")
    assert status(dossier) == "appraisal"


# holds


def test_a_hold_pauses_one_line_and_its_reason_stays_in_the_office(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.received()
    one, two = nominations_of(session, dossier)
    with pytest.raises(Forbidden):
        cu_jut.act(cu_jut.appraiser, "hold_nomination", one, reason="Đơn thư")
    with pytest.raises(RuleBroken):
        cu_jut.act(cu_jut.lead, "hold_nomination", one, reason="")
    cu_jut.act(cu_jut.lead, "hold_nomination", one, reason="Đơn thư đang xác minh")
    assert (one.state, one.state_reason, one.hold_reason) == ("on_hold", "", "Đơn thư đang xác minh")
    event = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert (event.confidential, event.reason) == (True, "Đơn thư đang xác minh")
    with pytest.raises(RuleBroken) as raised:
        cu_jut.judge(one)
    assert found(raised) == ["held"]
    cu_jut.judge(two)
    cu_jut.perform(cu_jut.appraiser, dossier, outcome="ready")
    with pytest.raises(Forbidden):
        cu_jut.judge(one)
    cu_jut.act(cu_jut.lead, "lift_hold", one, reason="Đơn không có cơ sở")
    assert (one.state, one.hold_reason) == ("submitted", "")
    cu_jut.judge(one)
    assert one.state == NominationState.ELIGIBLE
    with pytest.raises(RuleBroken):
        cu_jut.act(cu_jut.lead, "lift_hold", one, reason="Nữa")


def test_a_lifted_hold_goes_back_to_where_it_was(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.ready(count=1)
    line = nominations_of(session, dossier)[0]
    cu_jut.act(cu_jut.lead, "hold_nomination", line, reason="Đơn thư")
    cu_jut.act(cu_jut.lead, "lift_hold", line, reason="Xong")
    assert line.state == NominationState.ELIGIBLE


def test_a_draft_is_not_held(session: Session, cu_jut: Desk) -> None:
    line = cu_jut.nominate(cu_jut.start())
    with pytest.raises(RuleBroken) as raised:
        cu_jut.act(cu_jut.lead, "hold_nomination", line, reason="Đơn thư")
    assert found(raised) == ["transition"]


# lines from below


def test_lines_from_below_wait_for_the_district(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    commune, member = land.officer_of(land.commune), land.officer_of(land.district_member)
    result = cu_jut.act(commune, "propose_line", dossier, **person(land.front_work))
    line = session.scalars(select(Nomination).where(Nomination.public_id == result["nomination"])).one()
    assert (line.state, line.from_organization, line.behalf_of) == ("proposed", land.commune, land.front_work)
    cu_jut.act(member, "propose_line", dossier, **collective(land.district_member))
    assert nominations_of(session, dossier) == []
    for actor in (land.officer_of(land.foreign_commune), cu_jut.officer, cu_jut.head, land.officer_of(land.gia_nghia)):
        with pytest.raises(Forbidden):
            cu_jut.act(actor, "propose_line", dossier, **person(land.commune))
    with pytest.raises(RuleBroken) as raised:
        cu_jut.act(commune, "propose_line", dossier, **person(land.cu_jut, name="Của huyện"))
    assert [finding.field for finding in raised.value.findings] == ["organization"]
    with pytest.raises(RuleBroken) as raised:
        cu_jut.act(member, "propose_line", dossier, **person(land.district_member))
    assert found(raised) == ["E22"]

    with pytest.raises(RuleBroken):
        cu_jut.act(cu_jut.officer, "decline_line", line, reason="")
    with pytest.raises(Forbidden):
        cu_jut.act(commune, "include_line", line)
    cu_jut.act(cu_jut.officer, "decline_line", line, reason="Chưa có công trình")
    assert (line.state, line.state_reason) == ("declined", "Chưa có công trình")
    cu_jut.act(cu_jut.officer, "include_line", line)
    assert (line.state, nominations_of(session, dossier)) == ("draft", [line])


def test_a_line_is_taken_back_by_its_author_only(session: Session, land: Province, cu_jut: Desk) -> None:
    from models.base.finding import Missing

    dossier = cu_jut.start()
    result = cu_jut.act(land.officer_of(land.commune), "propose_line", dossier, **person(land.commune))
    line = session.scalars(select(Nomination).where(Nomination.public_id == result["nomination"])).one()
    with pytest.raises(Missing):
        cu_jut.act(land.officer_of(land.district_member), "withdraw_line", line)
    cu_jut.act(land.officer_of(land.commune), "withdraw_line", line)
    assert line.state == NominationState.WITHDRAWN
    with pytest.raises(RuleBroken):
        cu_jut.act(cu_jut.officer, "include_line", line)
    with pytest.raises(RuleBroken):
        cu_jut.act(land.officer_of(land.commune), "withdraw_line", line)


def test_no_line_goes_into_a_dossier_that_has_left(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.submitted()
    with pytest.raises(RuleBroken) as raised:
        cu_jut.act(land.officer_of(land.commune), "propose_line", dossier, **person(land.commune))
    assert found(raised) == ["frozen"]


# the end


def automatic(session: Session, dossier: Dossier) -> Task:
    query = select(Task).where(
        Task.case_id == dossier.case_id, Task.closed_at.is_(None), Task.kind == TaskKind.AUTOMATIC
    )
    return session.scalars(query).one()


def post(session: Session, dossier: Dossier, name: str, outcome: str) -> None:
    message = Message(case_id=dossier.case_id, name=name, outcome=outcome, written_at=NOW)
    session.add(message)
    session.flush()
    steps.deliver(session, NOW, message)


def test_the_unit_is_told_every_result_with_its_reason(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.ready(count=3)
    one, two, three = nominations_of(session, dossier)
    cu_jut.act(cu_jut.lead, "hold_nomination", three, reason="BÍ MẬT")
    for state in (NominationState.ADOPTED, NominationState.DECIDED):
        move(one, state)
    move(two, NominationState.NOT_ADOPTED, "Không đủ phiếu")
    post(session, dossier, "council_concluded", "adopted")
    assert status(dossier) == "adopted"
    post(session, dossier, "dossier_decided", "done")
    steps.perform(session, SYSTEM, NOW, automatic(session, dossier).public_id, {}, key=key())
    letter = letters(session, "result")[0]
    assert letter.organization_id == land.cu_jut.id
    assert [(row["state"], row["reason"]) for row in letter.values["results"]] == [
        ("decided", ""),
        ("not_adopted", "Không đủ phiếu"),
        ("on_hold", ""),
    ]
    assert "BÍ MẬT" not in str(letter.values)
    assert status(dossier) == "closed"


def test_a_dossier_that_the_council_did_not_adopt_ends_too(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.ready(count=1)
    move(nominations_of(session, dossier)[0], NominationState.NOT_ADOPTED, "Không đủ phiếu")
    post(session, dossier, "council_concluded", "not_adopted")
    steps.perform(session, SYSTEM, NOW, automatic(session, dossier).public_id, {}, key=key())
    assert (status(dossier), len(letters(session, "result"))) == ("closed", 1)


def test_receipt_letters_say_how_many_sets_came(session: Session, cu_jut: Desk) -> None:
    cu_jut.received()
    values: dict[str, Any] = letters(session, "receipt")[0].values
    assert (values["number"], values["sets"], values["needed"]) == (1, 1, 1)
