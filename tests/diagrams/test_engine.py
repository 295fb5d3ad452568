"""The engine follows whatever diagram it is given, loses no token, and says when a step is not open."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from models.base.finding import BadRequest, Conflict
from tests.diagrams.shipped import FILES, KEY, drawing, known, plain, text
from workflows.engine import instance
from workflows.engine.checks import check
from workflows.engine.instance import EngineStopped, Moved, StepNotOpen, UnknownOutcome
from workflows.engine.reading import DiagramRefused, Drawing, read
from workflows.engine.state import StateRefused, seal, unseal

PARTS = ("attach_unit_minutes", "attach_achievement_reports", "prepare_summary_roster", "attach_proposal_letter")


def work(moved: Moved) -> instance.Place:
    """The newest open place that is not a message waited for all along."""
    return [place for place in moved.places if place.element not in ("dossier_withdrawn", "work_cancelled")][-1]


def walk(diagram: Drawing, moved: Moved, *outcomes: str) -> Moved:
    for outcome in outcomes:
        moved = instance.complete(diagram, moved.state, work(moved).id, outcome, KEY)
    return moved


def appraised(diagram: Drawing) -> Moved:
    return walk(diagram, instance.start(diagram, KEY), "done", "done", "done", "done", "submitted", "received")


def test_a_dossier_from_its_first_part_to_its_end() -> None:
    diagram = drawing("dossier")
    moved = walk(diagram, appraised(diagram), "returned", "done", "sent_back", "done", "submitted", "ready")
    assert (work(moved).element, work(moved).kind, moved.status) == ("await_council", "message", "ready")
    moved = instance.deliver(diagram, moved.state, "council_concluded", "adopted", KEY)
    assert moved.status == "adopted"
    moved = instance.deliver(diagram, moved.state, "dossier_decided", "", KEY)
    assert (work(moved).element, work(moved).kind, moved.status) == ("notify_unit", "automatic", "notifying")
    moved = walk(diagram, moved, "done")
    assert moved.ended and moved.places == () and moved.status == "closed"
    with pytest.raises(StepNotOpen):
        instance.deliver(diagram, moved.state, "dossier_withdrawn", "done", KEY)


def test_a_dossier_not_adopted_is_told_so_without_a_decision() -> None:
    diagram = drawing("dossier")
    moved = walk(diagram, appraised(diagram), "ready")
    moved = instance.deliver(diagram, moved.state, "council_concluded", "not_adopted", KEY)
    assert work(moved).element == "notify_unit"
    assert walk(diagram, moved, "done").status == "closed"


@pytest.mark.parametrize("steps", range(7))
def test_withdrawal_ends_the_dossier_wherever_it_stands(steps: int) -> None:
    diagram = drawing("dossier")
    outcomes = ("done", "done", "done", "done", "submitted", "received", "ready")[:steps]
    moved = walk(diagram, instance.start(diagram, KEY), *outcomes)
    moved = instance.deliver(diagram, moved.state, "dossier_withdrawn", "done", KEY)
    assert (moved.ended, moved.places, moved.status) == (True, (), "withdrawn")


def test_an_automatic_step_is_never_run_inside_the_engine() -> None:
    diagram = drawing("decision")
    moved = walk(diagram, instance.start(diagram, KEY), "decided", "final")
    assert [(place.element, place.kind) for place in moved.places] == [("send_notices", "automatic")]
    assert walk(diagram, moved, "done").status == "closed"


def test_two_steps_exchanged_in_the_drawing_are_exchanged_in_the_case() -> None:
    first, second = PARTS[:2]
    changed = text("dossier")
    for one, other in (
        (
            f'sourceRef="withdrawal_possible" targetRef="{first}"',
            f'sourceRef="withdrawal_possible" targetRef="{second}"',
        ),
        (f'sourceRef="{first}" targetRef="{second}"', f'sourceRef="{second}" targetRef="{first}"'),
        (f'sourceRef="{second}" targetRef="{PARTS[2]}"', f'sourceRef="{first}" targetRef="{PARTS[2]}"'),
    ):
        assert changed.count(one) == 1
        changed = changed.replace(one, other)
    diagram = read(changed.encode())
    assert check(diagram, known("dossier")) == []
    moved = instance.start(diagram, KEY)
    met = []
    for _ in range(5):
        met.append(work(moved).element)
        moved = walk(diagram, moved, "done" if len(met) < 5 else "submitted")
    assert met == [second, first, *PARTS[2:], "submit_dossier"]
    assert [step.id for step in diagram.outline.steps if step.kind == "user"][:2] == [second, first]


def with_generic_step() -> Drawing:
    """A copy with a step that the code does not know, between the letter and the confirmation."""
    changed = text("dossier")
    arrow = 'sourceRef="attach_proposal_letter" targetRef="submit_dossier"'
    assert changed.count(arrow) == 1
    changed = changed.replace(arrow, 'sourceRef="attach_proposal_letter" targetRef="read_once_more"')
    changed = changed.replace(
        "    <bpmn:sequenceFlow ",
        '    <bpmn:userTask id="read_once_more" name="Đọc lại lần cuối" />\n'
        '    <bpmn:sequenceFlow id="flow_read" sourceRef="read_once_more" targetRef="submit_dossier" />\n'
        "    <bpmn:sequenceFlow ",
        1,
    )
    changed = changed.replace(
        "        <bpmn:flowNodeRef>revise_dossier</bpmn:flowNodeRef>",
        "        <bpmn:flowNodeRef>revise_dossier</bpmn:flowNodeRef>\n"
        "        <bpmn:flowNodeRef>read_once_more</bpmn:flowNodeRef>",
    )
    return read(changed.encode())


@pytest.mark.parametrize("outcome", ["done", "returned"])
def test_a_step_that_the_code_does_not_know_is_done_and_keeps_the_status(outcome: str) -> None:
    diagram = with_generic_step()
    assert check(diagram, known("dossier")) == []
    step = diagram.outline.step("read_once_more")
    assert step is not None and step.generic and step.outcomes == ("done", "returned")
    assert step.role == "unit_officer"
    moved = walk(diagram, instance.start(diagram, KEY), "done", "done", "done", "done")
    assert (work(moved).element, moved.status) == ("read_once_more", None)
    moved = walk(diagram, moved, outcome)
    assert (work(moved).element, moved.status) == ("submit_dossier", "awaiting_confirmation")


def test_a_step_is_done_once() -> None:
    diagram = drawing("dossier")
    moved = instance.start(diagram, KEY)
    place = work(moved)
    after = walk(diagram, moved, "done")
    with pytest.raises(StepNotOpen) as refused:
        instance.complete(diagram, after.state, place.id, "done", KEY)
    assert isinstance(refused.value, Conflict)


@pytest.mark.threat("T22")
def test_a_page_left_open_cannot_do_the_work_of_a_later_visit() -> None:
    diagram = drawing("dossier")
    moved = walk(diagram, instance.start(diagram, KEY), "done", "done", "done", "done")
    stale = work(moved)
    moved = walk(diagram, moved, "sent_back", "done")
    assert work(moved).element == stale.element
    with pytest.raises(StepNotOpen):
        instance.complete(diagram, moved.state, stale.id, "submitted", KEY)


@pytest.mark.threat("T22")
@pytest.mark.parametrize("key", FILES)
def test_only_open_places_can_be_done(key: str) -> None:
    """Every element with every number and every outcome: all but the open ones are refused."""
    diagram = drawing(key)
    moved = instance.start(diagram, KEY)
    allowed = {place.id for place in moved.places if place.kind != "message"}
    for step in diagram.outline.steps:
        for number in range(4):
            place = f"{step.id}.{number}"
            if place not in allowed:
                with pytest.raises(StepNotOpen):
                    instance.complete(diagram, moved.state, place, (step.outcomes or ("done",))[0], KEY)
    for rest in ("", ".", "submit_dossier", "submit_dossier.one", "Start.0", "End.1", "dossier.EndJoin.1"):
        with pytest.raises(StepNotOpen):
            instance.complete(diagram, moved.state, rest, "done", KEY)


@pytest.mark.parametrize("outcome", ["", "Done", "done ", "submitted", "outcome", "__class__"])
def test_an_outcome_that_the_diagram_does_not_name_is_refused(outcome: str) -> None:
    diagram = drawing("dossier")
    moved = instance.start(diagram, KEY)
    with pytest.raises(UnknownOutcome) as refused:
        instance.complete(diagram, moved.state, work(moved).id, outcome, KEY)
    assert isinstance(refused.value, BadRequest)


def test_a_message_is_taken_only_while_it_is_waited_for() -> None:
    diagram = drawing("dossier")
    moved = instance.start(diagram, KEY)
    with pytest.raises(StepNotOpen):
        instance.deliver(diagram, moved.state, "council_concluded", "adopted", KEY)
    moved = walk(diagram, appraised(diagram), "ready")
    with pytest.raises(UnknownOutcome):
        instance.deliver(diagram, moved.state, "council_concluded", "", KEY)
    with pytest.raises(StepNotOpen):
        instance.complete(diagram, moved.state, work(moved).id, "adopted", KEY)


def test_six_hundred_returns_lose_no_task_and_the_state_does_not_grow() -> None:
    """The library alone loses the ready task after about 500 rounds; here a case never becomes deeper."""
    diagram = drawing("dossier")
    moved = appraised(diagram)
    first = len(moved.state)
    for number in range(600):
        assert (work(moved).element, moved.status) == ("appraise_dossier", "appraisal"), number
        moved = walk(diagram, moved, "returned")
        assert (work(moved).element, moved.status) == ("supplement_dossier", "returned"), number
        moved = walk(diagram, moved, "done", "submitted")
    assert len(moved.state) < first + 10
    assert walk(diagram, moved, "ready").status == "ready"


def long_lived(diagram: Drawing) -> Any:
    """The library's own way: one workflow object for the whole life of a case."""
    run = instance._Run(instance._plan(diagram))
    run.begin()
    return run


