"""States of decisions and their lines."""

from enum import StrEnum

from models.base.language import N_, Labels


class DecisionStatus(StrEnum):
    PENDING_DECISION = "pending_decision"
    PENDING_ISSUE = "pending_issue"
    FORWARDED = "forwarded"
    PENDING_CONFIRMATION = "pending_confirmation"
    NOTIFYING = "notifying"
    CLOSED = "closed"
    SENT_BACK = "sent_back"


class LineState(StrEnum):
    PENDING = "pending"
    DECIDED = "decided"
    SENT_BACK = "sent_back"
    FORWARDED = "forwarded"
    GRANTED = "granted"
    REFUSED = "refused"


_DECISIONS: dict[StrEnum, str] = {
    DecisionStatus.PENDING_DECISION: N_("Waiting for the standing committee"),
    DecisionStatus.PENDING_ISSUE: N_("Waiting for signature and number"),
    DecisionStatus.FORWARDED: N_("Waiting for the higher body"),
    DecisionStatus.PENDING_CONFIRMATION: N_("Result to be confirmed"),
    DecisionStatus.NOTIFYING: N_("Notices being written"),
    DecisionStatus.CLOSED: N_("Closed"),
    DecisionStatus.SENT_BACK: N_("Sent back to the council"),
}
_LINES: dict[StrEnum, str] = {
    LineState.PENDING: N_("waiting"),
    LineState.DECIDED: N_("awarded"),
    LineState.SENT_BACK: N_("to be reconsidered"),
    LineState.FORWARDED: N_("proposed to the higher body"),
    LineState.GRANTED: N_("granted by the higher body"),
    LineState.REFUSED: N_("refused by the higher body"),
}
LABELS = Labels(_DECISIONS, _LINES)
