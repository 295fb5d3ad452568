"""For whom somebody writes: for the body itself, or from above for one that has nobody who writes."""

from __future__ import annotations

from typing import Any

from models.people.organizations import Organization
from models.people.words import Role
from workflows.call import Call


def written_by_id(call: Call, organization: Organization) -> int:
    """The key of the body in whose name the actor writes for `organization`: itself, else the lowest above it."""
    seats = [
        seat for seat in call.actor.seats if seat.role is Role.UNIT_OFFICER and organization.path.startswith(seat.path)
    ]
    return max(seats, key=lambda seat: len(seat.path)).organization_id if seats else organization.id


def told(writer_id: int, organization: Organization) -> dict[str, Any]:
    """What the history keeps of it: nothing when the body wrote for itself."""
    return {"on_behalf_of": organization.name} if writer_id != organization.id else {}
