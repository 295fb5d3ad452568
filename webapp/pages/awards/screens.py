"""What the pages of a decision's steps show, and the fields they have for each line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_wtf import FlaskForm

from models.awards.checks import check_alive
from models.awards.decisions import Decision, DecisionLine
from models.awards.words import LineState
from models.base.clock import day_of
from models.process.tasks import Task
from webapp.frame.access import now
from webapp.frame.screens import Screen

OUTSIDE = (LineState.FORWARDED, LineState.GRANTED, LineState.REFUSED)


def _named(lines: list[DecisionLine]) -> list[tuple[str, str]]:
    return [(line.public_id, line.adopted_line.nomination.nominee.name) for line in lines]


def _decide(decision: Decision, _task: Task, form: FlaskForm) -> Mapping[str, Any]:
    form.ask(_named(decision.lines))
    findings = [finding for line in decision.lines for finding in check_alive(line, day_of(now()))]
    return {"decision": decision, "lines": decision.lines, "findings": findings, "asked": form.ASKED}


def _issue(decision: Decision, _task: Task, form: FlaskForm) -> Mapping[str, Any]:
    if request.method == "GET":
        form.signed_on.data = day_of(now())
    lines = [line for line in decision.lines if line.state == LineState.DECIDED]
    return {"decision": decision, "lines": lines, "today": day_of(now())}


def _enter(decision: Decision, _task: Task, form: FlaskForm) -> Mapping[str, Any]:
    """What was typed before stands in the form again when the result was sent back."""
    lines = [line for line in decision.lines if line.state in OUTSIDE]
    form.ask(_named(lines))
    if request.method == "GET":
        form.outside_number.data, form.outside_on.data = decision.outside_number, decision.outside_on
        form.outside_body.data = decision.outside_body or decision.award_shape.body_name
    return {"decision": decision, "lines": lines, "asked": form.ASKED}


def _confirm(decision: Decision, _task: Task, _form: FlaskForm) -> Mapping[str, Any]:
    return {"decision": decision, "lines": [line for line in decision.lines if line.state in OUTSIDE]}


SCREENS = {
    "decide_award": Screen(_decide, fills_form=True),
    "issue_decision": Screen(_issue),
    "enter_outside_result": Screen(_enter, fills_form=True),
    "confirm_outside_result": Screen(_confirm),
}