def advance(run: Any, element: str, outcome: str) -> set[str]:
    (task,) = [one for one in run._waiting() if one.task_spec.name == element]
    if task.state == TaskState.WAITING:
        task.task_spec.catch(task, BpmnEvent(task.task_spec.event_definition, payload={"outcome": outcome}))
        task.task_spec._update(task)
    else:
        task.data["outcome"] = outcome
        task.run()
    run._settle()
    return {one.task_spec.name for one in run._waiting()}


@settings(max_examples=60, deadline=None)
@given(key=st.sampled_from(sorted(FILES)), seed=st.integers(0, 2**32))
def test_a_case_rebuilt_at_every_step_goes_the_same_way_as_one_kept_alive(key: str, seed: int) -> None:
    diagram = drawing(key)
    chance = random.Random(seed)
    moved, alive = instance.start(diagram, KEY), long_lived(diagram)
    for _ in range(30):
        if moved.ended:
            break
        place = chance.choice(moved.places)
        step = diagram.outline.step(place.element)
        assert step is not None
        outcome = chance.choice(step.outcomes)
        if place.kind == "message":
            moved = instance.deliver(diagram, moved.state, step.message, outcome, KEY)
        else:
            moved = instance.complete(diagram, moved.state, place.id, outcome, KEY)
        assert {one.element for one in moved.places} == advance(alive, place.element, outcome)
        assert moved.ended == alive.workflow.is_completed()


