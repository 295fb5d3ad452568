"""Every rule of deployment refuses the drawing that breaks it, names the place, and says it in words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.diagrams.shipped import drawing, known, plain, text
from workflows.engine.checks import check
from workflows.engine.reading import read

Change = Callable[[str], str]


def swap(old: str, new: str, count: int = 1) -> Change:
    def change(source: str) -> str:
        assert old in source, old
        return source.replace(old, new, count)

    return change


def drop(pattern: str) -> Change:
    def change(source: str) -> str:
        changed, times = re.subn(pattern, "", source, count=1, flags=re.DOTALL)
        assert times == 1, pattern
        return changed

    return change


def inside(element: str, addition: str) -> Change:
    """Put something into an element that was drawn with this id."""
    return lambda source: re.sub(rf'(<bpmn:\w+ id="{element}"[^>/]*>)', rf"\1{addition}", source, count=1)


def add(addition: str) -> Change:
    return swap("  </bpmn:process>", addition + "\n  </bpmn:process>")


FORMAL = 'xsi:type="bpmn:tFormalExpression">'
CONDITION = FORMAL + 'outcome == "submitted"<'


def asks(condition: str) -> Change:
    """The first gateway's first condition says something else."""
    return swap(CONDITION, f"{FORMAL}{condition}<")


def lists(element: str, *others: str) -> Change:
    """The lane that holds an element names others as well."""
    reference = "<bpmn:flowNodeRef>{}</bpmn:flowNodeRef>"
    return swap(reference.format(element), "".join(reference.format(name) for name in (element, *others)))


