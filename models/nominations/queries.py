"""Which dossiers and nominations a reader may know of, and what lists and pages ask of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, bindparam, column, exists, false, func, or_, select, table, true
from sqlalchemy.orm import Session, contains_eager

from models.campaigns.registrations import Work
from models.campaigns.words import WorkStatus
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, Nominee
from models.nominations.words import DossierStatus, NominationState
from models.people.organizations import Organization, alive, within
from models.people.permissions import Actor
from models.people.words import OrganizationKind, Role
from models.process.cases import Case

UNIT_ROLES = (Role.UNIT_OFFICER, Role.HEAD)
_S = NominationState
# What is in the running from the unit's point of view: what it proposes and nobody withdrew or declined.
GONE = frozenset({_S.WITHDRAWN, _S.DECLINED, _S.PROPOSED})
OPEN_FOR_LINES = (DossierStatus.DRAFT,)

# The council stands above this room, so its tables are named as strings here, like a foreign key.
_agenda = table("vd_agenda_item", column("meeting_id"), column("nomination_id"))
_roster = table("vd_roster_member", column("meeting_id"), column("person_id"))
_meeting = table("vd_meeting", column("id"), column("case_id"), column("organization_id"), column("roster_frozen_at"))

_sitting = table("vd_case", column("id"), column("status")).alias("sitting")  # never the case of a query around it


def visible_dossiers(actor: Actor) -> ColumnElement[bool]:
    """The condition "`actor` may know of this dossier"; nobody else's drafts, ever.

    A unit sees its own, the office (and the auditor) all that were submitted, a council member those on
    the agenda of a meeting that is convened or whose roster has them. The administrator sees none.
    """
    if actor.is_system:
        return true()
    wanted: list[ColumnElement[bool]] = [false()]
    homes = [seat.organization_id for seat in actor.seats if seat.role in UNIT_ROLES]
    if homes:
        wanted.append(Dossier.organization_id.in_(homes))
    if actor.holds(Role.AUDITOR):
        wanted.append(true())
    if actor.in_office:
        wanted.append(Dossier.submitted_at.is_not(None))
    if actor.holds(Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR):
        wanted += [_on_a_roster_of(actor), _before_the_council_of(actor)]
    return or_(*wanted)


def visible_nominations(actor: Actor) -> ColumnElement[bool]:
    """The condition "`actor` may know of this nomination": of a visible dossier, or a line of their own."""
    if actor.is_system:
        return true()
    homes = [seat.organization_id for seat in actor.seats if seat.role in UNIT_ROLES]
    of_dossier = Nomination.dossier_id.in_(select(Dossier.id).where(visible_dossiers(actor)))
    return or_(of_dossier, Nomination.from_organization_id.in_(homes)) if homes else of_dossier


def _on_a_roster_of(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        _agenda.c.nomination_id == Nomination.id,
        Nomination.dossier_id == Dossier.id,
        _roster.c.meeting_id == _agenda.c.meeting_id,
        _roster.c.person_id == actor.person_id,
    )


def _before_the_council_of(actor: Actor) -> ColumnElement[bool]:
    """The members read the papers before they sit: the agenda of a meeting that is convened."""
    bodies = [seat.organization_id for seat in actor.seats if seat.role in (Role.COUNCIL_MEMBER, Role.COUNCIL_CHAIR)]
    return exists().where(
        _agenda.c.nomination_id == Nomination.id,
        Nomination.dossier_id == Dossier.id,
        _meeting.c.id == _agenda.c.meeting_id,
        _meeting.c.organization_id.in_(bodies),
        _sitting.c.id == _meeting.c.case_id,
        _sitting.c.status == "convened",
    )


def is_before_council(session: Session, dossier: Dossier) -> bool:
    """Whether no frozen meeting that was not cancelled has a nomination of the dossier on its agenda."""
    query = (
        select(func.count())
        .select_from(_agenda)
        .join(Nomination, Nomination.id == _agenda.c.nomination_id)
        .join(_meeting, _meeting.c.id == _agenda.c.meeting_id)
        .join(Case, Case.id == _meeting.c.case_id)
        .where(
            Nomination.dossier_id == dossier.id, _meeting.c.roster_frozen_at.is_not(None), Case.status != "cancelled"
        )
    )
    return not session.scalar(query)


def nominations_of(session: Session, dossier: Dossier) -> Sequence[Nomination]:
    """What the dossier asks for: its nominations but withdrawn, declined and merely proposed ones."""
    return [line for line in all_lines(session, dossier) if line.state not in GONE]


def proposed_lines(session: Session, dossier: Dossier) -> Sequence[Nomination]:
    """The lines from below that the district has neither included nor declined."""
    return [line for line in all_lines(session, dossier) if line.state == _S.PROPOSED]


def all_lines(session: Session, dossier: Dossier) -> Sequence[Nomination]:
    return session.scalars(_LINES, {"dossier": dossier.id}).all()


_LINES = (
    select(Nomination)
    .join(Nomination.nominee)
    .options(contains_eager(Nomination.nominee))
    .where(Nomination.dossier_id == bindparam("dossier"))
    .order_by(Nomination.bucket, Nominee.kind, Nomination.id)
    .execution_options(populate_existing=True)
)


def may_come_from(session: Session, organization: Organization, day: date) -> Sequence[Organization]:
    """The living organisations whose people and bodies `organization` may nominate, itself first.

    Its own subtree; a board of the provincial committee also the committee it is part of.
    """
    reach = within(organization)
    if organization.kind == OrganizationKind.PROVINCIAL_BOARD and organization.parent_id is not None:
        reach = reach | (Organization.id == organization.parent_id)
    query = select(Organization).where(reach, alive(day)).order_by(Organization.path)
    bodies = session.scalars(query).all()
    return sorted(bodies, key=lambda body: (body.id != organization.id, str(body.kind), body.sort_key))


def works_to_name(session: Session, campaign_id: int, organization_id: int) -> Sequence[Work]:
    """The works that a nomination of this organisation may name: registered in the campaign and not given up."""
    query = (
        select(Work)
        .join(Case, Case.id == Work.case_id)
        .where(
            Work.campaign_id == campaign_id,
            Work.organization_id == organization_id,
            Case.status != WorkStatus.CANCELLED,
        )
        .options(contains_eager(Work.case))
        .order_by(Work.sort_key, Work.id)
    )
    return session.scalars(query).all()


def drafts_taking_lines(session: Session, organization: Organization) -> Sequence[Dossier]:
    """The open dossiers of bodies above `organization` into which it may write lines, newest first."""
    above = [int(part) for part in organization.path.split("/") if part][:-1]
    query = (
        select(Dossier)
        .join(Case, Case.id == Dossier.case_id)
        .join(Organization, Organization.id == Dossier.organization_id)
        .where(
            Dossier.organization_id.in_(above),
            Case.status.in_(OPEN_FOR_LINES),
            Case.closed_at.is_(None),
            Organization.kind == OrganizationKind.DISTRICT_COMMITTEE,
        )
        .order_by(Dossier.id.desc())
    )
    return session.scalars(query).all()
