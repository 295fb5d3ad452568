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

# How a step ended, where its name alone does not say it; "done" and "received" add nothing.
OUTCOMES: dict[str, str] = {
    "submitted": N_("confirmed and submitted"),
    "sent_back": N_("sent back"),
    "ready": N_("passed on to the council"),
    "returned": N_("returned for completion"),
    "adopted": N_("adopted"),
    "not_adopted": N_("nothing adopted"),
    "reopened": N_("back to the rounds"),
    "decided": N_("decided"),
    "signed": N_("signed"),
    "final": N_("issued"),
    "forwarded": N_("forwarded to the higher body"),
    "confirmed": N_("confirmed"),
    "approved": N_("approved"),
    "accepted": N_("accepted"),
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

# What an act changed: the keys of `before` and `after` in every event of the history.
FIELDS: dict[str, str] = {
    "added": N_("added"),
    "administrator": N_("first administrator"),
    "adopted": N_("adopted within the quotas"),
    "agenda": N_("to be voted on"),
    "assumed_members": N_("members assumed by the plan"),
    "award": N_("award"),
    "ballots": N_("ballots counted"),
    "body": N_("deciding body"),
    "bucket": N_("quota group"),
    "changed": N_("changed"),
    "closes_on": N_("last day of the phase"),
    "codes": N_("organisations"),
    "completed_on": N_("completed on"),
    "counts": N_("nominations by state"),
    "dated_on": N_("date of the paper"),
    "day": N_("assumed day"),
    "decision": N_("decision"),
    "defects": N_("points to complete"),
    "diagram": N_("diagram"),
    "digest": N_("hash"),
    "dossier": N_("dossier"),
    "due_at": N_("deadline"),
    "file": N_("scan"),
    "finish_on": N_("planned end"),
    "for_information": N_("only told to the council"),
    "from": N_("written by"),
    "from_on": N_("from"),
    "holder": N_("who has it"),
    "kind": N_("kind"),
    "letters": N_("letters written"),
    "limit": N_("places"),
    "lines": N_("decision on each nomination"),
    "locked": N_("locked"),
    "measure": N_("measure"),
    "meeting": N_("meeting"),
    "members": N_("members"),
    "name": N_("file name"),
    "needed": N_("sets of originals needed"),
    "nominations": N_("nominations"),
    "nominee": N_("nominee"),
    "note": N_("note"),
    "number": N_("number"),
    "of": N_("members with a vote"),
    "on": N_("issued on"),
    "on_behalf_of": N_("on behalf of"),
    "order": N_("order"),
    "organization": N_("organisation"),
    "person": N_("person"),
    "phase": N_("phase"),
    "plan": N_("plan of the work"),
    "position": N_("position"),
    "receipt": N_("receipt number"),
    "result": N_("result"),
    "results": N_("results told"),
    "role": N_("role"),
    "roster_digest": N_("hash of the roster"),
    "root": N_("root of the history"),
    "round": N_("round"),
    "rounds": N_("rounds"),
    "rows": N_("rows"),
    "same": N_("unchanged"),
    "scheme": N_("scheme"),
    "secret": N_("secret content"),
    "sessions_ended": N_("sessions ended"),
    "sets": N_("sets of originals"),
    "signed_on": N_("signed on"),
    "signer": N_("signed by"),
    "sits_on": N_("sits on"),
    "size": N_("size"),
    "state": N_("state"),
    "states": N_("state of each nomination"),
    "status": N_("state"),
    "step": N_("step"),
    "successor": N_("successor"),
    "summary": N_("summary of the achievement"),
    "taken_back": N_("taken back before it began"),
    "threshold_percent": N_("agree votes needed"),
    "told_apart": N_("said to be somebody else than those of a similar name"),
    "title": N_("title"),
    "to_on": N_("up to"),
    "total_members": N_("members in all"),
    "totals": N_("votes"),
    "unit": N_("unit"),
    "username": N_("user name"),
    "valid_to": N_("last day"),
    "value": N_("figure"),
    "version": N_("version"),
    "works": N_("works named as the achievement"),
    "warnings": N_("warnings, with the reason why they do not stand in the way"),
}
# Where the same key means something narrower in one act.
FIELDS_OF: dict[tuple[str, str], str] = {
    ("appraise_dossier", "number"): N_("return number"),
    ("change_person", "title"): N_("position"),
    ("issue_decision", "title"): N_("position of the signer"),
    ("release_diagram", "digest"): N_("hash of the drawing"),
    ("load_scheme", "digest"): N_("hash of the scheme"),
    ("attach_part", "kind"): N_("paper"),
    ("remove_part", "kind"): N_("paper"),
    ("attach_unit_minutes", "kind"): N_("paper"),
    ("attach_achievement_reports", "kind"): N_("paper"),
    ("attach_proposal_letter", "kind"): N_("paper"),
}
