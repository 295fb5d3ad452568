"""Code in a drawing is refused at deployment, and runs nowhere even if a drawing gets past it."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import SpiffWorkflow
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from models.base.finding import Refusal
from tests.diagrams.shipped import FILES, KEY, drawing, plain, text
from workflows.engine import instance
from workflows.engine.checks import check
from workflows.engine.expressions import ExpressionRefused
from workflows.engine.instance import EngineStopped
from workflows.engine.reading import DiagramRefused, Drawing, read

pytestmark = pytest.mark.threat("T39")

TASK = '<bpmn:userTask id="t" name="T" vd:status="x">{inside}</bpmn:userTask>'
FLOWS = (
    '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t" /><bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e" />'
)
ENDS = '<bpmn:startEvent id="s" /><bpmn:endEvent id="e" vd:status="closed" />'
SPIFF = 'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
CAMUNDA = 'xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
TIMED = '<bpmn:timerEventDefinition id="ed"><bpmn:{kind}>{{code}}</bpmn:{kind}></bpmn:timerEventDefinition>'
LOOP = '<bpmn:multiInstanceLoopCharacteristics isSequential="{one}">{rest}</bpmn:multiInstanceLoopCharacteristics>'


def task(inside: str, kind: str = "userTask") -> str:
    """A process of one task that holds `inside`."""
    return ENDS + TASK.format(inside=inside).replace("userTask", kind) + FLOWS


def event(definition: str, kind: str = "intermediateCatchEvent") -> str:
    """A process that waits for, or throws, an event."""
    return ENDS + f'<bpmn:{kind} id="t" name="T" vd:status="x">{definition}</bpmn:{kind}>' + FLOWS


def gateway(kind: str) -> str:
    """A process whose gateway asks the code."""
    return (
        ENDS
        + TASK.format(inside="")
        + f'<bpmn:{kind} id="g" /><bpmn:endEvent id="e2" vd:status="closed" />'
        + '<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t" />'
        + '<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="g" />'
        + '<bpmn:sequenceFlow id="f3" sourceRef="g" targetRef="e"><bpmn:conditionExpression>{code}'
        + '</bpmn:conditionExpression></bpmn:sequenceFlow><bpmn:sequenceFlow id="f4" sourceRef="g" targetRef="e2">'
        + "<bpmn:conditionExpression>{code}</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )


def loop(rest: str, sequential: bool = False) -> str:
    return task(LOOP.format(one=str(sequential).lower(), rest=rest))


def extension(body: str, kind: str = "userTask") -> str:
    return task(f"<bpmn:extensionElements>{body}</bpmn:extensionElements>", kind)


CARDINALITY = "<bpmn:loopCardinality>{code}</bpmn:loopCardinality>"
COMPLETION = "<bpmn:loopCardinality>2</bpmn:loopCardinality><bpmn:completionCondition>{code}</bpmn:completionCondition>"
IO = '<bpmn:ioSpecification><bpmn:dataInput id="di" name="{code}" /><bpmn:dataOutput id="do" name="{code}" />'

SITES: dict[str, str] = {
    "gateway condition": gateway("exclusiveGateway"),
    "inclusive gateway condition": gateway("inclusiveGateway"),
    "complex gateway condition": gateway("complexGateway"),
    "default gateway": gateway("exclusiveGateway").replace('id="g"', 'id="g" default="f4"'),
    "condition on a plain flow": task("").replace(
        'targetRef="e" />',
        'targetRef="e"><bpmn:conditionExpression>{code}</bpmn:conditionExpression></bpmn:sequenceFlow>',
    ),
    "script task": task("<bpmn:script>{code}</bpmn:script>", "scriptTask"),
    "script inside a user task": task("<bpmn:script>{code}</bpmn:script>"),
    "timer date": event(TIMED.format(kind="timeDate")),
    "timer duration": event(TIMED.format(kind="timeDuration")),
    "timer cycle": event(TIMED.format(kind="timeCycle")),
    "start timer": task("").replace(
        '<bpmn:startEvent id="s" />', f'<bpmn:startEvent id="s">{TIMED.format(kind="timeDuration")}</bpmn:startEvent>'
    ),
    "boundary timer": task("")
    + f'<bpmn:boundaryEvent id="b" attachedToRef="t">{TIMED.format(kind="timeDate")}</bpmn:boundaryEvent>'
    + '<bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="e" />',
    "conditional event": event(
        '<bpmn:conditionalEventDefinition id="ed"><bpmn:condition>{code}</bpmn:condition>'
        "</bpmn:conditionalEventDefinition>"
    ),
    "standard loop": task(
        '<bpmn:standardLoopCharacteristics testBefore="true"><bpmn:loopCondition>{code}</bpmn:loopCondition>'
        "</bpmn:standardLoopCharacteristics>"
    ),
    "parallel instances": loop(CARDINALITY),
    "sequential instances": loop(CARDINALITY, sequential=True),
    "completion of parallel instances": loop(COMPLETION),
    "completion of sequential instances": loop(COMPLETION, sequential=True),
    "loop data input": loop("<bpmn:loopDataInputRef>{code}</bpmn:loopDataInputRef>"),
    "ad hoc completion": ENDS
    + '<bpmn:adHocSubProcess id="t"><bpmn:userTask id="i" /><bpmn:completionCondition>{code}</bpmn:completionCondition>'
    + "</bpmn:adHocSubProcess>"
    + FLOWS,
    "script in a sub-process": ENDS
    + '<bpmn:subProcess id="t"><bpmn:startEvent id="is" /><bpmn:scriptTask id="ix"><bpmn:script>{code}</bpmn:script>'
    + '</bpmn:scriptTask><bpmn:endEvent id="ie" /><bpmn:sequenceFlow id="if1" sourceRef="is" targetRef="ix" />'
    + '<bpmn:sequenceFlow id="if2" sourceRef="ix" targetRef="ie" /></bpmn:subProcess>'
    + FLOWS,
    "data input association": task(
        IO + '</bpmn:ioSpecification><bpmn:dataInputAssociation id="dia"><bpmn:sourceRef>x</bpmn:sourceRef>'
        "<bpmn:transformation>{code}</bpmn:transformation><bpmn:assignment><bpmn:from>{code}</bpmn:from>"
        "<bpmn:to>{code}</bpmn:to></bpmn:assignment></bpmn:dataInputAssociation>"
    ),
    "data output association": task(
        '<bpmn:dataOutputAssociation id="doa"><bpmn:targetRef>x</bpmn:targetRef>'
        "<bpmn:transformation>{code}</bpmn:transformation></bpmn:dataOutputAssociation>"
    ),
    "data object": task("") + '<bpmn:dataObject id="{code}" /><bpmn:dataObjectReference id="r" dataObjectRef="x" />',
    "service task operation": task('<bpmn:operationRef id="o">{code}</bpmn:operationRef>', "serviceTask"),
    "service parameter": extension(
        f'<spiffworkflow:serviceTaskOperator {SPIFF} id="op"><spiffworkflow:parameters><spiffworkflow:parameter '
        'id="p" type="str" value="{code}" /></spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>',
        "serviceTask",
    ),
    "script before": extension(f"<spiffworkflow:preScript {SPIFF}>{{code}}</spiffworkflow:preScript>"),
    "script after": extension(f"<spiffworkflow:postScript {SPIFF}>{{code}}</spiffworkflow:postScript>"),
    "script after an automatic step": extension(
        f"<spiffworkflow:postScript {SPIFF}>{{code}}</spiffworkflow:postScript>", "serviceTask"
    ),
    "message payload": event(
        '<bpmn:messageEventDefinition id="ed" messageRef="m"><bpmn:extensionElements>'
        f"<spiffworkflow:messagePayload {SPIFF}>{{code}}</spiffworkflow:messagePayload>"
        "</bpmn:extensionElements></bpmn:messageEventDefinition>",
        "intermediateThrowEvent",
    ),
    "correlation": event('<bpmn:messageEventDefinition id="ed" messageRef="m" />'),
    "camunda form field": extension(
        f'<camunda:formData {CAMUNDA}><camunda:formField id="x" defaultValue="{{code}}" /></camunda:formData>'
    ),
    "camunda input": extension(
        f'<camunda:inputOutput {CAMUNDA}><camunda:inputParameter name="x">{{code}}</camunda:inputParameter>'
        "</camunda:inputOutput>"
    ),
    "camunda expression": ENDS
    + f'<bpmn:serviceTask id="t" name="T" vd:status="x" {CAMUNDA} camunda:expression="{{code}}" />'
    + FLOWS,
    "decision table": ENDS + f'<bpmn:businessRuleTask id="t" {CAMUNDA} camunda:decisionRef="{{code}}" />' + FLOWS,
    "called process": ENDS + '<bpmn:callActivity id="t" calledElement="{code}" />' + FLOWS,
    "signal expression": event('<bpmn:signalEventDefinition id="ed" signalRef="{code}" />'),
    "status": task("").replace('vd:status="x"', 'vd:status="{code}"'),
    "outcomes": task("").replace('vd:status="x"', 'vd:status="x" vd:outcomes="{code}"'),
    "message name": event('<bpmn:messageEventDefinition id="ed" messageRef="m" />'),
}

# What the library would evaluate, file by file: which of the payloads above reaches that place. A place that an
# update adds, and that nobody has looked at, fails the test below.
EVALUATING: dict[str, str] = {
    "bpmn/specs/bpmn_task_spec.py": "gateway condition",
    "bpmn/specs/mixins/multiinstance_task.py": "parallel instances",
    "bpmn/specs/mixins/script_task.py": "script task",
    "bpmn/specs/bpmn_process_spec.py": "ad hoc completion",
    "bpmn/specs/event_definitions/message.py": "correlation",
    "bpmn/specs/event_definitions/timer.py": "timer date",
    "bpmn/specs/event_definitions/conditional.py": "conditional event",
    "bpmn/workflow.py": "gateway condition",
    "bpmn/script_engine/python_environment.py": "script task",
    "bpmn/script_engine/python_engine.py": "script task",
    "spiff/specs/mixins/service_task.py": "service parameter",
    "spiff/specs/spiff_task.py": "script before",
    "spiff/specs/event_definitions.py": "message payload",
    "camunda/specs/multiinstance_task.py": "parallel instances",
    "camunda/specs/event_definitions.py": "message payload",
    "dmn/specs/model.py": "decision table",
    "dmn/engine/DMNEngine.py": "decision table",
    "specs/Transform.py": "not BPMN: no parser makes it",
    "operators.py": "compiles a regular expression, not code",
    "bpmn/serializer/migration/version_1_2.py": "reads stored states: the library's serialiser is never used",
}


def code(canary: Path) -> list[str]:
    """Python that would leave a mark, directly and by a walk over the classes."""
    mark = str(canary)
    walk = "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'catch_warnings'][0]()"
    return [
        f"open('{mark}', 'w')",
        f"__import__('pathlib').Path('{mark}').touch()",
        f"{walk}._module.__builtins__['open']('{mark}', 'w')",
        f"exec(\"open('{mark}', 'w')\")",
        f"outcome == 'done' or open('{mark}', 'w')",
    ]


def hostile(name: str, payload: str) -> bytes:
    """The small process of that name with the payload in it."""
    quoted = payload.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    correlation = (
        '<bpmn:correlationProperty id="cp" name="cp"><bpmn:correlationPropertyRetrievalExpression messageRef="m">'
        f"<bpmn:messagePath>{quoted}</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression>"
        "</bpmn:correlationProperty>"
    )
    named = f'<bpmn:message id="m" name="{quoted if name == "message name" else "m"}" />'
    extra = named + (correlation if name == "correlation" else "")
    return plain(SITES[name].replace("{code}", quoted), extra=extra)


class Watch:
    """Python's own evaluation is cut off and every attempt noted; so is a mark on the disk."""

    def __init__(self, canary: Path) -> None:
        self.canary = canary
        self.attempts: list[object] = []

    def forbidden(self, *arguments: Any, **_: Any) -> Any:
        self.attempts.append(arguments[0])
        raise AssertionError("evaluated")

    def saw_nothing(self) -> None:
        assert self.attempts == [] and not self.canary.exists()


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    found = Watch(tmp_path / "canary")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("eval", "exec", "compile"):
            patch.setattr(builtins, name, found.forbidden)
        yield found
    found.saw_nothing()


