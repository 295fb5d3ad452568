"""Broken scheme files: every mistake is named in its line, in one sentence, all of them at once."""

# One row per mistake reads better than five lines.
# ruff: noqa: E501

from __future__ import annotations

import re

import pytest

from models.base.finding import Severity
from models.schemes.reading import SchemeRefused, read_scheme
from models.schemes.rules import check_scheme

KINDS = {"commune_committee", "district_committee", "district_member_org"}
SMALL = """\
code: TEST-1
number: 01
title: no
short_title: Thử
issued_on: 26/10/2023
issuer: Ban Thường trực
signer_title: Chủ tịch
launched_on: 26/10/2023
place: Đắk Nông
legal_bases:
  - {number: 1, issued_on: 01/01/2023, issuer: A, about: B}
organization_kinds:
  - {key: district_committee, name: Huyện}
  - {key: commune_committee, name: Xã}
phases:
  - key: one
    name: Giai đoạn 1
    opens_on: 01/10/2023
    closes_on:
      value: 31/07/2024
      assumed: true
      reason: chỉ ghi tháng
      source: IV.1
targets:
  - key: houses
    number: III.3
    text: Nhà đại đoàn kết
    measures:
      - key: each
        text: Mỗi huyện một căn
        organization_kinds: [district_committee]
        per: each_unit
        comparator: at_least
        value: 1
        unit: houses
        source: reported
criteria:
  - key: v1
    number: 1.1
    name: Xã
    subject_kinds: [collective]
    organization_kinds: any
    items:
      - {key: v1a, text: Tiêu biểu}
awards:
  - key: own
    number: VI.3
    name: Bằng khen
    short_name: BK
    decided_by: own
    body_name: Tỉnh
    limits: awards
    phase: one
    central: false
    original_sets: 1
    parts: [letter]
    buckets:
      - key: own.district
        name: Huyện
        subject_kinds: [collective]
        organization_kinds: [district_committee]
        limit: 5
      - key: own.commune
        name: Xã
        subject_kinds: [collective]
        organization_kinds: [commune_committee]
        limit: null
dossier:
  submitters: [district_committee]
  routes:
    - {key: commune_committee, through: district_committee}
  parts:
    - {key: letter, name: Tờ trình, made: uploaded, per: dossier}
  max_returns: 1
  return_working_days: 5
voting:
  members: 9
  quorum: 2/3
  threshold_percent: 80
  threshold_base: total_members
  recused: excluded
  ballot: secret
  choices: [agree, disagree, blank]
  tie_break: chair
  counters: 3
  counters_needed: 2
report_duties:
  - key: closing
    name: Báo cáo
    organization_kinds: [district_committee]
    recipient: Hội đồng
    due_before: null
recipients: [UBND]
"""
BUCKET = """\
      - key: own.commune
        name: Xã
        subject_kinds: [collective]
        organization_kinds: [commune_committee]
        limit: null
"""


def said(text: str) -> list[str]:
    """The sentences with which the file is refused; none when it is read."""
    try:
        read_scheme(text, "test.yaml", KINDS)
    except SchemeRefused as refused:
        assert refused.name == "test.yaml"
        for finding in refused.findings:
            assert finding.place.split(":")[0] == str(finding.values["line"])
        return [finding.message % finding.values for finding in refused.findings]
    return []


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def test_the_small_file_is_right() -> None:
    assert said(SMALL) == []