FAULTY: dict[str, tuple[str, str, Change]] = {
    # what is wrong: (code, element at fault, how the drawing is changed)
    "script task": (
        "element_refused",
        "x",
        add('<bpmn:scriptTask id="x"><bpmn:script>1</bpmn:script></bpmn:scriptTask>'),
    ),
    "sub-process": ("element_refused", "x", add('<bpmn:subProcess id="x" />')),
    "call activity": ("element_refused", "x", add('<bpmn:callActivity id="x" calledElement="y" />')),
    "inclusive gateway": ("element_refused", "x", add('<bpmn:inclusiveGateway id="x" />')),
    "boundary event": ("element_refused", "x", add('<bpmn:boundaryEvent id="x" attachedToRef="submit_dossier" />')),
    "data store": ("element_refused", "x", add('<bpmn:dataStoreReference id="x" />')),
    "plain task": ("element_refused", "x", add('<bpmn:task id="x" />')),
    "manual task": ("element_refused", "x", add('<bpmn:manualTask id="x" />')),
    "business rule task": ("element_refused", "x", add('<bpmn:businessRuleTask id="x" />')),
    "timer": ("element_refused", "await_council", inside("await_council", "<bpmn:timerEventDefinition />")),
    "link end": (
        "element_refused",
        "dossier_closed",
        inside("dossier_closed", '<bpmn:linkEventDefinition name="x" />'),
    ),
    "signal end": ("element_refused", "dossier_closed", inside("dossier_closed", "<bpmn:signalEventDefinition />")),
    "extension": ("element_refused", "submit_dossier", inside("submit_dossier", "<bpmn:extensionElements />")),
    "element of another namespace": (
        "element_refused",
        "submit_dossier",
        inside("submit_dossier", '<z:taskDefinition xmlns:z="urn:z" />'),
    ),
    "task inside a task": ("element_refused", "x", inside("submit_dossier", '<bpmn:userTask id="x" />')),
    "own unknown attribute": (
        "attribute_refused",
        "submit_dossier",
        swap('id="submit_dossier"', 'id="submit_dossier" vd:verb="x"'),
    ),
    "foreign attribute": (
        "attribute_refused",
        "submit_dossier",
        swap('id="submit_dossier"', 'id="submit_dossier" xmlns:c="urn:c" c:assignee="x"'),
    ),
    "start quantity": (
        "attribute_refused",
        "submit_dossier",
        swap('id="submit_dossier"', 'id="submit_dossier" startQuantity="9"'),
    ),
    "default flow": (
        "default_flow",
        "submission_choice",
        swap('id="submission_choice" name', 'id="submission_choice" default="flow_sent_back" name'),
    ),
    "not executable": ("value_refused", "dossier", swap('isExecutable="true"', 'isExecutable="false"')),
    "another kind of expression": (
        "value_refused",
        "flow_submitted",
        swap('xsi:type="bpmn:tFormalExpression"', 'xsi:type="bpmn:tExpression"'),
    ),
    "another language": (
        "attribute_refused",
        "flow_submitted",
        swap(CONDITION, 'language="python" ' + CONDITION),
    ),
    "flow without id": ("without_id", "dossier", swap('<bpmn:sequenceFlow id="flow_started" ', "<bpmn:sequenceFlow ")),
    "task without id": ("without_id", "dossier", swap('<bpmn:userTask id="submit_dossier" ', "<bpmn:userTask ")),
    "id of the library": ("id_refused", "Start", swap('id="dossier_started"', 'id="Start"')),
    "end of the library": ("id_refused", "End", swap('id="dossier_closed"', 'id="End"')),
    "join of the library": ("id_refused", "dossier.EndJoin", swap('id="dossier_closed"', 'id="dossier.EndJoin"')),
    "id with a space": ("id_refused", "submit dossier", swap('id="submit_dossier"', 'id="submit dossier"')),
    "id twice": ("id_twice", "revise_dossier", swap('id="submit_dossier"', 'id="revise_dossier"')),
    "no start": ("start", "dossier", drop(r'<bpmn:startEvent id="dossier_started".*?</bpmn:startEvent>')),
    "two starts": ("start", "dossier", add('<bpmn:startEvent id="another" />')),
    "unnamed message": ("message_unnamed", "await_council", swap(' name="council_concluded"', "")),
    "event without a message": (
        "message_unnamed",
        "await_council",
        drop(r'<bpmn:messageEventDefinition id="await_council_event"[^>]*>'),
    ),
    "loose flow": (
        "loose_flow",
        "flow_revised",
        swap('sourceRef="revise_dossier" targetRef="submit_dossier"', 'sourceRef="revise_dossier" targetRef="nowhere"'),
    ),
    "into the start": (
        "into_start",
        "dossier_started",
        swap('targetRef="receive_dossier"', 'targetRef="dossier_started"'),
    ),
    "no way in": ("no_way_in", "revise_dossier", swap('targetRef="revise_dossier"', 'targetRef="submit_dossier"')),
    "out of an end": (
        "out_of_end",
        "dossier_closed",
        add('<bpmn:sequenceFlow id="x" sourceRef="dossier_closed" targetRef="submit_dossier" />'),
    ),
    "dead end": (
        "dead_end",
        "revise_dossier",
        swap('sourceRef="revise_dossier"', 'sourceRef="attach_proposal_letter"'),
    ),
    "several flows out of a task": (
        "several_flows",
        "revise_dossier",
        add('<bpmn:sequenceFlow id="x" sourceRef="revise_dossier" targetRef="receive_dossier" />'),
    ),
    "joining parallel gateway": (
        "parallel_join",
        "withdrawal_possible",
        swap('targetRef="revise_dossier"', 'targetRef="withdrawal_possible"'),
    ),
    "split in a loop": (
        "split_in_loop",
        "withdrawal_possible",
        swap('targetRef="revise_dossier"', 'targetRef="withdrawal_possible"'),
    ),
    "unreachable circle": (
        "unreachable",
        "a",
        add(
            '<bpmn:userTask id="a" name="A" /><bpmn:userTask id="b" name="B" />'
            '<bpmn:sequenceFlow id="ab" sourceRef="a" targetRef="b" />'
            '<bpmn:sequenceFlow id="ba" sourceRef="b" targetRef="a" />'
        ),
    ),
    "endless circle": (
        "endless",
        "receive_dossier",
        swap(
            'sourceRef="receive_dossier" targetRef="appraise_dossier"',
            'sourceRef="receive_dossier" targetRef="receive_dossier"',
        ),
    ),
    "loop without a step": (
        "empty_loop",
        "submission_choice",
        swap('targetRef="revise_dossier"', 'targetRef="submission_choice"'),
    ),
    "lane without a role": ("lane_unnamed", "lane_head", swap(' vd:role="head"', "")),
    "lane without a name": ("lane_unnamed", "lane_head", swap('name="Thủ trưởng đơn vị trình" vd:', "vd:")),
    "unknown role": ("role_unknown", "lane_head", swap('vd:role="head"', 'vd:role="boss"')),
    "lane names nothing": (
        "lane_reference",
        "lane_head",
        lists("submit_dossier", "gone"),
    ),
    "step in no lane": (
        "without_lane",
        "submit_dossier",
        swap("<bpmn:flowNodeRef>submit_dossier</bpmn:flowNodeRef>", ""),
    ),
    "step in two lanes": (
        "two_lanes",
        "submit_dossier",
        lists("revise_dossier", "submit_dossier"),
    ),
    "step without a name": ("unnamed", "submit_dossier", swap(' name="Xác nhận, trình hồ sơ"', "")),
    "step with an endless name": ("unnamed", "submit_dossier", swap("Xác nhận, trình hồ sơ", "Xác nhận " * 40)),
    "step without a status": ("without_status", "submit_dossier", swap(' vd:status="awaiting_confirmation"', "")),
    "end without a status": ("without_status", "dossier_closed", swap(' vd:status="closed"', "")),
    "automatic step without a status": ("without_status", "notify_unit", swap(' vd:status="notifying"', "")),
    "event without a status": ("without_status", "await_council", swap(' vd:status="ready"', "")),
    "unknown status": (
        "status_unknown",
        "submit_dossier",
        swap('vd:status="awaiting_confirmation"', 'vd:status="late"'),
    ),
    "unreadable outcomes": (
        "outcomes_unreadable",
        "submit_dossier",
        swap('vd:outcomes="submitted sent_back"', 'vd:outcomes="submitted Sent-Back"'),
    ),
    "the same outcome twice": (
        "outcomes_unreadable",
        "revise_dossier",
        lambda source: re.sub(r'(id="revise_dossier"[^>]*vd:outcomes="done)"', r'\1 done"', source),
    ),
    "human step drawn as automatic": (
        "automatic_unknown",
        "receive_dossier",
        lambda source: re.sub(
            r"<bpmn:userTask (id=\"receive_dossier\".*?)</bpmn:userTask>",
            r"<bpmn:serviceTask \1</bpmn:serviceTask>",
            source,
            count=1,
            flags=re.DOTALL,
        ),
    ),
    "automatic step drawn as human": (
        "other_kind",
        "notify_unit",
        lambda source: source.replace("bpmn:serviceTask", "bpmn:userTask"),
    ),
    "message that nobody sends": ("message_unknown", "await_council", swap('name="council_concluded"', 'name="wind"')),
    "outcome that the verb never gives": (
        "outcomes_differ",
        "receive_dossier",
        swap('vd:outcomes="received"', 'vd:outcomes="received refused"'),
    ),
    "condition outside a gateway": (
        "condition_misplaced",
        "flow_revised",
        swap(
            'sourceRef="revise_dossier" targetRef="submit_dossier" />',
            'sourceRef="revise_dossier" targetRef="submit_dossier"><bpmn:conditionExpression>True'
            "</bpmn:conditionExpression></bpmn:sequenceFlow>",
        ),
    ),
    "no condition": (
        "without_condition",
        "flow_submitted",
        drop(r'(?<=targetRef="receive_dossier">)\s*<bpmn:conditionExpression.*?</bpmn:conditionExpression>'),
    ),
    "empty condition": ("without_condition", "flow_submitted", asks(" ")),
    "condition in Python": ("condition_refused", "flow_submitted", asks('outcome.lower() == "submitted"')),
    "condition with another name": ("condition_name", "flow_submitted", asks('amount == "submitted"')),
    "misspelt outcome": ("outcome_unknown", "flow_submitted", asks('outcome == "submited"')),
    "condition that names no outcome": ("outcome_unknown", "flow_submitted", asks("True")),
    "outcome that leads nowhere": ("no_way", "submission_choice", asks('outcome == "sent_back"')),
    "outcome that leads two ways": ("two_ways", "submission_choice", asks('outcome in ("submitted", "sent_back")')),
}


