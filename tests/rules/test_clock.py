"""One clock, one calendar: Vietnamese days as UTC instants, working days, the demo's assumed day."""

import ast
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.base import clock as clock_rules
from models.base.clock import (
    ZONE,
    Clock,
    ClockRefused,
    Exceptions,
    FixedClock,
    add_working_days,
    at,
    before_day,
    day_of,
    end_of_day,
    is_in_time,
    is_working_day,
    local,
    read_clock,
    set_day,
    start_of_day,
    utc,
    working_days_between,
    working_deadline,
)
from models.base.dates import long_date, short_date

ROOT = Path(__file__).parents[2]
SECOND = timedelta(seconds=1)
SEVEN_HOURS_EAST = timezone(timedelta(hours=7))  # the independent answer: no summer time since 1975
NAIVE = datetime(2024, 8, 20, 9, 0)
DEMO = datetime(2024, 6, 18, 9, 0, tzinfo=ZONE)


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=step) for step in range(count)]


@pytest.mark.threat("T18")
@pytest.mark.parametrize("day", days(date(2023, 10, 26), 200))
def test_two_hundred_days_begin_and_end_at_vietnamese_midnight(day):
    midnight = datetime(day.year, day.month, day.day, tzinfo=SEVEN_HOURS_EAST)
    assert start_of_day(day) == midnight and start_of_day(day).tzinfo is UTC
    assert end_of_day(day) == midnight + timedelta(days=1) == at(day, 24) == start_of_day(day + timedelta(days=1))
    assert before_day(day) == midnight
    assert at(day, 23, 59) == midnight + timedelta(hours=23, minutes=59)
    assert day_of(end_of_day(day) - timedelta(microseconds=1)) == day
    assert day_of(end_of_day(day)) == day + timedelta(days=1)


@pytest.mark.threat("T16")
@pytest.mark.parametrize(
    ("late_by", "in_time"),
    [(-SECOND, True), (-timedelta(microseconds=1), True), (timedelta(0), False), (SECOND / 2, False), (SECOND, False)],
)
def test_the_instant_of_the_deadline_is_too_late(late_by, in_time):
    deadline = end_of_day(date(2024, 8, 20))
    assert is_in_time(deadline + late_by, deadline) is in_time
    assert is_in_time((deadline + late_by).astimezone(timezone(-timedelta(hours=9))), deadline) is in_time


@pytest.mark.threat("T18")
def test_before_the_twentieth_excludes_the_twentieth():
    deadline = before_day(date(2024, 8, 20))
    assert is_in_time(datetime(2024, 8, 19, 23, 59, 59, tzinfo=ZONE), deadline)
    assert not is_in_time(datetime(2024, 8, 20, 0, 0, 0, tzinfo=ZONE), deadline)
    assert is_in_time(datetime(2024, 8, 20, 23, 59, 59, tzinfo=ZONE), end_of_day(date(2024, 8, 20)))


PRINT_INSTANTS = """
from datetime import date, datetime, timedelta, UTC
from models.base.dates import long_date, short_date
from models.base.clock import *
for day in (date(2024, 2, 29), date(2024, 3, 31), date(2024, 8, 20), date(2024, 10, 27), date(2024, 12, 31)):
    print(start_of_day(day).isoformat(), end_of_day(day).isoformat(), at(day, 17, 30).isoformat())
    print(add_working_days(day, 5), working_deadline(at(day, 23, 59), 5).isoformat(), local(at(day)).isoformat())
now = Clock().now()
assert now.tzinfo is UTC and abs(now.timestamp() - __import__("time").time()) < 60
"""


