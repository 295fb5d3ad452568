"""Forms of campaigns: works, figures, the end of a phase."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from forms.fields import DayField, StepForm, at_most, clean, clean_line, required

TITLE_SIZE = 250
TEXT_SIZE = 4000


class ReviseWorkForm(StepForm):
    """A work as it is registered; the page sets the kinds."""

    kind = RadioField(_l("What is it?"), validators=[required(_l("Choose what it is."))], choices=[])
    title = StringField(
        _l("Name of the work"),
        description=_l("What is built or done, and where; at most 250 characters."),
        validators=[required(_l("Give the work a name.")), at_most(TITLE_SIZE)],
        filters=[clean_line],
    )
    plan = TextAreaField(
        _l("What is planned"),
        description=_l("Size, money, working days, who takes part."),
        validators=[Optional(), at_most(TEXT_SIZE)],
        filters=[clean],
    )
    finish_on = DayField(_l("To be completed by"), description=_l("For example 30 6 2024."), validators=[Optional()])


class RegisterWorkForm(ReviseWorkForm):
    """A new work; the page sets the organisations for which the reader writes."""

    organization = SelectField(_l("Organisation"), validators=[required(_l("Choose the organisation."))], choices=[])


def _verdict(question: Any, *choices: SelectChoice) -> RadioField:
    """What the level above decides on a work; nothing is chosen beforehand."""
    return RadioField(question, choices=list(choices), validators=[required(_l("Choose what you decide."))])


def _reason() -> TextAreaField:
    """Why it decides so."""
    return TextAreaField(
        _l("Reason"),
        description=_l("Needed when you return it; the organisation reads it."),
        validators=[at_most(2000)],
        filters=[clean],
    )


class ApproveWorkForm(StepForm):
    """The level above decides on a registration."""

    outcome = _verdict(
        _l("Decision on the registration"),
        SelectChoice("approved", _l("Approve: the work may begin")),
        SelectChoice("returned", _l("Return it to be mended")),
    )
    reason = _reason()


class CompleteWorkForm(StepForm):
    """What came of a work, and when."""

    result = TextAreaField(
        _l("Result"),
        description=_l("Size, money, working days, who uses it."),
        validators=[required(_l("Say what came of it.")), at_most(TEXT_SIZE)],
        filters=[clean],
    )
    completed_on = DayField(
        _l("Completed on"), description=_l("For example 15 6 2024."), validators=[required(_l("Give the day."))]
    )


class AcceptWorkForm(StepForm):
    """The level above decides on a completion."""

    outcome = _verdict(
        _l("Decision on the completion"),
        SelectChoice("accepted", _l("Accept: the work counts as completed")),
        SelectChoice("returned", _l("Return it, work goes on")),
    )
    reason = _reason()


class CancelWorkForm(StepForm):
    """Why a work is given up."""

    reason = TextAreaField(
        _l("Why is the work given up?"), validators=[required(_l("Say why.")), at_most(2000)], filters=[clean]
    )


class NumberFigureForm(StepForm):
    """A figure that is counted."""

    value = IntegerField(
        _l("Figure"),
        description=_l("A whole number; 0 when there is none."),
        validators=[required(_l("Type in a whole number, 0 or more."))],
    )
    note = StringField(
        _l("Note"), description=_l("For example which paper says so."), validators=[Optional(), at_most(250)],
        filters=[clean_line],
    )  # fmt: skip
    seen = HiddenField(validators=[Length(max=12)])


class DoneFigureForm(NumberFigureForm):
    """A figure that says only whether it was done."""

    value = RadioField(
        _l("Has the organisation done it?"),
        coerce=int,
        choices=[SelectChoice(1, _l("Done")), SelectChoice(0, _l("Not done"))],
        validators=[required(_l("Choose done or not done."))],
    )


class PhaseEndForm(StepForm):
    """The announced last day of a phase."""

    closes_on = DayField(
        _l("Last day of the phase"),
        description=_l("The phase is open until the end of this day. For example 15 10 2024."),
        validators=[required(_l("Give the last day."))],
    )
    reason = StringField(
        _l("Announced by"),
        description=_l("The paper that announces the day: number, date, issuing body."),
        validators=[required(_l("Name the paper that announces the day.")), at_most(250)],
        filters=[clean_line],
    )


FORMS = {
    "register_work": RegisterWorkForm,
    "approve_work": ApproveWorkForm,
    "revise_work": ReviseWorkForm,
    "complete_work": CompleteWorkForm,
    "accept_work": AcceptWorkForm,
    "cancel_work": CancelWorkForm,
    "report_figure": NumberFigureForm,
    "announce_phase_end": PhaseEndForm,
}
