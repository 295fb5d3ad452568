"""Dates and times as an official writes them: in figures always 12/04/1964, so that columns of dates line up."""

from __future__ import annotations

from datetime import date, datetime

from models.base.clock import day_of, local

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def local_day(value: date | datetime) -> date:
    """The day of `value` on the wall calendar in Việt Nam; a date stays what it is."""
    return day_of(value) if isinstance(value, datetime) else value


def short_date(value: date | datetime, language: str = "vi") -> str:
    """05/01/2024, 07/08/2024; in English 5 Jan 2024."""
    day = local_day(value)
    if language == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1][:3]} {day.year}"
    return f"{day:%d/%m}/{day.year:04d}"


def long_date(value: date | datetime, language: str = "vi") -> str:
    """ngày 05 tháng 01 năm 2024: days below ten and months one and two get a zero; in English 5 January 2024."""
    day = local_day(value)
    if language == "en":
        return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"ngày {day.day:02d} tháng {_month(day)} năm {day.year}"


def weekday(value: date | datetime, language: str = "vi") -> str:
    """thứ Hai … Chủ nhật."""
    return (ENGLISH_WEEKDAYS if language == "en" else WEEKDAYS)[local_day(value).weekday()]


def month(value: date | datetime, language: str = "vi") -> str:
    """tháng 8; in English August."""
    day = local_day(value)
    return ENGLISH_MONTHS[day.month - 1] if language == "en" else f"tháng {_month(day)}"


def clock_time(value: datetime) -> str:
    """16:20, as the clock on the wall in Việt Nam shows."""
    return f"{local(value):%H:%M}"


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)
