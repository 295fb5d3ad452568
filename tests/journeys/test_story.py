"""Plan 286 from the first line to the last letter, in a browser, as each of its people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.base.session import Database
from tests.journeys import awards, council, office, units
from tests.journeys.visitor import Walk, walking

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def appraised(walk: Walk) -> str:
    """The district's dossier from its first line to the council's door: returned once, one line never eligible."""
    units.a_work_of_the_commune(walk)
    dossier = units.start(walk.as_("officer_cu_jut"), "vi3")
    units.names_one_by_one_and_from_a_table(walk, dossier)
    units.lines_from_below(walk, dossier)
    units.papers(walk.as_("officer_cu_jut"), dossier)
    units.handed_in(walk.as_("head_cu_jut"))
    office.received(walk, dossier)
    task = office.taken(walk, dossier)
    office.judged(walk, task, ineligible=units.TOO_NEW)
    office.held_and_lifted(walk, dossier)
    office.returned(walk, task)
    units.completed(walk, dossier)
    units.handed_in(walk.as_("head_cu_jut"), again=True)
    office.passed_on(walk, dossier)
    return dossier


def without_script(walk: Walk) -> str:
    """The dossier of a member organisation for the award that another body gives: no page needs a script."""
    officer, head = walk.as_("officer_farmers", script=False), walk.as_("head_farmers", script=False)
    dossier = units.start(officer, "vi2")
    officer.link("/nominations/new")
    units.nominee(officer, "", walk.town.bodies["farmers"], kind="collective")
    officer.send()
    units.papers(officer, dossier)
    units.handed_in(head)
    office.received(walk, dossier)
    office.judged(walk, office.taken(walk, dossier))
    office.passed_on(walk, dossier)
    return dossier


def in_council(walk: Walk) -> None:
    """One meeting on everything that is ready: four persons for two places, two of them with as many votes."""
    meeting = council.planned(walk, "Họp Hội đồng xét khen thưởng đợt 1")
    council.round_opened(walk, meeting)
    council.voted(walk, meeting, {
        units.DILIGENT: lambda number: council.BLANK if number == 9 else council.AGREE,
        units.PATIENT: lambda number: council.DISAGREE if number == 8 else council.AGREE,
        units.NEARBY: lambda number: council.AGREE if number < 8 else council.DISAGREE,
    })  # fmt: skip
    council.closed(walk, meeting)
    council.adopted(walk, meeting, tie=(units.PATIENT, units.DILIGENT))
    council.minuted(walk, meeting)


def reconsidered(walk: Walk) -> None:
    """The line that was sent back keeps its place until a later meeting confirms it."""
    meeting = council.planned(walk, "Họp Hội đồng xét lại")
    council.round_opened(walk, meeting)
    walk.town.agree(meeting.rpartition("/")[2])
    council.closed(walk, meeting)
    council.adopted(walk, meeting)
    council.minuted(walk, meeting)
    awards.issued(walk, awards.decided(walk, "Ủy ban MTTQ Việt Nam tỉnh"))


@pytest.mark.browser
def test_the_whole_story(
    browser: Browser, sqlite_database: Database, tmp_path: Path, serve: Callable[..., str]
) -> None:
    with walking(browser, sqlite_database, tmp_path / "home", serve) as walk:
        first = appraised(walk)
        office.quotas(walk)
        second = without_script(walk)
        in_council(walk)
        outside = awards.decided(walk, "Ủy ban nhân dân tỉnh")
        awards.issued(walk, outside)
        awards.issued(walk, awards.decided(walk, "Ủy ban MTTQ Việt Nam tỉnh", sent_back=walk.town.bodies["cu_jut"]))
        office.outside_result(walk, outside)
        walk.town.tick()
        awards.told(walk, "officer_farmers", second, walk.town.bodies["farmers"])
        reconsidered(walk)
        awards.told(walk, "officer_cu_jut", first, walk.town.bodies["cu_jut"], units.DILIGENT)
        assert walk.town.ailments() == []
