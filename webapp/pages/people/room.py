"""The room of people: its address book, and what is asked before every page of the house."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.frame import returning
from webapp.frame.login import who_is_here

blueprint = Blueprint("people", __name__)

# What somebody may do who still has to replace a password that was handed to them.
BEFORE_CHANGE = frozenset({"people.account", "people.change_password", "people.sign_out", "language"})


@blueprint.before_app_request
def _before_every_page() -> ResponseReturnValue | None:
    """A handed-over password is changed first; text that was kept over a sign-in is laid out."""
    here = who_is_here()
    if here is None:
        return None
    if here.must_change and request.endpoint not in BEFORE_CHANGE:
        return redirect("/account#change", 303)
    returning.give_back(here.account_id)
    return None


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


@blueprint.app_template_filter("browser")
def browser(agent: str) -> str:
    """A browser as its owner would name it: "Chrome, Android"."""
    words = [next((name for sign, name in table if sign in agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(word for word in words if word) or _("A browser of unknown kind")