def test_the_undamaged_copy_passes() -> None:
    assert check(read(text("dossier").encode()), known("dossier")) == []


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_drawing_is_refused_at_its_place(name: str) -> None:
    code, element, change = FAULTY[name]
    changed = change(text("dossier"))
    found = check(read(changed.encode()), known("dossier"))
    hits = [finding for finding in found if finding.code == code and finding.values["element"] == element]
    assert hits, [(finding.code, finding.place) for finding in found]
    for finding in found:
        assert finding.blocks and finding.message % finding.values
        name_, _, line = finding.place.rpartition(":")
        assert name_ == finding.values["element"] and 0 < int(line) <= changed.count("\n") + 1


def test_the_line_is_that_of_the_element() -> None:
    changed = FAULTY["misspelt outcome"][2](text("dossier"))
    (finding,) = [one for one in check(read(changed.encode()), known("dossier")) if one.code == "outcome_unknown"]
    line = changed[: changed.index('<bpmn:sequenceFlow id="flow_submitted"')].count("\n") + 1
    assert finding.place == f"flow_submitted:{line}"


def test_a_gateway_right_after_the_start_has_nothing_to_ask() -> None:
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{end}" sourceRef="g" targetRef="{end}"><bpmn:conditionExpression>'
        f'outcome == "{end}"</bpmn:conditionExpression></bpmn:sequenceFlow>'
        for end in ("a", "b")
    )
    found = check(
        read(
            plain(
                '<bpmn:startEvent id="s" /><bpmn:exclusiveGateway id="g" />'
                '<bpmn:endEvent id="a" vd:status="a" /><bpmn:endEvent id="b" vd:status="b" />'
                '<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="g" />' + flows
            )
        ),
        {},
    )
    assert {finding.code for finding in found} == {"no_outcome_yet", "outcome_unknown"}


