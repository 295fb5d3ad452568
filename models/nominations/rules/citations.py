"""The legal source of each rule, by the day for which it is asked: expired sources are never cited for later days."""

from __future__ import annotations

from datetime import date

from models.base.language import N_

_ALWAYS = date.min
LAW_2003 = "Luật Thi đua, khen thưởng năm 2003"
LAW_2022 = "Luật Thi đua, khen thưởng số 06/2022/QH15, Điều 5"
DECREE_152 = "Nghị định số 152/2025/NĐ-CP"
CIRCULAR_15 = "Thông tư số 15/2025/TT-BNV"
ASSUMED = N_("assumed, to be confirmed")  # the sources stay as the law is cited

# rule -> (in force from, source), latest first. Numbers of articles only where the text was seen.
SOURCES: dict[str, tuple[tuple[date, str], ...]] = {
    "E01": ((date(2024, 1, 1), LAW_2022), (_ALWAYS, LAW_2003)),
    "E03": ((date(2025, 7, 1), DECREE_152), (date(2024, 1, 1), LAW_2022), (_ALWAYS, LAW_2003)),
    "E07": ((date(2025, 8, 5), CIRCULAR_15), (_ALWAYS, ASSUMED)),
    "E11": ((_ALWAYS, ASSUMED),),
    "lookalike": ((_ALWAYS, ASSUMED),),
}


def citation(rule: str, day: date) -> str:
    """The source of `rule` in force on `day`; empty when the rule cites the plan itself."""
    return next((source for since, source in SOURCES.get(rule, ()) if since <= day), "")
