"""I13: every member of a frozen roster has an attendance, and nothing was opened or adopted without the quorum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import Finding
from models.base.language import N_
from models.council.attendance import Attendance
from models.council.ballots import Ballot
from models.council.meetings import Meeting, RosterMember, Round
from models.council.words import Presence

CODE = "I13"
UNTOLD = N_("Meeting %(meeting)s: %(count)s members of the roster have no attendance.")
OPENED = N_("Meeting %(meeting)s was opened with %(present)s members present; %(needed)s were needed.")
ADOPTED = N_("Meeting %(meeting)s adopted its results with %(present)s members present; %(needed)s were needed.")
AWAY = N_("Round %(round)s of meeting %(meeting)s holds a ballot of a member who was never present.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Attendances of frozen rosters, and the ballots of open rounds."""
    rows: dict[int, list[Attendance]] = {}  # by member of the roster, in the order of writing
    for row in session.scalars(select(Attendance).order_by(Attendance.id)):
        rows.setdefault(row.roster_member_id, []).append(row)
    for meeting in session.scalars(select(Meeting).where(Meeting.roster_frozen_at.is_not(None)).order_by(Meeting.id)):
        yield from _meeting(meeting, [rows.get(one.id, []) for one in meeting.roster])
    query = (
        select(Round, RosterMember.id)
        .join(Ballot, Ballot.round_id == Round.id)
        .join(RosterMember, (RosterMember.meeting_id == Round.meeting_id)
              & (RosterMember.person_id == Ballot.person_id))
        .order_by(Round.id, RosterMember.id)
    )  # fmt: skip
    for held, member_id in session.execute(query):
        if not any(row.state == Presence.PRESENT for row in rows.get(member_id, [])):
            yield Finding(CODE, AWAY, {"round": held.number, "meeting": held.meeting.code})


def _meeting(meeting: Meeting, members: list[list[Attendance]]) -> Iterator[Finding]:
    needed = meeting.quorum_needed or 0
    untold = members.count([])
    if untold:
        yield Finding(CODE, UNTOLD, {"meeting": meeting.code, "count": untold})
    present = sum(rows[0].state == Presence.PRESENT for rows in members if rows)
    if present < needed and not untold:
        yield Finding(CODE, OPENED, {"meeting": meeting.code, "present": present, "needed": needed})
    adopted_with = (meeting.results or {}).get("present", 0)
    if meeting.adopted_at is not None and adopted_with < needed:
        yield Finding(CODE, ADOPTED, {"meeting": meeting.code, "present": adopted_with, "needed": needed})
