"""What each route answers to whom: the issue's table of grants, written once more. A route without a row here fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.threats.facts import COUNCIL, EVERYBODY, KEEPERS, OFFICE, WRITERS, Facts, Visitor
from tests.threats.routes import Place

BOARD = OFFICE | WRITERS
READING = BOARD | COUNCIL
ADMINISTRATOR = frozenset({"administrator"})
LEAD = frozenset({"secretariat_lead"})
OFFICER = frozenset({"unit_officer"})
HEAD = frozenset({"head"})
APPRAISER = frozenset({"appraiser"})
SECRETARY = frozenset({"council_secretary"})
CHAIR = frozenset({"council_chair"})


@dataclass(frozen=True)
class Row:
    """Who may look (`readers`), who may send (`writers`, `own`: for their own organisation only).

    `acts`: the page itself exists for those only who may send. `public`: no sign-in is asked.
    """

    readers: frozenset[str] = EVERYBODY
    writers: frozenset[str] = frozenset()
    own: bool = False
    acts: bool = False
    public: bool = False
    step: bool = False
    board: bool = False  # only who is on the counting board of this very meeting


def look(readers: frozenset[str] = EVERYBODY) -> Row:
    return Row(readers)


def do(writers: frozenset[str], *, own: bool = False) -> Row:
    return Row(EVERYBODY, writers, own, acts=True)


PUBLIC = Row(public=True, writers=EVERYBODY)
ROWS: dict[str, Row] = {
    # the house
    "language": PUBLIC,
    "people.sign_in": PUBLIC,
    "people.enter": PUBLIC,
    "people.sign_in_as": PUBLIC,
    "people.sign_out": PUBLIC,
    "people.account": look(),
    "people.change_password": do(EVERYBODY),
    "people.end_sessions": do(EVERYBODY),
    "people.change_day": do(EVERYBODY),
    "home.show": look(),
    "home.search": look(),
    # people and schemes
    "people.people": look(KEEPERS),
    "people.person": look(KEEPERS),
    "people.organizations": look(KEEPERS),
    "people.organization": look(KEEPERS),
    **dict.fromkeys(
        ("people.new_person", "people.edit_person", "people.create_account", "people.reset_password",
         "people.lock_account", "people.unlock_account", "people.sign_out_person", "people.give_post",
         "people.end_post", "people.end_organization", "people.import_organizations", "people.import_now"),
        do(ADMINISTRATOR),
    ),
    "schemes.schemes": look(KEEPERS | LEAD),
    "schemes.scheme": look(KEEPERS | LEAD),
    "schemes.new_scheme": do(ADMINISTRATOR),
    # cases
    "process.drawing": look(),
    "process.case": look(),
    "process.history": look(),
    "process.installation_history": look(KEEPERS | LEAD),
    "process.attempts": look(KEEPERS),
    "tasks.step": Row(step=True, acts=True),
    "tasks.do": Row(step=True, acts=True),
    "tasks.claim": Row(step=True, acts=True),
    "tasks.release": Row(step=True, acts=True),
    "tasks.reassign": do(LEAD),
    # the campaign
    "campaigns.show": look(),
    "campaigns.phase_end": do(LEAD),
    "campaigns.targets": look(BOARD),
    "campaigns.measure": look(BOARD),
    "campaigns.report": do(OFFICER, own=True),
    "campaigns.works": look(BOARD),
    "campaigns.work": look(BOARD),
    "campaigns.new_work": do(OFFICER),
    "campaigns.cancel_work": do(OFFICER, own=True),
    # dossiers
    "nominations.dossiers": look(READING),
    "nominations.dossier": look(READING),
    "nominations.roster": look(READING),
    "nominations.roster_csv": look(READING),
    "nominations.nomination": Row(READING, APPRAISER),
    "nominations.new_dossier": do(OFFICER),
    "nominations.late": do(LEAD),
    "nominations.hold": do(LEAD),
    "nominations.lift": do(LEAD),
    "nominations.withdraw": do(HEAD, own=True),
    "nominations.lines": do(OFFICER),  # only who writes into a district's draft has lines
    "nominations.new_line": do(OFFICER),
    "nominations.withdraw_line": do(OFFICER),
    **dict.fromkeys(
        ("nominations.discard", "nominations.new_nomination", "nominations.change_nomination",
         "nominations.remove_nomination", "nominations.include_line", "nominations.decline_line",
         "nominations.attach_part", "nominations.remove_part", "nominations.paste"),
        do(OFFICER, own=True),
    ),
    "papers.file": look(),
    "papers.letters": look(BOARD),
    "papers.letter": look(BOARD),
    # quotas
    "quotas.quotas": look(OFFICE | CHAIR),
    "quotas.progress": look(OFFICE | CHAIR),
    "quotas.line": look(OFFICE | CHAIR),
    "quotas.change": do(LEAD),
    # the council
    "council.meetings": look(OFFICE | COUNCIL),
    "council.meeting": look(OFFICE | COUNCIL),
    "council.minutes": Row(OFFICE | COUNCIL, OFFICE | COUNCIL, acts=True),  # there are none before adoption
    "council.new_meeting": do(SECRETARY),
    "council.agenda": do(SECRETARY),
    "council.cancel": do(SECRETARY),
    "council.attendance": do(SECRETARY),
    "council.recuse": do(COUNCIL),
    "council.open_round": do(SECRETARY),
    "council.close_round": do(SECRETARY),
    "council.board": do(SECRETARY),
    "council.counter": Row(OFFICE | COUNCIL, OFFICE | COUNCIL, acts=True, board=True),
    "council.release": Row(OFFICE | COUNCIL, OFFICE | COUNCIL, acts=True, board=True),
    "council.void_round": do(SECRETARY),
    "council.tie": do(CHAIR),
    "awards.decisions": look(OFFICE),
    "awards.decision": look(OFFICE),
    "council.ballot": Row(OFFICE | COUNCIL, COUNCIL),
}  # fmt: skip

# Who does each step of the five diagrams; "above": the level above whoever wrote it.
STEPS: dict[str, tuple[frozenset[str], str]] = {
    **dict.fromkeys(("attach_unit_minutes", "attach_achievement_reports", "prepare_summary_roster",
                     "attach_proposal_letter", "revise_dossier", "supplement_dossier"), (OFFICER, "own")),
    **dict.fromkeys(("submit_dossier", "resubmit_dossier"), (HEAD, "own")),
    "receive_dossier": (frozenset({"records_clerk"}), ""),
    "appraise_dossier": (APPRAISER, ""),
    **dict.fromkeys(("revise_work", "complete_work"), (OFFICER, "own")),
    **dict.fromkeys(("approve_work", "accept_work"), (OFFICER | LEAD, "above")),
    **dict.fromkeys(("prepare_meeting", "freeze_roster", "hold_rounds", "write_minutes"), (SECRETARY, "")),
    **dict.fromkeys(("adopt_results", "sign_minutes"), (CHAIR, "")),
    "decide_award": (frozenset({"standing_committee"}), ""),
    "issue_decision": (frozenset({"records_clerk"}), ""),
    "enter_outside_result": (APPRAISER, ""),
    "confirm_outside_result": (LEAD, ""),
    **dict.fromkeys(("open_phase", "close_phase"), (LEAD, "")),
}  # fmt: skip


def row_of(place: Place) -> Row:
    """The row of a route; none is an error with its name."""
    assert place.endpoint in ROWS, f"{place.rule} ({place.endpoint}): who may? tell tests/threats/expectations.py"
    return ROWS[place.endpoint]


def knows(facts: Facts, visitor: Visitor, place: Place, things: Mapping[str, str]) -> bool:
    """Whether the visitor may learn that there is something at this address."""
    if not visitor.roles & row_of(place).readers:
        return False
    return all(facts.knows(visitor, _kind(place, kind), things[kind]) for kind in place.kinds)


def _kind(place: Place, kind: str) -> str:
    if place.endpoint == "nominations.new_line":
        return "draft above"
    return "reporting organization" if place.endpoint == "campaigns.report" and kind == "organization" else kind


def may(facts: Facts, visitor: Visitor, place: Place, things: Mapping[str, str]) -> bool:
    """Whether the visitor may send here, as far as role and organisation go."""
    row = row_of(place)
    if row.step:
        return _may_step(facts, visitor, things["task"])
    if row.board:
        return facts.counts(visitor, place.kinds[0], things[place.kinds[0]])
    holders = visitor.roles & row.writers
    if not holders or not row.own:
        return bool(holders)
    owner = _owner(facts, place, things)
    return owner is not None and (visitor.writes_for(owner, *holders) or _on_behalf(facts, visitor, owner))


def _owner(facts: Facts, place: Place, things: Mapping[str, str]) -> int | None:
    if place.endpoint == "campaigns.report":
        return int(facts.rows("vd_organization")[things["organization"]]["id"])
    return facts.owner(place.kinds[0], things[place.kinds[0]])


def _on_behalf(facts: Facts, visitor: Visitor, owner: int) -> bool:
    """An officer above writes for a body in which nobody holds a role."""
    manned = any(post["organization_id"] == owner for post in facts.rows("vd_post").values())
    path = facts.by_key("vd_organization", owner)["path"]
    return not manned and any(seat[0] == "unit_officer" and path.startswith(seat[2]) for seat in visitor.seats)


def _may_step(facts: Facts, visitor: Visitor, public_id: str) -> bool:
    task = facts.rows("vd_task")[public_id]
    assert task["element"] in STEPS, f"step {task['element']}: who does it? tell tests/threats/expectations.py"
    roles, reach = STEPS[task["element"]]
    holders = visitor.roles & roles
    if not holders or not reach:
        return bool(holders)
    case = facts.by_key("vd_case", task["case_id"])
    owner = facts.owner(*facts.subject(case)) or 0
    if reach == "own":
        return visitor.writes_for(owner, *holders) or _on_behalf(facts, visitor, owner)
    path = facts.by_key("vd_organization", owner)["path"]
    return any(seat[0] in holders and seat[2] != path and path.startswith(seat[2]) for seat in visitor.seats)
