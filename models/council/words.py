"""States of meetings, who sits in them, and how the choices of a ballot, words of the scheme, are written."""

from enum import StrEnum

from models.base.language import N_
from models.schemes.words import BallotChoice

# One sign for a choice wherever it is written or sent: whatever was chosen has one length.
SIGNS = {BallotChoice.AGREE: "a", BallotChoice.DISAGREE: "d", BallotChoice.BLANK: "b"}
MEANT = {sign: choice for choice, sign in SIGNS.items()}


class MeetingStatus(StrEnum):
    PLANNED = "planned"
    CONVENED = "convened"
    IN_SESSION = "in_session"
    DELIBERATED = "deliberated"
    ADOPTED = "adopted"
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
    MeetingStatus.CLOSED: N_("Closed"),
    MeetingStatus.CANCELLED: N_("Cancelled"),
    SeatKind.CHAIR: N_("chair of the council"),
    SeatKind.MEMBER: N_("member of the council"),
}
