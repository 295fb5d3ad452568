"""Whether every outcome of a step takes exactly one way through the gateways behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from models.base.finding import Finding
from models.base.language import N_
from workflows.engine.expressions import ExpressionRefused, evaluate, parse
from workflows.engine.parsing import finding
from workflows.engine.reading import Outline, OutlineFlow, OutlineStep


def check_outcomes(outline: Outline, element: Callable[[str], Any]) -> Iterator[Finding]:
    """Findings for conditions that name no possible outcome, and for outcomes with no way or with two.

    Asked only of a drawing whose ids, flows and conditions were found well-formed.
    """
    arriving = _arriving(outline)
    for step in outline.steps:
        if step.variant == "exclusive":
            flows = [flow for flow in outline.flows if flow.source == step.id]
            for problem in (_check_named(flows, arriving[step.id], element),
                            _check_ways(step, flows, arriving[step.id], element)):  # fmt: skip
                yield from problem


def _arriving(outline: Outline) -> dict[str, set[str]]:
    """For every gateway, the outcomes with which it can be reached ("" from the start, which has none)."""
    arriving: dict[str, set[str]] = {step.id: set() for step in outline.steps}
    steps = {step.id: step for step in outline.steps}
    waiting = [(target, outcome) for step in outline.steps for outcome in _produced(step) for target in step.next]
    while waiting:
        name, outcome = waiting.pop()
        if steps[name].kind != "gateway" or outcome in arriving[name]:
            continue
        arriving[name].add(outcome)
        for flow in outline.flows:
            if flow.source == name and (not flow.condition or _taken(flow, outcome)):
                waiting.append((flow.target, outcome))
    return arriving


def _produced(step: OutlineStep) -> tuple[str, ...]:
    if step.kind == "start":
        return ("",)
    return () if step.kind in ("gateway", "end") else step.outcomes


def _taken(flow: OutlineFlow, outcome: str) -> bool:
    """Whether the flow is taken; a condition that cannot be computed for this outcome takes nothing."""
    try:
        return evaluate(parse(flow.condition), {"outcome": outcome}) is True
    except ExpressionRefused:
        return False


def _check_named(flows: list[OutlineFlow], outcomes: set[str], element: Callable[[str], Any]) -> Iterator[Finding]:
    for flow in flows:
        named = parse(flow.condition).texts
        unknown = sorted(set(named) - outcomes)
        if not named or unknown:
            message = N_("The condition of “%(id)s” names no outcome of a step that leads there: %(names)s.")
            yield finding("outcome_unknown", message, element(flow.id), id=flow.id, names=", ".join(unknown) or "–")


def _check_ways(
    step: OutlineStep, flows: list[OutlineFlow], outcomes: set[str], element: Callable[[str], Any]
) -> Iterator[Finding]:
    for outcome in sorted(outcomes):
        ways = sum(_taken(flow, outcome) for flow in flows)
        if ways == 0 and outcome == "":
            yield finding("no_outcome_yet", N_("“%(id)s” asks for an outcome before any step was done."),
                          element(step.id), id=step.id)  # fmt: skip
        elif ways == 0:
            yield finding("no_way", N_("At “%(id)s” the outcome “%(outcome)s” leads nowhere."), element(step.id),
                          id=step.id, outcome=outcome)  # fmt: skip
        elif ways > 1:
            yield finding("two_ways", N_("At “%(id)s” the outcome “%(outcome)s” leads two ways."), element(step.id),
                          id=step.id, outcome=outcome)  # fmt: skip
