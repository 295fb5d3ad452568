"""Time: the one place that reads the machine's clock, the Vietnamese day, and working days with their holidays."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

from models.base.language import N_

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CLOCK_FILE = "clock.json"
DRIFT_LIMIT = timedelta(seconds=2)
BACKWARD = N_("The assumed day can only move forward.")
UNREADABLE = N_("The file with the assumed day cannot be read.")
NAIVE = "a time without a zone is not an instant"

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)


class ClockRefused(ValueError):
    """The clock may not be set so; `message` is an English message id."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Clock:
    """The installation's clock: the machine's time plus the offset of a demo (zero in an office)."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The instant that counts, aware UTC. Taken once per unit of work and passed down."""
        return self.machine_time() + self.offset

    def machine_time(self) -> datetime:
        """The machine's own time, aware UTC, without offset: to compare with a database server's."""
        return datetime.now(UTC)

    def drifts_from(self, server: datetime) -> bool:
        """Whether a server's clock differs from the machine's by more than two seconds."""
        return abs(self.machine_time() - utc(server)) > DRIFT_LIMIT


class FixedClock(Clock):
    """A clock that stands where it is put and only moves forward: for rehearsals and tests."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = utc(moment)

    def now(self) -> datetime:
        return self._moment

    def machine_time(self) -> datetime:
        return self._moment

    def move_to(self, moment: datetime) -> None:
        """Stand at `moment`; ClockRefused when that is earlier."""
        if utc(moment) < self._moment:
            raise ClockRefused(BACKWARD)
        self._moment = utc(moment)

    def advance(self, by: timedelta) -> datetime:
        """Move on by a duration and say where the clock stands then."""
        self.move_to(self._moment + by)
        return self._moment


def read_clock(home: Path) -> Clock:
    """The clock of the data folder `home`: with the offset of its clock.json, or without.

    Raises ClockRefused when the file is there and damaged: a demo must not jump to today unnoticed.
    """
    try:
        microseconds = json.loads((home / CLOCK_FILE).read_text("utf-8"))["offset_microseconds"]
    except FileNotFoundError:
        return Clock()
    except (ValueError, KeyError, TypeError) as error:
        raise ClockRefused(UNREADABLE) from error
    if type(microseconds) is not int:
        raise ClockRefused(UNREADABLE)
    return Clock(timedelta(microseconds=microseconds))


def set_day(home: Path, moment: datetime) -> Clock:
    """Let the clock of `home` stand at `moment` and run on from there.

    The first setting may be any moment; each later one only forward (ClockRefused). Written whole or not
    at all. Two settings at once must be kept apart by the caller's transaction.
    """
    target = utc(moment)
    if (home / CLOCK_FILE).exists() and target < read_clock(home).now():
        raise ClockRefused(BACKWARD)
    clock = Clock(target - Clock().now())
    _write_whole(home / CLOCK_FILE, json.dumps({"offset_microseconds": clock.offset // _MICROSECOND}))
    return clock


def _write_whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def utc(moment: datetime) -> datetime:
    """`moment` as UTC; ValueError when it has no zone."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(NAIVE)
    return moment.astimezone(UTC)


def local(moment: datetime) -> datetime:
    """`moment` as a Vietnamese clock on the wall shows it; ValueError when it has no zone."""
    return utc(moment).astimezone(ZONE)


def day_of(moment: datetime) -> date:
    """The Vietnamese calendar day on which `moment` lies."""
    return local(moment).date()


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC instant of a time on a Vietnamese day; 24:00 is the midnight that ends it."""
    if (hour, minute) == (24, 0):
        return end_of_day(day)
    return datetime.combine(_plain(day), time(hour, minute), ZONE).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The UTC instant at which a Vietnamese day begins."""
    return at(day)


def end_of_day(day: date) -> datetime:
    """The UTC instant at which a Vietnamese day is over: the deadline of "by the end of `day`", itself too late."""
    return at(_plain(day) + _DAY)


def before_day(day: date) -> datetime:
    """The deadline of "trước ngày `day`": the day itself is excluded."""
    return start_of_day(day)


def is_in_time(moment: datetime, deadline: datetime) -> bool:
    """Whether an act that counts as of `moment` is in time; the instant of the deadline is too late."""
    return utc(moment) < utc(deadline)


@dataclass(frozen=True)
class Exceptions:
    """What a yearly announcement changes: further days off, and weekend days or holidays that are worked."""

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()

    @classmethod
    def of(cls, days_off: Iterable[date] = (), days_worked: Iterable[date] = ()) -> Exceptions:
        return cls(frozenset(days_off), frozenset(days_worked))


NO_EXCEPTIONS = Exceptions()


def is_working_day(day: date, exceptions: Exceptions = NO_EXCEPTIONS) -> bool:
    """Monday to Friday without the public holidays of Viet Nam (Tết, days in lieu and exchanged days included).

    Legal source: Bộ luật Lao động 45/2019/QH14, Điều 112; an announced exception wins over the calendar.
    """
    day = _plain(day)
    if day in exceptions.days_worked:
        return True
    if day in exceptions.days_off:
        return False
    return day in _worked_days(day.year)


def add_working_days(day: date, count: int, exceptions: Exceptions = NO_EXCEPTIONS) -> date:
    """The `count`-th working day after `day`; `day` itself never counts, 0 gives `day`. ValueError below 0."""
    if count < 0:
        raise ValueError("working days are counted forward")
    day = _plain(day)
    while count:
        day += _DAY
        count -= is_working_day(day, exceptions)
    return day


def working_days_between(start: date, end: date, exceptions: Exceptions = NO_EXCEPTIONS) -> int:
    """How many working days lie after `start` up to and with `end`; negative when `end` is earlier."""
    start, end = _plain(start), _plain(end)
    if end < start:
        return -working_days_between(end, start, exceptions)
    return sum(is_working_day(start + _DAY * step, exceptions) for step in range(1, (end - start).days + 1))


def working_deadline(moment: datetime, count: int, exceptions: Exceptions = NO_EXCEPTIONS) -> datetime:
    """The deadline `count` working days after `moment`: the end of that Vietnamese day, as UTC."""
    return end_of_day(add_working_days(day_of(moment), count, exceptions))


@lru_cache(maxsize=256)
def _worked_days(year: int) -> frozenset[date]:
    calendar = holidays.country_holidays("VN", years=year)
    first = date(year, 1, 1)
    days = (date.fromordinal(number) for number in range(first.toordinal(), date(year, 12, 31).toordinal() + 1))
    return frozenset(day for day in days if calendar.is_working_day(day))


def _plain(day: date) -> date:
    if isinstance(day, datetime):
        raise TypeError("a day is expected, not an instant: use day_of")
    return day
