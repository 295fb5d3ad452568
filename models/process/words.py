"""Kinds of cases, tasks and events."""

from enum import StrEnum

from models.base.language import N_


class CaseKind(StrEnum):
    CAMPAIGN_PHASE = "campaign_phase"
    REGISTRATION = "registration"
    DOSSIER = "dossier"
    MEETING = "meeting"
    DECISION = "decision"


class TaskKind(StrEnum):
    USER = "user"
    AUTOMATIC = "automatic"
    MESSAGE = "message"


class ChainKind(StrEnum):
    INSTALLATION = "installation"
    CAMPAIGN = "campaign"
    CASE = "case"


LABELS: dict[StrEnum, str] = {
    CaseKind.CAMPAIGN_PHASE: N_("campaign phase"),
    CaseKind.REGISTRATION: N_("registered work"),
    CaseKind.DOSSIER: N_("dossier"),
    CaseKind.MEETING: N_("council meeting"),
    CaseKind.DECISION: N_("decision"),
}
