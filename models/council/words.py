"""States of meetings, who sits in them and is there; how the choices of a ballot, words of the scheme, are written."""

from enum import StrEnum

from models.base.language import N_
from models.schemes.words import BallotChoice

# One sign for a choice wherever it is written or sent: whatever was chosen has one length.
SIGNS = {BallotChoice.AGREE: "a", BallotChoice.DISAGREE: "d", BallotChoice.BLANK: "b"}
MEANT = {sign: choice for choice, sign in SIGNS.items()}
# In a ballot, the place of a nomination that its member does not vote on: no choice, and never counted.
RECUSED = "r"

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


class Presence(StrEnum):
    """Whether a member is at the meeting; a written opinion does not make anybody present."""

    PRESENT = "present"
    WRITTEN = "written"
    ABSENT = "absent"


class Ground(StrEnum):
    """Why a member has an interest in a nomination, the strongest first."""

    NOMINEE = "nominee"
    HEADS_UNIT = "heads_unit"
    BELONGS_TO_UNIT = "belongs_to_unit"
    SIGNED_SUBMISSION = "signed_submission"
    DECLARED = "declared"


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
    Presence.PRESENT: N_("present"),
    Presence.WRITTEN: N_("absent, with a written opinion"),
    Presence.ABSENT: N_("absent"),
    Ground.NOMINEE: N_("is the nominee"),
    Ground.HEADS_UNIT: N_("heads the nominated unit"),
    Ground.BELONGS_TO_UNIT: N_("belongs to the nominated unit"),
    Ground.SIGNED_SUBMISSION: N_("signed the submission"),
    Ground.DECLARED: N_("by own declaration"),
    SeatKind.CHAIR: N_("chair of the council"),
    SeatKind.MEMBER: N_("member of the council"),
}
