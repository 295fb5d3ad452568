"""What the rules say of a nomination while typing, at submission, at ready and at adoption."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from models.base.finding import Severity, require
from models.base.text import identity_key, skeleton
from models.nominations.rules import eligibility as rules
from models.nominations.rules.citations import SOURCES, citation
from models.nominations.rules.eligibility import (
    BucketFacts,
    Elsewhere,
    LookAlike,
    Moment,
    NominationFacts,
    OrganizationFacts,
    check_nomination,
    without_reason,
)
from models.nominations.rules.likeness import Identity, is_look_alike, is_same, look_alikes
from models.nominations.words import NominationState

DAY = date(2024, 6, 18)
CLEAN = NominationFacts(
    day=DAY,
    name="Nguyễn Thị Hoa",
    award_name="Bằng khen của Ủy ban MTTQ Việt Nam tỉnh",
    award_source="286/KH-MTTQ-BTT, VI.3",
    central=False,
    fitting_buckets=1,
    bucket=BucketFacts("Cá nhân cấp huyện, xã", announced=True, free=3),
    organization=OrganizationFacts("UBMTTQ xã mẫu 01", alive=True),
    accepted_works=1,
)
FULL = BucketFacts("Cá nhân cấp huyện, xã", announced=True, free=0)
UNANNOUNCED = BucketFacts("Bằng khen UBND tỉnh", announced=False, free=0)
DISSOLVED = OrganizationFacts("UBMTTQ huyện Cư Jút", alive=False, ended_on=date(2025, 6, 30))
CARRIED = replace(DISSOLVED, carrier_name="UBMTTQ xã Cư Jút")
TWIN = LookAlike("Nguyễn Thị Hoa", "UBMTTQ xã mẫu 02", "1980", same_name=True)

_T, _S, _R, _A = Moment.TYPING, Moment.SUBMISSION, Moment.READY, Moment.ADOPTION
_BLOCK, _HOLD, _WARN, _INFO = Severity.BLOCK, Severity.HOLD, Severity.WARN, Severity.INFO


def elsewhere(state: NominationState) -> NominationFacts:
    return replace(CLEAN, elsewhere=(Elsewhere("Bằng khen của UBND tỉnh", state),))


# facts, then the code and what it weighs at each moment (no entry: silent)
CASES = {
    "decided elsewhere": (elsewhere(NominationState.DECIDED), "E01", {_T: _WARN, _R: _BLOCK, _A: _BLOCK}),
    "adopted elsewhere": (elsewhere(NominationState.ADOPTED), "E01", {_T: _WARN, _R: _WARN, _A: _BLOCK}),
    "sent back elsewhere": (elsewhere(NominationState.SENT_BACK), "E01", {_T: _WARN, _R: _WARN, _A: _BLOCK}),
    "nominated elsewhere": (elsewhere(NominationState.ELIGIBLE), "E01", {_T: _INFO, _R: _INFO, _A: _INFO}),
    "reserve elsewhere": (elsewhere(NominationState.RESERVE), "E01", {_T: _INFO, _R: _INFO, _A: _INFO}),
    "hold": (replace(CLEAN, open_hold=True), "E03", {_T: _INFO, _R: _HOLD}),
    "dissolved": (replace(CLEAN, organization=DISSOLVED), "E07", {_T: _WARN, _R: _BLOCK}),
    "carried on": (replace(CLEAN, organization=CARRIED), "E07", {_T: _INFO, _R: _INFO}),
    "central": (replace(CLEAN, central=True), "E09", {_T: _INFO, _R: _WARN}),
    "no works": (replace(CLEAN, accepted_works=0), "E11", {_T: _WARN, _R: _WARN}),
    "full": (replace(CLEAN, bucket=FULL), "E12", {_T: _INFO, _R: _INFO, _A: _BLOCK}),
    "unannounced": (replace(CLEAN, bucket=UNANNOUNCED), "E12", {_T: _INFO, _R: _INFO, _A: _BLOCK}),
    "no bucket": (
        replace(CLEAN, bucket=None, fitting_buckets=0),
        "E22",
        {_T: _BLOCK, _S: _BLOCK, _R: _BLOCK, _A: _BLOCK},
    ),
    "two buckets": (
        replace(CLEAN, bucket=None, fitting_buckets=2),
        "bucket_choice",
        {_T: _BLOCK, _S: _BLOCK, _R: _BLOCK, _A: _BLOCK},
    ),
    "twin": (replace(CLEAN, look_alikes=(TWIN,)), "lookalike", {_T: _WARN, _R: _WARN}),
}


@pytest.mark.parametrize(("case", "moment"), list(product(CASES, Moment)))
def test_what_each_rule_weighs_at_each_moment(case, moment):
    facts, code, weights = CASES[case]
    found = check_nomination(facts, moment)
    expected = [(code, weights[moment])] if moment in weights else []
    assert [(finding.code, finding.severity) for finding in found] == expected


@pytest.mark.parametrize("moment", Moment)
def test_a_clean_nomination_is_clean(moment):
    assert check_nomination(CLEAN, moment) == []
    assert check_nomination(replace(CLEAN, central=True, central_criteria_confirmed=True), moment) == []
    assert check_nomination(replace(CLEAN, fitting_buckets=2), moment) == []


@pytest.mark.parametrize(
    "state",
    [
        NominationState.DECLINED,
        NominationState.INELIGIBLE,
        NominationState.NOT_ADOPTED,
        NominationState.REFUSED,
        NominationState.WITHDRAWN,
    ],
)
def test_what_is_out_of_the_running_elsewhere_says_nothing(state):
    assert check_nomination(elsewhere(state), Moment.ADOPTION) == []


def test_every_state_elsewhere_is_judged():
    blocking = {
        state for state in NominationState if any(f.blocks for f in check_nomination(elsewhere(state), Moment.ADOPTION))
    }
    assert blocking == {NominationState.DECIDED, NominationState.ADOPTED, NominationState.SENT_BACK}


def test_all_findings_come_together_in_the_order_of_the_rules():
    facts = replace(
        elsewhere(NominationState.ADOPTED),
        open_hold=True,
        organization=DISSOLVED,
        central=True,
        accepted_works=0,
        bucket=FULL,
        look_alikes=(TWIN, TWIN),
    )
    codes = [finding.code for finding in check_nomination(facts, Moment.READY)]
    assert codes == ["E01", "E03", "E07", "E09", "E11", "E12", "lookalike", "lookalike"]
    assert [finding.code for finding in check_nomination(facts, Moment.ADOPTION)] == ["E01", "E12"]
    require(check_nomination(facts, Moment.TYPING))
    require(check_nomination(facts, Moment.SUBMISSION))


@pytest.mark.parametrize(("case", "moment"), list(product(CASES, Moment)))
def test_every_sentence_can_be_filled_and_cites_its_source(case, moment):
    for finding in check_nomination(CASES[case][0], moment):
        sentence = finding.message % finding.values
        assert sentence and "%(" not in sentence
        assert "None" not in sentence
        assert finding.citation or finding.code == "E09"


def test_sentences_name_who_and_what():
    (carried,) = check_nomination(CASES["carried on"][0], Moment.READY)
    assert carried.message % carried.values == (
        "UBMTTQ huyện Cư Jút ended on 30/06/2025; UBMTTQ xã Cư Jút carries the nomination on."
    )
    (twin,) = check_nomination(CASES["twin"][0], Moment.READY)
    assert "UBMTTQ xã mẫu 02 (born 1980)" in twin.message % twin.values
    assert (twin.message, CASES["twin"][1]) == (rules.SAME_NAME, "lookalike")
    like = replace(CLEAN, look_alikes=(replace(TWIN, name="Nguуễn Thị Hoa", same_name=False),))
    assert check_nomination(like, Moment.READY)[0].message == rules.LOOKS_LIKE
    (full,) = check_nomination(CASES["full"][0], Moment.ADOPTION)
    (unannounced,) = check_nomination(CASES["unannounced"][0], Moment.ADOPTION)
    assert (full.message, unannounced.message) == (rules.NO_PLACE, rules.NOT_ANNOUNCED)


def test_sources_of_the_plan_are_carried():
    facts = replace(
        CLEAN, central=True, criteria_source="286/KH-MTTQ-BTT, V.1.2", accepted_works=0, works_source="III.4"
    )
    sources = {finding.code: finding.citation for finding in check_nomination(facts, Moment.READY)}
    assert sources == {"E09": "286/KH-MTTQ-BTT, V.1.2", "E11": "III.4"}


def test_a_warning_wants_a_written_reason_of_its_own():
    facts = replace(CLEAN, central=True, accepted_works=0, look_alikes=(TWIN, TWIN), bucket=FULL)
    found = check_nomination(facts, Moment.READY)
    require(found)
    missing = without_reason(found, {"E11": "Công trình đã nghiệm thu ở cấp huyện", "E09": "  "})
    assert [finding.field for finding in missing] == ["reason-E09", "reason-lookalike"]
    assert all(finding.blocks for finding in missing)
    assert without_reason(found, {"E09": "có", "E11": "có", "lookalike": "hai người khác nhau"}) == []


@pytest.mark.parametrize(
    ("rule", "day", "source"),
    [
        ("E01", date(2023, 12, 31), "2003"),
        ("E01", date(2024, 1, 1), "06/2022/QH15"),
        ("E03", date(2025, 6, 30), "06/2022/QH15"),
        ("E03", date(2025, 7, 1), "152/2025"),
        ("E07", date(2025, 8, 4), "assumed"),
        ("E07", date(2025, 8, 5), "15/2025"),
    ],
)
def test_a_source_is_cited_for_its_own_days_only(rule, day, source):
    assert source in citation(rule, day)


def test_the_table_of_sources_is_in_order_and_leaves_no_day_open():
    for rule, sources in SOURCES.items():
        days = [since for since, _ in sources]
        assert days == sorted(set(days), reverse=True), rule
        assert citation(rule, date.min) and citation(rule, date.max)
        for since, source in sources[:-1]:
            assert citation(rule, since) == source != citation(rule, since - timedelta(days=1))
    assert citation("E12", DAY) == ""


def person(name: str, unit: str = "xa01", born_on: date | None = None, birth_year: int | None = None) -> Identity:
    return Identity(identity_key(name), skeleton(name), unit, born_on, birth_year)


@pytest.mark.threat("T49")
def test_another_spelling_of_the_same_person_is_the_same():
    one = person("Đặng Thị Hòa", born_on=date(1980, 5, 1))
    assert is_same(one, person("\u00d0ặng  Thị Hoà", born_on=date(1980, 5, 1)))
    assert not is_look_alike(one, person("ĐẶNG THỊ HOÀ", born_on=date(1980, 5, 1)))


@pytest.mark.threat("T50")
def test_whom_a_human_should_look_at():
    one = person("Y Thái", born_on=date(1980, 5, 1))
    same_name_elsewhere = person("Y Thái", unit="xa02", born_on=date(1980, 5, 1))
    same_name_other_birth = person("Y Thái", born_on=date(1981, 5, 1))
    only_the_year_known = person("Y Thái", birth_year=1980)
    looks_alike = person("Ỵ Thái", born_on=date(1980, 5, 1))
    cyrillic = person("\u0423 Thái", unit="xa02")
    other = person("Y Thai", born_on=date(1980, 5, 1))
    suspects = [same_name_elsewhere, same_name_other_birth, only_the_year_known, looks_alike, cyrillic]
    assert look_alikes(one, [one, *suspects, other]) == suspects
    assert is_same(person("Y Thái", birth_year=1980), only_the_year_known)
    assert is_same(person("Y Thái"), person("Y Thái"))
    assert is_look_alike(person("Y Thái"), only_the_year_known)
