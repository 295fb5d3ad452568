"""The common ground of all forms: key and version, clean text, days typed in parts, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, FieldList, HiddenField, MultipleFileField, SelectMultipleField, SubmitField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import TextInput

from forms.said import Said
from models.base.finding import BadRequest
from models.base.text import BadText, nfc, one_line

YEARS = range(1900, 2200)  # born, founded, planned: a year outside is a slip of the hand
LONGEST = 100_000  # signs of one typed text
UNSENT = frozenset({"csrf_token", "key", "version"})


class StepForm(FlaskForm):  # type: ignore[misc]
    """A form that passes the door: its key makes a repetition harmless, its version shows who was faster."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False  # the frame has looked at the guard before any page is asked

        def get_translations(self, form: Any) -> Said:
            return Said()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was sent, or what was typed when the session had ended and now waits in `g.kept`."""
            sent = super().wrap_formdata(form, formdata)
            return _kept_for(form) if sent is None else sent

    key = HiddenField(validators=[Length(max=200)])
    version = HiddenField(validators=[Length(max=12)])

    def validate(self, extra_validators: Any = None) -> bool:
        """As WTForms; a field that this form does not have, or one given twice, is nothing a browser sends (400)."""
        self.refuse_foreign()
        return bool(super().validate(extra_validators))

    def refuse_foreign(self) -> None:
        """BadRequest for a field that this form does not have, and for one given twice."""
        known = {"csrf_token"} | {field.name for field in self}
        for name in (*request.form, *request.files):
            base = name if name in known else name.rpartition("-")[0]
            field = self._fields.get(base)
            if base not in known or (base != name and not hasattr(field, "parts")):
                raise BadRequest()
            many = isinstance(field, SelectMultipleField | MultipleFileField | FieldList)
            if not many and len(request.form.getlist(name)) + len(request.files.getlist(name)) > 1:
                raise BadRequest()

    def answers(self) -> dict[str, Any]:
        """What was typed, by field name, without the hidden fields."""
        return {name: value for name, value in self.data.items() if name not in UNSENT}


class PreviewForm(StepForm):
    """A form with a second button that only looks ahead: nothing is decided by it, and nothing is wrong."""

    preview: SubmitField

    def validate(self, extra_validators: Any = None) -> bool:
        """As every form; while somebody looks ahead never valid, and without errors."""
        if self.preview.data:
            self.refuse_foreign()
            return False
        return super().validate(extra_validators)

    def answers(self) -> dict[str, Any]:
        return {name: value for name, value in super().answers().items() if name != "preview"}


def _kept_for(form: FlaskForm) -> Any:
    """The kept text, when it was typed into this form: every name is one of its fields or a part of one."""
    kept = g.get("kept")
    if kept is None:
        return None
    names = {name if name in form else name.rpartition("-")[0] for name in kept} - UNSENT
    return kept if names and all(name in form for name in names) else None


def clean(value: str | None) -> str:
    """NFC and single spaces on entry; several lines stay lines."""
    return _cleaned(nfc, value)


def clean_line(value: str | None) -> str:
    """As `clean`, for names and titles: one line."""
    return _cleaned(one_line, value)


def _cleaned(how: Callable[[str], str], value: str | None) -> str:
    if value and len(value) > LONGEST:  # no field takes so much: refused before every sign of it is looked at
        raise ValueError(_l("At most %(max)d characters.") % {"max": LONGEST})
    try:
        return how(value or "")
    except BadText as refused:
        raise ValueError(_said(refused.message)) from refused


def _said(message: str) -> str:
    from flask_babel import get_locale

    from models.base.language import say

    locale = get_locale()
    return say(message, locale.language if locale else "vi")


def required(sentence: Any = None) -> InputRequired:
    """The field must be filled; the sentence says with what."""
    return InputRequired(sentence or _l("Fill this in."))


@dataclass(frozen=True)
class DayPart:
    """One box of a day."""

    name: str
    label: str
    value: str
    width: int


class DayField(Field):  # type: ignore[misc]
    """A day typed as day, month, year; `data` is a date or None."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self._typed: dict[str, str] = {}

    def parts(self) -> Sequence[DayPart]:
        """The three boxes with what was typed, or with the stored day."""
        shown = self._typed or (
            {}
            if self.data is None
            else {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)}
        )
        return (
            DayPart("day", _l("Day"), shown.get("day", ""), 2),
            DayPart("month", _l("Month"), shown.get("month", ""), 2),
            DayPart("year", _l("Year"), shown.get("year", ""), 4),
        )

    def process(self, formdata: Mapping[str, Any] | None, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes `name-day`, `name-month`, `name-year`."""
        self.process_errors = []
        self.data = data if isinstance(data, date) else (self.default if isinstance(self.default, date) else None)
        if formdata is None or not any(f"{self.name}-{part}" in formdata for part in ("day", "month", "year")):
            return
        self._typed = {part: str(formdata.get(f"{self.name}-{part}", "")).strip() for part in ("day", "month", "year")}
        self.raw_data = [value for value in self._typed.values() if value]
        self.data = None
        if self.raw_data:
            try:
                self.data = _day(self._typed)
            except (ValueError, OverflowError):
                self.process_errors.append(_l("This is not a day of the calendar. Example: 18 6 2024."))


def _day(typed: Mapping[str, str]) -> date:
    """The day in these boxes; ValueError or OverflowError where there is none, or none that plans are made for."""
    found = date(*(int(typed[part]) for part in ("year", "month", "day")))
    if found.year not in YEARS:
        raise ValueError(found)
    return found


class UploadField(FileField):  # type: ignore[misc]
    """One uploaded file; what it really is the gate decides, not its name."""


def at_most(length: int) -> Length:
    return Length(max=length, message=_l("At most %(max)d characters."))


def not_bad(_form: Any, field: Any) -> None:
    """Refuse text with hidden signs where no filter cleans it."""
    try:
        nfc(field.data or "")
    except BadText as refused:
        raise ValidationError(_said(refused.message)) from refused
