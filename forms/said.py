"""What WTForms says by itself, in the reader's language: the library speaks no Vietnamese."""

from __future__ import annotations

from flask_babel import get_translations, lazy_gettext, lazy_ngettext

# Its sentences that our fields can say, marked here so that they come into our catalogue.
SENTENCES = (
    lazy_gettext("Invalid input."),
    lazy_gettext("This field is required."),
    lazy_gettext("Not a valid integer value."),
    lazy_gettext("Not a valid choice."),
    lazy_gettext("Invalid Choice: could not coerce."),
    lazy_gettext("Invalid choice(s): one or more data inputs could not be coerced."),
    lazy_ngettext(
        "Field cannot be longer than %(max)d character.", "Field cannot be longer than %(max)d characters.", 2
    ),
    lazy_ngettext(
        "'%(value)s' is not a valid choice for this field.", "'%(value)s' are not valid choices for this field.", 2
    ),
)


class Said:
    """Asked by WTForms for each sentence of its own; it puts the values in by itself."""

    def gettext(self, text: str) -> str:
        return str(get_translations().ugettext(text))

    def ngettext(self, one: str, many: str, count: int) -> str:
        return str(get_translations().ungettext(one, many, count))
