"""Running a diagram: from a sealed state and an act to the next sealed state (the only room with SpiffWorkflow).

A state names the open places and nothing else. The workflow object is built from them for one act, moved by the
library, read, and thrown away: so a case never grows with its returns, and nothing that the library would load
or evaluate is ever stored.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final, Protocol

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser, TaskParser
from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from models.base.finding import BadRequest, Conflict, Finding
from models.base.language import N_
from workflows.engine import expressions, reading, state
from workflows.engine.expressions import ExpressionRefused
from workflows.engine.parsing import BPMN, DiagramRefused
from workflows.engine.reading import OutlineStep

STEP_LIMIT: Final = 500
PLACE_LIMIT: Final = 50
CACHE_LIMIT: Final = 64


class Diagram(Protocol):
    """Anything that holds a diagram: a drawing just read, or a stored version."""

    @property
    def digest(self) -> str: ...
    @property
    def execution(self) -> bytes: ...


class StepNotOpen(Conflict):
    """The step is not open, or no longer: it was done already, or never reached."""


class UnknownOutcome(BadRequest):
    """The diagram does not know this outcome for this step."""


class EngineStopped(RuntimeError):
    """A diagram that cannot go on from here; a released diagram never comes to this."""


@dataclass(frozen=True)
class Place:
    """An open step of a case; `id` is new at every visit, so a page left open cannot do a later visit's work."""

    id: str
    element: str
    kind: str


@dataclass(frozen=True)
class Moved:
    """What a step led to: the new state, what is open now, and the status that the diagram names (None: keep it).

    `left`: the ids of the places that were open before and are not any more, the finished one among them.
    """

    state: str
    places: tuple[Place, ...]
    opened: tuple[Place, ...]
    left: frozenset[str]
    ended: bool
    status: str | None


@dataclass(frozen=True)
class _Plan:
    """A parsed diagram, kept for the life of the process and never written to."""

    spec: Any
    steps: Mapping[str, OutlineStep]


class _Conditions:
    """What the library asks when it wants an expression computed; everything but gateway conditions is refused."""

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        """The value of a gateway's condition; the last outcome is the only name it may use."""
        data = task.data if isinstance(task, Task) else {}
        names = {"outcome": data["outcome"]} if "outcome" in data else {}
        return expressions.evaluate(expressions.parse(str(expression)), names)

    def execute(self, task: Any, script: Any, external_context: Any = None) -> Any:
        """Refuse: diagrams hold no scripts."""
        raise ExpressionRefused(N_("A diagram holds no scripts."))

    def call_service(self, *arguments: Any, **named: Any) -> Any:
        """Refuse: automatic steps are done by the application, never from inside the engine."""
        raise ExpressionRefused(N_("A diagram calls no services."))

    def validate(self, expression: Any) -> None:
        """Refuse what the small language cannot read."""
        expressions.parse(str(expression))

    @property
    def environment(self) -> _Conditions:
        """Some places of the library ask the environment directly: it is the same judge."""
        return self


class _Parser(BpmnParser):  # type: ignore[misc]
    """Automatic steps are waited for like human ones: the library must not run them itself."""

    OVERRIDE_PARSER_CLASSES = {f"{{{BPMN}}}serviceTask": (TaskParser, UserTask)}


_CONDITIONS: Final = _Conditions()
_plans: OrderedDict[str, _Plan] = OrderedDict()
_plans_lock: Final = Lock()


def start(diagram: Diagram, key: bytes) -> Moved:
    """Begin a case: everything up to the first open places."""
    run = _Run(_plan(diagram))
    run.begin()
    return run.result(diagram, key)


def complete(diagram: Diagram, state_text: str, place_id: str, outcome: str, key: bytes) -> Moved:
    """Finish an open human or automatic step with an outcome; StepNotOpen, UnknownOutcome."""
    run, places = _resume(diagram, state_text, key)
    place = next((one for one in places if one.id == place_id and one.kind != "message"), None)
    if place is None:
        raise StepNotOpen(N_("This step is no longer open."), place=place_id)
    run.move(place, _declared(run.plan.steps[place.element], outcome))
    return run.result(diagram, key)


def deliver(diagram: Diagram, state_text: str, message: str, outcome: str, key: bytes) -> Moved:
    """Hand a message to the oldest open place that waits for it; StepNotOpen when nothing does."""
    run, places = _resume(diagram, state_text, key)
    place = next(
        (one for one in places if one.kind == "message" and run.plan.steps[one.element].message == message), None
    )
    if place is None:
        raise StepNotOpen(N_("Nothing waits for the message “%(event)s” any more."), event=message)
    step = run.plan.steps[place.element]
    run.move(place, _declared(step, outcome or (reading.DONE[0] if step.outcomes == reading.DONE else "")))
    return run.result(diagram, key)


def open_places(diagram: Diagram, state_text: str, key: bytes) -> tuple[Place, ...]:
    """What is open in a stored state, oldest first."""
    return _resume(diagram, state_text, key)[1]


def _declared(step: OutlineStep, outcome: str) -> str:
    if outcome not in step.outcomes:
        raise UnknownOutcome(N_("“%(outcome)s” is not an outcome of this step."), outcome=outcome, step=step.id)
    return outcome


def _resume(diagram: Diagram, state_text: str, key: bytes) -> tuple[_Run, tuple[Place, ...]]:
    payload = state.unseal(state_text, key)
    if payload.get("diagram") != diagram.digest:
        raise state.StateRefused("The stored state belongs to another diagram.")
    run = _Run(_plan(diagram), int(payload["made"]))
    for element, number in payload["open"]:
        if element not in run.plan.steps:
            raise state.StateRefused("The stored state names a step that its diagram does not hold.")
        run.reopen(element, number)
    run.before = run.places()
    return run, run.before


