"""What pages ask of dossiers: who may see which."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select, true

from models.nominations.dossiers import Dossier
from models.people.organizations import Organization, within_path
from models.people.permissions import Actor
from models.people.words import Role


def visible_dossiers(actor: Actor) -> ColumnElement[bool]:
    """A unit sees its own subtree, the office what was submitted; members of the council: see council/queries."""
    if actor.is_system:
        return true()
    paths = actor.paths(Role.UNIT_OFFICER, Role.HEAD)
    seen = [Dossier.organization_id.in_(select(Organization.id).where(or_(*map(within_path, paths))))] if paths else []
    if actor.in_office:
        seen.append(Dossier.submitted_at.is_not(None))
    return or_(*seen) if seen else Dossier.id.is_(None)
