"""No form speaks another language than its reader, whatever is typed into its fields."""

from __future__ import annotations

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

import forms
from models.base.session import Database
from tests.journeys.looking import ENGLISH
from webapp import create_app

TYPED = ("", "x", "1.5", "-1", "9" * 30, "x" * 200_000, "\u202e")


@pytest.mark.parametrize("typed", TYPED, ids=[ascii(typed[:8]) for typed in TYPED])
def test_what_is_wrong_with_a_field_is_said_in_vietnamese(sqlite_database: Database, typed: str) -> None:
    app = create_app({"TESTING": True, "DATABASE": sqlite_database})
    said: set[str] = set()
    for name, kind in forms.FORMS.items():
        with app.test_request_context("/", method="POST"), force_locale("vi"):
            names = [field.name for field in kind()]
            form = kind(formdata=MultiDict(dict.fromkeys(names, typed)))
            for field in form:
                if getattr(field, "choices", []) is None:  # its page would have given them
                    field.choices = [SelectChoice("one", "một")]
            if not form.validate():
                said |= {f"{name}: {error}" for errors in form.errors.values() for error in errors}
    assert said
    assert [one for one in sorted(said) if ENGLISH.search(one.partition(": ")[2])] == []