# what stands in the file, what is put in its place, the one sentence
BROKEN = [
    # single values
    ("limit: 5", "limit: five", "line 62: limit must be a whole number ≥ 0 or null, not “five”"),
    ("limit: 5", "limit: -1", "line 62: limit must be a whole number ≥ 0 or null, not “-1”"),
    ("limit: 5", "limit: 5.0", "line 62: limit must be a whole number ≥ 0 or null, not “5.0”"),
    ("limit: 5", "limit: 010", "line 62: limit must be a whole number ≥ 0 or null, not “010”"),
    ("limit: 5", "limit: 1e3", "line 62: limit must be a whole number ≥ 0 or null, not “1e3”"),
    ("limit: 5", "limit: ٥", "line 62: limit must be a whole number ≥ 0 or null, not “٥”"),
    ("limit: 5", 'limit: "null"', "line 62: limit must be a whole number ≥ 0 or null, not “null”"),
    ("limit: 5", "limit:", "line 62: limit has no value; write null when it is not announced yet"),
    ("limit: 5", "limit: [5]", "line 62: limit must be one value, not a list or further keys"),
    ("value: 1\n", "value: null\n", "line 34: value must not be null"),
    ("members: 9", "members: 0", "line 77: members must be a whole number ≥ 1, not “0”"),
    ("issued_on: 26/10/2023", "issued_on: 10/2023", "line 5: issued_on must be a day such as 31/12/2023, not “10/2023”"),
    ("issued_on: 26/10/2023", "issued_on: 2023-10-26", "line 5: issued_on must be a day such as 31/12/2023, not “2023-10-26”"),
    ("issued_on: 26/10/2023", "issued_on: 31/06/2023", "line 5: issued_on: the calendar has no day “31/06/2023”"),
    ("issued_on: 26/10/2023", "issued_on: 00/10/2023", "line 5: issued_on: the calendar has no day “00/10/2023”"),
    ("central: false", "central: no", "line 54: central must be true or false, not “no”"),
    ("central: false", "central: False", "line 54: central must be true or false, not “False”"),
    ("decided_by: own", "decided_by: onw", "line 50: decided_by must be one of own, higher, not “onw”; did you mean “own”?"),
    ("decided_by: own", "decided_by: tỉnh", "line 50: decided_by must be one of own, higher, not “tỉnh”"),
    ("key: own\n", "key: Own\n", "line 46: key must be a key of small letters, digits, “_” and “.”, not “Own”"),
    ("code: TEST-1", "code: test 1", "line 1: code must be of capital letters, digits and “-”, not “test 1”"),
    ("issuer: Ban Thường trực", "issuer: null", "line 6: issuer must not be null"),
    ("issuer: Ban Thường trực", "issuer:", "line 6: issuer has no value"),
    ("issuer: Ban Thường trực", "issuer: ''", "line 6: issuer has no value"),
    ("issuer: Ban Thường trực", "issuer: \u202eBan", "line 6: issuer holds a hidden, control or damaged sign; please type it again"),
    # keys and shapes
    ("limit: 5", "limt: 5", "line 62: limt is not known here; did you mean “limit”?"),
    ("limit: 5", "limit: 5\n        Colour: red", "line 63: Colour is not known here"),
    ("limit: 5", "limit: 5\n        limit: 6", "line 63: limit stands here a second time (first in line 62)"),
    ("place: Đắk Nông\n", "", "line 1: place is missing here"),
    ("        limit: 5\n", "", "line 58: limit is missing here"),
    ("recipients: [UBND]", "recipients: UBND", "line 93: recipients must be a list"),
    ("recipients: [UBND]", "recipients: []", "line 93: recipients needs at least one entry"),
    ("recipients: [UBND]", "recipients: [UBND, null]", "line 93: recipients must not be null"),
    ("recipients: [UBND]", "recipients: [[UBND]]", "line 93: recipients must be one value, not a list or further keys"),
    ("  - {key: commune_committee, name: Xã}", "  - commune_committee", "line 14: organization_kinds must hold further keys (key: value)"),
    (SMALL[SMALL.index("voting:") : SMALL.index("report_duties")], "voting: 9\n", "line 76: voting must hold further keys (key: value)"),
    (SMALL[SMALL.index("voting:") : SMALL.index("report_duties")], "", "line 1: voting is missing here"),
    ("[district_committee]\n        per", "[]\n        per", "line 31: organization_kinds needs at least one entry"),
    # assumed and unannounced
    ("      assumed: true", "      assumed: false", "line 21: assumed must be true; a value that the plan states stands alone, without keys"),
    ("      reason: chỉ ghi tháng\n", "", "line 20: reason is missing here"),
    ("      source: IV.1\n", "", "line 20: source is missing here"),
    ("value: 31/07/2024", "value: null", "line 20: closes_on cannot be null and assumed at once"),
    ("opens_on: 01/10/2023", "opens_on: null", "line 18: opens_on is not announced: write value: null and announced_by below it"),
    ("opens_on: 01/10/2023", "opens_on: {value: null}", "line 18: opens_on is null, so announced_by must say who announces the day"),
    ("members: 9", "members: {value: 9,\n    reason: x, source: y}", "line 77: assumed is missing here"),
    ("members: 9", "members: {value: nine,\n    assumed: true, reason: x, source: y}", "line 77: members must be a whole number ≥ 1, not “nine”"),
    # YAML itself
    ("number: 01", "number: &a 01", "line 2: anchors and references (& and *) are not allowed; write the value out"),
    ("number: 01", "number: !!int 01", "line 2: tags (!…) are not allowed; write the value alone"),
    ("name: Giai đoạn 1", "name: Giai đoạn: 1", "line 17: a second “: ” stands in this line; put the value in quotation marks"),
    ("issuer: Ban Thường trực", "issuer", "line 6: a “:” is missing after the key"),
    ("issuer: Ban Thường trực", "issuer: 'Ban", "line 6: a quotation mark is opened here and never closed"),
    ("    name: Giai đoạn 1", "\tname: Giai đoạn 1", "line 17: a tab stands where only spaces may stand"),
    ("    name: Giai đoạn 1", "   name: Giai đoạn 1", "line 17: this line is indented differently from those it belongs to"),
    ("issuer: Ban Thường trực", "issuer: Ban\x07", "line 6: a character stands here that no text holds (code 7)"),
    ("recipients: [UBND]", "recipients: [UBND]\n---\na: b", "line 94: a second document begins here; one file holds one scheme"),
    ("recipients: [UBND]", "recipients: [UBND]\n? [a]\n: b", "line 94: a key must be a single word"),
    ("recipients: [UBND]", "recipients: " + "[" * 14 + "]" * 14, "line 93: lists and keys are nested too deeply"),
    # contradictions
    ("key: own.commune", "key: own.district", "line 63: the key “own.district” is already used in line 58"),
    ("submitters: [district_committee]", "submitters: [district_committee, district_committee]", "line 69: “district_committee” stands in this list twice"),
    ("    phase: one", "    phase: two", "line 53: award “own” names the phase “two”, which the scheme does not have"),
    ("parts: [letter]", "parts: [letter, report]", "line 56: award “own” needs the part “report”, which the dossier does not have"),
    ("parts: [letter]", "parts: [letter, letter]", "line 56: “letter” stands in this list twice"),
    ("original_sets: 1", "original_sets: null", "line 55: original_sets is null, so own_guidance must say where the number comes from"),
    ("original_sets: 1", "original_sets: 1\n    own_guidance: có", "line 56: original_sets is stated, so own_guidance does not belong here"),
    ("limits: awards", "limits: proposals", "line 52: an award decided by this committee itself limits awards, not proposals"),
    ("decided_by: own", "decided_by: higher", "line 52: an award decided by another body can only limit proposals, not awards"),
    ("[commune_committee]\n        limit: null", "[district_committee]\n        limit: null", "line 63: bucket “own.commune” takes the same nominees as “own.district”; one of the two is meaningless"),
    ("[commune_committee]\n        limit: null", "[comune_committee]\n        limit: null", "line 66: organization_kinds at the top of the file name no kind “comune_committee”; did you mean “commune_committee”?"),
    ("[commune_committee]\n        limit: null", "[household]\n        limit: null", "line 66: organization_kinds at the top of the file name no kind “household”"),
    ("value: 31/07/2024", "value: 30/09/2023", "line 20: phase “one” closes on 30/09/2023, before it opens on 01/10/2023"),
    ("launched_on: 26/10/2023", "launched_on: 25/10/2023", "line 8: launched_on lies before issued_on"),
    ("quorum: 2/3", "quorum: 4/3", "line 78: quorum must be a fraction such as 2/3, above 0 and at most 1, not “4/3”"),
    ("quorum: 2/3", "quorum: 0/3", "line 78: quorum must be a fraction such as 2/3, above 0 and at most 1, not “0/3”"),
    ("quorum: 2/3", "quorum: 2/0", "line 78: quorum must be a fraction such as 2/3, above 0 and at most 1, not “2/0”"),
    ("quorum: 2/3", "quorum: 66%", "line 78: quorum must be a fraction such as 2/3, above 0 and at most 1, not “66%”"),
    ("quorum: 2/3", "quorum: 0.66", "line 78: quorum must be a fraction such as 2/3, above 0 and at most 1, not “0.66”"),
    ("quorum: 2/3", "quorum: 2/3/4", "line 78: quorum must be a fraction such as 2/3, above 0 and at most 1, not “2/3/4”"),
    ("recused: excluded", "recused: exclude", "line 81: recused must be one of excluded, included, not “exclude”; did you mean “excluded”?"),
    ("threshold_percent: 80", "threshold_percent: 101", "line 79: a percentage cannot be more than 100, here it is 101"),
    ("choices: [agree, disagree, blank]", "choices: [disagree, blank]", "line 83: without the choice “agree” nothing can be adopted"),
    ("counters_needed: 2", "counters_needed: 4", "line 86: 4 counters cannot be needed of a board of 3 (a board has at most 9)"),
    ("counters: 3", "counters: 10", "line 86: 2 counters cannot be needed of a board of 10 (a board has at most 9)"),
    ("counters_needed: 2", "counters_needed: 1", "line 86: counters_needed must be a whole number ≥ 2, not “1”"),
    ("unit: houses", "unit: percent_of_units", "line 32: a percentage of the units needs per: all_units"),
    ("per: each_unit", "per: all_units", "line 32: a count of houses or works needs per: each_unit"),
    ("source: reported", "source: reported\n        work_kinds: [model]", "line 37: a reported figure has no work_kinds"),
    ("source: reported", "source: works\n        work_kinds: [model]", "line 35: a figure counted from the works needs unit: works"),
    ("unit: houses\n        source: reported", "unit: works\n        source: works", "line 36: a figure counted from the works needs work_kinds"),
    ("source: reported", "source: reported\n        period: {name: năm, from_on: 02/01/2023, to_on: 01/01/2023}", "line 37: the period ends before it begins"),
    ("submitters: [district_committee]", "submitters: [district_committee, commune_committee]", "line 71: “commune_committee” hands in dossiers itself, so it needs no route"),
    ("through: district_committee", "through: commune_committee", "line 71: the route of “commune_committee” goes through “commune_committee”, which hands in no dossier itself"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), BROKEN)
