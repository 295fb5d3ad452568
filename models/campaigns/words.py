"""States of phases and works."""

from enum import StrEnum

from models.base.language import N_


class PhaseStatus(StrEnum):
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"


class WorkStatus(StrEnum):
    SUBMITTED = "submitted"
    RETURNED = "returned"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"


LABELS: dict[StrEnum, str] = {
    PhaseStatus.ANNOUNCED: N_("not open yet"),
    PhaseStatus.OPEN: N_("open"),
    PhaseStatus.CLOSED: N_("closed"),
    WorkStatus.SUBMITTED: N_("waiting for approval"),
    WorkStatus.RETURNED: N_("returned"),
    WorkStatus.IN_PROGRESS: N_("in progress"),
    WorkStatus.COMPLETED: N_("reported complete"),
    WorkStatus.ACCEPTED: N_("accepted"),
    WorkStatus.CANCELLED: N_("cancelled"),
}
