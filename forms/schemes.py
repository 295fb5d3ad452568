"""The form for checking and loading a scheme file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SubmitField, TextAreaField

from forms.fields import StepForm


class SchemeForm(StepForm):
    """A file or pasted text; `check` only reads it, `load` makes it count."""

    file = FileField(_l("Scheme file"), description=_l("A text file ending in .yaml, at most 1 MB."))
    text = TextAreaField(_l("Or paste its text"), description=_l("A chosen file wins over pasted text."))
    check = SubmitField(_l("Check only"))
    load = SubmitField(_l("Load"))


FORMS = {"load_scheme": SchemeForm}
