"""Reading a drawn BPMN file: its outline for people, its execution copy for the engine."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol

from lxml import etree

from models.base.language import N_
from workflows.engine.parsing import BPMN, VD, local, parse, refused
from workflows.engine.parsing import DiagramRefused as DiagramRefused

GENERIC_OUTCOMES: Final = ("done", "returned")
DONE: Final = ("done",)

_KINDS: Final = {
    "startEvent": "start",
    "userTask": "user",
    "serviceTask": "automatic",
    "intermediateCatchEvent": "message",
    "exclusiveGateway": "gateway",
    "parallelGateway": "gateway",
    "endEvent": "end",
}


@dataclass(frozen=True)
class OutlineStep:
    """One element of a diagram in words.

    `kind`: user, automatic, message, start, end, gateway; `variant`: exclusive or parallel for a gateway,
    terminate for an end that ends the whole case; `generic`: a human step that declares no outcomes of its own.
    """

    id: str
    name: str
    kind: str
    role: str = ""
    lane_name: str = ""
    status: str = ""
    outcomes: tuple[str, ...] = ()
    message: str = ""
    next: tuple[str, ...] = ()
    generic: bool = False
    variant: str = ""


@dataclass(frozen=True)
class OutlineFlow:
    """One arrow of a diagram; the condition is the text that was drawn."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""


@dataclass(frozen=True)
class Outline:
    """A diagram in reading order: the main path first, then the returns, then what runs beside it."""

    steps: tuple[OutlineStep, ...]
    flows: tuple[OutlineFlow, ...]

    def step(self, element: str) -> OutlineStep | None:
        """The step with this element id, if the diagram has it."""
        return next((step for step in self.steps if step.id == element), None)

    def to_json(self) -> dict[str, Any]:
        """Plain lists and texts, for storing."""
        return {"steps": [asdict(step) for step in self.steps], "flows": [asdict(flow) for flow in self.flows]}

    @staticmethod
    def from_json(stored: dict[str, Any]) -> Outline:
        """The outline that `to_json` stored."""
        steps = (
            OutlineStep(**{**step, "outcomes": tuple(step["outcomes"]), "next": tuple(step["next"])})
            for step in stored["steps"]
        )
        return Outline(tuple(steps), tuple(OutlineFlow(**flow) for flow in stored["flows"]))


class Stored(Protocol):
    """A stored version of a diagram: its outline is loaded only when nobody has read it yet."""

    @property
    def digest(self) -> str: ...
    @property
    def outline(self) -> dict[str, Any]: ...


def outline_of(diagram: Stored) -> Outline:
    """The outline of a stored version, read once per process and content."""
    if diagram.digest not in _OUTLINES:
        _OUTLINES[diagram.digest] = Outline.from_json(diagram.outline)
    return _OUTLINES[diagram.digest]


_OUTLINES: dict[str, Outline] = {}  # one entry for each version ever used: a handful


@dataclass(frozen=True)
class Drawing:
    """A diagram that was read: what was drawn, what the engine runs, what people read."""

    key: str
    name: str
    digest: str
    execution: bytes
    outline: Outline
    root: Any = field(repr=False, compare=False)


def read(xml: bytes) -> Drawing:
    """Read a drawn file; DiagramRefused for everything that is not plain XML with one BPMN process.

    Nothing is fetched, no entity is resolved. The execution copy is composed anew from the outline, so that it
    holds nothing that the outline does not know: whatever else the file carries never reaches the engine.
    """
    root = parse(xml)
    processes = root.findall(f"{{{BPMN}}}process")
    if len(processes) != 1:
        raise refused(
            "processes",
            N_("A diagram holds exactly one process; this one holds %(count)s."),
            root,
            count=len(processes),
        )
    process = processes[0]
    key = process.get("id") or ""
    if not key:
        raise refused("process_without_id", N_("The process has no id."), process)
    outline = _outline(root, process)
    return Drawing(key, _name(root, process), hashlib.sha256(xml).hexdigest(), _compose(key, outline), outline, root)


def _name(root: Any, process: Any) -> str:
    participant = root.find(f"{{{BPMN}}}collaboration/{{{BPMN}}}participant")
    drawn = participant.get("name") if participant is not None else None
    return str(process.get("name") or drawn or process.get("id"))


def _outline(root: Any, process: Any) -> Outline:
    flows = tuple(_flows(process))
    nexts: dict[str, tuple[str, ...]] = {}
    for flow in flows:
        nexts[flow.source] = (*nexts.get(flow.source, ()), flow.target)
    lanes = {
        (reference.text or "").strip(): lane
        for lane in process.iterfind(f"{{{BPMN}}}laneSet/{{{BPMN}}}lane")
        for reference in lane.iterfind(f"{{{BPMN}}}flowNodeRef")
    }
    messages = {message.get("id"): message.get("name") or "" for message in root.iterfind(f"{{{BPMN}}}message")}
    steps = {
        step.id: step
        for element in process
        if local(element) in _KINDS and etree.QName(element).namespace == BPMN
        for step in [_step(element, lanes, messages, nexts)]
    }
    return Outline(tuple(steps[name] for name in _reading_order(steps)), flows)


