"""Forms of decisions: line by line, signature and number, results of other bodies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from forms.fields import DayField, StepForm, UploadField, at_most, clean, clean_line, required
from forms.lines import add_fields, by_line


class LinesForm(StepForm):
    """A form that asks the same of every line; the page adds the lines."""

    CHOICES: tuple[SelectChoice, ...]
    ASKED: str  # the choice that needs a reason; typed under another one, a reason does not count
    WHY: Any  # the question for the reason, with %(name)s

    def ask(self, lines: Iterable[tuple[str, str]]) -> None:
        """Add a choice and a reason for each (public id, name)."""
        fields: list[tuple[str, Any]] = []
        for key, name in lines:
            fields.append(
                (
                    f"state-{key}",
                    RadioField(
                        name,
                        choices=list(self.CHOICES),
                        validate_choice=False,
                        coerce=lambda value: "" if value is None else str(value),
                    ),
                )
            )
            fields.append(
                (
                    f"reason-{key}",
                    StringField(str(self.WHY) % {"name": name}, validators=[at_most(500)], filters=[clean_line]),
                )
            )
        add_fields(self, fields)

    def lines(self) -> dict[str, dict[str, str]]:
        """Line → what was chosen and why, as a verb takes it."""
        reasons = by_line(self, "reason")
        return {
            key: {"state": state or "", "reason": (reasons.get(key) or "") if state == self.ASKED else ""}
            for key, state in by_line(self, "state").items()
        }


class DecideForm(LinesForm):
    """The standing committee decides on each line."""

    CHOICES = (
        SelectChoice("decided", _l("Give the award")),
        SelectChoice("sent_back", _l("Send back to the council")),
    )
    ASKED = "sent_back"
    WHY = _l("Why is %(name)s sent back?")

    def answers(self) -> dict[str, Any]:
        return {"lines": self.lines()}


class IssueForm(StepForm):
    """Who signed, as what, and when; the number comes from the book."""

    signer_name = StringField(
        _l("Signed by"), validators=[required(_l("Give the name of who signed.")), at_most(200)], filters=[clean_line]
    )
    signer_title = StringField(
        _l("Title of the signer"), description=_l("As on the paper, for example CHAIRMAN."),
        validators=[required(_l("Give the title of who signed, as on the paper.")), at_most(200)],
        filters=[clean_line],
    )  # fmt: skip
    signed_on = DayField(_l("Signed on"), validators=[required(_l("Give the day of the signature."))])


class OutsideResultForm(LinesForm):
    """What the other body decided, as its paper says."""

    CHOICES = (SelectChoice("granted", _l("Granted")), SelectChoice("refused", _l("Refused")))
    ASKED = "refused"
    WHY = _l("Why was %(name)s refused, as the paper says?")

    outside_number = StringField(
        _l("Number of the paper"), validators=[required(_l("Give the number of the other body's paper.")), at_most(80)],
        filters=[clean_line],
    )  # fmt: skip
    outside_on = DayField(_l("Day of the paper"), validators=[required(_l("Give the day of the other body's paper."))])
    outside_body = StringField(_l("Body that decided"), validators=[at_most(200)], filters=[clean_line])
    file = UploadField(_l("Scan of the paper"))

    def answers(self) -> dict[str, Any]:
        typed = {name: self[name].data for name in ("outside_number", "outside_on", "outside_body", "file")}
        return {**typed, "lines": self.lines()}


class ConfirmResultForm(StepForm):
    """Does what was typed in agree with the scan?"""

    outcome = RadioField(
        _l("Does it agree with the scan?"),
        choices=[
            SelectChoice("confirmed", _l("Yes, confirm the results")),
            SelectChoice("sent_back", _l("No, send it back to be typed again")),
        ],
        validators=[required(_l("Choose what you decide."))],
    )
    reason = TextAreaField(
        _l("What does not agree"), description=_l("Needed when you send it back."),
        validators=[at_most(1000)], filters=[clean],
    )  # fmt: skip


FORMS = {
    "decide_award": DecideForm,
    "issue_decision": IssueForm,
    "enter_outside_result": OutsideResultForm,
    "confirm_outside_result": ConfirmResultForm,
}
