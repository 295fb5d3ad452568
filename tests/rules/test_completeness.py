"""What a dossier lacks: by part, by nominee, secret papers' data, sets on paper."""

from datetime import date

import pytest

from models.base.finding import Severity
from models.nominations.rules.completeness import NomineeLine, PartPresent, check_parts, check_sets
from models.schemes.shape.dossier import Part
from models.schemes.words import PartMaking, PartPer

MINUTES = Part("unit_minutes", "Biên bản họp", PartMaking.UPLOADED, PartPer.DOSSIER)
REPORT = Part("achievement_report", "Báo cáo thành tích", PartMaking.UPLOADED, PartPer.NOMINEE)
ROSTER = Part("summary_roster", "Bảng trích ngang", PartMaking.COMPUTED, PartPer.DOSSIER)
LETTER = Part("proposal_letter", "Tờ trình", PartMaking.UPLOADED, PartPer.DOSSIER)
NEEDED = (MINUTES, REPORT, ROSTER, LETTER)
AN = NomineeLine(1, "Trần Văn An", "Vận động 5 căn nhà")
BINH = NomineeLine(2, "Hồ Bình", "Làm 2 km đường")


def sentences(findings):
    return [finding.message % finding.values for finding in findings]


COMPLETE = [
    PartPresent("unit_minutes"),
    PartPresent("achievement_report", nominee=1),
    PartPresent("achievement_report", nominee=2),
    PartPresent("proposal_letter"),
]


def test_a_complete_dossier_lacks_nothing():
    assert check_parts(NEEDED, COMPLETE, [AN, BINH]) == []
    assert check_parts((), [], [AN]) == []


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        (0, "Missing: Biên bản họp."),
        (1, "Missing: Báo cáo thành tích of Trần Văn An."),
        (2, "Missing: Báo cáo thành tích of Hồ Bình."),
        (3, "Missing: Tờ trình."),
    ],
)
def test_each_missing_paper_is_named(without, sentence):
    present = [paper for place, paper in enumerate(COMPLETE) if place != without]
    found = check_parts(NEEDED, present, [AN, BINH])
    assert sentences(found) == [sentence]
    assert found[0].blocks and found[0].field == COMPLETE[without].key
    assert found[0].place == ("" if COMPLETE[without].nominee is None else str(COMPLETE[without].nominee))


def test_an_empty_dossier_lacks_everything_in_the_order_of_the_scheme():
    assert sentences(check_parts(NEEDED, [], [])) == [
        "The dossier names nobody yet.",
        "Missing: Biên bản họp.",
        "Missing: Báo cáo thành tích.",
        "Missing: Tờ trình.",
    ]


def test_one_report_may_cover_all_nominees():
    joint = [PartPresent("unit_minutes"), PartPresent("achievement_report"), PartPresent("proposal_letter")]
    assert check_parts(NEEDED, joint, [AN, BINH]) == []


def test_a_scheme_with_one_report_for_the_dossier_asks_for_one():
    one_for_all = Part("achievement_report", "Báo cáo thành tích", PartMaking.UPLOADED, PartPer.DOSSIER)
    assert check_parts((one_for_all,), [PartPresent("achievement_report", nominee=2)], [AN, BINH]) == []
    assert sentences(check_parts((one_for_all,), [], [AN, BINH])) == ["Missing: Báo cáo thành tích."]


def test_a_report_of_somebody_else_does_not_count():
    found = check_parts((REPORT,), [PartPresent("achievement_report", nominee=3)], [AN])
    assert sentences(found) == ["Missing: Báo cáo thành tích of Trần Văn An."]


def test_the_roster_needs_a_summary_of_everybody():
    found = check_parts((ROSTER,), [], [AN, NomineeLine(2, "Hồ Bình", " ")])
    assert sentences(found) == ["The roster has no summary of the achievement of Hồ Bình."]
    assert found[0].blocks and found[0].place == "2"


SECRET = PartPresent("proposal_letter", secret=True, number="12/TTr", dated_on=date(2024, 6, 1), sets=1)


def test_a_secret_paper_stands_by_number_date_and_sets():
    assert check_parts((LETTER,), [SECRET], [AN]) == []
    bare = PartPresent("proposal_letter", secret=True)
    assert sentences(check_parts((LETTER,), [bare], [AN])) == [
        "Tờ trình is secret: its number is missing.",
        "Tờ trình is secret: its date is missing.",
        "Tờ trình is secret: the number of its sets is missing.",
    ]
    no_sets = PartPresent("proposal_letter", secret=True, number="12/TTr", dated_on=date(2024, 6, 1), sets=0)
    assert [finding.blocks for finding in check_parts((LETTER,), [no_sets], [AN])] == [True]


@pytest.mark.parametrize(
    ("counted", "needed", "sentence"),
    [
        (None, 2, "The original sets on paper have not been counted yet (2 needed)."),
        (0, 2, "0 of 2 original sets on paper."),
        (1, 2, "1 of 2 original sets on paper."),
        (2, 2, None),
        (3, 2, None),
        (None, None, None),
        (0, None, None),
    ],
)
def test_sets_on_paper_are_n_of_m(counted, needed, sentence):
    found = check_sets(counted, needed, "VI.4")
    assert sentences(found) == ([sentence] if sentence else [])
    for finding in found:
        assert finding.citation == "VI.4"
        assert finding.severity is (Severity.INFO if counted is None else Severity.WARN)
