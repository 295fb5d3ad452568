"""Keeps the house as it was designed: one door, one commit, one word for one thing."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

import forms
from models.people.permissions import GRANTS, grant_for
from models.people.words import Role
from models.process.words import ACTS
from webapp.frame.access import door_of
from webapp.frame.requests import VinhDanhApp
from workflows.engine.reading import Drawing, read
from workflows.process.releasing import SHIPPED
from workflows.register import KNOWN, STEPS

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("models", "workflows", "forms", "webapp")
TEMPLATES = ROOT / "webapp" / "templates" / "tasks"
DRAWINGS: list[Drawing] = [read(path.read_bytes()) for path in SHIPPED]
HUMAN = sorted({step.id for drawing in DRAWINGS for step in drawing.outline.steps if step.kind == "user"})
AUTOMATIC = sorted({step.id for drawing in DRAWINGS for step in drawing.outline.steps if step.kind == "automatic"})


def sources(*floors: str) -> Iterator[Path]:
    for floor in floors or FLOORS:
        yield from (ROOT / floor).rglob("*.py")
    yield ROOT / "wsgi.py"


def test_the_five_diagrams_are_shipped() -> None:
    assert {drawing.key for drawing in DRAWINGS} == {"campaign_phase", "registration", "dossier", "meeting", "decision"}


def test_every_human_step_has_its_verb_form_and_template() -> None:
    verbs = {step.name for step in STEPS.values() if step.outcomes and not step.automatic}
    templates = {path.stem for path in TEMPLATES.glob("*.html")} - {"step", "reassign"}
    assert verbs == set(HUMAN)
    assert set(HUMAN) <= set(forms.FORMS)
    assert templates == set(HUMAN)


def test_every_automatic_step_has_its_verb() -> None:
    assert {step.name for step in STEPS.values() if step.automatic} == set(AUTOMATIC)


def test_the_diagrams_and_the_code_know_the_same_outcomes() -> None:
    for drawing in DRAWINGS:
        for step in drawing.outline.steps:
            if step.kind in ("user", "automatic"):
                assert set(STEPS[step.id].outcomes) == set(step.outcomes), step.id


def test_every_message_that_a_diagram_waits_for_is_sent_by_somebody() -> None:
    waited = {step.message for drawing in DRAWINGS for step in drawing.outline.steps if step.kind == "message"}
    assert waited == set(KNOWN["messages"])


def test_lanes_are_roles_and_the_roles_may_do_their_steps() -> None:
    for drawing in DRAWINGS:
        for step in drawing.outline.steps:
            if step.kind == "user":
                grant = grant_for(step.id, Role(step.role))
                assert grant is not None and Role(step.role) in grant.roles, step.id


def test_every_step_and_end_names_a_status() -> None:
    for drawing in DRAWINGS:
        for step in drawing.outline.steps:
            if step.kind in ("user", "automatic", "end"):
                assert step.status, (drawing.key, step.id)


def test_every_act_is_granted_or_decides_by_itself() -> None:
    for name, step in STEPS.items():
        if not step.automatic:
            assert step.may is not None or name in GRANTS or name == "release_diagram", name


def test_every_act_has_words_for_the_history() -> None:
    acts = {name for name, step in STEPS.items() if not step.outcomes} - {"cast_ballot"}  # leaves no trace there
    assert acts <= set(ACTS), sorted(acts - set(ACTS))


def test_there_is_one_commit() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        for _hit in re.finditer(r"\.commit\(", path.read_text("utf-8"))
    ]
    assert found == ["models/base/session.py"]


def test_only_the_door_writes_a_status() -> None:
    """A case's status is assigned where a diagram has moved, a nomination's state where its table is asked."""
    allowed = {"status": {"workflows/moving.py"}, "state": {"workflows/moving.py", "models/nominations/nominations.py"}}
    for path in sources("models", "workflows", "webapp"):
        name = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for target in node.targets if isinstance(node, ast.Assign) else []:
                if isinstance(target, ast.Attribute) and target.attr in allowed and _is_case(target):
                    assert name in allowed[target.attr], f"{name}:{target.lineno}"


def _is_case(target: ast.Attribute) -> bool:
    return isinstance(target.value, ast.Name) and target.value.id in ("case", "nomination")


def test_nothing_of_ours_runs_text_as_code() -> None:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec", "compile", "__import__"), f"{path}:{node.lineno}"


@pytest.mark.threat("T53")
def test_no_sql_is_put_together_from_text() -> None:
    """text() and exec_driver_sql() take constants only: no f-string, no sum, no format."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ("text", "exec_driver_sql") and node.args:
                assert not isinstance(node.args[0], ast.JoinedStr | ast.BinOp), f"{path}:{node.lineno}"


def _name(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def test_every_route_declares_who_may_open_it(app: VinhDanhApp) -> None:
    with app.app_context():
        silent = [rule.endpoint for rule in app.url_map.iter_rules() if door_of(rule.endpoint) is None]
    assert silent == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path.relative_to(ROOT)) for path in sources() if path.read_text("utf-8").strip()
              and ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None]  # fmt: skip
    assert silent == []


def test_every_member_of_every_enum_has_a_label_of_its_own() -> None:
    """Two enums may share a value ("submitted"): each member still says its own words."""
    for path in sorted((ROOT / "models").glob("*/words.py")):
        module = importlib.import_module(f"models.{path.parent.name}.words")
        members = {
            (type(member), member.value)
            for found in vars(module).values()
            if isinstance(found, type) and issubclass(found, StrEnum) and found.__module__ == module.__name__
            for member in found
        }
        told = {(type(word), word.value) for word in module.LABELS}
        assert told <= members and (not told or {kind for kind, _value in told} <= {kind for kind, _value in members})
        for kind in {kind for kind, _value in told}:
            assert {value for one, value in told if one is kind} == {member.value for member in kind}, kind


def test_a_long_run_says_its_seed_first() -> None:
    """Quiet, and spread over several processes: what failed can be made up again."""
    one = "tests/test_house.py::test_the_five_diagrams_are_shipped"
    options = ["-q", "-n", "1", "--soak", "--seed", "286", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, one]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[0] == "seed: 286"
