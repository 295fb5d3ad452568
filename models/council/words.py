"""States of meetings, and who sits in them; the choices of a ballot are words of the scheme."""

from enum import StrEnum

from models.base.language import N_

MOST_COPIES = 50  # of one set of minutes


class MeetingStatus(StrEnum):
    PLANNED = "planned"
    CONVENED = "convened"
    IN_SESSION = "in_session"
    DELIBERATED = "deliberated"
    ADOPTED = "adopted"
    RECORDED = "recorded"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class SeatKind(StrEnum):
    CHAIR = "chair"
    MEMBER = "member"


LABELS: dict[StrEnum, str] = {
    MeetingStatus.PLANNED: N_("Being prepared"),
    MeetingStatus.CONVENED: N_("Convened"),
    MeetingStatus.IN_SESSION: N_("In session"),
    MeetingStatus.DELIBERATED: N_("Waiting for adoption"),
    MeetingStatus.ADOPTED: N_("Adopted, minutes to write"),
    MeetingStatus.RECORDED: N_("Minutes wait for the chair's signature"),
    MeetingStatus.CLOSED: N_("Closed"),
    MeetingStatus.CANCELLED: N_("Cancelled"),
    SeatKind.CHAIR: N_("chair of the council"),
    SeatKind.MEMBER: N_("member of the council"),
}
