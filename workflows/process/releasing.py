"""Releasing a diagram: checked, stored by content hash, current for new cases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.base.finding import require
from models.process.diagrams import Diagram
from models.process.outcomes import Outcome
from workflows.call import Call
from workflows.engine.checks import check
from workflows.engine.reading import read

ROOM = Path(__file__).resolve().parent.parent
SHIPPED = tuple(sorted(ROOM.glob("*/*.bpmn")))


def release_diagram(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Make the diagram in `xml` (bytes) the one that new cases start with; running cases keep theirs.

    `known` is what the code knows of roles, steps, automatic steps and messages (register.KNOWN).
    Raises DiagramRefused for a file that is no diagram, RuleBroken for one that breaks a rule.
    """
    drawing = read(answers["xml"])
    require(check(drawing, answers["known"]))
    before = call.session.scalars(select(Diagram).where(Diagram.key == drawing.key, Diagram.current)).one_or_none()
    if before is not None and before.digest == drawing.digest:
        return Outcome(result={"diagram": before.public_id})
    return _store(call, drawing, answers["xml"], before)


def _store(call: Call, drawing: Any, xml: bytes, before: Diagram | None) -> Outcome:
    session: Session = call.session
    session.execute(update(Diagram).where(Diagram.key == drawing.key).values(current=False))
    diagram = session.scalars(select(Diagram).where(Diagram.digest == drawing.digest)).one_or_none()
    if diagram is None:
        diagram = Diagram(
            key=drawing.key,
            digest=drawing.digest,
            drawn=xml,
            execution=drawing.execution,
            outline=drawing.outline.to_json(),
            released_at=call.now,
        )
        session.add(diagram)
    diagram.current = True
    session.flush()
    return Outcome(
        before={"digest": before.digest if before else ""},
        after={"diagram": drawing.key, "digest": drawing.digest},
        result={"diagram": diagram.public_id},
    )
