"""Choices, states of meetings and rounds."""

from enum import StrEnum

from models.base.language import N_


class Choice(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    BLANK = "blank"


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
    Choice.AGREE: N_("agree"),
    Choice.DISAGREE: N_("disagree"),
    Choice.BLANK: N_("blank"),
    MeetingStatus.PLANNED: N_("Being prepared"),
    MeetingStatus.CONVENED: N_("Convened"),
    MeetingStatus.IN_SESSION: N_("In session"),
    MeetingStatus.DELIBERATED: N_("Waiting for adoption"),
    MeetingStatus.ADOPTED: N_("Adopted, minutes to write"),
    MeetingStatus.CLOSED: N_("Closed"),
    MeetingStatus.CANCELLED: N_("Cancelled"),
    SeatKind.CHAIR: N_("chair"),
    SeatKind.MEMBER: N_("member"),
}
