"""Targets over units, open phases, early and late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base.clock import ZONE, Exceptions, before_day, end_of_day
from models.base.finding import Severity
from models.campaigns import rules
from models.campaigns.rules import Punctuality, Verdict, lateness, measure, phase_is_open, submission_allowed
from models.campaigns.words import PhaseStatus
from models.schemes.shape.targets import Measure
from models.schemes.words import Comparator, FigureSource, MeasurePer, MeasureUnit

DISTRICTS = ("Gia Nghĩa", "Cư Jút", "Đắk Glong", "Đắk Mil", "Đắk R'lấp", "Đắk Song", "Krông Nô", "Tuy Đức")


def target(
    per: MeasurePer = MeasurePer.EACH_UNIT, value: int = 1, comparator: Comparator = Comparator.AT_LEAST
) -> Measure:
    unit = MeasureUnit.PERCENT_OF_UNITS if per is MeasurePer.ALL_UNITS else MeasureUnit.HOUSES
    return Measure("m", "…", ("district_committee",), per, comparator, value, unit, FigureSource.REPORTED, (), None)


EACH_ONE_HOUSE = target()
ALL_LAUNCH = target(MeasurePer.ALL_UNITS, 100)


def test_each_unit_by_itself_and_not_the_sum():
    share = measure(EACH_ONE_HOUSE, DISTRICTS, {"Gia Nghĩa": 8, "Cư Jút": 0, "Đắk Mil": 1})
    assert (share.reached, share.known, share.total) == (2, 3, 8)
    assert share.missing == ("Cư Jút",)
    assert share.unknown == ("Đắk Glong", "Đắk R'lấp", "Đắk Song", "Krông Nô", "Tuy Đức")
    assert share.verdict is Verdict.MISSED


def test_not_reported_is_unknown_and_never_zero():
    share = measure(EACH_ONE_HOUSE, DISTRICTS, {})
    assert (share.reached, share.known, share.missing, share.verdict) == (0, 0, (), Verdict.OPEN)
    assert len(share.unknown) == 8
    zeros = measure(EACH_ONE_HOUSE, DISTRICTS, dict.fromkeys(DISTRICTS, 0))
    assert (zeros.known, zeros.missing, zeros.unknown, zeros.verdict) == (8, DISTRICTS, (), Verdict.MISSED)


def test_a_hundred_percent_means_every_unit():
    all_but_one = measure(ALL_LAUNCH, range(1000), dict.fromkeys(range(999), 1))
    assert (all_but_one.reached, all_but_one.total) == (999, 1000)
    assert all_but_one.verdict is Verdict.OPEN
    every = measure(ALL_LAUNCH, range(1000), dict.fromkeys(range(1000), 1))
    assert (every.reached, every.verdict) == (1000, Verdict.REACHED)
    one_says_no = measure(ALL_LAUNCH, range(1000), {**dict.fromkeys(range(999), 1), 999: 0})
    assert (one_says_no.missing, one_says_no.verdict) == ((999,), Verdict.MISSED)


def test_a_smaller_share_is_settled_early():
    half = target(MeasurePer.ALL_UNITS, 50)
    assert measure(half, range(4), {0: 1, 1: 1}).verdict is Verdict.REACHED
    assert measure(half, range(4), {0: 1}).verdict is Verdict.OPEN
    assert measure(half, range(4), {0: 0, 1: 0, 2: 0}).verdict is Verdict.MISSED


def test_at_most():
    assert measure(target(value=2, comparator=Comparator.AT_MOST), "ab", {"a": 2, "b": 3}).missing == ("b",)
    few = target(MeasurePer.ALL_UNITS, 50, Comparator.AT_MOST)
    assert measure(few, range(4), {0: 1, 1: 1, 2: 1}).verdict is Verdict.MISSED
    assert measure(few, range(4), {0: 1, 1: 0, 2: 0}).verdict is Verdict.REACHED


def test_units_are_counted_once_and_strangers_not_at_all():
    share = measure(EACH_ONE_HOUSE, ["a", "b", "a"], {"a": 1, "b": 1, "dissolved": 0})
    assert (share.reached, share.known, share.total, share.verdict) == (2, 2, 2, Verdict.REACHED)
    nobody = measure(EACH_ONE_HOUSE, [], {"a": 1})
    assert (nobody.total, nobody.verdict) == (0, Verdict.OPEN)
    with pytest.raises(ValueError, match="below 0"):
        measure(EACH_ONE_HOUSE, ["a"], {"a": -1})


REPORTS = st.dictionaries(st.integers(0, 9), st.integers(0, 3))


@given(
    st.sets(st.integers(0, 9)),
    REPORTS,
    REPORTS,
    st.builds(target, st.sampled_from(MeasurePer), st.integers(0, 100), st.sampled_from(Comparator)),
)
def test_a_verdict_once_given_is_never_taken_back_by_later_reports(units, figures, later, wanted):
    before = measure(wanted, units, figures)
    after = measure(wanted, units, {**later, **figures})
    assert before.reached + len(before.missing) == before.known
    assert before.known + len(before.unknown) == before.total == len(units)
    assert before.verdict in (Verdict.OPEN, after.verdict)
    if not after.unknown and units:
        assert after.verdict is not Verdict.OPEN


FIRST, LAST = date(2023, 10, 1), date(2024, 7, 31)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("closes_on", "status", "day", "is_open"),
    [
        (LAST, PhaseStatus.OPEN, LAST, True),
        (LAST, PhaseStatus.OPEN, LAST + DAY, False),
        (LAST, PhaseStatus.OPEN, FIRST - DAY, True),
        (LAST, PhaseStatus.CLOSED, LAST - DAY, False),
        (LAST, PhaseStatus.ANNOUNCED, FIRST, False),
        (None, PhaseStatus.OPEN, date(2030, 1, 1), True),
    ],
)
def test_when_a_phase_is_open(closes_on, status, day, is_open):
    assert phase_is_open(closes_on, status, day) is is_open
    allowed = submission_allowed("Giai đoạn 1", FIRST, closes_on, status, day) == []
    assert allowed is is_open


def test_a_late_exception_opens_a_closed_phase_only():
    after = LAST + DAY
    for status in (PhaseStatus.OPEN, PhaseStatus.CLOSED):
        (closed,) = submission_allowed("Giai đoạn 1", FIRST, LAST, status, after)
        assert closed.blocks and closed.message == rules.CLOSED
        assert submission_allowed("Giai đoạn 1", FIRST, LAST, status, after, " ")[0].blocks
        (late,) = submission_allowed("Giai đoạn 1", FIRST, LAST, status, after, "Bão lũ")
        assert (late.severity, late.message % late.values) == (
            Severity.INFO,
            "Submitted after the phase “Giai đoạn 1” by a late exception: Bão lũ",
        )
    (early,) = submission_allowed("Giai đoạn 1", FIRST, LAST, PhaseStatus.ANNOUNCED, FIRST - DAY, "Bão lũ")
    assert early.blocks and early.message % early.values == "The phase “Giai đoạn 1” opens on 01/10/2023."
    (unopened,) = submission_allowed("Giai đoạn 2", None, None, PhaseStatus.ANNOUNCED, LAST)
    assert unopened.blocks and unopened.message == rules.NOT_OPEN_YET


FRIDAY = date(2024, 8, 16)
DUE = end_of_day(FRIDAY)


@pytest.mark.threat("T16")
@pytest.mark.parametrize(
    ("moment", "done", "still_open"),
    [
        (DUE - timedelta(days=3), "early by 2 working days", "due in 2 working days"),
        (DUE - timedelta(days=1, seconds=1), "early by one working day", "due in one working day"),
        (DUE - timedelta(days=1), "on time", "due today"),
        (DUE - timedelta(seconds=1), "on time", "due today"),
        (DUE, "late by one working day", "overdue by one working day"),
        (DUE + timedelta(seconds=1), "late by one working day", "overdue by one working day"),
        (DUE + timedelta(days=2), "late by one working day", "overdue by one working day"),
        (DUE + timedelta(days=3), "late by 2 working days", "overdue by 2 working days"),
    ],
)
def test_early_on_time_late(moment, done, still_open):
    finished = lateness(DUE, DUE + timedelta(days=30), done_at=moment)
    waiting = lateness(DUE, moment)
    assert finished.message % finished.values == done
    assert waiting.message % waiting.values == still_open
    assert finished.too_late is waiting.too_late is (moment >= DUE)


@pytest.mark.threat("T18")
def test_before_the_twentieth_is_late_on_the_twentieth():
    due = before_day(date(2024, 8, 20))
    assert lateness(due, datetime(2024, 8, 19, 23, 59, 59, tzinfo=ZONE)).punctuality is Punctuality.DUE_TODAY
    assert lateness(due, datetime(2024, 8, 20, tzinfo=ZONE)).punctuality is Punctuality.OVERDUE


def test_lateness_skips_holidays_and_keeps_exceptions():
    due = end_of_day(date(2024, 8, 30))
    after = datetime(2024, 9, 4, 9, tzinfo=ZONE)
    assert lateness(due, after).days == 1
    assert lateness(due, after, exceptions=Exceptions.of(days_worked=[date(2024, 9, 3)])).days == 2
    with pytest.raises(ValueError, match="zone"):
        lateness(due, after.replace(tzinfo=None))
    assert lateness(due, after.astimezone(UTC)) == lateness(due, after)


def test_every_word_has_a_label():
    assert set(rules.LABELS) == {*Verdict, *Punctuality}
