"""The shipped diagrams say what was agreed, pass every check, and every way through them leads to an end."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import pytest
from lxml import etree

from tests.diagrams.shipped import FILES, KEY, ROOT, TABLE, drawing, known, text
from workflows.engine import instance
from workflows.engine.checks import check
from workflows.engine.expressions import parse
from workflows.engine.instance import Moved
from workflows.engine.reading import Outline, read

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
EVERY = pytest.mark.parametrize("key", FILES)


def test_no_other_diagram_ships() -> None:
    assert set(ROOT.rglob("*.bpmn")) == set(FILES.values())


@EVERY
def test_a_shipped_diagram_has_no_finding(key: str) -> None:
    assert check(drawing(key), known(key)) == []
    assert drawing(key).key == key


@EVERY
def test_a_shipped_diagram_says_what_was_agreed(key: str) -> None:
    drawn = {
        step.id: (step.kind, step.role, " ".join(step.outcomes), step.status, step.message)
        for step in drawing(key).outline.steps
        if step.kind not in ("start", "gateway")
    }
    assert drawn == {name: tuple(row) for name, row in TABLE[key].items()}


def test_the_four_parts_stand_by_name() -> None:
    names = [step.name for step in drawing("dossier").outline.steps if step.kind == "user"]
    assert names[:4] == [
        "Biên bản họp Hội đồng TĐ-KT của đơn vị",
        "Báo cáo thành tích",
        "Bảng trích ngang tóm tắt thành tích",
        "Tờ trình",
    ]


def test_the_level_above_has_a_lane_of_its_own() -> None:
    lanes = {step.id: step.lane_name for step in drawing("registration").outline.steps}
    assert lanes["approve_work"] == lanes["accept_work"] == "Cấp trên trực tiếp"
    assert lanes["revise_work"] == lanes["complete_work"] == "Đơn vị đăng ký"


@EVERY
def test_every_condition_names_one_outcome_of_the_step_before(key: str) -> None:
    outline = drawing(key).outline
    gateways = [step for step in outline.steps if step.variant == "exclusive"]
    for gateway in gateways:
        (before,) = [step for step in outline.steps if gateway.id in step.next]
        named = [parse(flow.condition).texts for flow in outline.flows if flow.source == gateway.id]
        assert sorted(named) == sorted((outcome,) for outcome in before.outcomes)
    assert bool(gateways) is (key != "campaign_phase")


def test_the_text_twin_reads_main_path_first() -> None:
    steps = [step.id for step in drawing("dossier").outline.steps if step.kind not in ("gateway", "start")]
    assert steps == [
        "attach_unit_minutes",
        "attach_achievement_reports",
        "prepare_summary_roster",
        "attach_proposal_letter",
        "submit_dossier",
        "receive_dossier",
        "appraise_dossier",
        "await_council",
        "await_decision",
        "notify_unit",
        "dossier_closed",
        "revise_dossier",
        "supplement_dossier",
        "resubmit_dossier",
        "dossier_withdrawn",
        "dossier_withdrawn_end",
    ]


@EVERY
def test_an_outline_survives_storing_and_the_execution_copy_says_the_same(key: str) -> None:
    drawn = drawing(key)
    assert Outline.from_json(json.loads(json.dumps(drawn.outline.to_json()))) == drawn.outline
    again = read(drawn.execution)
    assert (again.outline, again.execution) == (drawn.outline, drawn.execution)
    assert b"BPMNShape" not in drawn.execution and b"documentation" not in drawn.execution


@EVERY
def test_every_element_is_drawn_and_every_arrow_touches_both_ends(key: str) -> None:
    root = drawing(key).root
    bounds = {
        shape.get("bpmnElement"): [int(shape.find(f"{DC}Bounds").get(name)) for name in ("x", "y", "width", "height")]
        for shape in root.iter(f"{DI}BPMNShape")
    }
    edges = {
        edge.get("bpmnElement"): [(int(point.get("x")), int(point.get("y"))) for point in edge.iter(f"{DD}waypoint")]
        for edge in root.iter(f"{DI}BPMNEdge")
    }
    outline = drawing(key).outline
    assert {step.id for step in outline.steps} <= set(bounds)
    assert {flow.id for flow in outline.flows} == set(edges)
    for flow in outline.flows:
        points = edges[flow.id]
        for (x, y), name in ((points[0], flow.source), (points[-1], flow.target)):
            left, top, width, height = bounds[name]
            on_side = x in (left, left + width) and top <= y <= top + height
            assert on_side or (y in (top, top + height) and left <= x <= left + width), flow.id
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(points)), flow.id


@EVERY
def test_no_label_lies_on_a_shape_or_an_arrow(key: str) -> None:
    root = drawing(key).root
    tasks = {step.id for step in drawing(key).outline.steps}
    boxes = [
        _box(shape.find(f"{DC}Bounds")) for shape in root.iter(f"{DI}BPMNShape") if shape.get("bpmnElement") in tasks
    ]
    lines = []
    for edge in root.iter(f"{DI}BPMNEdge"):
        points = [(int(point.get("x")), int(point.get("y"))) for point in edge.iter(f"{DD}waypoint")]
        lines += [
            (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in itertools.pairwise(points)
        ]
    labels = [_box(label.find(f"{DC}Bounds")) for label in root.iter(f"{DI}BPMNLabel")]
    assert labels
    for number, label in enumerate(labels):
        assert not [box for box in [*boxes, *lines, *labels[:number]] if _overlap(label, box)], label


def _box(bounds: etree._Element) -> tuple[int, int, int, int]:
    x, y, width, height = (int(bounds.get(name) or 0) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@EVERY
def test_every_way_is_walked_to_its_end(key: str) -> None:
    """Breadth first over open elements: every outcome of every open place, every message, until nothing is new."""
    diagram = drawing(key)
    begin = instance.start(diagram, KEY)
    seen: dict[frozenset[str], Moved] = {}
    ends: Counter[str] = Counter()
    taken: set[tuple[str, str]] = set()
    waiting = [begin]
    while waiting:
        moved = waiting.pop(0)
        assert moved.status, "every place in the shipped diagrams names a status, or one beside it does"
        if moved.ended:
            assert moved.places == ()
            ends[moved.status] += 1
            continue
        assert moved.places == instance.open_places(diagram, moved.state, KEY)
        elements = frozenset(place.element for place in moved.places)
        if elements in seen:
            continue
        seen[elements] = moved
        for place in moved.places:
            step = diagram.outline.step(place.element)
            assert step is not None
            for outcome in step.outcomes:
                taken.add((step.id, outcome))
                waiting.append(
                    instance.deliver(diagram, moved.state, step.message, outcome, KEY)
                    if place.kind == "message"
                    else instance.complete(diagram, moved.state, place.id, outcome, KEY)
                )
    steps = diagram.outline.steps
    assert set(ends) == {step.status for step in steps if step.kind == "end"}
    assert taken == {(step.id, outcome) for step in steps for outcome in step.outcomes}


@EVERY
def test_a_status_is_that_of_the_place_or_of_the_end(key: str) -> None:
    diagram = drawing(key)
    moved = instance.start(diagram, KEY)
    while not moved.ended:
        work = next(place for place in moved.places if diagram.outline.step(place.element).status)  # type: ignore[union-attr]
        step = diagram.outline.step(work.element)
        assert step is not None
        assert moved.status == step.status
        move = instance.deliver if work.kind == "message" else instance.complete
        moved = move(diagram, moved.state, step.message or work.id, step.outcomes[0], KEY)


def test_names_are_vietnamese_and_the_file_is_composed_text() -> None:
    import unicodedata

    for key in FILES:
        assert unicodedata.is_normalized("NFC", text(key))
        assert all(step.name for step in drawing(key).outline.steps if step.variant != "parallel")
