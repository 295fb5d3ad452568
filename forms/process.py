"""Forms of tasks in general: the generic step, handing over, giving a reason."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField

from forms.fields import StepForm, at_most, clean, required


class GenericForm(StepForm):
    """A step that the code does not know: done or returned, with a note."""

    outcome = RadioField(
        _l("Result of this step"),
        choices=[("done", _l("Done")), ("returned", _l("Returned"))],
        validators=[required(_l("Choose the result."))],
    )
    reason = TextAreaField(_l("Note"), validators=[at_most(2000)], filters=[clean])


class ReassignForm(StepForm):
    """Hand a task to somebody else."""

    person = SelectField(_l("Hand over to"), validators=[required(_l("Choose a person."))])
    reason = TextAreaField(_l("Reason"), validators=[required(_l("Say why.")), at_most(1000)], filters=[clean])


class PressForm(StepForm):
    """A single button."""


class ReasonForm(StepForm):
    """A reason and a button."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[required(_l("Say why: the reason stays in the history.")), at_most(2000)],
        filters=[clean],
    )


FORMS = {"open_phase": ReasonForm, "close_phase": ReasonForm, "reassign_task": ReassignForm}
