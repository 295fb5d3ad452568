"""Fills a form of a page as its reader would, by the kinds of its fields; what chance cannot guess is told here."""

from __future__ import annotations

import io
import itertools
from typing import Any

from tests.factories.files import pdf
from tests.threats.visitors import Box, Sheet

_numbers = itertools.count(1)
DAYS = {"day": "18", "month": "6", "year": "2024"}  # the day on which the attacked installation stands
TYPED = {
    "username": "nguoi.moi", "born": "12/4/1964", "value": "1", "sets_counted": "1", "sets": "1", "limit": "3",
    "password": "mat khau moi that dai 7", "repeated": "mat khau moi that dai 7", "again": "mat khau moi that dai 7",
    "current": "mot mat khau that dai 2024", "number": "12", "rows": "", "closes_on-month": "12",
    "code": "aaaaa-bbbbb-ccccc",
}  # fmt: skip


def filled(sheet: Sheet, **changes: Any) -> dict[str, Any]:
    """What a browser sends: hidden fields as they are, every other filled."""
    sent: dict[str, Any] = {}
    for box in sheet.boxes:
        value = _value(box, sent)
        if value is not None:
            sent[box.name] = value
    return {**sent, **changes}


def _value(box: Box, sent: dict[str, Any]) -> Any:
    if box.type == "hidden":
        return box.value
    if box.type == "radio":
        return sent.get(box.name) or box.value
    if box.type == "checkbox":
        return [*sent.get(box.name, []), box.value] if box.name not in ("secret", "central_criteria") else None
    if box.type in ("select", "select-multiple"):
        chosen = next((option for option in box.options if option), "")
        return box.value or chosen
    if box.type == "file":
        return (io.BytesIO(pdf(f"Giấy tờ {next(_numbers)}")), "giay-to.pdf")
    part = box.name.rpartition("-")[2]
    if part in DAYS:
        return box.value or TYPED.get(box.name) or DAYS[part]
    return box.value or TYPED.get(box.name) or f"Chữ mẫu {next(_numbers)}"