@pytest.mark.threat("T18")
@pytest.mark.threat("T17")
def test_the_zone_of_the_process_changes_no_instant():
    printed = set()
    for zone in ("UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati"):
        environment = {**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", PRINT_INSTANTS], env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        printed.add(run.stdout)
    assert len(printed) == 1
    assert "2024-08-20T17:00:00+00:00" in printed.pop()


@pytest.mark.parametrize(
    "call",
    [
        utc,
        local,
        day_of,
        FixedClock,
        Clock().drifts_from,
        lambda moment: is_in_time(moment, end_of_day(date(2024, 8, 20))),
        lambda moment: is_in_time(end_of_day(date(2024, 8, 20)), moment),
        lambda moment: working_deadline(moment, 5),
        lambda moment: FixedClock(DEMO).move_to(moment),
        lambda moment: set_day(Path("/nowhere"), moment),
    ],
)
def test_a_time_without_a_zone_is_refused(call):
    with pytest.raises(ValueError, match="without a zone"):
        call(NAIVE)


def test_an_instant_is_not_a_day():
    for call in (start_of_day, end_of_day, before_day, is_working_day, lambda moment: add_working_days(moment, 1)):
        with pytest.raises(TypeError):
            call(DEMO)


HOLIDAYS = {
    date(2024, 1, 1): "new year",
    date(2024, 2, 8): "Tết",
    date(2024, 2, 9): "Tết",
    date(2024, 2, 12): "Tết",
    date(2024, 2, 13): "Tết",
    date(2024, 2, 14): "Tết",
    date(2024, 4, 18): "Hùng kings",
    date(2024, 4, 29): "exchanged for Saturday 4 May",
    date(2024, 4, 30): "reunification",
    date(2024, 5, 1): "labour",
    date(2024, 9, 2): "national day",
    date(2024, 9, 3): "national day",
}


@pytest.mark.threat("T18")
def test_the_working_days_of_2024():
    worked_weekend = date(2024, 5, 4)
    for day in days(date(2024, 1, 1), 366):
        expected = (day.weekday() < 5 and day not in HOLIDAYS) or day == worked_weekend
        assert is_working_day(day) is expected, day


@pytest.mark.threat("T18")
def test_the_days_around_lunar_new_year_of_other_years():
    assert [is_working_day(date(2023, 1, day)) for day in (19, 20, 23, 24, 25, 26, 27)] == [True] + [False] * 5 + [True]
    assert not is_working_day(date(2025, 1, 29))
    assert not is_working_day(date(2026, 2, 17))
    assert is_working_day(date(2027, 2, 12)) and not is_working_day(date(2027, 2, 5))


def test_announced_exceptions_win_over_the_calendar():
    exceptions = Exceptions.of(days_off=[date(2024, 8, 19)], days_worked=[date(2024, 8, 24), date(2024, 9, 2)])
    assert not is_working_day(date(2024, 8, 19), exceptions)
    assert is_working_day(date(2024, 8, 24), exceptions)
    assert is_working_day(date(2024, 9, 2), exceptions)
    assert add_working_days(date(2024, 8, 16), 1, exceptions) == date(2024, 8, 20)
    assert working_days_between(date(2024, 8, 16), date(2024, 8, 25), exceptions) == 5


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2024, 8, 14), 0, date(2024, 8, 14)),
        (date(2024, 8, 14), 1, date(2024, 8, 15)),
        (date(2024, 8, 16), 1, date(2024, 8, 19)),
        (date(2024, 8, 17), 1, date(2024, 8, 19)),
        (date(2024, 8, 30), 5, date(2024, 9, 10)),
        (date(2024, 2, 7), 1, date(2024, 2, 15)),
        (date(2024, 5, 3), 1, date(2024, 5, 4)),
    ],
)
def test_a_limit_in_working_days_skips_weekends_and_holidays(start, count, end):
    assert add_working_days(start, count) == end
    assert working_deadline(datetime(start.year, start.month, start.day, 23, 30, tzinfo=ZONE), count) == end_of_day(end)


def test_working_days_are_not_counted_backward():
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2024, 8, 14), -1)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 60))
def test_adding_and_counting_working_days_agree(start, count):
    end = add_working_days(start, count)
    assert working_days_between(start, end) == count
    assert working_days_between(end, start) == -count
    assert count == 0 or is_working_day(end)


def test_the_clock_of_a_data_folder_without_an_assumed_day_is_the_machines(tmp_path):
    before = datetime.now(UTC)
    now = read_clock(tmp_path).now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC
    assert list(tmp_path.iterdir()) == []


