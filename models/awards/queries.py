"""What pages ask of decisions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, true

from models.people.permissions import Actor


def visible_decisions(actor: Actor) -> ColumnElement[bool]:
    """The office sees every decision; units learn theirs by letter and on their dossier."""
    return true() if actor.is_system or actor.in_office else false()
