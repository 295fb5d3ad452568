"""What YAML would guess stays what was typed, and no text whatever breaks the reader."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.schemes.reading import SchemeRefused, read_scheme
from models.schemes.shape.given import Because, Dated, Given, assumptions_in
from models.schemes.shape.structure import Scheme
from tests.rules.test_scheme_broken import SMALL

FILE = Path(__file__).parents[2] / "workflows" / "schemes" / "286-kh-mttq-btt.yaml"
PLAN = FILE.read_text("utf-8")


def read(text: str) -> Scheme:
    return read_scheme(text, "test.yaml")


def test_nothing_is_guessed() -> None:
    scheme = read(SMALL)
    assert (scheme.number, scheme.title) == ("01", "no")
    assert scheme.legal_bases[0].number == "1"
    assert scheme.criteria[0].number == "1.1"
    for typed in ("yes", "off", "0x1F", "1_000", "2023-10-26", "10/2023", "12:30:00", "1e3", ".inf", "~", "NULL"):
        assert read(SMALL.replace("title: no", f"title: {typed}")).title == typed


@pytest.mark.parametrize(
    ("typed", "number"), [("0", 0), ("05", 5), ("00", 0), ("10", 10), ('"7"', 7), ("999999999", 999999999)]
)
def test_whole_numbers(typed: str, number: int) -> None:
    assert read(SMALL.replace("limit: 5", f"limit: {typed}")).bucket("own.district")[1].limit == number


def test_null_is_not_zero() -> None:
    scheme = read(SMALL)
    assert scheme.bucket("own.commune")[1].limit is None
    assert read(SMALL.replace("limit: null", "limit: 0")).bucket("own.commune")[1].limit == 0


@pytest.mark.parametrize(
    ("typed", "day"),
    [("29/02/2024", date(2024, 2, 29)), ("1/7/2024", date(2024, 7, 1)), ("'01/07/2024'", date(2024, 7, 1))],
)
def test_days_are_day_month_year(typed: str, day: date) -> None:
    assert read(SMALL.replace("launched_on: 26/10/2023", f"launched_on: {typed}")).launched_on == day


def test_text_is_kept_composed_and_in_one_line() -> None:
    decomposed = "Đắk No\u0302ng"
    assert read(SMALL.replace("place: Đắk Nông", f"place: {decomposed}")).place == "Đắk Nông"
    assert read(SMALL.replace("title: no", "title: |\n  Một\n  hai   ba\n")).title == "Một hai ba"


def test_line_ends_and_a_byte_order_mark_do_not_matter() -> None:
    plain = read(PLAN)
    assert read(PLAN.replace("\n", "\r\n")) == plain
    assert read("\ufeff" + PLAN) == plain


def test_places_lead_to_the_lines() -> None:
    scheme = read(PLAN)
    lines = PLAN.splitlines()
    for path, start in [
        ("code", "code: 286"),
        ("phases[phase2].closes_on", "value: null"),
        ("awards[vi2].buckets[vi2.any].limit", "limit: null"),
        ("awards[vi3].buckets[vi3.individual.local]", "key: vi3.individual.local"),
        ("dossier.routes[district_member_org].through", "value: district_committee"),
        ("voting.threshold_percent", "value: 80"),
    ]:
        place = scheme.places[path]
        assert lines[place.line - 1][place.column - 1 :].startswith(start) or path == "phases[phase2].closes_on", path
    assert all(1 <= place.line <= len(lines) for place in scheme.places.values())


def test_assumptions_follow_the_file() -> None:
    before = {item.path for item in read(PLAN).assumptions()}
    stated = PLAN.replace(PLAN[PLAN.index("  members:\n") : PLAN.index("  quorum:")], "  members: 11\n")
    scheme = read(stated)
    assert scheme.voting.members == Given(11)
    assert before - {item.path for item in scheme.assumptions()} == {"voting.members"}
    (only,) = read(SMALL).assumptions()
    assert (only.path, only.value, only.reason, only.source) == (
        "phases[one].closes_on",
        date(2024, 7, 31),
        "chỉ ghi tháng",
        "IV.1",
    )


def test_an_assumption_anywhere_in_the_shape_is_found() -> None:
    because = Because("vì", "ở đâu")
    scheme = read(SMALL)
    phase = replace(scheme.phases[0], opens_on=Dated(date(2024, 1, 1), because=because))
    changed = replace(scheme, phases=(phase,), voting=replace(scheme.voting, members=Given(7, because)))
    found = {item.path: (item.value, item.field) for item in assumptions_in(changed)}
    assert found == {
        "phases[one].opens_on": (date(2024, 1, 1), "opens_on"),
        "phases[one].closes_on": (date(2024, 7, 31), "closes_on"),
        "voting.members": (7, "members"),
    }


BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what ends a line in YAML 1.1


def refusal(text: str) -> SchemeRefused | None:
    """How the reader refuses `text`; any other failure is an error of the reader."""
    try:
        read(text)
    except SchemeRefused as refused:
        lines = len(BREAK.split(text))
        for finding in refused.findings:
            assert 1 <= finding.values["line"] <= lines
            assert finding.message % finding.values
        return refused
    return None


def test_a_file_cut_off_anywhere_is_refused_in_words() -> None:
    whole = read(SMALL)
    for end in range(0, len(SMALL) - 1, 5):
        if refusal(SMALL[:end]) is None:
            assert SMALL[:end].splitlines()[-1].startswith("recipients"), end
            assert replace(read(SMALL[:end]), recipients=()) == replace(whole, recipients=())


def test_a_lost_line_never_passes_unnoticed() -> None:
    """Whatever line is lost, the file is refused or what was read differs."""
    whole, lines = read(SMALL), SMALL.split("\n")
    for index, line in enumerate(lines):
        text = "\n".join(lines[:index] + lines[index + 1 :])
        assert not line or refusal(text) is not None or read(text) != whole, line


def test_mangled_files_are_refused_in_words() -> None:
    rng = random.Random(286)
    signs = list("{}[]:,-&*!|>'\"%@`#? \n\t0aĐ\u0000\ud7ff")
    for _ in range(150):
        text = list(SMALL)
        for _ in range(rng.randint(1, 6)):
            text[rng.randrange(len(text))] = rng.choice(signs)
        refusal("".join(text))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
@example("\r\t")
@example("\x85\u2028\t")
def test_any_text_is_refused_in_words(text: str) -> None:
    assert refusal(text) is not None
