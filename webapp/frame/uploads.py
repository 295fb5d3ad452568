"""From the uploaded files of a form to what a verb takes."""

from __future__ import annotations

from typing import Any

from flask import current_app

from forms.fields import StepForm, UploadField
from workflows.machines.files import receive


def with_uploads(form: StepForm) -> dict[str, Any]:
    """The answers of `form`, each chosen file received, judged and stored by its hash first.

    Raises RuleBroken when a file is not what its name says, or too large.
    """
    answers: dict[str, Any] = form.answers()
    for field in form:
        if isinstance(field, UploadField):
            upload = field.data
            chosen = upload is not None and bool(upload.filename)
            answers[field.name] = (
                receive(current_app.config["VINHDANH_HOME"], upload.stream, upload.filename).answers() if chosen else None
            )
    return answers