def test_the_same_act_gives_the_same_bytes() -> None:
    diagram = drawing("dossier")
    one, other = appraised(diagram), appraised(diagram)
    assert one == other


def test_a_state_belongs_to_its_diagram() -> None:
    moved = instance.start(drawing("dossier"), KEY)
    with pytest.raises(StateRefused):
        instance.open_places(drawing("meeting"), moved.state, KEY)
    with pytest.raises(StateRefused):
        instance.open_places(with_generic_step(), moved.state, KEY)


def test_a_state_that_names_no_step_of_its_diagram_is_refused() -> None:
    diagram = drawing("dossier")
    for element in ("nowhere", "Start", "End", "Root", "dossier.EndJoin"):
        state = seal({**unseal(instance.start(diagram, KEY).state, KEY), "open": [[element, 1]]}, KEY)
        with pytest.raises(StateRefused):
            instance.open_places(diagram, state, KEY)


def test_a_stored_diagram_needs_its_digest_and_its_execution_copy_only() -> None:
    class Stored:
        digest = drawing("meeting").digest
        execution = drawing("meeting").execution

    moved = instance.start(Stored(), KEY)
    assert walk_one(Stored(), moved).status == "convened"


def walk_one(diagram: instance.Diagram, moved: Moved) -> Moved:
    return instance.complete(diagram, moved.state, moved.places[0].id, "done", KEY)


