"""What pages ask of meetings."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, false, true

from models.council.meetings import Meeting, RosterMember
from models.people.permissions import Actor
from models.people.words import Role


def visible_meetings(actor: Actor) -> ColumnElement[bool]:
    """The office and the chair see every meeting, members those whose roster has them."""
    if actor.is_system or actor.in_office or actor.holds(Role.COUNCIL_CHAIR):
        return true()
    if actor.holds(Role.COUNCIL_MEMBER):
        return exists().where(RosterMember.meeting_id == Meeting.id, RosterMember.person_id == actor.person_id)
    return false()
