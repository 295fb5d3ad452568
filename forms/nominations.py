"""Forms of dossiers: drafts, nominees, papers, confirmation, receipt, appraisal, holds."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional

from forms.fields import DayField, PreviewForm, StepForm, UploadField, at_most, clean, clean_line, not_bad, required

WARNED = ("E01", "E07", "E09", "E11", "lookalike")  # rules whose warning needs a written reason
PASTED = 200_000


class StartDossierForm(StepForm):
    """For which award; the page sets the awards and, where somebody writes for several, the organisations."""

    award = RadioField(
        _l("Award"), validators=[required(_l("Choose the award that the dossier asks for."))], choices=[]
    )


class NominationForm(PreviewForm):
    """One nominee; the page sets organisations and buckets."""

    kind = RadioField(
        _l("Who is nominated?"),
        choices=[SelectChoice("individual", _l("A person")), SelectChoice("collective", _l("A collective"))],
        validators=[required(_l("Say whether this is a collective or a person."))],
    )
    organization = SelectField(
        _l("Organisation"),
        description=_l("Where the person works, or the collective itself."),
        choices=[],
        validators=[required(_l("Choose the organisation."))],
    )
    honorific = RadioField(
        _l("Form of address"),
        choices=[SelectChoice("mr", _l("Mr")), SelectChoice("ms", _l("Ms"))],
        validators=[Optional()],
    )
    name = StringField(
        _l("Full name of the person"),
        description=_l(
            "As on the birth certificate, with all accents: it is printed on the certificate. "
            "Leave empty for a collective."
        ),
        validators=[at_most(150)],
        filters=[clean_line],
    )
    born = StringField(
        _l("Date of birth"),
        description=_l("31/12/1964, or only the year 1964."),
        validators=[at_most(10)],
        filters=[clean_line],
    )
    position = StringField(_l("Position"), validators=[at_most(200)], filters=[clean_line])
    same = RadioField(
        _l("Is this the same person?"),
        description=_l("Somebody of a similar name is nominated already."),
        choices=[],
        validators=[Optional()],
        validate_choice=False,
    )
    bucket = SelectField(_l("Quota group"), choices=[], validators=[Optional()], validate_choice=False)
    works = SelectMultipleField(
        _l("Registered works that are the achievement"),
        description=_l("Those to which the nominee contributed most; the appraiser sees how far each is."),
        choices=[],
        validators=[Optional()],
        validate_choice=False,
    )
    summary = TextAreaField(
        _l("Summary of the achievement"),
        description=_l(
            "What was done, figures, who benefits. At most 1,200 characters; it goes into the summary roster."
        ),
        filters=[clean],
    )

    preview = SubmitField(_l("Check before saving"))


class PasteForm(StepForm):
    """Rows copied from a spreadsheet; whatever was typed comes back as it was."""

    text = TextAreaField(
        _l("Rows from the spreadsheet"),
        validators=[required(_l("Paste at least one row.")), at_most(PASTED), not_bad],
    )


class PartStepForm(StepForm):
    """A paper: a file, or, when its content is secret, only number, date and sets."""

    secret = RadioField(
        _l("Does the paper have secret content?"),
        default="no",
        choices=[
            SelectChoice("no", _l("No: the file is uploaded here")),
            SelectChoice("yes", _l("Yes: nothing is uploaded, only number, date and sets are recorded")),
        ],
        validators=[required(_l("Say whether the content is secret."))],
    )
    file = UploadField(_l("File"), description=_l("PDF, DOCX or XLSX, at most 20 MB."))
    number = StringField(
        _l("Number of the paper"),
        description=_l("For example 18/TTr-MTTQ-BTT."),
        validators=[at_most(60)],
        filters=[clean_line],
    )
    dated_on = DayField(_l("Date of the paper"), validators=[Optional()])
    sets = IntegerField(
        _l("Sets of originals (secret papers only)"),
        validators=[Optional(), NumberRange(1, 99, _l("Enter a number from 1 to 99."))],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A secret file is refused before a byte of it is kept."""
        well = super().validate(extra_validators)
        if self.secret.data == "yes" and self.file.data is not None and self.file.data.filename:
            sentence = _l("A paper with secret content is never uploaded here: record only its number, date and sets.")
            self.file.errors = [*self.file.errors, sentence]
            return False
        return well

    def answers(self) -> dict[str, Any]:
        """As typed, with the question of secrecy as yes or no."""
        return {**super().answers(), "secret": self.secret.data == "yes"}