def test_the_parsed_diagram_is_kept_so_that_its_bytes_are_asked_for_once() -> None:
    class Stored:
        digest = "a digest that only this test uses"
        asked = 0

        @property
        def execution(self) -> bytes:
            self.asked += 1
            return drawing("meeting").execution

    stored = Stored()
    moved = instance.start(stored, KEY)
    walk_one(stored, moved)
    assert 1 <= stored.asked <= 2
    before = stored.asked
    instance.start(stored, KEY)
    assert stored.asked == before


def test_paths_beside_each_other_end_by_themselves_and_the_last_one_names_the_status() -> None:
    diagram = read(
        plain("""
  <bpmn:laneSet id="lanes"><bpmn:lane id="l" name="L" vd:role="head"><bpmn:flowNodeRef>one</bpmn:flowNodeRef>
    <bpmn:flowNodeRef>two</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
  <bpmn:startEvent id="begin" /><bpmn:parallelGateway id="split" />
  <bpmn:userTask id="one" name="Một" vd:status="first" /><bpmn:userTask id="two" name="Hai" vd:status="second" />
  <bpmn:endEvent id="end_one" vd:status="one_done" /><bpmn:endEvent id="end_two" vd:status="two_done" />
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="split" />
  <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="one" />
  <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="two" />
  <bpmn:sequenceFlow id="f4" sourceRef="one" targetRef="end_one" />
  <bpmn:sequenceFlow id="f5" sourceRef="two" targetRef="end_two" />""")
    )
    assert check(diagram, {}) == []
    begun = instance.start(diagram, KEY)
    assert ([place.id for place in begun.places], begun.status) == (["one.1", "two.2"], "second")
    halfway = instance.complete(diagram, begun.state, "two.2", "done", KEY)
    assert ([place.id for place in halfway.places], halfway.ended, halfway.status) == (["one.1"], False, "first")
    closed = instance.complete(diagram, halfway.state, "one.1", "returned", KEY)
    assert (closed.ended, closed.status) == (True, "one_done")


def test_a_diagram_that_was_never_checked_stops_instead_of_losing_its_case() -> None:
    """Deployment refuses these drawings; the engine still does not pretend."""
    step = '<bpmn:startEvent id="s" /><bpmn:userTask id="a" name="A" /><bpmn:endEvent id="e" />'
    first = '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a" />'
    nowhere = read(plain(step + first))
    with pytest.raises(EngineStopped):
        instance.complete(nowhere, instance.start(nowhere, KEY).state, "a.1", "done", KEY)
    gateway = read(
        plain(
            step + first + '<bpmn:exclusiveGateway id="g" /><bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="g" />'
            '<bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="e">'
            '<bpmn:conditionExpression>outcome == "never"</bpmn:conditionExpression></bpmn:sequenceFlow>'
        )
    )
    with pytest.raises(EngineStopped):
        instance.complete(gateway, instance.start(gateway, KEY).state, "a.1", "done", KEY)
    turning = read(
        plain(
            '<bpmn:startEvent id="s" /><bpmn:exclusiveGateway id="g" /><bpmn:exclusiveGateway id="h" />'
            '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="g" />'
            '<bpmn:sequenceFlow id="f2" sourceRef="g" targetRef="h">'
            "<bpmn:conditionExpression>True</bpmn:conditionExpression></bpmn:sequenceFlow>"
            '<bpmn:sequenceFlow id="f3" sourceRef="h" targetRef="g">'
            "<bpmn:conditionExpression>True</bpmn:conditionExpression></bpmn:sequenceFlow>"
        )
    )
    with pytest.raises(EngineStopped):
        instance.start(turning, KEY)
    with pytest.raises(DiagramRefused):
        instance.start(read(plain(first)), KEY)