def test_the_assumed_day_runs_on_and_survives_a_restart(tmp_path):
    set_day(tmp_path, DEMO)
    first = read_clock(tmp_path).now()
    second = read_clock(tmp_path).now()
    assert DEMO <= first < second < DEMO + timedelta(minutes=1)
    assert [file.name for file in tmp_path.iterdir()] == ["clock.json"]


def test_the_assumed_day_moves_forward_and_never_back(tmp_path):
    set_day(tmp_path, DEMO)
    set_day(tmp_path, DEMO + timedelta(days=30))
    before = (tmp_path / "clock.json").read_text()
    with pytest.raises(ClockRefused) as refused:
        set_day(tmp_path, DEMO + timedelta(days=29))
    assert refused.value.message == clock_rules.BACKWARD
    assert (tmp_path / "clock.json").read_text() == before
    assert day_of(read_clock(tmp_path).now()) == date(2024, 7, 18)


@pytest.mark.parametrize(
    "damage", ["", "{}", "[]", '{"offset_microseconds": "1"}', '{"offset_microseconds": 1.5}', "{"]
)
def test_a_damaged_clock_file_is_not_taken_for_today(tmp_path, damage):
    (tmp_path / "clock.json").write_text(damage)
    with pytest.raises(ClockRefused) as refused:
        read_clock(tmp_path)
    assert refused.value.message == clock_rules.UNREADABLE


def test_a_failed_setting_leaves_the_old_day_and_no_scraps(tmp_path, monkeypatch):
    set_day(tmp_path, DEMO)

    def fail(source, target):
        raise OSError("disk full")

    monkeypatch.setattr("models.base.clock.os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        set_day(tmp_path, DEMO + timedelta(days=1))
    assert [file.name for file in tmp_path.iterdir()] == ["clock.json"]
    assert isinstance(json.loads((tmp_path / "clock.json").read_text())["offset_microseconds"], int)
    assert day_of(read_clock(tmp_path).now()) == date(2024, 6, 18)


def test_a_fixed_clock_stands_and_only_moves_forward():
    clock = FixedClock(DEMO)
    assert clock.now() == clock.now() == DEMO
    assert clock.advance(timedelta(hours=2)) == DEMO + timedelta(hours=2) == clock.now()
    with pytest.raises(ClockRefused):
        clock.move_to(DEMO)
    assert clock.now() == DEMO + timedelta(hours=2)


@pytest.mark.threat("T17")
@pytest.mark.parametrize(
    ("drift", "drifts"), [(0, False), (2, False), (3, True), (-2, False), (-3, True), (86400, True)]
)
def test_a_drift_of_more_than_two_seconds_is_seen(drift, drifts):
    clock = FixedClock(DEMO)
    assert clock.drifts_from(DEMO + timedelta(seconds=drift)) is drifts


def test_an_assumed_day_is_no_drift():
    assert not Clock(timedelta(days=-900)).drifts_from(datetime.now(UTC))


def machine_clock_reads(source: str) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and (
            (node.attr in ("now", "utcnow", "today") and ast.unparse(node.value).split(".")[-1] in ("datetime", "date"))
            or (node.attr in ("time", "time_ns", "localtime", "gmtime") and ast.unparse(node.value) == "time")
        )
    ]


@pytest.mark.threat("T17")
def test_only_the_clock_reads_the_machines_clock():
    assert machine_clock_reads("datetime.now(UTC); dt.date.today(); time.time(); clock.now()") == [
        "datetime.now",
        "dt.date.today",
        "time.time",
    ]
    readers = {
        str(path.relative_to(ROOT)): machine_clock_reads(path.read_text("utf-8"))
        for floor in ("models", "workflows", "forms", "webapp")
        for path in sorted((ROOT / floor).rglob("*.py"))
    }
    assert {path: reads for path, reads in readers.items() if reads} == {"models/base/clock.py": ["datetime.now"]}


def test_a_day_in_figures_has_one_form() -> None:
    """Columns of dates line up, of births as of papers; the long form keeps the rule for official papers."""
    days = (date(1964, 4, 12), date(2024, 1, 5), date(2024, 8, 7))
    assert [short_date(day) for day in days] == ["12/04/1964", "05/01/2024", "07/08/2024"]
    assert long_date(date(2024, 8, 7)) == "ngày 07 tháng 8 năm 2024"
