"""What a drawn file may hold: the elements, their attributes, and what stands inside what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from models.base.finding import Finding
from models.base.language import N_
from workflows.engine.parsing import BPMN, VD, XSI, finding

_B: Final = f"{{{BPMN}}}"
_DI: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC: Final = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD: Final = "{http://www.omg.org/spec/DD/20100524/DI}"
_V: Final = f"{{{VD}}}"
_NODE: Final = ("incoming", "outgoing", "documentation")

# element: (attributes, children); what is not here is refused, with its place
ELEMENTS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    tag: (frozenset(attributes), frozenset(children))
    for tag, attributes, children in (
        (f"{_B}definitions", ("id", "name", "targetNamespace", "exporter", "exporterVersion"),
         (f"{_B}process", f"{_B}collaboration", f"{_B}message", f"{_DI}BPMNDiagram", f"{_B}documentation")),
        (f"{_B}collaboration", ("id", "name"), (f"{_B}participant", f"{_B}documentation")),
        (f"{_B}participant", ("id", "name", "processRef"), (f"{_B}documentation",)),
        (f"{_B}message", ("id", "name"), (f"{_B}documentation",)),
        (f"{_B}process", ("id", "name", "isExecutable"),
         tuple(_B + name for name in (
             "laneSet", "startEvent", "endEvent", "userTask", "serviceTask", "exclusiveGateway", "parallelGateway",
             "intermediateCatchEvent", "sequenceFlow", "textAnnotation", "association", "documentation"))),
        (f"{_B}laneSet", ("id", "name"), (f"{_B}lane",)),
        (f"{_B}lane", ("id", "name", f"{_V}role"), (f"{_B}flowNodeRef", f"{_B}documentation")),
        (f"{_B}flowNodeRef", (), ()),
        (f"{_B}startEvent", ("id", "name"), tuple(_B + name for name in _NODE)),
        (f"{_B}endEvent", ("id", "name", f"{_V}status"),
         tuple(_B + name for name in (*_NODE, "terminateEventDefinition"))),
        (f"{_B}userTask", ("id", "name", f"{_V}status", f"{_V}outcomes"), tuple(_B + name for name in _NODE)),
        (f"{_B}serviceTask", ("id", "name", f"{_V}status", f"{_V}outcomes"), tuple(_B + name for name in _NODE)),
        (f"{_B}intermediateCatchEvent", ("id", "name", f"{_V}status", f"{_V}outcomes"),
         tuple(_B + name for name in (*_NODE, "messageEventDefinition"))),
        (f"{_B}exclusiveGateway", ("id", "name", "gatewayDirection"), tuple(_B + name for name in _NODE)),
        (f"{_B}parallelGateway", ("id", "name", "gatewayDirection"), tuple(_B + name for name in _NODE)),
        (f"{_B}messageEventDefinition", ("id", "messageRef"), ()),
        (f"{_B}terminateEventDefinition", ("id",), ()),
        (f"{_B}sequenceFlow", ("id", "name", "sourceRef", "targetRef"),
         (f"{_B}conditionExpression", f"{_B}documentation")),
        (f"{_B}conditionExpression", ("id", f"{{{XSI}}}type"), ()),
        (f"{_B}incoming", (), ()),
        (f"{_B}outgoing", (), ()),
        (f"{_B}documentation", ("id", "textFormat"), ()),
        (f"{_B}textAnnotation", ("id", "textFormat"), (f"{_B}text",)),
        (f"{_B}text", (), ()),
        (f"{_B}association", ("id", "sourceRef", "targetRef", "associationDirection"), ()),
        (f"{_DI}BPMNDiagram", ("id", "name"), (f"{_DI}BPMNPlane",)),
        (f"{_DI}BPMNPlane", ("id", "bpmnElement"), (f"{_DI}BPMNShape", f"{_DI}BPMNEdge")),
        (f"{_DI}BPMNShape", ("id", "bpmnElement", "isHorizontal", "isMarkerVisible", "isExpanded"),
         (f"{_DC}Bounds", f"{_DI}BPMNLabel")),
        (f"{_DI}BPMNEdge", ("id", "bpmnElement"), (f"{_DD}waypoint", f"{_DI}BPMNLabel")),
        (f"{_DI}BPMNLabel", ("id",), (f"{_DC}Bounds",)),
        (f"{_DC}Bounds", ("x", "y", "width", "height"), ()),
        (f"{_DD}waypoint", ("x", "y"), ()),
    )
}  # fmt: skip

_FORMAL: Final = "tFormalExpression"


def check_vocabulary(root: Any) -> Iterator[Finding]:
    """Findings for every element, nesting, attribute and typed value that is not on the list."""
    if root.tag not in ELEMENTS:
        yield finding("element_refused", N_("“%(tag)s” is not allowed in a diagram."), root, tag=_shown(root.tag))
        return
    stack = [root]
    while stack:
        element = stack.pop()
        attributes, children = ELEMENTS[element.tag]
        yield from _check_attributes(element, attributes)
        for child in reversed(element):
            if child.tag in children and child.tag in ELEMENTS:
                stack.append(child)
            else:
                yield finding(
                    "element_refused",
                    N_("“%(tag)s” is not allowed inside “%(around)s”."),
                    child,
                    tag=_shown(child.tag),
                    around=_shown(element.tag),
                )


def _check_attributes(element: Any, allowed: frozenset[str]) -> Iterator[Finding]:
    for name, value in element.attrib.items():
        if name == "default":
            yield finding(
                "default_flow",
                N_("A gateway may not have a default flow: a misspelt outcome would take it silently."),
                element,
            )
        elif name not in allowed:
            yield finding(
                "attribute_refused",
                N_("The attribute “%(attribute)s” is not allowed on “%(tag)s”."),
                element,
                attribute=_shown(name),
                tag=_shown(element.tag),
            )
        elif (name == f"{{{XSI}}}type" and value.rpartition(":")[2] != _FORMAL) or (
            name == "isExecutable" and value != "true"
        ):
            yield finding(
                "value_refused",
                N_("“%(value)s” is not allowed as “%(attribute)s”."),
                element,
                value=value[:60],
                attribute=_shown(name),
            )


def _shown(name: Any) -> str:
    """A name as a person knows it: own and BPMN names short, foreign ones with their namespace."""
    parsed = etree.QName(name)
    if parsed.namespace in (None, BPMN):
        return str(parsed.localname)
    return f"vd:{parsed.localname}" if parsed.namespace == VD else f"{{{parsed.namespace}}}{parsed.localname}"
