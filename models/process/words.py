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

# Acts that are no step of a diagram, in the past tense of the history; steps are told by their drawn name.
ACTS: dict[str, str] = {
    "load_scheme": N_("Scheme loaded"),
    "release_diagram": N_("Diagram released"),
    "claim_task": N_("Task taken"),
    "release_task": N_("Task given back"),
    "reassign_task": N_("Task handed over"),
    "open_trial": N_("Trial run made"),
    "enter_card": N_("Card account entered"),
    "create_account": N_("Account created"),
    "lock_account": N_("Account locked"),
    "unlock_account": N_("Account unlocked"),
    "reset_password": N_("Password reset"),
    "change_password": N_("Password changed"),
    "end_sessions": N_("Sessions ended"),
    "open_office": N_("Office opened"),
    "change_person": N_("Person changed"),
    "add_person": N_("Person added"),
    "give_post": N_("Role given"),
    "end_post": N_("Role ended"),
    "import_organizations": N_("Organisations imported"),
    "end_organization": N_("Organisation ended"),
    "set_day": N_("Assumed day changed"),
    "make_installation": N_("Installation made"),
    "register_work": N_("Work registered"),
    "cancel_work": N_("Work cancelled"),
    "work_cancelled": N_("Work cancelled"),
    "report_figure": N_("Figure reported"),
    "announce_phase_end": N_("End of the phase announced"),
    "start_dossier": N_("Dossier started"),
    "add_nomination": N_("Nomination added"),
    "change_nomination": N_("Nomination changed"),
    "remove_nomination": N_("Nomination removed"),
    "paste_nominations": N_("Nominations pasted from a table"),
    "propose_line": N_("Line proposed from below"),
    "withdraw_line": N_("Line taken back"),
    "include_line": N_("Line included"),
    "decline_line": N_("Line declined"),
    "attach_part": N_("Paper attached"),
    "remove_part": N_("Paper removed"),
    "discard_dossier": N_("Draft discarded"),
    "withdraw_dossier": N_("Dossier withdrawn"),
    "dossier_withdrawn": N_("Dossier withdrawn"),
    "judge_nomination": N_("Nomination judged"),
    "hold_nomination": N_("Nomination put on hold"),
    "lift_hold": N_("Hold lifted"),
    "grant_late_exception": N_("Late exception granted"),
    "announce_quota": N_("Quota announced"),
    "raise_quota": N_("Quota raised"),
    "lower_quota": N_("Quota lowered"),
    "plan_meeting": N_("Meeting planned"),
    "change_agenda": N_("Agenda changed"),
    "cancel_meeting": N_("Meeting cancelled"),
    "meeting_cancelled": N_("Meeting cancelled"),
    "open_round": N_("Round opened"),
    "close_round": N_("Round closed and counted"),
    "break_tie": N_("Tie decided by the chair"),
    "council_result": N_("Result of the council"),
    "sent_back": N_("Sent back to the council"),
    "decision_issued": N_("Decision issued"),
    "outside_result": N_("Result of the other body confirmed"),
    "council_concluded": N_("The council has concluded"),
    "dossier_decided": N_("All adopted nominations are decided"),
}
