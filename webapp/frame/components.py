"""The published components (govuk-frontend), callable from our stricter templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined, Undefined
from markupsafe import Markup

MACROS = {
    "button": "govukButton",
    "character-count": "govukCharacterCount",
    "checkboxes": "govukCheckboxes",
    "date-input": "govukDateInput",
    "error-summary": "govukErrorSummary",
    "file-upload": "govukFileUpload",
    "input": "govukInput",
    "password-input": "govukPasswordInput",
    "radios": "govukRadios",
    "select": "govukSelect",
    "textarea": "govukTextarea",
}


def attach(app: Flask) -> None:
    """Make a misspelt name an error in our templates, and give them `govuk(name, params)`."""
    if app.jinja_loader is None:
        raise RuntimeError("the application has no templates")
    environment = app.jinja_env
    published = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment.loader = ChoiceLoader([app.jinja_loader, published])
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.globals["govuk"] = _caller(environment)


def _caller(environment: Environment) -> Callable[[str, Mapping[str, Any]], Markup]:
    lenient = environment.overlay(undefined=Undefined)  # the published macros ask for absent parameters

    @cache
    def macro(name: str) -> Callable[[Mapping[str, Any]], Markup]:
        template = lenient.get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
        found: Callable[[Mapping[str, Any]], Markup] = getattr(template.module, MACROS[name])
        return found

    def govuk(name: str, params: Mapping[str, Any]) -> Markup:
        return Markup(str(macro(name)(params)).strip())  # noqa: S704 a template with autoescape made it

    return govuk
