"""The drawing of a case, and its whole history."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from models.people.words import Role
from models.process.cases import Case
from models.process.diagrams import Diagram
from models.process.history import Chain
from models.process.installation import installation
from models.process.roots import Root
from models.process.words import ChainKind
from webapp.frame.access import actor, found, requires, session
from webapp.frame.captions import caption
from webapp.frame.caseview import detailed_rows
from webapp.frame.visibility import visible
from workflows.engine.reading import outline_of
from workflows.subjects import subject_of

blueprint = Blueprint("process", __name__)


@blueprint.get("/diagrams/<diagram_id>.bpmn")
@requires()
def drawing(diagram_id: str) -> Response:
    """The diagram as it was drawn; it holds no case."""
    diagram = found(session().scalars(select(Diagram).where(Diagram.public_id == diagram_id)).one_or_none())
    return Response(diagram.drawn, mimetype="application/xml")


@blueprint.get("/cases/<case_id>")
@requires()
def case(case_id: str) -> ResponseReturnValue:
    """The page of whatever the case is about."""
    return redirect(caption(subject_of(session(), _case(case_id))).url, 303)


@blueprint.get("/cases/<case_id>/history")
@requires()
def history(case_id: str) -> str:
    """Every act of a case with before and after."""
    shown = _case(case_id)
    names = {step.id: step.name for step in outline_of(shown.diagram).steps}
    rows = detailed_rows(session(), shown.chain_id, actor(), names)
    return render_template(
        "process/history.html", rows=rows, caption=caption(subject_of(session(), shown)), chain=shown.chain
    )


@blueprint.get("/history")
@requires(Role.AUDITOR, Role.SECRETARIAT_LEAD, Role.ADMINISTRATOR)
def installation_history() -> str:
    """What was done to the installation and the campaign as a whole; the newest roots."""
    keys = [installation(session()).chain_id]
    if actor().in_office:
        keys += session().scalars(select(Chain.id).where(Chain.kind == ChainKind.CAMPAIGN)).all()
    rows = [row for key in keys for row in detailed_rows(session(), key, actor(), {})]
    roots = session().scalars(select(Root).order_by(Root.id.desc()).limit(10)).all()
    return render_template(
        "process/installation.html", rows=sorted(rows, key=lambda row: row["at"], reverse=True), roots=roots
    )


def _case(case_id: str) -> Case:
    shown = found(session().scalars(select(Case).where(Case.public_id == case_id)).one_or_none())
    found(shown if visible(session(), actor(), subject_of(session(), shown)) else None)
    return shown
