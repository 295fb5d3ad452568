"""What must hold before a diagram may be released: every rule is pure, every finding names its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from models.base.finding import Finding
from models.base.language import N_
from workflows.engine.expressions import ExpressionRefused, parse
from workflows.engine.outcomes import check_outcomes
from workflows.engine.parsing import BPMN, VD, finding, local
from workflows.engine.reading import GENERIC_OUTCOMES, Drawing, OutlineFlow, OutlineStep
from workflows.engine.vocabulary import check_vocabulary

NODE_LIMIT: Final = 300
NAME_LIMIT: Final = 200
_ID: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,79}")
_RESERVED: Final = frozenset({"Start", "End", "Root"})
_KNOWN: Final = frozenset({"roles", "steps", "automatic", "messages", "statuses"})
_WAITING: Final = ("user", "automatic", "message")


def check(drawing: Drawing, known: Mapping[str, Any]) -> list[Finding]:
    """All findings of a drawing, in the order of the file; none means that it may be released.

    `known` says what the code knows; a key that is absent is not compared: `roles` (the roles that exist),
    `steps` (human step -> its outcomes), `automatic` (automatic step -> its outcomes), `messages`
    (message -> its outcomes) and `statuses` (the statuses of such a case). A step that `steps` does not name
    gets the generic form. Raises TypeError for any other key: a check that is not made must not look made.
    """
    if set(known) - _KNOWN:
        raise TypeError(f"check() does not know {sorted(set(known) - _KNOWN)}")
    plan = _Plan(drawing)
    found = [*check_vocabulary(drawing.root), *_check_ids(plan)]
    if not found:
        found = [
            *_check_events(plan),
            *_check_flows(plan),
            *_check_paths(plan),
            *_check_lanes(plan, known.get("roles")),
            *_check_steps(plan, known),
            *_check_conditions(plan),
        ]
    if not found:
        found = [*check_outcomes(drawing.outline, plan.element)]
    return sorted(found, key=lambda one: int(one.values.get("line", 0)))


@dataclass(frozen=True)
class _Plan:
    """A drawing with what the rules ask again and again."""

    drawing: Drawing
    elements: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for element in self.process.iter():
            if element.get("id"):
                self.elements.setdefault(element.get("id"), element)

    @property
    def process(self) -> Any:
        return self.drawing.root.find(f"{{{BPMN}}}process")

    @property
    def steps(self) -> tuple[OutlineStep, ...]:
        return self.drawing.outline.steps

    @property
    def flows(self) -> tuple[OutlineFlow, ...]:
        return self.drawing.outline.flows

    def element(self, name: str) -> Any:
        return self.elements.get(name, self.process)

    def incoming(self, name: str) -> list[OutlineFlow]:
        return [flow for flow in self.flows if flow.target == name]

    def outgoing(self, name: str) -> list[OutlineFlow]:
        return [flow for flow in self.flows if flow.source == name]

    def says(self, code: str, message: str, name: str, /, **values: Any) -> Finding:
        return finding(code, message, self.element(name), **values)


def _check_ids(plan: _Plan) -> Iterator[Finding]:
    nodes = [child for child in plan.process if local(child) not in ("laneSet", "documentation")]
    if len(nodes) > NODE_LIMIT:
        yield finding("too_many_steps", N_("A diagram may hold at most %(limit)s elements."), plan.process,
                      limit=NODE_LIMIT)  # fmt: skip
    for child in nodes:
        name = child.get("id")
        if not name:
            yield finding("without_id", N_("“%(tag)s” has no id."), child, tag=local(child))
        elif name in _RESERVED or not _ID.fullmatch(name):
            yield finding("id_refused", N_("“%(id)s” cannot be an id here."), child, id=name)
    counted = Counter(one.get("id") for one in plan.drawing.root.iter() if one.get("id"))
    for one in plan.drawing.root.iter():
        if counted.get(one.get("id"), 0) > 1:
            yield finding("id_twice", N_("The id “%(id)s” is used more than once."), one, id=one.get("id"))


def _check_events(plan: _Plan) -> Iterator[Finding]:
    starts = [step for step in plan.steps if step.kind == "start"]
    if len(starts) != 1:
        yield finding("start", N_("A process has exactly one start; this one has %(count)s."), plan.process,
                      count=len(starts))  # fmt: skip
    if not any(step.kind == "end" for step in plan.steps):
        yield finding("no_end", N_("The process has no end."), plan.process)
    for step in plan.steps:
        definitions = [child for child in plan.element(step.id) if local(child).endswith("EventDefinition")]
        if step.kind == "message" and (len(definitions) != 1 or not step.message):
            yield plan.says("message_unnamed", N_("“%(id)s” waits for no named message."), step.id, id=step.id)
        elif step.kind == "end" and len(definitions) > 1:
            yield plan.says("end_twice", N_("The end “%(id)s” has more than one kind."), step.id, id=step.id)


def _check_flows(plan: _Plan) -> Iterator[Finding]:
    names = {step.id for step in plan.steps}
    for flow in plan.flows:
        if flow.source not in names or flow.target not in names:
            yield plan.says("loose_flow", N_("The flow “%(id)s” does not join two elements of the process."),
                            flow.id, id=flow.id)  # fmt: skip
    for step in plan.steps:
        yield from _check_arrows(plan, step, len(plan.incoming(step.id)), len(plan.outgoing(step.id)))


def _check_arrows(plan: _Plan, step: OutlineStep, came: int, leave: int) -> Iterator[Finding]:
    if step.kind == "start" and came:
        yield plan.says("into_start", N_("No flow may lead into the start."), step.id)
    if step.kind != "start" and not came:
        yield plan.says("no_way_in", N_("No flow leads to “%(id)s”."), step.id, id=step.id)
    if step.kind == "end" and leave:
        yield plan.says("out_of_end", N_("No flow may leave the end “%(id)s”."), step.id, id=step.id)
    if step.kind != "end" and not leave:
        yield plan.says("dead_end", N_("“%(id)s” leads nowhere."), step.id, id=step.id)
    if step.kind in ("start", *_WAITING) and leave > 1:
        yield plan.says("several_flows", N_("Several flows leave “%(id)s”: a gateway must say which one is taken."),
                        step.id, id=step.id)  # fmt: skip
    if step.variant == "parallel" and came > 1:
        yield plan.says("parallel_join", N_("Several flows lead into the parallel gateway “%(id)s”: paths that run "
                                            "side by side end by themselves and are not joined."),
                        step.id, id=step.id)  # fmt: skip


def _check_paths(plan: _Plan) -> Iterator[Finding]:
    forward = {step.id: set(step.next) for step in plan.steps}
    backward: dict[str, set[str]] = {step.id: set() for step in plan.steps}
    for flow in plan.flows:
        backward.setdefault(flow.target, set()).add(flow.source)
    reached = _closure((step.id for step in plan.steps if step.kind == "start"), forward)
    ending = _closure((step.id for step in plan.steps if step.kind == "end"), backward)
    gateways = {step.id: set(step.next) for step in plan.steps if step.kind == "gateway"}
    for step in plan.steps:
        if step.id not in reached:
            yield plan.says("unreachable", N_("“%(id)s” cannot be reached from the start."), step.id, id=step.id)
        if step.id not in ending:
            yield plan.says("endless", N_("No way leads from “%(id)s” to an end."), step.id, id=step.id)
        if step.kind == "gateway" and step.id in _closure(step.next, gateways):
            yield plan.says("empty_loop", N_("The loop through “%(id)s” holds no step: it would turn for ever."),
                            step.id, id=step.id)  # fmt: skip
        if step.variant == "parallel" and step.id in _closure(step.next, forward):
            yield plan.says("split_in_loop", N_("The parallel gateway “%(id)s” stands in a loop: every round would "
                                                "open its paths once more."),
                            step.id, id=step.id)  # fmt: skip


def _closure(begin: Iterable[str], nexts: Mapping[str, Collection[str]]) -> set[str]:
    """Everything reached from `begin`, itself included; only steps that `nexts` knows lead further."""
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(nexts.get(name, ()))
    return seen


def _check_lanes(plan: _Plan, roles: Collection[str] | None) -> Iterator[Finding]:
    placed: Counter[str] = Counter()
    names = {step.id for step in plan.steps}
    for lane in plan.process.iterfind(f"{{{BPMN}}}laneSet/{{{BPMN}}}lane"):
        role = lane.get(f"{{{VD}}}role") or ""
        if not lane.get("name") or not role:
            yield finding("lane_unnamed", N_("A lane needs a name and a role."), lane)
        elif roles is not None and role not in roles:
            yield finding("role_unknown", N_("The role “%(role)s” does not exist."), lane, role=role)
        for reference in lane:
            name = (reference.text or "").strip()
            if local(reference) == "flowNodeRef" and name not in names:
                yield finding("lane_reference", N_("The lane names “%(id)s”, which the process does not hold."),
                              lane, id=name)  # fmt: skip
            placed[name] += 1
    for step in plan.steps:
        if step.kind in _WAITING and not placed[step.id]:
            yield plan.says("without_lane", N_("“%(id)s” stands in no lane: nobody would be asked to do it."),
                            step.id, id=step.id)  # fmt: skip
        if placed[step.id] > 1:
            yield plan.says("two_lanes", N_("“%(id)s” stands in more than one lane."), step.id, id=step.id)


def _check_steps(plan: _Plan, known: Mapping[str, Any]) -> Iterator[Finding]:
    statuses = known.get("statuses")
    for step in plan.steps:
        if step.kind in _WAITING and not 0 < len(step.name.strip()) <= NAME_LIMIT:
            yield plan.says("unnamed", N_("“%(id)s” has no name, or one of more than %(limit)s characters."),
                            step.id, id=step.id, limit=NAME_LIMIT)  # fmt: skip
        if not step.status and _needs_status(plan, step, known.get("steps")):
            yield plan.says("without_status", N_("“%(id)s” names no status."), step.id, id=step.id)
        if step.status and statuses is not None and step.status not in statuses:
            yield plan.says("status_unknown", N_("The status “%(status)s” does not exist."), step.id,
                            status=step.status)  # fmt: skip
        bad = [outcome for outcome in step.outcomes if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", outcome)]
        if bad or len(set(step.outcomes)) != len(step.outcomes):
            yield plan.says("outcomes_unreadable", N_("The outcomes of “%(id)s” cannot be read."), step.id, id=step.id)
        yield from _check_known(plan, step, known)


def _needs_status(plan: _Plan, step: OutlineStep, steps: Mapping[str, Collection[str]] | None) -> bool:
    """A step that the code does not know keeps the status; so does a message that only leads straight to an end."""
    if step.kind == "user":
        return step.id in steps if steps is not None else not step.generic
    if step.kind == "message":
        ends = {one.id for one in plan.steps if one.kind == "end"}
        return not ends.issuperset(step.next)
    return step.kind in ("automatic", "end")


def _check_known(plan: _Plan, step: OutlineStep, known: Mapping[str, Any]) -> Iterator[Finding]:
    human, automatic, messages = known.get("steps"), known.get("automatic"), known.get("messages")
    expected: Collection[str] | None = None
    if step.kind == "user":
        expected = (human or {}).get(step.id)
        if human is not None and step.id not in human and not set(step.outcomes) <= set(GENERIC_OUTCOMES):
            expected = GENERIC_OUTCOMES
        if automatic is not None and step.id in automatic:
            yield plan.says("other_kind", N_("“%(id)s” is done by the system, not by a person."), step.id, id=step.id)
    elif step.kind == "automatic" and automatic is not None:
        expected = automatic.get(step.id)
        if expected is None:
            yield plan.says("automatic_unknown", N_("The system knows no automatic step “%(id)s”."), step.id,
                            id=step.id)  # fmt: skip
    elif step.kind == "message" and messages is not None and step.message:
        expected = messages.get(step.message)
        if expected is None:
            yield plan.says("message_unknown", N_("Nobody sends the message “%(event)s”."), step.id,
                            event=step.message)  # fmt: skip
    if expected and set(expected) != set(step.outcomes):
        yield plan.says("outcomes_differ", N_("“%(id)s” ends with %(expected)s, but the diagram says %(drawn)s."),
                        step.id, id=step.id, expected=", ".join(sorted(expected)),
                        drawn=", ".join(sorted(step.outcomes)))  # fmt: skip


def _check_conditions(plan: _Plan) -> Iterator[Finding]:
    exclusive = {step.id for step in plan.steps if step.variant == "exclusive"}
    for flow in plan.flows:
        if flow.source not in exclusive:
            if flow.condition:
                yield plan.says("condition_misplaced", N_("Only a flow that leaves an exclusive gateway has a "
                                                          "condition; “%(id)s” does not."),
                                flow.id, id=flow.id)  # fmt: skip
        elif not flow.condition:
            yield plan.says("without_condition", N_("The flow “%(id)s” has no condition."), flow.id, id=flow.id)
        else:
            yield from _check_condition(plan, flow)


def _check_condition(plan: _Plan, flow: OutlineFlow) -> Iterator[Finding]:
    try:
        expression = parse(flow.condition)
    except ExpressionRefused as refused:
        one = refused.findings[0]
        yield plan.says("condition_refused", one.message, flow.id, **one.values)
        return
    if expression.names - {"outcome"}:
        yield plan.says("condition_name", N_("A condition may ask for “outcome” only; “%(id)s” asks for %(names)s."),
                        flow.id, id=flow.id, names=", ".join(sorted(expression.names)))  # fmt: skip
