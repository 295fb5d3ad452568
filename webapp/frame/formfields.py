"""Turns WTForms choices into what the published components ask for, and findings into field errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from flask import Flask
from flask_babel import gettext as _
from wtforms import Field, Form, SelectFieldBase

from models.base.finding import Finding
from webapp.frame.language import say


class Part(Protocol):
    """One box of a field that is typed in parts (a day: day, month, year)."""

    name: str
    label: str
    value: str
    width: int


def attach(app: Flask) -> None:
    """Give templates `choice_items` and `date_parts`."""
    app.jinja_env.filters.update(choice_items=choice_items, date_parts=date_parts)


def choice_items(field: SelectFieldBase) -> list[dict[str, Any]]:
    """The choices of a select, of radios or of checkboxes; a choice's description becomes its hint."""
    items: list[dict[str, Any]] = []
    for value, label, selected, render in field.iter_choices():
        item = {"value": value, "text": label, "selected": selected, "checked": selected}
        if render.get("hint"):
            item["hint"] = {"text": render["hint"]}
        items.append(item)
    return items


def date_parts(parts: Iterable[Part], field: Field) -> list[dict[str, Any]]:
    """The boxes of a field typed in parts; all are marked when the field has an error."""
    wrong = " govuk-input--error" if field.errors else ""
    return [
        {
            "id": f"{field.id}-{part.name}",
            "name": f"{field.name}-{part.name}",
            "label": str(part.label),
            "value": part.value,
            "classes": f"govuk-input--width-{part.width}{wrong}",
        }
        for part in parts
    ]


def show_findings(form: Form, findings: Iterable[Finding]) -> None:
    """Put what the rules found beside the fields it belongs to; the rest stands above the form."""
    for finding in findings:
        if not finding.blocks:
            continue
        sentence = say(finding.message, finding.values)
        if finding.row is not None:
            sentence = _("Row %(row)s: %(sentence)s", row=finding.row, sentence=sentence)
        if finding.field and finding.field in form:
            field = form[finding.field]
            field.errors = [*field.errors, sentence]
        else:
            form.form_errors.append(sentence)