class AttachPartForm(PartStepForm):
    """A paper of any kind; the page sets the nominees for a report of one of them."""

    nomination = SelectField(_l("Whose report?"), choices=[], validators=[Optional()])


class ConfirmForm(StepForm):
    """The head hands the dossier in, or gives it back."""

    outcome = RadioField(
        _l("Your decision"),
        choices=[
            SelectChoice("submitted", _l("Confirm and submit to the secretariat")),
            SelectChoice("sent_back", _l("Send back to the drafter")),
        ],
        validators=[required(_l("Choose what you decide."))],
    )
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Needed when you send it back; the drafter reads it."),
        validators=[at_most(2000)],
        filters=[clean],
    )


class NoteForm(StepForm):
    """A button and a note."""

    reason = TextAreaField(_l("Note"), validators=[at_most(2000)], filters=[clean])


class RosterForm(StepForm):
    """The roster is drawn up by itself: only a button."""


class WhyForm(StepForm):
    """A reason and a button."""

    reason = TextAreaField(_l("Reason"), validators=[required(_l("Say why.")), at_most(2000)], filters=[clean])


class ReceiveForm(StepForm):
    """How many sets of originals came."""

    sets_counted = IntegerField(
        _l("Sets of originals counted"),
        description=_l("0 when none has come on paper yet."),
        validators=[NumberRange(0, 99, _l("Enter a number from 0 to 99."))],
    )


class AppraiseForm(StepForm):
    """Passed on to the council, or returned with defects."""

    outcome = RadioField(
        _l("Result of the appraisal"),
        choices=[
            SelectChoice("ready", _l("Ready: pass on to the council")),
            SelectChoice("returned", _l("Return to the unit for completion")),
        ],
        validators=[required(_l("Choose the result."))],
    )
    defects = TextAreaField(
        _l("Defects"),
        description=_l("One on each line; only for a return. The unit reads them."),
        validators=[at_most(8000)],
        filters=[clean],
    )

    def answers(self) -> dict[str, Any]:
        """As typed, the defects as a list."""
        lines = [line.strip() for line in (self.defects.data or "").splitlines()]
        return {**super().answers(), "defects": [line for line in lines if line]}


class JudgeForm(StepForm):
    """One nomination: eligible, with a reason for each warning, or not."""

    verdict = RadioField(
        _l("Verdict"),
        choices=[SelectChoice("eligible", _l("Eligible")), SelectChoice("ineligible", _l("Not eligible"))],
        validators=[required(_l("Choose the verdict."))],
    )
    reason = TextAreaField(
        _l("Why it is not eligible"),
        description=_l("Only then; the unit and the council read it."),
        validators=[at_most(2000)],
        filters=[clean],
    )
    central_criteria = BooleanField(_l("The criteria for the central level are met"))

    def answers(self) -> dict[str, Any]:
        """As typed, the reasons for warnings by the code of their rule."""
        typed = super().answers()
        reasons = {code: typed.pop(f"reason-{code}") or "" for code in WARNED}
        return {**typed, "reasons": reasons}


for _code in WARNED:
    setattr(
        JudgeForm,
        f"reason-{_code}",
        TextAreaField(_l("Why this warning does not stand in the way"), validators=[at_most(1000)], filters=[clean]),
    )


class LateForm(WhyForm):
    """The draft is named by its code, as the unit tells it: the office does not see drafts."""

    code = StringField(
        _l("Code of the draft"),
        description=_l("For example HS-2024-0001; the unit reads it out."),
        validators=[required(_l("Enter the code.")), at_most(30)],
        filters=[clean_line],
    )


FORMS = {
    "attach_unit_minutes": PartStepForm,
    "attach_achievement_reports": PartStepForm,
    "prepare_summary_roster": RosterForm,
    "attach_proposal_letter": PartStepForm,
    "submit_dossier": ConfirmForm,
    "revise_dossier": NoteForm,
    "receive_dossier": ReceiveForm,
    "appraise_dossier": AppraiseForm,
    "supplement_dossier": NoteForm,
    "resubmit_dossier": ConfirmForm,
}
