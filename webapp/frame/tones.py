"""Which sign and colour a status has: the one table; templates ask for it, never choose."""

from __future__ import annotations

DRAFT, ACTION, MOVING, COUNCIL, PASSED, HONOURED, FAILED, HELD, ENDED = (
    "draft", "action", "moving", "council", "passed", "honoured", "failed", "held", "ended",
)  # fmt: skip

TONES: dict[str, str] = {
    # dossiers
    "draft": DRAFT,
    "awaiting_confirmation": ACTION,
    "submitted": MOVING,
    "appraisal": MOVING,
    "returned": ACTION,
    "ready": PASSED,
    "adopted": PASSED,
    "notifying": MOVING,
    "closed": ENDED,
    "withdrawn": ENDED,
    # nominations
    "proposed": DRAFT,
    "declined": ENDED,
    "eligible": PASSED,
    "ineligible": FAILED,
    "on_hold": HELD,
    "reserve": COUNCIL,
    "not_adopted": ENDED,
    "sent_back": ACTION,
    "decided": HONOURED,
    "refused": FAILED,
    # meetings and rounds
    "planned": DRAFT,
    "convened": COUNCIL,
    "in_session": COUNCIL,
    "deliberated": COUNCIL,
    "open": COUNCIL,
    "counted": PASSED,
    "cancelled": ENDED,
    # decisions
    "pending_decision": ACTION,
    "pending_issue": ACTION,
    "pending_confirmation": ACTION,
    "forwarded": MOVING,
    "issued": HONOURED,
    # works
    "registered": MOVING,
    "approved": PASSED,
    "in_progress": MOVING,
    "completed": MOVING,
    "accepted": PASSED,
    # phases
    "announced": DRAFT,
    # weight of a finding
    "block": FAILED,
    "hold": HELD,
    "warn": ACTION,
    "info": MOVING,
}

# the drawn sign of a tone, where a list shows the sign alone beside its words
ICONS = {
    DRAFT: "ring", ACTION: "alert", MOVING: "half", COUNCIL: "ballot", PASSED: "check",
    HONOURED: "rosette", FAILED: "cross", HELD: "pause", ENDED: "strike",
}  # fmt: skip


def tone(status: object) -> str:
    """The tone of a status; one that only a deployed diagram knows is simply under way."""
    return TONES.get(str(status), MOVING)


def icon(tone_name: str) -> str:
    """The sign of a tone."""
    return ICONS[tone_name]
