"""The six targets as counts: who reaches them, who does not, who has not said; figures are reported and corrected."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.base.clock import at
from models.base.finding import Conflict, Forbidden, RuleBroken
from models.campaigns.queries import figures_of, latest_figure
from models.campaigns.registrations import Figure
from models.campaigns.rules import Verdict
from models.campaigns.targets import Line, board
from models.people.words import Role
from models.process.history import Event
from models.schemes.words import WorkKind
from tests.factories.campaigns import accepted, answer, approved, campaign_of, key, register, report
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import steps

NOW = BEGINNING + timedelta(days=70)  # January 2024: every period of the plan has begun
TODAY = date(2024, 1, 4)


@pytest.fixture
def land(session: Session) -> Province:
    return province(session, NOW)


def line(session: Session, measure: str, day: date = TODAY, paths: tuple[str, ...] | None = None) -> Line:
    lines = board(session, campaign_of(session), day, paths)
    return next(found for found in lines if found.measure.key == measure)


def counts(found: Line) -> tuple[int, int, int, int]:
    """Reached, missing, unknown, total."""
    share = found.share
    return share.reached, len(share.missing), len(share.unknown), share.total


def test_the_board_has_every_measure_of_the_six_targets(session: Session, land: Province) -> None:
    lines = board(session, campaign_of(session), TODAY)
    assert [(found.target.number, found.measure.key) for found in lines] == [
        ("III.1", "launch"),
        ("III.2", "tasks_2023"),
        ("III.2", "tasks_2024"),
        ("III.3", "houses_district"),
        ("III.3", "houses_province"),
        ("III.4", "works_committee"),
        ("III.5", "works_residential"),
        ("III.5", "unity_festival"),
        ("III.6", "conference"),
        ("III.6", "pilot_congress"),
    ]


def test_what_is_not_reported_is_unknown_and_not_nothing(session: Session, land: Province) -> None:
    found = line(session, "houses_district")
    assert counts(found) == (0, 0, 8, 8) and found.share.verdict is Verdict.OPEN
    report(session, land.officer_of(land.cu_jut), NOW, land.cu_jut, "houses_district", 0)
    report(session, land.officer_of(land.gia_nghia), NOW, land.gia_nghia, "houses_district", 3)
    found = line(session, "houses_district")
    assert counts(found) == (1, 1, 6, 8)
    assert [unit.name for unit in found.share.missing] == [land.cu_jut.name]
    assert found.share.verdict is Verdict.MISSED


def test_every_unit_reaches_only_when_every_unit_reaches(session: Session, land: Province) -> None:
    for district in land.districts:
        report(session, land.officer_of(district), NOW, district, "houses_district", 9)
    found = line(session, "houses_district")
    assert counts(found) == (8, 0, 0, 8) and found.share.verdict is Verdict.REACHED


def test_a_correction_counts_and_the_first_report_stays(session: Session, land: Province) -> None:
    officer = land.officer_of(land.cu_jut)
    report(session, officer, NOW, land.cu_jut, "houses_district", 2)
    report(session, officer, NOW + timedelta(hours=1), land.cu_jut, "houses_district", 0, note="Nhập nhầm")
    assert counts(line(session, "houses_district")) == (0, 1, 7, 8)
    history = figures_of(session, campaign_of(session).id, "houses_district", land.cu_jut.id)
    assert [(figure.value, figure.note) for figure in history] == [(0, "Nhập nhầm"), (2, "")]
    told = session.scalars(select(Event).where(Event.act == "report_figure").order_by(Event.id)).all()
    assert [(row.before.get("value"), row.after["value"]) for row in told] == [(None, 2), (2, 0)]


def test_a_reported_figure_is_never_changed_in_place(session: Session, land: Province) -> None:
    report(session, land.officer_of(land.cu_jut), NOW, land.cu_jut, "houses_district", 2)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.scalars(select(Figure)).one().value = 5
        session.flush()


@pytest.mark.threat("T21")
def test_who_saw_an_older_figure_is_told_who_was_faster(session: Session, land: Province) -> None:
    officer = land.officer_of(land.cu_jut)
    report(session, officer, NOW, land.cu_jut, "houses_district", 2, seen="")
    with pytest.raises(Conflict) as raised:
        report(session, officer, NOW, land.cu_jut, "houses_district", 3, seen="")
    assert raised.value.values["who"] == officer.name
    latest = latest_figure(session, campaign_of(session).id, "houses_district", land.cu_jut.id)
    assert latest is not None and latest.value == 2
    report(session, officer, NOW, land.cu_jut, "houses_district", 3, seen=latest.public_id)


def test_the_level_above_reports_for_a_body_without_people(session: Session, land: Province) -> None:
    report(session, land.officer_of(land.commune), NOW, land.front_work, "unity_festival", 1)
    figure = session.scalars(select(Figure)).one()
    assert (figure.organization_id, figure.written_by_id) == (land.front_work.id, land.commune.id)
    told = session.scalars(select(Event).where(Event.act == "report_figure")).one()
    assert told.behalf_of == land.front_work.name


def test_nobody_reports_for_another_organisation(session: Session, land: Province) -> None:
    for actor in (
        land.officer_of(land.gia_nghia),
        land.officer_of(land.commune),
        land.head_of(land.cu_jut),
        land.actor(land.secretariat_lead),
        land.actor(land.administrator),
    ):
        with pytest.raises(Forbidden):
            report(session, actor, NOW, land.cu_jut, "houses_district", 3)
    with pytest.raises(Forbidden):
        report(session, land.officer_of(land.cu_jut), NOW, land.commune, "launch", 1)  # it has its own officer


@pytest.mark.parametrize(
    ("measure", "value", "field"),
    [
        ("houses_district", -1, "value"),
        ("houses_district", None, "value"),
        ("houses_district", 100_001, "value"),
        ("launch", 2, "value"),
        ("launch", None, "value"),
        ("houses_province", 5, "measure"),  # counts the province
        ("works_committee", 1, "measure"),  # counted from the works
        ("nothing", 1, "measure"),
    ],
)
def test_a_figure_that_cannot_stand_is_refused(
    session: Session, land: Province, measure: str, value: Any, field: str
) -> None:
    with pytest.raises(RuleBroken) as raised:
        report(session, land.officer_of(land.cu_jut), NOW, land.cu_jut, measure, value)
    assert [finding.field for finding in raised.value.findings] == [field]
    assert session.scalars(select(Figure)).all() == []


def test_nothing_is_reported_for_a_period_to_come(session: Session, land: Province) -> None:
    officer, early = land.officer_of(land.cu_jut), at(date(2023, 12, 31), 20)
    with pytest.raises(RuleBroken) as raised:
        report(session, officer, early, land.cu_jut, "tasks_2024", 1)
    assert raised.value.findings[0].code == "figure_period"
    report(session, officer, at(date(2024, 1, 1), 0, 0), land.cu_jut, "tasks_2024", 1)


def test_a_body_that_does_not_exist_reports_nothing(session: Session, land: Province) -> None:
    with pytest.raises(RuleBroken) as raised:
        report(session, land.officer_of(land.cu_jut), at(date(2025, 7, 1), 9), land.cu_jut, "houses_district", 1)
    assert raised.value.findings[0].code == "not_alive"


@pytest.mark.threat("T06")
def test_a_repeated_report_is_one_row(session: Session, land: Province) -> None:
    officer, answers = land.officer_of(land.cu_jut), {"measure": "launch", "value": 1}
    for _ in range(2):
        steps.act(session, officer, NOW, "report_figure", land.cu_jut, answers, key="same")
    assert len(session.scalars(select(Figure)).all()) == 1


def test_works_count_once_the_level_above_has_approved_them(session: Session, land: Province) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    lead = land.actor(land.secretariat_lead)
    register(session, commune, NOW, land.commune)  # not approved: does not count
    approved(session, district, lead, NOW, land.cu_jut, kind=WorkKind.TASK)
    accepted(session, district, lead, NOW, land.cu_jut, kind=WorkKind.PROJECT)
    gone = approved(session, land.officer_of(land.foreign_commune), lead, NOW, land.foreign_commune)
    steps.act(
        session, land.officer_of(land.foreign_commune), NOW, "cancel_work", gone, {"reason": "Hết tiền"}, key=key()
    )
    found = line(session, "works_committee")
    assert counts(found) == (1, 11, 0, 12)  # the province, 8 districts, 3 communes: nothing is unknown
    assert found.figures[land.cu_jut.id] == 2
    assert found.accepted is not None and found.accepted.reached == 1


def test_only_the_kinds_that_the_measure_names_are_counted(session: Session, land: Province) -> None:
    commune, district = land.officer_of(land.commune), land.officer_of(land.cu_jut)
    approved(session, commune, district, NOW, land.front_work, kind=WorkKind.PROJECT)
    approved(session, commune, district, NOW, land.commune, kind=WorkKind.MODEL)
    assert counts(line(session, "works_residential")) == (0, 3, 0, 3)
    assert line(session, "works_committee").share.reached == 0
    approved(session, commune, district, NOW, land.front_work, kind=WorkKind.MODEL)
    assert counts(line(session, "works_residential")) == (1, 2, 0, 3)


def test_bodies_count_that_existed_on_the_day(session: Session, land: Province) -> None:
    """What is over keeps its units: the district level ended on 30/06/2025."""
    assert line(session, "houses_district", date(2025, 6, 30)).share.total == 8
    assert line(session, "houses_district", date(2025, 7, 1)).share.total == 0
    assert line(session, "tasks_2023", date(2025, 7, 1)).day == date(2023, 12, 31)
    assert line(session, "tasks_2023", date(2025, 7, 1)).share.total == line(session, "tasks_2023").share.total
    lead = land.actor(land.secretariat_lead)
    for phase in campaign_of(session).phases:
        answer(session, lead, NOW, phase, {"reason": "Mở"})
        answer(session, lead, NOW, phase, {"reason": "Kết thúc"})
    session.expire_all()
    assert line(session, "houses_district", date(2026, 1, 1)).share.total == 8


def test_a_unit_sees_the_counts_of_its_own_subtree(session: Session, land: Province) -> None:
    found = line(session, "launch", paths=(land.cu_jut.path,))
    assert {unit.name for unit in found.share.unknown} == {
        land.cu_jut.name,
        land.commune.name,
        land.unmanned_commune.name,
    }
    assert line(session, "launch", paths=()).share.total == 0


def test_the_number_of_statements_does_not_grow_with_the_units(session: Session, land: Province) -> None:
    officer = land.actor(land.add_person(land.root, Role.UNIT_OFFICER))
    report(session, officer, NOW, land.root, "houses_province", 5)
    few = _statements(session)
    for district in land.districts:
        report(session, land.officer_of(district), NOW, district, "houses_district", 1)
        approved(session, land.officer_of(district), land.actor(land.secretariat_lead), NOW, district)
    assert _statements(session) == few == 4
    assert line(session, "houses_province").share.verdict is Verdict.REACHED


def _statements(session: Session) -> int:
    campaign, seen = campaign_of(session), []
    session.flush()
    assert campaign.scheme.targets  # read before counting

    def count(*arguments: Any) -> None:
        seen.append(arguments[2])

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    try:
        board(session, campaign, TODAY)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(seen)
