"""The shipped file of plan 286 says what the plan says, and keeps apart what we assumed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import pytest

from models.people.words import SUBMITTING_KINDS, OrganizationKind
from models.schemes import words
from models.schemes.reading import read_scheme
from models.schemes.rules import check_scheme
from models.schemes.shape.eligibility import criteria_for
from models.schemes.shape.structure import Scheme
from models.schemes.words import (
    FIELD_LABELS,
    LABELS,
    BallotChoice,
    BallotKind,
    DecidingBody,
    FigureSource,
    LimitKind,
    MeasurePer,
    MeasureUnit,
    PartMaking,
    PartPer,
    RecusedRule,
    SubjectKind,
    ThresholdBase,
    TieBreak,
    WorkKind,
)

FILE = Path(__file__).parents[2] / "workflows" / "schemes" / "286-kh-mttq-btt.yaml"
BOTH = ("collective", "individual")
ALL_PARTS = ("proposal_letter", "unit_minutes", "achievement_report", "summary_roster")
COMMITTEES = ("provincial_committee", "district_committee", "commune_committee")


@pytest.fixture(scope="module")
def plan() -> Scheme:
    return read_scheme(FILE.read_text("utf-8"), FILE.name, set(OrganizationKind))


def test_document(plan: Scheme) -> None:
    assert (plan.code, plan.number, plan.place) == ("286-KH-MTTQ-BTT", "286/KH-MTTQ-BTT", "Đắk Nông")
    assert plan.issued_on == plan.launched_on == date(2023, 10, 26)
    assert plan.signer_title == "TM. BAN THƯỜNG TRỰC, PHÓ CHỦ TỊCH THƯỜNG TRỰC"
    assert [(basis.number, basis.issued_on) for basis in plan.legal_bases] == [
        ("22-CT/TW", date(2023, 5, 25)),
        ("771/KH-MTTW-BTT", date(2023, 7, 25)),
        ("795/KH-MTTW-BTT", date(2023, 9, 29)),
        ("33-CT/TU", date(2023, 9, 22)),
    ]
    assert len(plan.contents) == 6
    assert len(plan.recipients) == 10


def test_no_rule_speaks_of_the_plan(plan: Scheme) -> None:
    assert check_scheme(plan, set(OrganizationKind)) == []


def test_kinds_are_those_of_the_product(plan: Scheme) -> None:
    assert [kind.key for kind in plan.organization_kinds] == [kind.value for kind in OrganizationKind]


def test_phases_share_july_and_the_second_has_no_announced_end(plan: Scheme) -> None:
    first, second = plan.phases
    assert (first.key, first.opens_on.on, first.closes_on.on) == ("phase1", date(2023, 10, 1), date(2024, 7, 31))
    assert (second.key, second.opens_on.on, second.closes_on.on) == ("phase2", date(2024, 7, 1), None)
    assert first.opens_on.assumed and first.closes_on.assumed and second.opens_on.assumed
    assert not second.closes_on.assumed and not second.closes_on.announced
    assert "Đại hội đại biểu toàn quốc" in second.closes_on.announced_by
    assert plan.phase("phase2") is second


def test_awards(plan: Scheme) -> None:
    rows = [
        (a.key, a.decided_by, a.limits, a.phase, a.central, a.original_sets, a.parts, a.own_guidance)
        for a in plan.awards
    ]
    higher, proposals = DecidingBody.HIGHER, LimitKind.PROPOSALS
    assert rows == [
        ("vi1", higher, proposals, "phase2", True, 2, ALL_PARTS, ""),
        ("vi2", higher, proposals, "phase1", False, None, ALL_PARTS, "Có hướng dẫn riêng"),
        ("vi3", DecidingBody.OWN, LimitKind.AWARDS, "phase1", False, 1, ALL_PARTS, ""),
    ]
    assert [award.short_name for award in plan.awards] == [
        "Bằng khen UBTW MTTQ",
        "Bằng khen UBND tỉnh",
        "Bằng khen UBMTTQ tỉnh",
    ]


def test_ten_buckets(plan: Scheme) -> None:
    rows = [
        (award.key, bucket.subject_kinds, bucket.organization_kinds, bucket.limit)
        for award in plan.awards
        for bucket in award.buckets
    ]
    assert rows == [
        ("vi1", ("collective",), ("district_committee",), 1),
        ("vi1", ("collective",), ("commune_committee",), 1),
        ("vi1", ("individual",), None, 1),
        ("vi2", BOTH, None, None),
        ("vi3", ("collective",), ("provincial_board",), 2),
        ("vi3", ("collective",), ("provincial_member_org",), 3),
        ("vi3", ("collective",), ("district_committee", "district_member_org"), 5),
        ("vi3", ("collective",), ("commune_committee", "front_work_committee"), 5),
        ("vi3", ("individual",), ("provincial_committee", "provincial_board", "provincial_member_org"), 5),
        ("vi3", ("individual",), ("district_committee", "commune_committee", "front_work_committee"), 10),
    ]


def test_bucket_keys_stay(plan: Scheme) -> None:
    """Rows of a running campaign name these keys: changing one loses its places."""
    assert [bucket.key for award in plan.awards for bucket in award.buckets] == [
        "vi1.collective.district",
        "vi1.collective.commune",
        "vi1.individual",
        "vi2.any",
        "vi3.collective.board",
        "vi3.collective.member_org",
        "vi3.collective.district",
        "vi3.collective.commune",
        "vi3.individual.province",
        "vi3.individual.local",
    ]
    assert plan.bucket("vi3.individual.local")[0] is plan.award("vi3")


def test_totals_are_derived(plan: Scheme) -> None:
    provincial, unannounced = plan.award("vi3"), plan.award("vi2")
    assert (provincial.total(SubjectKind.COLLECTIVE), provincial.total(SubjectKind.INDIVIDUAL)) == (15, 15)
    assert unannounced.total(SubjectKind.COLLECTIVE) is None


def test_six_targets(plan: Scheme) -> None:
    every, each = (MeasurePer.ALL_UNITS, 100, MeasureUnit.PERCENT_OF_UNITS), MeasurePer.EACH_UNIT
    houses, works = MeasureUnit.HOUSES, MeasureUnit.WORKS
    rows = [
        (target.number, measure.organization_kinds, (measure.per, measure.value, measure.unit))
        for target in plan.targets
        for measure in target.measures
    ]
    all_with_members = (
        "provincial_committee",
        "provincial_member_org",
        "district_committee",
        "district_member_org",
        "commune_committee",
    )
    assert rows == [
        ("III.1", COMMITTEES, every),
        ("III.2", all_with_members, every),
        ("III.2", all_with_members, every),
        ("III.3", ("district_committee",), (each, 1, houses)),
        ("III.3", ("provincial_committee",), (each, 5, houses)),
        ("III.4", COMMITTEES, (each, 1, works)),
        ("III.5", ("front_work_committee",), (each, 1, works)),
        ("III.5", ("front_work_committee",), every),
        ("III.6", ("front_work_committee",), every),
        ("III.6", ("district_committee",), every),
    ]


def test_periods_and_sources_of_the_targets(plan: Scheme) -> None:
    measures = {measure.key: measure for target in plan.targets for measure in target.measures}
    periods = {key: (m.period.name, m.period.from_on, m.period.to_on) for key, m in measures.items() if m.period}
    assert periods == {
        "tasks_2023": ("năm 2023", date(2023, 1, 1), date(2023, 12, 31)),
        "tasks_2024": ("năm 2024", date(2024, 1, 1), date(2024, 12, 31)),
        "unity_festival": ("năm 2023", date(2023, 1, 1), date(2023, 12, 31)),
        "conference": ("quý IV/2023", date(2023, 10, 1), date(2023, 12, 31)),
    }
    counted = {key: m.work_kinds for key, m in measures.items() if m.source is FigureSource.WORKS}
    assert counted == {
        "works_committee": (WorkKind.CONSTRUCTION, WorkKind.PROJECT, WorkKind.TASK),
        "works_residential": (WorkKind.MODEL, WorkKind.CONSTRUCTION),
    }


@pytest.mark.parametrize(
    ("done", "units", "reached"), [(28, 30, False), (30, 30, True), (0, 0, False), (299, 300, False)]
)
def test_hundred_percent_means_every_unit(plan: Scheme, done: int, units: int, reached: bool) -> None:
    assert plan.target("iii1").measures[0].reached_by_share(done, units) is reached


def test_each_unit_reaches_the_value_by_itself(plan: Scheme) -> None:
    houses = plan.target("iii3").measures[1]
    assert [houses.reached_by(figure) for figure in (0, 4, 5, 6)] == [False, False, True, True]


def test_criteria_groups(plan: Scheme) -> None:
    rows = [(g.number, g.subject_kinds, g.organization_kinds, len(g.items)) for g in plan.criteria]
    assert rows == [
        ("1.1", ("collective",), ("provincial_member_org",), 5),
        ("1.2", ("collective",), ("district_committee",), 6),
        ("1.3", ("collective",), ("commune_committee", "front_work_committee"), 2),
        ("1.4", ("individual",), None, 1),
    ]
    central = [item.key for group in plan.criteria for item in group.items if item.central_only]
    assert central == ["v12f", "v13b"]


def test_criteria_of_a_nominee(plan: Scheme) -> None:
    (district,) = criteria_for(plan.criteria, SubjectKind.COLLECTIVE, "district_committee")
    assert (len(district.items_for(central=True)), len(district.items_for(central=False))) == (6, 5)
    assert criteria_for(plan.criteria, SubjectKind.COLLECTIVE, "district_member_org") == ()
    (person,) = criteria_for(plan.criteria, SubjectKind.INDIVIDUAL, "district_member_org")
    assert person.number == "1.4"


def test_dossier(plan: Scheme) -> None:
    dossier = plan.dossier
    assert [(part.key, part.made, part.per) for part in dossier.parts] == [
        ("proposal_letter", PartMaking.UPLOADED, PartPer.DOSSIER),
        ("unit_minutes", PartMaking.UPLOADED, PartPer.DOSSIER),
        ("achievement_report", PartMaking.UPLOADED, PartPer.NOMINEE),
        ("summary_roster", PartMaking.COMPUTED, PartPer.DOSSIER),
    ]
    assert set(dossier.submitters) == SUBMITTING_KINDS
    ways = {kind.value: dossier.through(kind) for kind in OrganizationKind}
    assert ways == {
        "provincial_committee": None,
        "provincial_board": "provincial_board",
        "provincial_member_org": "provincial_member_org",
        "district_committee": "district_committee",
        "district_member_org": "district_committee",
        "commune_committee": "district_committee",
        "front_work_committee": "district_committee",
    }
    assert [route.key for route in dossier.routes if route.through.assumed] == ["district_member_org"]
    assert dossier.part("unit_minutes").name.startswith("Biên bản họp")


def test_voting(plan: Scheme) -> None:
    voting = plan.voting
    assert (voting.members.value, voting.threshold_percent.value) == (9, 80)
    assert voting.quorum.value == Fraction(2, 3)
    assert voting.threshold_base.value is ThresholdBase.TOTAL_MEMBERS
    assert (voting.ballot.value, voting.tie_break.value) == (BallotKind.SECRET, TieBreak.CHAIR)
    assert voting.choices.value == (BallotChoice.AGREE, BallotChoice.DISAGREE, BallotChoice.BLANK)
    assert [voting.needed(members) for members in (1, 5, 9, 10)] == [1, 4, 8, 8]


def test_report_duties(plan: Scheme) -> None:
    closing, district_plan, members = plan.report_duties
    assert (closing.due_before, closing.last_day) == (date(2024, 8, 20), date(2024, 8, 19))
    assert closing.organization_kinds == ("district_committee",)
    assert closing.recipient == "Hội đồng Thi đua - Khen thưởng Ủy ban MTTQ Việt Nam tỉnh"
    assert closing.via == "Ban Tổ chức - Tuyên giáo"
    assert closing.attachments == ("Danh sách các công trình, dự án, phần việc",)
    assert members.organization_kinds == ("provincial_member_org",)
    assert (district_plan.last_day, members.due_before, members.last_day) == (None, None, None)


def test_every_assumption_is_found_with_reason_and_source(plan: Scheme) -> None:
    found = {item.path: item.value for item in plan.assumptions()}
    assert found == {
        "phases[phase1].opens_on": date(2023, 10, 1),
        "phases[phase1].closes_on": date(2024, 7, 31),
        "phases[phase2].opens_on": date(2024, 7, 1),
        "dossier.routes[district_member_org].through": "district_committee",
        "dossier.max_returns": 1,
        "dossier.return_working_days": 5,
        "voting.members": 9,
        "voting.quorum": Fraction(2, 3),
        "voting.threshold_percent": 80,
        "voting.threshold_base": ThresholdBase.TOTAL_MEMBERS,
        "voting.recused": RecusedRule.EXCLUDED,
        "voting.ballot": BallotKind.SECRET,
        "voting.choices": (BallotChoice.AGREE, BallotChoice.DISAGREE, BallotChoice.BLANK),
        "voting.tie_break": TieBreak.CHAIR,
        "voting.counters": 3,
        "voting.counters_needed": 2,
    }
    assert len(found) == FILE.read_text("utf-8").count("assumed: true\n")
    for item in plan.assumptions():
        assert item.reason and item.source, item.path
        assert item.field in FIELD_LABELS, item.path


def test_every_word_has_a_label() -> None:
    kinds = [kind for kind in vars(words).values() if isinstance(kind, type) and issubclass(kind, StrEnum)]
    assert {word for kind in kinds for word in kind} == set(LABELS)


def test_unknown_keys_are_errors(plan: Scheme) -> None:
    lookups = (plan.phase, plan.award, plan.bucket, plan.target, plan.dossier.part, plan.award("vi1").bucket)
    for lookup in lookups:
        with pytest.raises(KeyError):
            lookup("none")
