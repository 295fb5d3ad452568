"""Fields that a form gets for each line of a list: known only when the page is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.form import _Auto

from forms.fields import StepForm


def add_fields(form: StepForm, fields: Iterable[tuple[str, Any]]) -> None:
    """Give `form` these (name, unbound field)s and let them read what was sent; known names stay as they are."""
    added = []
    for name, unbound in fields:
        if name not in form._fields:
            options = {"name": name, "prefix": "", "translations": form.meta.get_translations(form)}
            form._fields[name] = form.meta.bind_field(form, unbound, options)
            added.append(form._fields[name])
    sent = form.meta.wrap_formdata(form, _Auto)
    for field in added:
        field.process(sent)


def by_line(form: StepForm, kind: str) -> dict[str, Any]:
    """Line → what was typed in its field of this kind (`kind-line`)."""
    start = f"{kind}-"
    return {name.removeprefix(start): field.data for name, field in form._fields.items() if name.startswith(start)}