@pytest.mark.parametrize("name", SITES)
def test_code_in_a_drawing_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    for payload in code(tmp_path / "canary"):
        found = check(read(hostile(name, payload)), {"messages": {"m": ("done",)}, "statuses": {"x", "closed"}})
        assert found, payload
        assert all(finding.place and finding.message % finding.values for finding in found)


@pytest.mark.parametrize("name", SITES)
def test_code_that_got_past_the_check_still_does_not_run(name: str, watch: Watch) -> None:
    for payload in code(watch.canary):
        hostile_drawing = read(hostile(name, payload))
        run_through(hostile_drawing)


def run_through(diagram: Drawing) -> None:
    """Take every way that the drawing offers for a few steps."""
    try:
        moved = instance.start(diagram, KEY)
        for _ in range(6):
            for place in moved.places:
                step = diagram.outline.step(place.element)
                assert step is not None
                if place.kind == "message":
                    moved = instance.deliver(diagram, moved.state, step.message, step.outcomes[0], KEY)
                else:
                    moved = instance.complete(diagram, moved.state, place.id, step.outcomes[0], KEY)
                break
    except (DiagramRefused, Refusal, EngineStopped):
        return


@pytest.mark.parametrize("name", SITES)
def test_the_library_itself_reaches_only_our_judge(name: str, watch: Watch) -> None:
    """The third wall alone: the raw file, the library's own parser and specs, our judge in place of its engine."""
    for payload in code(watch.canary):
        try:
            raw(hostile(name, payload))
        except (SpiffWorkflowException, ExpressionRefused, KeyError, TypeError, AttributeError, ValueError):
            continue


