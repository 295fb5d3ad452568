"""From the uploaded files of a form to what a verb takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app

from forms.fields import StepForm, UploadField
from models.base.finding import RuleBroken
from webapp.frame.formfields import show_findings
from workflows.machines.files import receive


def with_uploads(form: StepForm, refuse_stranger: Callable[[], None]) -> dict[str, Any] | None:
    """The answers of `form`, each chosen file received, judged and stored by its hash first.

    `refuse_stranger` raises when the sender may not do the act at all: it is asked before a byte is kept, and only
    when a file came, for the door asks anyway.
    None when a file is not what its name says, or too large: the form then says so beside the field.
    """
    if any(_chosen(field) for field in form if isinstance(field, UploadField)):
        refuse_stranger()
    try:
        return _received(form)
    except RuleBroken as refused:
        show_findings(form, refused.findings)
        return None


def _received(form: StepForm) -> dict[str, Any]:
    answers: dict[str, Any] = form.answers()
    for field in form:
        if isinstance(field, UploadField):
            upload = field.data
            answers[field.name] = (
                receive(current_app.config["VINHDANH_HOME"], upload.stream, upload.filename).answers()
                if _chosen(field)
                else None
            )
    return answers


def _chosen(field: UploadField) -> bool:
    return field.data is not None and bool(field.data.filename)