def test_one_mistake_one_sentence(old: str, new: str, sentence: str) -> None:
    assert said(changed(old, new)) == [sentence]


def test_all_mistakes_at_once_in_the_order_of_the_lines() -> None:
    text = SMALL
    for old, new in [
        ("limit: 5", "limit: five"),
        ("issued_on: 26/10/2023", "issued_on: 10/2023"),
        ("    phase: one", "    phase: two"),
        ("threshold_percent: 80", "threshold_percent: 120"),
        ("recipients: [UBND]", "recipents: [UBND]"),
    ]:
        text = text.replace(old, new)
    assert said(text) == [
        "line 5: issued_on must be a day such as 31/12/2023, not “10/2023”",
        "line 53: award “own” names the phase “two”, which the scheme does not have",
        "line 62: limit must be a whole number ≥ 0 or null, not “five”",
        "line 79: a percentage cannot be more than 100, here it is 120",
        "line 93: recipents is not known here; did you mean “recipients”?",
    ]


def test_one_mistake_draws_no_others_after_it() -> None:
    """A phase whose key cannot be read is one mistake, not also an award without a phase."""
    assert said(changed("- key: one", "- key: One")) == [
        "line 16: key must be a key of small letters, digits, “_” and “.”, not “One”"
    ]
    assert said(changed("  - {key: letter, name: Tờ trình, made: uploaded, per: dossier}", "    []")) == [
        "line 73: parts needs at least one entry"
    ]


