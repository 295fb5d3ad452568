"""The diagram leads: exchange two steps and add one that the code does not know, and the application follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.base.finding import Forbidden, RuleBroken
from models.people.permissions import SYSTEM
from models.people.words import Role
from tests.factories.nominations import Desk, desk, key, open_task
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import steps
from workflows.process.releasing import SHIPPED
from workflows.register import KNOWN

NOW = BEGINNING + timedelta(days=30)
SHIPPED_XML = next(path for path in SHIPPED if path.stem == "dossier").read_text("utf-8")
FIRST, SECOND = "attach_unit_minutes", "attach_achievement_reports"
NAMES = {FIRST: 'name="Biên bản họp Hội đồng TĐ-KT của đơn vị"', SECOND: 'name="Báo cáo thành tích"'}


def exchanged(xml: str) -> str:
    """The two first papers change places with their names: every flow and shape of one becomes the other's."""
    for one, other in ((FIRST, SECOND), (NAMES[FIRST], NAMES[SECOND])):
        xml = xml.replace(one, "\0").replace(other, one).replace("\0", other)
    return xml


def with_a_reading(xml: str) -> str:
    """A further step of the unit's head before the proposal letter, which no line of code knows."""
    flow = next(line for line in xml.splitlines() if 'targetRef="attach_proposal_letter"' in line)
    source = flow.split('sourceRef="')[1].split('"')[0]
    drawn = (
        flow.replace('targetRef="attach_proposal_letter"', 'targetRef="read_roster"')
        + '<bpmn:userTask id="read_roster" name="Đọc lại bảng trích ngang"/>'
        + '<bpmn:sequenceFlow id="flow_after_reading" sourceRef="read_roster" targetRef="attach_proposal_letter"/>'
    )
    lane = "<bpmn:flowNodeRef>submit_dossier</bpmn:flowNodeRef>"
    assert source and lane in xml
    return xml.replace(flow, drawn).replace(lane, lane + "<bpmn:flowNodeRef>read_roster</bpmn:flowNodeRef>")


@pytest.fixture
def land(session: Session) -> Iterator[Province]:
    yield province(session, NOW)


@pytest.fixture
def unit(session: Session, land: Province) -> Desk:
    return desk(session, land, land.cu_jut, NOW)


def release(session: Session, xml: str) -> None:
    answers = {"xml": xml.encode(), "known": KNOWN}
    steps.act(session, SYSTEM, NOW, "release_diagram", None, answers, key=key())


def test_exchanged_steps_come_in_the_drawn_order(session: Session, unit: Desk) -> None:
    before = unit.start()
    release(session, exchanged(SHIPPED_XML))
    after = unit.start()
    assert open_task(session, before).element == FIRST, "a running case keeps the diagram it started with"
    assert open_task(session, after).element == SECOND
    unit.nominate(after)
    unit.attach(after, "achievement_report")
    unit.perform(unit.officer, after)
    assert open_task(session, after).element == FIRST


def test_a_step_without_code_takes_the_general_form(session: Session, unit: Desk, land: Province) -> None:
    release(session, with_a_reading(SHIPPED_XML))
    dossier = unit.start()
    unit.nominate(dossier)
    unit.attach(dossier, "unit_minutes")
    unit.attach(dossier, "achievement_report")
    for _step in range(3):
        unit.perform(unit.officer, dossier)
    task = open_task(session, dossier)
    assert (task.element, task.role, task.organization_id) == ("read_roster", Role.HEAD, unit.organization.id)
    assert dossier.case is not None and dossier.case.status == "draft", "a step that names no status keeps it"
    with pytest.raises(Forbidden):
        unit.perform(unit.officer, dossier, outcome="done")
    unit.perform(unit.head, dossier, outcome="done", reason="Đã đọc")
    assert open_task(session, dossier).element == "attach_proposal_letter"


def test_a_diagram_that_goes_round_the_council_is_refused(session: Session, land: Province) -> None:
    """A step that the code knows keeps its outcomes: nobody draws a way out that the verb does not take."""
    bent = SHIPPED_XML.replace('vd:outcomes="ready returned"', 'vd:outcomes="ready returned adopted"')
    assert bent != SHIPPED_XML
    with pytest.raises(RuleBroken) as refused:
        release(session, bent)
    assert "outcomes_differ" in [finding.code for finding in refused.value.findings]
