"""What people type about themselves and what the administrator types about them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import EqualTo, Length, Optional

from forms.fields import DayField, StepForm, UploadField, at_most, clean, clean_line, not_bad, required

MOST_TABLE = 1_000_000  # signs of a pasted table


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Name and password; what is wrong is never said more exactly than that one of them is."""

    next = HiddenField()
    kept = HiddenField()
    username = StringField(
        _l("User name"),
        description=_l("Given by your administrator, for example thuha.namnjang"),
        validators=[required(_l("Type your user name.")), at_most(200)],
        render_kw={"autocapitalize": "none"},
    )
    password = PasswordField(_l("Password"), validators=[required(_l("Type your password.")), at_most(200)])


class ChangePasswordForm(StepForm):
    """The present password and twice the new one."""

    current = PasswordField(
        _l("Present password"), validators=[required(_l("Type your present password.")), at_most(200)]
    )
    password = PasswordField(
        _l("New password"),
        description=_l(
            "At least 10 signs. A short sentence is good and easy to remember; accents and spaces are allowed."
        ),
        validators=[required(_l("Type a new password.")), at_most(200)],
    )
    repeated = PasswordField(
        _l("New password once more"),
        validators=[
            required(_l("Type the new password once more.")),
            EqualTo("password", message=_l("The two new passwords differ.")),
        ],
    )


class EndSessionsForm(StepForm):
    """Sign out elsewhere: one browser, or all but this one."""

    only = HiddenField(validators=[Length(max=12)])


class PersonForm(StepForm):
    """Who somebody is and where they are at home."""

    name = StringField(
        _l("Full name"), filters=[clean_line], validators=[required(_l("Write the full name.")), at_most(200)]
    )
    honorific = RadioField(_l("Form of address"), choices=[], validators=[Optional()])
    title = StringField(
        _l("Position"),
        description=_l("As it stands on papers, for example Chuyên viên"),
        filters=[clean_line],
        validators=[Optional(), at_most(200)],
    )
    unit = SelectField(_l("Home unit"), validators=[required(_l("Choose the unit."))])


class AccountForm(StepForm):
    """The user name of a new account."""

    username = StringField(
        _l("User name"),
        description=_l("Small letters without accents, digits, dot or hyphen; 3 to 40 signs"),
        validators=[required(_l("Type a user name.")), at_most(80)],
    )


class PostForm(StepForm):
    """A role in an organisation, with its days."""

    role = SelectField(_l("Role"), validators=[required(_l("Choose the role."))])
    organization = SelectField(_l("Organisation"), validators=[required(_l("Choose the organisation."))])
    from_on = DayField(_l("First day"), description=_l("Empty: today"))
    to_on = DayField(_l("Last day"), description=_l("Empty: until further notice"))


class EndPostForm(StepForm):
    """The last day of a role, and why."""

    to_on = DayField(_l("Last day"), description=_l("Empty: yesterday, so the role ends at once"))
    reason = StringField(
        _l("Reason"),
        filters=[clean_line],
        validators=[required(_l("Say why: the reason stays in the history.")), at_most(500)],
    )


class LockForm(StepForm):
    """Why an account is closed."""

    reason = StringField(
        _l("Reason"),
        filters=[clean_line],
        validators=[required(_l("Say why: the reason stays in the history.")), at_most(500)],
    )


class ImportForm(StepForm):
    """A table of organisations, pasted or as a file."""

    table = TextAreaField(_l("Pasted table"), validators=[Length(max=MOST_TABLE), not_bad])
    file = UploadField(_l("Or a file"), description=_l("CSV, TSV (UTF-8) or XLSX, at most 20 MB"))


class EndOrganizationForm(StepForm):
    """The last day of an organisation, and who carries on."""

    valid_to = DayField(_l("Last day"), validators=[required(_l("Say the last day."))])
    successor = SelectField(_l("Successor"), description=_l("Carries on what this organisation has begun"))
    reason = TextAreaField(
        _l("Reason"),
        description=_l("Number and date of the paper"),
        filters=[clean],
        validators=[required(_l("Say why: the reason stays in the history.")), at_most(1000)],
    )


FORMS = {
    "change_password": ChangePasswordForm,
    "end_sessions": EndSessionsForm,
    "add_person": PersonForm,
    "change_person": PersonForm,
    "create_account": AccountForm,
    "lock_account": LockForm,
    "give_post": PostForm,
    "end_post": EndPostForm,
    "import_organizations": ImportForm,
    "end_organization": EndOrganizationForm,
}
