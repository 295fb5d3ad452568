"""Who may do what: one table, read as a whole, and the one function that asks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from models.base.finding import YES, Answer
from models.base.language import N_
from models.people.words import OFFICE_ROLES, Role


@dataclass(frozen=True)
class Seat:
    """A role held today, with the organisation's key and path."""

    role: Role
    organization_id: int
    path: str


@dataclass(frozen=True)
class Actor:
    """Who acts: a person as they are at this instant, or the system itself (`person_id` None)."""

    person_id: int | None
    public_id: str
    name: str
    unit_id: int | None = None
    seats: frozenset[Seat] = frozenset()

    @property
    def is_system(self) -> bool:
        return self.person_id is None

    def holds(self, *roles: Role) -> bool:
        return any(seat.role in roles for seat in self.seats)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(seat.role for seat in self.seats)

    @property
    def in_office(self) -> bool:
        """Whether they read the submitted dossiers of all organisations."""
        return self.holds(*OFFICE_ROLES)

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """The subtrees in which they hold one of `roles`."""
        return tuple(sorted(seat.path for seat in self.seats if seat.role in roles))


SYSTEM = Actor(None, "system", "Vinh Danh")


class Reach(StrEnum):
    """Which organisation the role must be held in, seen from the thing acted on."""

    OWN = "own"  # the owner; for an owner without people of its own any body above it, "on behalf"
    ABOVE = "above"  # a body above the owner and above who wrote on its behalf; above the root: the secretariat lead
    BELOW = "below"  # a body below the owner
    OFFICE = "office"  # anywhere: office roles are given at the provincial committee only
    ROSTER = "roster"  # on the frozen list of voters


@dataclass(frozen=True)
class Access:
    """What a thing says of itself, so that `can` need not know its kind."""

    path: str = ""
    written_path: str = ""  # of the body that wrote it on the owner's behalf; empty: the owner itself
    organization_id: int | None = None
    unmanned: bool = False  # nobody holds a role in the owner
    drafter_id: int | None = None  # who wrote it and therefore may not confirm it
    lone: bool = False  # the owner has one person only, who may then confirm their own draft
    holder_id: int | None = None  # who has taken the task
    roster: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Grant:
    """Roles that may do an act, from where, and under which conditions."""

    roles: frozenset[Role]
    reach: Reach = Reach.OFFICE
    holder: bool = False  # only who has taken the task
    not_drafter: bool = False  # never who wrote it
    not_own_unit: bool = False  # never on a dossier of one's own unit
    never: frozenset[Role] = field(default_factory=frozenset)


def _grant(
    *roles: Role,
    reach: Reach = Reach.OFFICE,
    holder: bool = False,
    not_drafter: bool = False,
    not_own_unit: bool = False,
    never: tuple[Role, ...] = (),
) -> Grant:
    return Grant(frozenset(roles), reach, holder, not_drafter, not_own_unit, frozenset(never))


_OFFICER = _grant(Role.UNIT_OFFICER, reach=Reach.OWN)
_HEAD = _grant(Role.HEAD, reach=Reach.OWN, not_drafter=True)
_ABOVE = _grant(Role.UNIT_OFFICER, Role.SECRETARIAT_LEAD, reach=Reach.ABOVE, not_drafter=True)
_BELOW = _grant(Role.UNIT_OFFICER, reach=Reach.BELOW)
_CLERK = _grant(Role.RECORDS_CLERK)
_APPRAISER = _grant(Role.APPRAISER, holder=True, not_own_unit=True)
_LEAD = _grant(Role.SECRETARIAT_LEAD)
_SECRETARY = _grant(Role.COUNCIL_SECRETARY)
_CHAIR = _grant(Role.COUNCIL_CHAIR)
_ADMINISTRATOR = _grant(Role.ADMINISTRATOR)