LINES = SMALL.splitlines(keepends=True)
TOPS = [index for index, line in enumerate(LINES) if not line.startswith(" ")]
KEYED = [(index, match) for index, line in enumerate(LINES) if (match := re.match(r"( *(?:- )?)([a-z_]+):", line))]


@pytest.mark.parametrize(("start", "end"), list(zip(TOPS[1:], [*TOPS[2:], len(LINES)], strict=True)))
def test_a_missing_section_is_one_mistake(start: int, end: int) -> None:
    name = LINES[start].split(":")[0]
    assert said("".join(LINES[:start] + LINES[end:])) == [f"line 1: {name} is missing here"]


@pytest.mark.parametrize(("index", "match"), KEYED)
def test_a_misspelt_key_is_one_mistake_in_its_line(index: int, match: re.Match[str]) -> None:
    key = match[2]
    wrong = f"{key}x" if len(key) < 5 else key[:-1]
    line = LINES[index].replace(f"{key}:", f"{wrong}:", 1)
    assert said("".join([*LINES[:index], line, *LINES[index + 1 :]])) == [
        f"line {index + 1}: {wrong} is not known here; did you mean “{key}”?"
    ]


@pytest.mark.parametrize("value", ["[[x]]", "null", ""])
@pytest.mark.parametrize("index", [index for index, line in enumerate(LINES) if re.match(r" *[a-z_]+: +\S", line)])
def test_a_value_of_the_wrong_shape_is_at_most_one_mistake(index: int, value: str) -> None:
    line = re.sub(r": .*", f": {value}", LINES[index])
    sentences = said("".join([*LINES[:index], line, *LINES[index + 1 :]]))
    assert [sentence.split(":")[0] for sentence in sentences] in ([], [f"line {index + 1}"])
    assert sentences or (value == "null" and line.strip().split(":")[0] in ("limit", "due_before"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: the file is empty"),
        ("# nothing but words\n", "line 1: the file is empty"),
        ("- a\n- b\n", "line 1: a scheme file begins with keys such as code: and title:"),
        ("hello", "line 1: a scheme file begins with keys such as code: and title:"),
        ("a" * 500_001, "line 1: the file is longer than 500000 characters"),
    ],
)
def test_no_scheme_at_all(text: str, sentence: str) -> None:
    assert said(text) == [sentence]


