"""Forms of quotas: a limit announced, raised or lowered."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange

from forms.fields import StepForm, at_most, clean_line, required

MOST = 1000


class LimitForm(StepForm):
    """The new number of places and the paper or reason behind it."""

    limit = IntegerField(
        _l("New number of places"),
        description=_l("A whole number; 0 when nobody can be adopted."),
        validators=[
            required(_l("Type in a whole number, 0 or more.")),
            NumberRange(0, MOST, _l("A number from %(min)d to %(max)d.")),
        ],
    )
    reason = StringField(
        _l("Reason"),
        description=_l("The paper that says so: number, date, issuing body. It stays in the history."),
        validators=[required(_l("Say why: the reason stays in the history.")), at_most(500)],
        filters=[clean_line],
    )


FORMS = {"announce_quota": LimitForm, "raise_quota": LimitForm, "lower_quota": LimitForm}
