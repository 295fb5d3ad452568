"""What the plan leaves open and the scheme assumes, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from models.schemes.shape.given import Assumed
from models.schemes.shape.structure import Scheme
from models.schemes.words import FIELD_LABELS
from webapp.frame.language import label, say, short_date

_OWNER = re.compile(r"(phases|dossier\.routes)\[([^\]]+)\]")
_PERCENT = "threshold_percent"


@dataclass(frozen=True)
class Told:
    """One assumption: what it is about, the value taken, why, and what that rests on."""

    path: str
    about: str
    value: str
    reason: str
    source: str


def told_assumptions(scheme: Scheme) -> list[Told]:
    """All assumptions of the scheme in the order of its file."""
    return [_told(scheme, assumed) for assumed in scheme.assumptions()]


def _told(scheme: Scheme, assumed: Assumed) -> Told:
    name = say(FIELD_LABELS[assumed.field]) if assumed.field in FIELD_LABELS else assumed.field
    owner = _owner(scheme, assumed.path)
    about = _("%(owner)s: %(field)s", owner=owner, field=name) if owner else name
    return Told(assumed.path, about, _value(scheme, assumed), assumed.reason, assumed.source)


def _owner(scheme: Scheme, path: str) -> str:
    """The phase or kind of organisation that the value belongs to."""
    match = _OWNER.match(path)
    if match is None:
        return ""
    if match[1] == "phases":
        return scheme.phase(match[2]).name
    return _kind(scheme, match[2])


def _value(scheme: Scheme, assumed: Assumed) -> str:
    if assumed.field == _PERCENT:
        return f"{assumed.value}\N{NO-BREAK SPACE}%"
    return _word(scheme, assumed.value)


def _word(scheme: Scheme, value: Any) -> str:
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, tuple):
        return ", ".join(_word(scheme, item) for item in value)
    if isinstance(value, date):
        return short_date(value)
    return _kind(scheme, value) if isinstance(value, str) else str(value)


def _kind(scheme: Scheme, key: str) -> str:
    return next((kind.name for kind in scheme.organization_kinds if kind.key == key), key)