def test_a_reference_is_not_followed() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    sentences = said(bomb)
    anchors = [said for said in sentences if "anchors and references" in said]
    assert [sentence.split(":")[0] for sentence in anchors] == [
        "line 1",
        "line 2",
        "line 2",
        "line 2",
        "line 3",
        "line 3",
    ]


def test_a_kind_that_the_product_does_not_know() -> None:
    text = SMALL.replace("commune_committee", "commune_comittee")
    assert said(text) == [
        "line 14: the product knows no kind of organisation “commune_comittee”; did you mean “commune_committee”?"
    ]
    assert said(SMALL.replace("commune_committee", "household")) == [
        "line 14: the product knows no kind of organisation “household”"
    ]
    assert read_scheme(text, "unchecked.yaml").organization_kinds[1].key == "commune_comittee"


def test_buckets_that_overlap_are_a_warning_and_no_refusal() -> None:
    """Where two buckets fit, people choose: so the file is read, and the check says so."""
    old = "[commune_committee]\n        limit: null"
    scheme = read_scheme(changed(old, "any\n        limit: null"), "test.yaml", KINDS)
    (finding,) = check_scheme(scheme, KINDS)
    assert finding.message % finding.values == (
        "line 63: bucket “own.commune” overlaps “own.district”: for some nominees people will have to choose"
    )
    assert (finding.severity, finding.blocks) == (Severity.WARN, False)


def test_the_refusal_is_a_broken_rule() -> None:
    with pytest.raises(SchemeRefused) as caught:
        read_scheme(changed("limit: 5", "limit: five"), "test.yaml")
    (finding,) = caught.value.findings
    assert (caught.value.status, caught.value.code) == (422, "scheme_refused")
    assert (finding.code, finding.place, finding.severity) == ("scheme_value", "62:16", Severity.BLOCK)
    assert caught.value.values["field"] == "limit"
