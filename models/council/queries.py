"""What pages ask of meetings."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, false, true

from models.council.meetings import AgendaItem, Meeting, RosterMember
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.people.permissions import Actor
from models.people.words import Role


def visible_meetings(actor: Actor) -> ColumnElement[bool]:
    """The office and the chair see every meeting, members those whose roster has them."""
    if actor.is_system or actor.in_office or actor.holds(Role.COUNCIL_CHAIR):
        return true()
    if actor.holds(Role.COUNCIL_MEMBER):
        return exists().where(RosterMember.meeting_id == Meeting.id, RosterMember.person_id == actor.person_id)
    return false()


def dossiers_to_vote_on(actor: Actor) -> ColumnElement[bool]:
    """The dossiers on the agenda of a meeting whose roster has the actor."""
    return exists().where(
        Nomination.dossier_id == Dossier.id,
        AgendaItem.nomination_id == Nomination.id,
        Meeting.id == AgendaItem.meeting_id,
        RosterMember.meeting_id == Meeting.id,
        RosterMember.person_id == actor.person_id,
    )
