"""The five diagrams that ship, and the agreed table of their steps: what the diagrams are compared with."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from models.people.words import Role
from workflows.engine.reading import Drawing, read

KEY = b"the key of the tests, 32 bytes.."
ROOT = Path(__file__).resolve().parents[2] / "workflows"
FILES = {
    "dossier": ROOT / "nominations" / "dossier.bpmn",
    "meeting": ROOT / "council" / "meeting.bpmn",
    "decision": ROOT / "awards" / "decision.bpmn",
    "registration": ROOT / "campaigns" / "registration.bpmn",
    "campaign_phase": ROOT / "campaigns" / "campaign.bpmn",
}


class Agreed(NamedTuple):
    """One row of the agreed table."""

    kind: str
    role: str
    outcomes: str
    status: str
    message: str = ""


TABLE: dict[str, dict[str, Agreed]] = {
    "dossier": {
        "attach_unit_minutes": Agreed("user", "unit_officer", "done", "draft"),
        "attach_achievement_reports": Agreed("user", "unit_officer", "done", "draft"),
        "prepare_summary_roster": Agreed("user", "unit_officer", "done", "draft"),
        "attach_proposal_letter": Agreed("user", "unit_officer", "done", "draft"),
        "submit_dossier": Agreed("user", "head", "submitted sent_back", "awaiting_confirmation"),
        "revise_dossier": Agreed("user", "unit_officer", "done", "draft"),
        "receive_dossier": Agreed("user", "records_clerk", "received", "submitted"),
        "appraise_dossier": Agreed("user", "appraiser", "ready returned", "appraisal"),
        "supplement_dossier": Agreed("user", "unit_officer", "done", "returned"),
        "resubmit_dossier": Agreed("user", "head", "submitted sent_back", "returned"),
        "await_council": Agreed("message", "council_secretary", "adopted not_adopted", "ready", "council_concluded"),
        "await_decision": Agreed("message", "standing_committee", "done", "adopted", "dossier_decided"),
        "notify_unit": Agreed("automatic", "records_clerk", "done", "notifying"),
        "dossier_withdrawn": Agreed("message", "head", "done", "", "dossier_withdrawn"),
        "dossier_closed": Agreed("end", "records_clerk", "", "closed"),
        "dossier_withdrawn_end": Agreed("end", "head", "", "withdrawn"),
    },
    "meeting": {
        "prepare_meeting": Agreed("user", "council_secretary", "done", "planned"),
        "freeze_roster": Agreed("user", "council_secretary", "done", "convened"),
        "hold_rounds": Agreed("user", "council_secretary", "done", "in_session"),
        "adopt_results": Agreed("user", "council_chair", "adopted reopened", "deliberated"),
        "write_minutes": Agreed("user", "council_secretary", "done", "adopted"),
        "sign_minutes": Agreed("user", "council_chair", "signed returned", "recorded"),
        "meeting_cancelled": Agreed("message", "council_secretary", "done", "", "meeting_cancelled"),
        "meeting_closed": Agreed("end", "council_secretary", "", "closed"),
        "meeting_cancelled_end": Agreed("end", "council_secretary", "", "cancelled"),
    },
    "decision": {
        "decide_award": Agreed("user", "standing_committee", "decided sent_back", "pending_decision"),
        "issue_decision": Agreed("user", "records_clerk", "final forwarded", "pending_issue"),
        "enter_outside_result": Agreed("user", "appraiser", "done", "forwarded"),
        "confirm_outside_result": Agreed("user", "secretariat_lead", "confirmed sent_back", "pending_confirmation"),
        "send_notices": Agreed("automatic", "records_clerk", "done", "notifying"),
        "decision_closed": Agreed("end", "records_clerk", "", "closed"),
        "decision_sent_back": Agreed("end", "standing_committee", "", "sent_back"),
    },
    "registration": {
        "approve_work": Agreed("user", "unit_officer", "approved returned", "submitted"),
        "revise_work": Agreed("user", "unit_officer", "done", "returned"),
        "complete_work": Agreed("user", "unit_officer", "done", "in_progress"),
        "accept_work": Agreed("user", "unit_officer", "accepted returned", "completed"),
        "work_cancelled": Agreed("message", "unit_officer", "done", "", "work_cancelled"),
        "work_accepted": Agreed("end", "unit_officer", "", "accepted"),
        "work_cancelled_end": Agreed("end", "unit_officer", "", "cancelled"),
    },
    "campaign_phase": {
        "open_phase": Agreed("user", "secretariat_lead", "done", "announced"),
        "close_phase": Agreed("user", "secretariat_lead", "done", "open"),
        "phase_closed": Agreed("end", "secretariat_lead", "", "closed"),
    },
}


@cache
def drawing(key: str) -> Drawing:
    """A shipped diagram, read."""
    return read(FILES[key].read_bytes())


def text(key: str) -> str:
    """A shipped diagram as it was drawn."""
    return FILES[key].read_text(encoding="utf-8")


def known(key: str) -> dict[str, Any]:
    """What the code knows about such a case, by the agreed table."""
    rows = TABLE[key]
    return {
        "roles": {role.value for role in Role},
        "steps": {name: row.outcomes.split() for name, row in rows.items() if row.kind == "user"},
        "automatic": {name: row.outcomes.split() for name, row in rows.items() if row.kind == "automatic"},
        "messages": {row.message: row.outcomes.split() for row in rows.values() if row.message},
        "statuses": {row.status for row in rows.values() if row.status},
    }


def plain(body: str, *, head: str = "", extra: str = "") -> bytes:
    """A small process around `body`, with one lane that names nothing; for tests of single elements."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:vd="urn:vinhdanh:bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">{extra}
  <bpmn:process id="small" isExecutable="true">
  {body}
  </bpmn:process>
</bpmn:definitions>""".encode()