def _flows(process: Any) -> Iterator[OutlineFlow]:
    for flow in process.iterfind(f"{{{BPMN}}}sequenceFlow"):
        condition = flow.find(f"{{{BPMN}}}conditionExpression")
        text = "" if condition is None else (condition.text or "").strip()
        source, target = flow.get("sourceRef") or "", flow.get("targetRef") or ""
        yield OutlineFlow(flow.get("id") or "", source, target, flow.get("name") or "", text)


def _step(
    element: Any, lanes: dict[str, Any], messages: dict[str | None, str], nexts: dict[str, tuple[str, ...]]
) -> OutlineStep:
    name, kind = element.get("id") or "", _KINDS[local(element)]
    lane = lanes.get(name)
    event = element.find(f"{{{BPMN}}}messageEventDefinition")
    declared = tuple((element.get(f"{{{VD}}}outcomes") or "").split())
    return OutlineStep(
        id=name,
        name=element.get("name") or "",
        kind=kind,
        role="" if lane is None else lane.get(f"{{{VD}}}role") or "",
        lane_name="" if lane is None else lane.get("name") or "",
        status=element.get(f"{{{VD}}}status") or "",
        outcomes=declared or {"user": GENERIC_OUTCOMES, "automatic": DONE, "message": DONE}.get(kind, ()),
        message="" if event is None else messages.get(event.get("messageRef"), ""),
        next=nexts.get(name, ()),
        generic=kind == "user" and not declared,
        variant=_variant(element),
    )


def _variant(element: Any) -> str:
    if local(element).endswith("Gateway"):
        return local(element).removesuffix("Gateway")
    ends_all = element.find(f"{{{BPMN}}}terminateEventDefinition") is not None
    return "terminate" if ends_all and local(element) == "endEvent" else ""


def _reading_order(steps: dict[str, OutlineStep]) -> list[str]:
    """The first arrow of every step leads the main path; other choices follow it, side paths of a split come last."""
    order: dict[str, None] = {}
    choices = deque(name for name, step in steps.items() if step.kind == "start")
    beside: deque[str] = deque()
    while choices or beside:
        name: str | None = choices.popleft() if choices else beside.popleft()
        while name is not None and name in steps and name not in order:
            order[name] = None
            first, *others = steps[name].next or (None,)
            (beside if steps[name].variant == "parallel" else choices).extend(other for other in others if other)
            name = first
    return [*order, *(name for name in steps if name not in order)]


def _compose(key: str, outline: Outline) -> bytes:
    """The execution copy: only what the engine needs, in one canonical form (reading it gives the same outline)."""
    root = etree.Element(f"{{{BPMN}}}definitions", nsmap={"bpmn": BPMN, "vd": VD})
    for message in dict.fromkeys(step.message for step in outline.steps if step.message):
        etree.SubElement(root, f"{{{BPMN}}}message", id=_message_id(outline, message), name=message)
    process = etree.SubElement(root, f"{{{BPMN}}}process", id=key, isExecutable="true")
    _compose_lanes(process, outline)
    for step in outline.steps:
        _compose_step(process, step, outline)
    for flow in outline.flows:
        _compose_flow(process, flow)
    return etree.tostring(root, encoding="utf-8", xml_declaration=False)


def _compose_lanes(process: Any, outline: Outline) -> None:
    lanes = dict.fromkeys((step.lane_name, step.role) for step in outline.steps if step.lane_name or step.role)
    holder = etree.SubElement(process, f"{{{BPMN}}}laneSet", id="lanes_") if lanes else None
    for number, (name, role) in enumerate(lanes):
        lane = etree.SubElement(holder, f"{{{BPMN}}}lane", id=f"lane_{number}_", name=name)
        _set(lane, f"{{{VD}}}role", role)
        for step in outline.steps:
            if (step.lane_name, step.role) == (name, role):
                etree.SubElement(lane, f"{{{BPMN}}}flowNodeRef").text = step.id


def _compose_step(process: Any, step: OutlineStep, outline: Outline) -> None:
    tags = {kind: tag for tag, kind in _KINDS.items()}
    tag = f"{step.variant}Gateway" if step.kind == "gateway" else tags[step.kind]
    element = etree.SubElement(process, f"{{{BPMN}}}{tag}", id=step.id)
    _set(element, "name", step.name)
    _set(element, f"{{{VD}}}status", step.status)
    if not step.generic:
        _set(element, f"{{{VD}}}outcomes", " ".join(step.outcomes))
    if step.message:
        etree.SubElement(element, f"{{{BPMN}}}messageEventDefinition", messageRef=_message_id(outline, step.message))
    if step.variant == "terminate":
        etree.SubElement(element, f"{{{BPMN}}}terminateEventDefinition")


def _compose_flow(process: Any, flow: OutlineFlow) -> None:
    element = etree.SubElement(
        process, f"{{{BPMN}}}sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target
    )
    _set(element, "name", flow.name)
    if flow.condition:
        etree.SubElement(element, f"{{{BPMN}}}conditionExpression").text = flow.condition


def _message_id(outline: Outline, message: str) -> str:
    names = dict.fromkeys(step.message for step in outline.steps if step.message)
    return f"message_{list(names).index(message)}_"


def _set(element: Any, name: str, value: str) -> None:
    if value:
        element.set(name, value)
