"""A dossier from draft to receipt: who may write what, what is refused and why, what stays frozen."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.base.finding import Conflict, Finding, Forbidden, Missing, RuleBroken
from models.nominations.dossiers import Dossier, DossierVersion, Part
from models.nominations.manifests import digest_of
from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import nominations_of
from models.nominations.words import NominationState
from models.papers.files import StoredFile
from models.process.history import Event
from tests.factories.campaigns import phase
from tests.factories.files import docx
from tests.factories.nominations import Desk, collective, desk, key, open_task, person
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import steps
from workflows.machines.files import receive, stored

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


def fields(raised: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [finding.field for finding in raised.value.findings]


def status(dossier: Dossier) -> str:
    assert dossier.case is not None
    return dossier.case.status


# starting


def test_codes_run_through_the_year_and_several_drafts_stand_side_by_side(session: Session, cu_jut: Desk) -> None:
    codes = [cu_jut.start(award).code for award in ("vi3", "vi3", "vi1")]
    assert codes == ["HS-2023-0001", "HS-2023-0002", "HS-2023-0003"]
    cu_jut.now += timedelta(days=60)
    assert cu_jut.start().code == "HS-2024-0001"


def test_only_submitting_bodies_start_dossiers(session: Session, land: Province, cu_jut: Desk) -> None:
    for body in (land.commune, land.district_member):
        with pytest.raises(RuleBroken, match="hands in no dossiers"):
            cu_jut.act(land.officer_of(body), "start_dossier", body, award="vi3")
    with pytest.raises(Forbidden):
        cu_jut.act(land.officer_of(land.gia_nghia), "start_dossier", land.cu_jut, award="vi3")
    with pytest.raises(Forbidden):
        cu_jut.act(cu_jut.head, "start_dossier", land.cu_jut, award="vi3")
    with pytest.raises(RuleBroken) as raised:
        cu_jut.act(cu_jut.officer, "start_dossier", land.cu_jut, award="none")
    assert fields(raised) == ["award"]


def test_a_body_that_has_ended_hands_in_nothing(session: Session, land: Province, cu_jut: Desk) -> None:
    cu_jut.now = NOW.replace(year=2025, month=8)
    with pytest.raises(RuleBroken, match="has ended"):
        cu_jut.act(cu_jut.officer, "start_dossier", land.cu_jut, award="vi3")


# nominations


def test_the_bucket_follows_from_organisation_and_kind(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    wanted = {
        land.cu_jut: ("vi3.collective.district", "vi3.individual.local"),
        land.commune: ("vi3.collective.commune", "vi3.individual.local"),
        land.front_work: ("vi3.collective.commune", "vi3.individual.local"),
        land.district_member: ("vi3.collective.district", None),
    }
    for body, (of_body, of_person) in wanted.items():
        cu_jut.act(cu_jut.officer, "add_nomination", dossier, **collective(body))
        if of_person is None:
            with pytest.raises(RuleBroken) as raised:
                cu_jut.nominate(dossier, organization=body.public_id)
            assert found(raised) == ["E22"]
            assert "VI.3" in raised.value.findings[0].citation
        else:
            assert cu_jut.nominate(dossier, organization=body.public_id).bucket == of_person
        line = next(
            line
            for line in nominations_of(session, dossier)
            if line.nominee.organization_id == body.id and line.nominee.kind == "collective"
        )
        assert line.bucket == of_body


def test_what_cannot_be_is_said_beside_its_field_all_at_once(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    with pytest.raises(RuleBroken) as raised:
        cu_jut.nominate(dossier, name=" ", born="2064", organization=land.gia_nghia.public_id, summary="x" * 1201)
    assert sorted(fields(raised)) == ["born", "name", "organization", "summary"]
    for born in ("31/2/1964", "1964-04-12x", "hôm qua", "99"):
        with pytest.raises(RuleBroken) as raised:
            cu_jut.nominate(dossier, born=born)
        assert fields(raised) == ["born"]
    with pytest.raises(RuleBroken) as raised:
        cu_jut.nominate(dossier, name="Nguyễn\u202eVăn A")
    assert fields(raised) == ["name"]
    with pytest.raises(RuleBroken) as raised:
        cu_jut.nominate(dossier, kind="house")
    assert "kind" in fields(raised)
    assert nominations_of(session, dossier) == []


@pytest.mark.threat("T49")
def test_one_person_is_one_nominee_however_spelt(session: Session, cu_jut: Desk) -> None:
    first, second = cu_jut.start(), cu_jut.start()
    one = cu_jut.nominate(first, name="Nguyễn Thị Hòa", born="1964")
    other = cu_jut.nominate(second, name="  NGUYỄN   thị Hoà", born="1964")
    assert one.nominee_id == other.nominee_id
    assert cu_jut.nominate(second, name="Nguyễn Thị Hòa", born="1965").nominee_id != one.nominee_id
    with pytest.raises(RuleBroken) as raised:
        cu_jut.nominate(first, name="Nguyễn Thị Hoà", born="1964")
    assert found(raised) == ["twice"]


def test_a_removed_nomination_may_come_again(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    line = cu_jut.nominate(dossier)
    cu_jut.attach(dossier, "achievement_report", nomination=line.public_id)
    cu_jut.act(cu_jut.officer, "remove_nomination", line)
    assert line.state == NominationState.WITHDRAWN
    assert [part.replaced_at for part in dossier.parts] == [NOW]
    cu_jut.nominate(dossier)
    assert len(nominations_of(session, dossier)) == 1


def test_a_correction_of_the_name_makes_another_nominee(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    line = cu_jut.nominate(dossier)
    cu_jut.act(cu_jut.officer, "change_nomination", line, **person(land.cu_jut, name="Lê Thị Sửa", born=""))
    assert (line.nominee.name, line.nominee.born_on) == ("Lê Thị Sửa", None)
    event = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert (event.before["nominee"], event.after["nominee"]) == ("H'Ngân Niê Kđăm", "Lê Thị Sửa")


def test_a_body_without_people_is_entered_on_behalf(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    line = cu_jut.nominate(dossier, organization=land.unmanned_commune.public_id)
    assert line.behalf_of == land.unmanned_commune
    event = session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert event.behalf_of == land.unmanned_commune.name


# pasting

ROWS = (
    "Loại\tXưng hô\tTên\tNgày sinh\tChức vụ\tĐơn vị\tTóm tắt\n"
    "Cá nhân\tÔng\tTrần Văn Dán\t1970\tChủ tịch\t\tVận động nhân dân\n"
    'Tập thể\t\tỦy ban MTTQ Việt Nam Xã mẫu 01\t\t\t\t"Làm đường\nhai dòng"\n'
    "ca nhan\tBà\tLê Thị Dán\t01/02/1980\tTrưởng ban\tfront-work-1\tXây nhà\n"
)


def test_rows_are_pasted_from_a_spreadsheet(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    assert cu_jut.act(cu_jut.officer, "paste_nominations", dossier, text=ROWS)["count"] == 3
    names = {line.nominee.name: line for line in nominations_of(session, dossier)}
    assert set(names) == {"Trần Văn Dán", "Ủy ban MTTQ Việt Nam Xã mẫu 01", "Lê Thị Dán"}
    assert names["Ủy ban MTTQ Việt Nam Xã mẫu 01"].summary == "Làm đường\nhai dòng"
    assert names["Lê Thị Dán"].nominee.born_on == date(1980, 2, 1)


def test_one_bad_row_keeps_all_out_and_each_is_named(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    bad = ROWS + (
        "Cá nhân\tÔng\tX Y\t1970\t\tXã không có\tA\nHộ\t\tA\t\t\t\tB\nCá nhân\tA\nCá nhân\tÔng\t \t1970\t\t\tC\n"
    )
    with pytest.raises(RuleBroken) as raised:
        cu_jut.act(cu_jut.officer, "paste_nominations", dossier, text=bad)
    said: list[Finding] = list(raised.value.findings)
    assert [(finding.row, finding.code) for finding in said] == [
        (5, "organization"),
        (6, "kind"),
        (7, "columns"),
        (8, "name"),
    ]
    assert {finding.field for finding in said} == {"text"}
    for text_ in ("", "\n\n", "Loại\tTên\n"):
        with pytest.raises(RuleBroken):
            cu_jut.act(cu_jut.officer, "paste_nominations", dossier, text=text_)


def test_semicolons_and_commas_are_read_too(session: Session, cu_jut: Desk) -> None:
    for separator in ";,":
        dossier = cu_jut.start()
        row = separator.join(("Cá nhân", "Ông", "Trần Văn Dán", "1970", "Chủ tịch", "", '"Một, hai; ba"'))
        cu_jut.act(cu_jut.officer, "paste_nominations", dossier, text=row)
        assert [line.summary for line in nominations_of(session, dossier)] == ["Một, hai; ba"]


# papers


def test_each_part_step_names_what_is_missing(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    with pytest.raises(RuleBroken, match="Missing"):
        cu_jut.perform(cu_jut.officer, dossier)
    cu_jut.perform(cu_jut.officer, dossier, file=cu_jut.upload("Biên bản"), number="02/BB", dated_on=date(2023, 11, 1))
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.officer, dossier)
    assert "no_nominees" in found(raised)
    one, two = cu_jut.nominate(dossier), cu_jut.nominate(dossier, name="Lê Văn Hai", summary="")
    cu_jut.attach(dossier, "achievement_report", nomination=one.public_id)
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.officer, dossier)
    assert [finding.values["name"] for finding in raised.value.findings] == ["Lê Văn Hai"]
    cu_jut.attach(dossier, "achievement_report", nomination=two.public_id)
    cu_jut.perform(cu_jut.officer, dossier)
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.officer, dossier)
    assert found(raised) == ["summary_missing"]
    cu_jut.act(cu_jut.officer, "change_nomination", two, **person(dossier.organization, name="Lê Văn Hai"))
    cu_jut.perform(cu_jut.officer, dossier)
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.officer, dossier)
    assert raised.value.findings[0].field == "proposal_letter"
    cu_jut.perform(cu_jut.officer, dossier, file=cu_jut.upload("Tờ trình"))
    assert (status(dossier), open_task(session, dossier).element) == ("awaiting_confirmation", "submit_dossier")


def test_a_secret_paper_leaves_number_date_and_sets_and_never_a_file(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    with pytest.raises(RuleBroken) as raised:
        cu_jut.act(
            cu_jut.officer,
            "attach_part",
            dossier,
            kind="unit_minutes",
            secret=True,
            file=cu_jut.upload(),
            number="01/BB",
            dated_on=date(2023, 11, 1),
            sets=1,
        )
    assert found(raised) == ["secret_file"]
    with pytest.raises(RuleBroken) as raised:
        cu_jut.act(cu_jut.officer, "attach_part", dossier, kind="unit_minutes", secret=True)
    assert fields(raised) == ["number", "dated_on", "sets"]
    cu_jut.act(
        cu_jut.officer,
        "attach_part",
        dossier,
        kind="unit_minutes",
        secret=True,
        number="01/BB",
        dated_on=date(2023, 11, 1),
        sets=2,
    )
    part = next(part for part in dossier.parts if part.replaced_at is None)
    assert (part.file_id, part.secret_sets, dossier.secret) == (None, 2, True)
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    cu_jut.perform(cu_jut.officer, dossier)


def test_a_paper_is_replaced_and_the_old_one_kept(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    cu_jut.attach(dossier, "unit_minutes", file=cu_jut.upload("một"))
    cu_jut.attach(dossier, "unit_minutes", file=cu_jut.upload("hai"))
    assert [part.replaced_at is None for part in dossier.parts] == [False, True]
    assert len(list(stored(session.info["home"]))) == 2
    current = dossier.parts[1]
    cu_jut.act(cu_jut.officer, "remove_part", current)
    with pytest.raises(Missing):
        cu_jut.act(cu_jut.officer, "remove_part", current)


def test_papers_that_cannot_be(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    file = cu_jut.upload()
    for answers, field in (
        ({"kind": "unit_minutes"}, "file"),
        ({"kind": "unit_minutes", "file": file, "dated_on": date(2024, 1, 1)}, "dated_on"),
        ({"kind": "summary_roster", "file": file}, ""),
    ):
        with pytest.raises(RuleBroken) as raised:
            cu_jut.act(cu_jut.officer, "attach_part", dossier, **answers)
        assert fields(raised) == [field]
    with pytest.raises(Missing):
        cu_jut.attach(dossier, "achievement_report", nomination="nobody")
    with pytest.raises(Missing):
        cu_jut.attach(dossier, "letter")
    with pytest.raises(Forbidden):
        cu_jut.act(land.officer_of(land.gia_nghia), "attach_part", dossier, kind="unit_minutes", file=cu_jut.upload())
    staged = receive(session.info["home"], io.BytesIO(docx()), "a.docx").answers()
    with pytest.raises(RuleBroken):
        cu_jut.act(cu_jut.officer, "attach_part", dossier, kind="unit_minutes", file=staged | {"size": 1})


# handing in


def test_the_head_confirms_never_the_drafter(session: Session, land: Province, cu_jut: Desk) -> None:
    from models.people.posts import add_post
    from models.people.words import Role
    from tests.factories.people import SINCE

    dossier = cu_jut.prepared()
    for actor in (cu_jut.officer, cu_jut.clerk, cu_jut.appraiser, land.head_of(land.gia_nghia)):
        with pytest.raises(Forbidden):
            cu_jut.perform(actor, dossier, outcome="submitted")
    drafter = land.officers[land.cu_jut.id]
    add_post(session, drafter, Role.HEAD, land.cu_jut, SINCE)
    with pytest.raises(Forbidden, match="somebody else"):
        cu_jut.perform(land.actor(drafter), dossier, outcome="submitted")
    cu_jut.perform(cu_jut.head, dossier, outcome="submitted")
    assert status(dossier) == "submitted"


def test_the_head_sends_back_with_a_reason(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.prepared()
    with pytest.raises(RuleBroken, match="head"):
        cu_jut.nominate(dossier, name="Lê Văn Muộn")
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.head, dossier, outcome="sent_back")
    assert fields(raised) == ["reason"]
    cu_jut.perform(cu_jut.head, dossier, outcome="sent_back", reason="Thiếu chữ ký")
    assert (status(dossier), open_task(session, dossier).element) == ("draft", "revise_dossier")
    cu_jut.nominate(dossier, name="Lê Văn Muộn")
    cu_jut.perform(cu_jut.officer, dossier)
    cu_jut.perform(cu_jut.head, dossier, outcome="submitted")
    assert len(nominations_of(session, dossier)) == 3


@pytest.mark.threat("T19")
def test_submission_freezes_a_version(session: Session, cu_jut: Desk) -> None:
    dossier = cu_jut.submitted()
    version = dossier.versions[0]
    assert (version.number, version.submitted_at) == (1, NOW)
    assert digest_of(version.manifest) == version.digest
    assert [line["name"] for line in version.manifest["nominations"]] == ["Nguyễn Văn Mẫu A", "Nguyễn Văn Mẫu B"]
    kinds = {part["kind"] for part in version.manifest["parts"]}
    assert kinds == {"unit_minutes", "achievement_report", "proposal_letter"}
    assert {line.state for line in nominations_of(session, dossier)} == {NominationState.SUBMITTED}
    line = nominations_of(session, dossier)[0]
    for name, subject, answers in (
        ("add_nomination", dossier, person(dossier.organization, name="Lê Văn Muộn")),
        ("change_nomination", line, person(dossier.organization)),
        ("remove_nomination", line, {}),
        ("attach_part", dossier, {"kind": "unit_minutes", "file": cu_jut.upload("khác")}),
        ("remove_part", dossier.parts[0], {}),
        ("paste_nominations", dossier, {"text": ROWS}),
    ):
        with pytest.raises(RuleBroken) as raised:
            cu_jut.act(cu_jut.officer, name, subject, **answers)
        assert found(raised) == ["frozen"]
    for statement in (
        update(DossierVersion).values(digest="0"),
        text("DELETE FROM vd_dossier_version"),
        update(StoredFile).values(name="x"),
    ):
        with pytest.raises(DBAPIError, match="frozen"), session.begin_nested():
            session.execute(statement)


def test_an_incomplete_dossier_is_not_submitted(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.prepared()
    cu_jut.perform(cu_jut.head, dossier, outcome="sent_back", reason="Xem lại")
    for part in dossier.parts:
        cu_jut.act(cu_jut.officer, "remove_part", part)
    cu_jut.act(land.officer_of(land.commune), "propose_line", dossier, **person(land.commune, name="Lê Thị Xã"))
    cu_jut.perform(cu_jut.officer, dossier)
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.head, dossier, outcome="submitted")
    assert found(raised) == ["part_missing"] * 4 + ["lines_undecided"]


def test_submission_needs_the_phase_of_the_award(session: Session, land: Province) -> None:
    early = desk(session, land, land.cu_jut, NOW, phase="")
    dossier = early.prepared()
    with pytest.raises(RuleBroken) as raised:
        early.perform(early.head, dossier, outcome="submitted")
    assert found(raised) == ["phase"]


def test_after_the_phase_only_by_a_late_exception(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.prepared()
    last = phase(session, "phase1").closes_on
    assert last == date(2024, 7, 31)
    cu_jut.now = NOW.replace(year=2024, month=8, day=2)
    with pytest.raises(RuleBroken, match="late exception"):
        cu_jut.perform(cu_jut.head, dossier, outcome="submitted")
    with pytest.raises(Forbidden):
        cu_jut.act(cu_jut.head, "grant_late_exception", dossier, reason="Bão")
    with pytest.raises(RuleBroken):
        cu_jut.act(cu_jut.lead, "grant_late_exception", dossier, reason=" ")
    cu_jut.act(cu_jut.lead, "grant_late_exception", dossier, reason="Bão lũ, mất liên lạc")
    cu_jut.perform(cu_jut.head, dossier, outcome="submitted")
    assert (status(dossier), dossier.late_reason) == ("submitted", "Bão lũ, mất liên lạc")
    with pytest.raises(RuleBroken):
        cu_jut.act(cu_jut.lead, "grant_late_exception", dossier, reason="Nữa")


def test_the_same_key_does_it_once_and_an_old_page_is_refused(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    assert dossier.case is not None
    seen, once = dossier.case.version, key()
    answers: dict[str, Any] = person(land.cu_jut)
    later = NOW + timedelta(minutes=1)
    first = steps.act(session, cu_jut.officer, later, "add_nomination", dossier, answers, key=once, seen=seen)
    again = steps.act(session, cu_jut.officer, later, "add_nomination", dossier, answers, key=once, seen=seen)
    assert (again.result, again.repeated) == (first.result, True)
    assert len(nominations_of(session, dossier)) == 1
    with pytest.raises(Conflict) as raised:
        steps.act(
            session,
            cu_jut.officer,
            later,
            "add_nomination",
            dossier,
            person(land.cu_jut, name="Lê Văn Cũ"),
            key=key(),
            seen=seen,
        )
    assert raised.value.values["who"] == cu_jut.officer.name


# receiving


def test_receipts_are_numbered_and_sets_counted(session: Session, land: Province, cu_jut: Desk) -> None:
    one, two = cu_jut.submitted(), cu_jut.submitted()
    with pytest.raises(Forbidden):
        cu_jut.perform(cu_jut.appraiser, one, sets_counted=1)
    with pytest.raises(RuleBroken) as raised:
        cu_jut.perform(cu_jut.clerk, one, sets_counted=-1)
    assert fields(raised) == ["sets_counted"]
    cu_jut.perform(cu_jut.clerk, two, sets_counted=0)
    cu_jut.perform(cu_jut.clerk, one, sets_counted=1)
    assert (two.receipt_number, one.receipt_number, one.sets_counted, one.received_at) == (1, 2, 1, NOW)
    assert status(one) == "appraisal"


# withdrawing


def test_the_head_withdraws_any_time_before_the_council(session: Session, land: Province, cu_jut: Desk) -> None:
    for make in (cu_jut.start, cu_jut.prepared, cu_jut.submitted, cu_jut.received, cu_jut.ready):
        dossier = make()
        with pytest.raises(Forbidden):
            cu_jut.act(cu_jut.officer, "withdraw_dossier", dossier, reason="x")
        with pytest.raises(RuleBroken):
            cu_jut.act(cu_jut.head, "withdraw_dossier", dossier, reason="")
        cu_jut.act(cu_jut.head, "withdraw_dossier", dossier, reason="Đơn vị xin rút")
        assert dossier.case is not None
        assert (status(dossier), dossier.case.closed_at) == ("withdrawn", NOW)
        assert nominations_of(session, dossier) == []
        with pytest.raises(RuleBroken):
            cu_jut.act(cu_jut.head, "withdraw_dossier", dossier, reason="Nữa")


def test_the_drafter_discards_a_draft_only(session: Session, cu_jut: Desk) -> None:
    draft, sent = cu_jut.start(), cu_jut.submitted()
    cu_jut.act(cu_jut.officer, "discard_dossier", draft)
    assert status(draft) == "withdrawn"
    with pytest.raises(RuleBroken):
        cu_jut.act(cu_jut.officer, "discard_dossier", sent)


def test_a_new_part_row_never_points_outside_its_dossier(session: Session, cu_jut: Desk) -> None:
    one, two = cu_jut.start(), cu_jut.start()
    line = cu_jut.nominate(one)
    with pytest.raises(Missing):
        cu_jut.attach(two, "achievement_report", nomination=line.public_id)
    assert session.scalar(select(func.count()).select_from(Part)) == 0
    assert session.scalar(select(func.count()).select_from(Nominee)) == 1
    assert session.scalar(select(func.count()).select_from(Nomination)) == 1
