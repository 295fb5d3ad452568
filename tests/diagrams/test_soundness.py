"""A drawing that passes the check can always go on: tried on made-up drawings, not on ours."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from tests.diagrams.shipped import KEY, plain
from workflows.engine import instance
from workflows.engine.checks import check
from workflows.engine.reading import read

OUTCOMES = ("yes", "no", "later")


@st.composite
def drawings(draw: st.DrawFn) -> bytes:
    """Steps that lead to any step or end by their outcomes, beside them perhaps a message that ends it all."""
    count = draw(st.integers(1, 6))
    targets = st.sampled_from([f"t{number}" for number in range(count)] + ["e0", "e1"])
    parts, flows, lane = [], [], []
    for number in range(count):
        outcomes = OUTCOMES[: draw(st.integers(1, 3))]
        kind = draw(st.sampled_from(["userTask", "userTask", "serviceTask"]))
        parts.append(
            f'<bpmn:{kind} id="t{number}" name="T" vd:status="s{number}" vd:outcomes="{" ".join(outcomes)}" />'
        )
        lane.append(f"<bpmn:flowNodeRef>t{number}</bpmn:flowNodeRef>")
        if len(outcomes) == 1:
            flows.append((f"t{number}", draw(targets), ""))
            continue
        parts.append(f'<bpmn:exclusiveGateway id="g{number}" />')
        flows.append((f"t{number}", f"g{number}", ""))
        flows += [(f"g{number}", draw(targets), f'outcome == "{outcome}"') for outcome in outcomes]
    beside = draw(st.booleans())
    if beside:
        parts.append('<bpmn:parallelGateway id="p" />')
        parts.append(
            '<bpmn:intermediateCatchEvent id="m" name="M"><bpmn:messageEventDefinition messageRef="msg" />'
            "</bpmn:intermediateCatchEvent>"
        )
        lane.append("<bpmn:flowNodeRef>m</bpmn:flowNodeRef>")
        flows += [("s", "p", ""), ("p", "t0", ""), ("p", "m", ""), ("m", "e1", "")]
    else:
        flows.append(("s", "t0", ""))
    ends = draw(st.booleans())
    stop = "<bpmn:terminateEventDefinition />" if ends or beside else ""
    body = (
        f'<bpmn:laneSet id="ls"><bpmn:lane id="l" name="L" vd:role="head">{"".join(lane)}</bpmn:lane></bpmn:laneSet>'
        '<bpmn:startEvent id="s" />' + "".join(parts)
    )
    body += "".join(
        f'<bpmn:endEvent id="{end}" vd:status="{end}">{stop}</bpmn:endEvent>'
        for end in ("e0", "e1")
        if any(target == end for _, target, _ in flows)
    )
    for number, (source, target, condition) in enumerate(flows):
        asked = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        body += (
            f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{asked}</bpmn:sequenceFlow>'
        )
    return plain(body, extra='<bpmn:message id="msg" name="msg" />')


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(drawings(), st.integers(0, 2**32))
def test_what_passes_the_check_never_gets_stuck(xml: bytes, seed: int) -> None:
    diagram = read(xml)
    found = check(diagram, {})
    assert {finding.code for finding in found} <= {"unreachable", "endless", "no_way_in", "no_end"}
    assume(not found)
    chance = random.Random(seed)
    moved = instance.start(diagram, KEY)
    for _ in range(40):
        if moved.ended:
            event("ended")
            break
        assert moved.places and moved.status
        place = chance.choice([one for one in moved.places if one.kind != "message" or chance.random() < 0.1])
        step = diagram.outline.step(place.element)
        assert step is not None
        outcome = chance.choice(step.outcomes)
        if place.kind == "message":
            moved = instance.deliver(diagram, moved.state, step.message, "", KEY)
        else:
            moved = instance.complete(diagram, moved.state, place.id, outcome, KEY)
    assert len(moved.state) < 1_000