GRANTS: dict[str, Grant] = {
    # works and targets
    "register_work": _OFFICER,
    "revise_work": _OFFICER,
    "complete_work": _OFFICER,
    "cancel_work": _OFFICER,
    "approve_work": _ABOVE,
    "accept_work": _ABOVE,
    "report_figure": _OFFICER,
    # the unit's dossier
    "start_dossier": _OFFICER,
    "add_nomination": _OFFICER,
    "change_nomination": _OFFICER,
    "remove_nomination": _OFFICER,
    "paste_nominations": _OFFICER,
    "attach_part": _OFFICER,
    "remove_part": _OFFICER,
    "attach_unit_minutes": _OFFICER,
    "attach_achievement_reports": _OFFICER,
    "prepare_summary_roster": _OFFICER,
    "attach_proposal_letter": _OFFICER,
    "revise_dossier": _OFFICER,
    "supplement_dossier": _OFFICER,
    "discard_dossier": _OFFICER,
    "propose_line": _BELOW,
    "withdraw_line": _BELOW,
    "include_line": _OFFICER,
    "decline_line": _OFFICER,
    "submit_dossier": _HEAD,
    "resubmit_dossier": _HEAD,
    "withdraw_dossier": _grant(Role.HEAD, reach=Reach.OWN),
    # the secretariat
    "receive_dossier": _CLERK,
    "appraise_dossier": _APPRAISER,
    "judge_nomination": _APPRAISER,
    "reassign_task": _LEAD,
    "hold_nomination": _LEAD,
    "lift_hold": _LEAD,
    "announce_quota": _LEAD,
    "raise_quota": _LEAD,
    "lower_quota": _LEAD,
    "open_phase": _LEAD,
    "close_phase": _LEAD,
    "announce_phase_end": _LEAD,
    "grant_late_exception": _LEAD,
    # the council
    "plan_meeting": _SECRETARY,
    "change_agenda": _SECRETARY,
    "prepare_meeting": _SECRETARY,
    "freeze_roster": _SECRETARY,
    "mark_attendance": _SECRETARY,
    "appoint_board": _SECRETARY,
    "open_round": _SECRETARY,
    "close_round": _SECRETARY,
    "void_round": _SECRETARY,
    "hold_rounds": _SECRETARY,
    "write_minutes": _SECRETARY,
    "cancel_meeting": _SECRETARY,
    "recuse": _grant(Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR, reach=Reach.ROSTER),
    "cast_ballot": _grant(Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR, reach=Reach.ROSTER),
    "break_tie": _CHAIR,
    "adopt_results": _CHAIR,
    "sign_minutes": _CHAIR,
    # the decision
    "decide_award": _grant(Role.STANDING_COMMITTEE, never=(Role.COUNCIL_SECRETARY,)),
    "issue_decision": _CLERK,
    "enter_outside_result": _grant(Role.APPRAISER),
    "confirm_outside_result": _grant(Role.SECRETARIAT_LEAD, not_drafter=True),
    # keeping the house
    "change_password": _grant(*Role),
    "end_sessions": _grant(*Role),
    "set_day": _grant(*Role),
    "manage_accounts": _ADMINISTRATOR,
    "manage_posts": _ADMINISTRATOR,
    "manage_organizations": _ADMINISTRATOR,
    "load_scheme": _ADMINISTRATOR,
    "repair_case": _ADMINISTRATOR,
    "verify_history": _grant(Role.AUDITOR),
}


def can(actor: Actor, action: str, access: Access) -> Answer:
    """Whether `actor` may do `action` on the thing that gave `access`; if not, why.

    An action that is not in the table is nobody's. The system may do what a diagram or a date asks of it.
    """
    return _decide(actor, GRANTS.get(action), access)


def _decide(actor: Actor, grant: Grant | None, access: Access) -> Answer:
    if actor.is_system:
        return YES
    if grant is None or not actor.holds(*grant.roles):
        return Answer(False, N_("Your role does not do this."))
    if actor.holds(*grant.never):
        return Answer(False, N_("Somebody who keeps the council's records does not decide on its results."))
    if not any(_reaches(seat, grant.reach, access, actor) for seat in actor.seats if seat.role in grant.roles):
        return Answer(False, _TOO_FAR[grant.reach])
    if grant.not_drafter and not access.lone and actor.person_id == access.drafter_id:
        return Answer(False, N_("Who wrote it does not confirm it: somebody else of the organisation must."))
    if grant.not_own_unit and actor.unit_id is not None and actor.unit_id == access.organization_id:
        return Answer(False, N_("Nobody appraises a dossier of their own unit."))
    if grant.holder and access.holder_id != actor.person_id:
        return Answer(False, N_("Take the dossier first: only who has it works on it."))
    return YES


def grant_for(action: str, role: Role | None) -> Grant | None:
    """The grant of a step: from the table, or, for a step that the code does not know, from its lane."""
    if action in GRANTS:
        return GRANTS[action]
    if role is None:
        return None
    reach = Reach.OWN if role in (Role.UNIT_OFFICER, Role.HEAD) else Reach.OFFICE
    return Grant(frozenset({role}), reach)


def can_step(actor: Actor, step: str, role: Role | None, access: Access) -> Answer:
    """As `can`, for a step of a diagram drawn in the lane of `role`."""
    return _decide(actor, grant_for(step, role), access)


def _reaches(seat: Seat, reach: Reach, access: Access, actor: Actor) -> bool:
    if reach is Reach.OFFICE:
        return True
    if reach is Reach.ROSTER:
        return actor.person_id in access.roster
    if reach is Reach.OWN:
        return seat.path == access.path or (access.unmanned and _above(seat.path, access.path))
    if reach is Reach.ABOVE:
        return _stands_over(seat, access.written_path or access.path)
    return _above(access.path, seat.path)


def _stands_over(seat: Seat, path: str) -> bool:
    """Whether the seat is above `path`; the lead's is at the root, which has nothing above it."""
    return _above(seat.path, path) or (seat.role is Role.SECRETARIAT_LEAD and bool(path) and seat.path == path)


def _above(upper: str, lower: str) -> bool:
    """Whether the path `upper` is a true ancestor of `lower`; an empty path is above nothing."""
    return bool(upper) and lower != upper and lower.startswith(upper)


_TOO_FAR = {
    Reach.OWN: N_("This belongs to another organisation."),
    Reach.ABOVE: N_("Only the level above approves this, never the organisation itself."),
    Reach.BELOW: N_("Only organisations below this one write lines into its draft."),
    Reach.OFFICE: "",
    Reach.ROSTER: N_("You are not on the roster of this meeting."),
}
