"""Who is at the meeting: one row for each change, never altered; the last row of a member holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base.finding import Finding
from models.base.language import N_
from models.base.tables import Base, Keyed, append_only, fk
from models.council.meetings import Meeting, RosterMember
from models.council.words import Presence

NO_QUORUM = N_("At least %(needed)s of %(total)s members must be present; now there are %(present)s.")


class Attendance(Keyed, Base):
    """A member of the roster is there, or not, from `at` on; at opening each member gets a first row."""

    __tablename__ = "vd_attendance"

    meeting_id: Mapped[int] = fk("vd_meeting.id")
    roster_member_id: Mapped[int] = fk("vd_roster_member.id")
    state: Mapped[Presence] = mapped_column(String(10))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = fk("vd_person.id")
    reason: Mapped[str] = mapped_column(Text, default="")


append_only(Attendance.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Attending:
    """One member's rows, the first from opening, in the order in which they were written."""

    member: RosterMember
    rows: Sequence[Attendance]

    @property
    def first(self) -> Attendance:
        return self.rows[0]

    @property
    def last(self) -> Attendance:
        return self.rows[-1]

    @property
    def present(self) -> bool:
        return self.last.state == Presence.PRESENT


@dataclass(frozen=True)
class Attended:
    """The roster with who is there now; `needed` are the members without whom the meeting is not valid."""

    members: Sequence[Attending]
    needed: int

    @property
    def total(self) -> int:
        return len(self.members)

    @property
    def present(self) -> int:
        return sum(one.present for one in self.members)

    @property
    def enough(self) -> bool:
        return self.present >= self.needed


def attendance_of(session: Session, meeting: Meeting) -> Attended:
    """Who is there, in the order of the roster; nobody before the roster is frozen."""
    rows: dict[int, list[Attendance]] = {}
    query = select(Attendance).where(Attendance.meeting_id == meeting.id).order_by(Attendance.id)
    for row in session.scalars(query):
        rows.setdefault(row.roster_member_id, []).append(row)
    members = [Attending(one, rows[one.id]) for one in meeting.roster if one.id in rows]
    return Attended(members, meeting.quorum_needed or 0)


def is_present(session: Session, meeting: Meeting, person_id: int | None) -> bool:
    """Whether the person is on the roster and there now."""
    query = (
        select(Attendance.state)
        .join(RosterMember, RosterMember.id == Attendance.roster_member_id)
        .where(RosterMember.meeting_id == meeting.id, RosterMember.person_id == person_id)
        .order_by(Attendance.id.desc())
        .limit(1)
    )
    return session.scalar(query) == Presence.PRESENT


def quorum_findings(session: Session, meeting: Meeting) -> list[Finding]:
    """What stands in the way of a vote and of adopting: too few members are there now."""
    attended = attendance_of(session, meeting)
    return [] if attended.enough else [no_quorum(attended.present, attended.total, attended.needed)]


def no_quorum(present: int, total: int, needed: int) -> Finding:
    return Finding("no_quorum", NO_QUORUM, {"needed": needed, "total": total, "present": present})