def _plan(diagram: Diagram) -> _Plan:
    """The parsed diagram, from memory where possible; DiagramRefused when the engine cannot run it."""
    with _plans_lock:
        plan = _plans.get(diagram.digest)
        if plan is not None:
            _plans.move_to_end(diagram.digest)
            return plan
    drawing = reading.read(diagram.execution)
    # read() composes the copy anew, so even doctored bytes reach the library only as what an outline can say.
    plan = _Plan(_spec(drawing), {step.id: step for step in drawing.outline.steps})
    with _plans_lock:
        _plans[diagram.digest] = plan
        while len(_plans) > CACHE_LIMIT:
            _plans.popitem(last=False)
    return plan


def _spec(drawing: reading.Drawing) -> Any:
    parser = _Parser()
    try:
        parser.add_bpmn_xml(etree.fromstring(drawing.execution, etree.XMLParser(resolve_entities=False)))
        return parser.get_spec(drawing.key)
    except (SpiffWorkflowException, KeyError, RecursionError) as error:
        found = Finding("not_runnable", N_("The engine cannot run this diagram: %(detail)s"),
                        {"element": drawing.key, "line": 0, "detail": str(error)[:300]}, place=drawing.key)  # fmt: skip
        raise DiagramRefused(found) from error


class _Run:
    """One workflow object, used for one act by one thread."""

    def __init__(self, plan: _Plan, made: int = 0) -> None:
        self.plan = plan
        self.made = made
        self.numbers: dict[Any, int] = {}
        self.before: tuple[Place, ...] = ()
        self.reached_end: OutlineStep | None = None
        self.workflow = BpmnWorkflow(plan.spec, script_engine=_CONDITIONS, deserializing=True)
        self.workflow.task_tree = Task(self.workflow, plan.spec.start, state=TaskState.FUTURE)

    def begin(self) -> None:
        """Run from the start event."""
        root = self.workflow.task_tree
        root.task_spec._predict(root, mask=TaskState.NOT_FINISHED_MASK)
        root._ready()
        self._settle()

    def reopen(self, element: str, number: int) -> None:
        """Put a token on a step, as the library itself does when a branch is reset to it."""
        root = self.workflow.task_tree
        root._set_state(TaskState.COMPLETED)
        task = Task(self.workflow, self.plan.spec.task_specs[element], root, state=TaskState.FUTURE)
        task.triggered = True
        task.task_spec._predict(task, mask=TaskState.PREDICTED_MASK | TaskState.FUTURE)
        task.task_spec._update(task)
        self.numbers[task.id] = number

    def move(self, place: Place, outcome: str) -> None:
        """Finish the step at this place and run on until everything waits."""
        task = next(one for one in self._waiting() if self.numbers[one.id] == int(place.id.rpartition(".")[2]))
        if place.kind == "message":
            event = BpmnEvent(task.task_spec.event_definition, payload={"outcome": outcome})
            task.task_spec.catch(task, event)
            task.task_spec._update(task)
        else:
            task.data["outcome"] = outcome
            task.run()
        self._settle()
        if task.state != TaskState.COMPLETED or not task.children:
            raise EngineStopped(f"{place.element} was done, but led nowhere.")

    def places(self) -> tuple[Place, ...]:
        """The open places, oldest first; new ones get the next numbers."""
        waiting = self._waiting()
        for task in waiting:
            if task.id not in self.numbers:
                self.made += 1
                self.numbers[task.id] = self.made
        found = sorted((self.numbers[task.id], task.task_spec.name) for task in waiting)
        return tuple(Place(f"{name}.{number}", name, self.plan.steps[name].kind) for number, name in found)

    def result(self, diagram: Diagram, key: bytes) -> Moved:
        """The sealed state and what stands open in it."""
        places = self.places()
        if len(places) > PLACE_LIMIT:
            raise EngineStopped("More steps are open at once than a case may have.")
        if not places and not self.workflow.is_completed():
            raise EngineStopped("The case is not finished, but nothing is open.")
        payload = {
            "diagram": diagram.digest,
            "made": self.made,
            "open": [[place.element, int(place.id.rpartition(".")[2])] for place in places],
        }
        opened = tuple(place for place in places if place not in self.before)
        left = frozenset(place.id for place in self.before) - {place.id for place in places}
        return Moved(state.seal(payload, key), places, opened, left, not places, self._status(places))

    def _status(self, places: tuple[Place, ...]) -> str | None:
        if not places:
            return (self.reached_end.status or None) if self.reached_end else None
        named = (self.plan.steps[place.element].status for place in reversed(places))
        return next((status for status in named if status), None)

    def _waiting(self) -> list[Any]:
        """Human and automatic steps that are ready, and events that wait, in the order of the tree."""
        return [
            task
            for task in self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING)
            if getattr(self.plan.steps.get(task.task_spec.name), "kind", "") in ("user", "automatic", "message")
        ]

    def _settle(self) -> None:
        """Let the library take every step that nobody has to do, and note the last end that was reached."""
        for _ in range(STEP_LIMIT):
            ready = (task for task in self.workflow.get_tasks(state=TaskState.READY) if not task.task_spec.manual)
            task = next(ready, None)
            if task is None:
                return
            try:
                task.run()
            except SpiffWorkflowException as error:
                raise EngineStopped(f"{task.task_spec.name}: {error}") from error
            step = self.plan.steps.get(task.task_spec.name)
            self.reached_end = step if step is not None and step.kind == "end" else self.reached_end
        raise EngineStopped("The diagram runs on and on without a step to wait for.")
