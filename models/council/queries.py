"""What pages ask of meetings."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, false, true
from sqlalchemy.orm import aliased

from models.council.meetings import Meeting, RosterMember
from models.council.words import MeetingStatus
from models.people.permissions import Actor
from models.people.words import Role
from models.process.cases import Case


def visible_meetings(actor: Actor) -> ColumnElement[bool]:
    """The office and the chair see every meeting, members those that are convened and those whose roster has them."""
    if actor.is_system or actor.in_office or actor.holds(Role.COUNCIL_CHAIR):
        return true()
    if actor.holds(Role.COUNCIL_MEMBER):
        listed = exists().where(RosterMember.meeting_id == Meeting.id, RosterMember.person_id == actor.person_id)
        bodies = [seat.organization_id for seat in actor.seats if seat.role == Role.COUNCIL_MEMBER]
        own = aliased(Case)  # never the case of a query around it
        convened = exists().where(own.id == Meeting.case_id, own.status == MeetingStatus.CONVENED)
        return listed | (Meeting.organization_id.in_(bodies) & convened)
    return false()