def raw(xml: bytes) -> None:
    """Run a file as the library reads it, every step and every event."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(xml))
    spec = parser.get_spec("small")
    subprocesses = parser.get_subprocess_specs("small")
    workflow = BpmnWorkflow(spec, subprocesses, script_engine=instance._CONDITIONS)
    for _ in range(20):
        for one in workflow.get_tasks(state=TaskState.WAITING):
            definition = getattr(one.task_spec, "event_definition", None)
            if definition is not None:
                workflow.catch(BpmnEvent(definition, payload={"outcome": "done"}))
        for one in workflow.get_tasks(state=TaskState.READY):
            one.data["outcome"] = "done"
            one.run()
        workflow.refresh_timers()


@pytest.mark.parametrize(
    ("name", "reached"),
    [
        ("gateway condition", True),
        ("script task", True),
        ("timer date", True),
        ("conditional event", True),
        ("parallel instances", True),
        ("completion of sequential instances", True),
        ("standard loop", True),
        ("correlation", True),
        ("status", False),
    ],
)
def test_the_payloads_are_live_where_the_library_evaluates(name: str, reached: bool, tmp_path: Path) -> None:
    """Shown to be able to fail: with the library's own engine these very files leave the mark."""
    canary = tmp_path / "canary"
    payload = code(canary)[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(instance, "_CONDITIONS", None)
        try:
            raw(hostile(name, payload))
        except Exception as error:  # whatever the library makes of it, the mark counts
            assert not isinstance(error, AssertionError)
    assert canary.exists() is reached


def test_every_place_where_the_library_evaluates_is_known() -> None:
    root = Path(SpiffWorkflow.__file__).parent
    asks = re.compile(r"\b(eval|exec|compile)\(|script_engine\.|\.environment\.")
    found = {
        str(file.relative_to(root)) for file in root.rglob("*.py") if asks.search(file.read_text(encoding="utf-8"))
    }
    assert found == set(EVALUATING)
    assert len(set(EVALUATING.values()) - set(SITES)) == 3  # said why, in words


def test_the_parts_of_the_library_that_know_more_languages_are_not_loaded() -> None:
    script = (
        "import sys, workflows.engine.instance, workflows.engine.checks\n"
        "bad = [m for m in sys.modules if m.startswith(('SpiffWorkflow.spiff', 'SpiffWorkflow.camunda',"
        " 'SpiffWorkflow.dmn', 'SpiffWorkflow.bpmn.serializer'))]\n"
        "sys.exit(repr(bad) if bad else 0)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("key", FILES)
def test_shipped_diagrams_run_without_python_evaluating_anything(key: str, watch: Watch) -> None:
    """From the bytes of the file to the end of the case."""
    instance._plans.clear()
    diagram = read(text(key).encode())
    assert check(diagram, {}) == [] and diagram == drawing(key)
    moved = instance.start(diagram, KEY)
    for _ in range(40):
        if moved.ended:
            break
        place = max((one for one in moved.places if diagram.outline.step(one.element).status), key=lambda one: one.id)  # type: ignore[union-attr]
        step = diagram.outline.step(place.element)
        assert step is not None
        move = instance.deliver if place.kind == "message" else instance.complete
        moved = move(diagram, moved.state, step.message or place.id, step.outcomes[0], KEY)
    assert moved.ended
