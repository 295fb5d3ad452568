"""Choices of the administrator's forms: organisations, roles, forms of address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased
from wtforms.fields import SelectChoice

from models.people.organizations import Organization, alive
from models.people.words import Honorific, Role
from webapp.frame.language import label, upfirst

Choices = list[SelectChoice]


def organization_choices(session: Session, day: date, *, first: str, without: Sequence[int] = ()) -> Choices:
    """The organisations that exist on `day`, by name; `first` is the empty choice. Communes say their district."""
    above = aliased(Organization)
    query = (
        select(Organization.id, Organization.public_id, Organization.name, above.name)
        .join(above, above.id == Organization.parent_id, isouter=True)
        .where(alive(day))
        .order_by(Organization.parent_id.is_not(None), Organization.sort_key, Organization.id)
    )
    rows = session.execute(query)
    named = (
        (public_id, f"{name} ({upper})" if upper else name)
        for key, public_id, name, upper in rows
        if key not in without
    )
    return [SelectChoice("", first), *(SelectChoice(public_id, words) for public_id, words in named)]


def role_choices() -> Choices:
    return [SelectChoice("", _("Choose")), *(SelectChoice(str(role), upfirst(label(role))) for role in Role)]


def honorific_choices() -> Choices:
    return [SelectChoice(str(word), label(word)) for word in Honorific]