def test_gateways_in_a_row_are_followed_outcome_by_outcome() -> None:
    """The second gateway can only be reached with one outcome; a condition for the other is refused."""
    source = text("dossier")
    row = source.replace('targetRef="revise_dossier">', 'targetRef="second_choice">', 1).replace(
        "  </bpmn:process>",
        '<bpmn:exclusiveGateway id="second_choice" name="?" />'
        '<bpmn:sequenceFlow id="again" sourceRef="second_choice" targetRef="revise_dossier">'
        '<bpmn:conditionExpression>outcome == "sent_back"</bpmn:conditionExpression></bpmn:sequenceFlow>\n'
        "  </bpmn:process>",
        1,
    )
    assert check(read(row.encode()), known("dossier")) == []
    wrong = row.replace('id="again" sourceRef="second_choice"', 'id="first" sourceRef="second_choice"').replace(
        '<bpmn:conditionExpression>outcome == "sent_back"', '<bpmn:conditionExpression>outcome == "submitted"'
    )
    found = {(finding.code, finding.values["element"]) for finding in check(read(wrong.encode()), known("dossier"))}
    assert found == {("outcome_unknown", "first"), ("no_way", "second_choice")}


def test_without_knowledge_only_the_drawing_itself_is_judged() -> None:
    changed = (
        text("dossier").replace('vd:role="head"', 'vd:role="boss"').replace('name="council_concluded"', 'name="wind"')
    )
    assert check(read(changed.encode()), {}) == []
    assert {finding.code for finding in check(read(changed.encode()), known("dossier"))} == {
        "role_unknown",
        "message_unknown",
    }


def test_what_is_known_has_five_names() -> None:
    with pytest.raises(TypeError, match="submit_dossier"):
        check(drawing("dossier"), {"submit_dossier": ("submitted",)})


@pytest.mark.parametrize(("outcomes", "passes"), [("done", True), ("returned done", True), ("approved", False)])
def test_a_step_that_the_code_does_not_know_has_the_outcomes_of_the_generic_form(outcomes: str, passes: bool) -> None:
    renamed = text("dossier").replace('"revise_dossier"', '"rewrite"').replace(">revise_dossier<", ">rewrite<")
    renamed = re.sub(r'(id="rewrite"[^>]*vd:outcomes=)"done"', rf'\1"{outcomes}"', renamed)
    found = check(read(renamed.encode()), known("dossier"))
    assert [(finding.code, finding.values["element"]) for finding in found] == (
        [] if passes else [("outcomes_differ", "rewrite")]
    )


def test_annotations_and_notes_are_allowed_and_never_run() -> None:
    changed = add(
        '<bpmn:textAnnotation id="note"><bpmn:text>Xem quy chế</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="tie" sourceRef="note" targetRef="submit_dossier" />'
    )(text("dossier"))
    noted = read(changed.encode())
    assert check(noted, known("dossier")) == []
    assert noted.execution == drawing("dossier").execution and noted.digest != drawing("dossier").digest
