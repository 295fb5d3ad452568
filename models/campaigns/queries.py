"""What pages and verbs ask of campaigns: phases, works that an actor may see, the figures that count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models.base.clock import day_of
from models.campaigns.campaigns import Campaign, Phase
from models.campaigns.registrations import Figure, Work
from models.campaigns.words import WorkStatus
from models.people.organizations import Organization, alive
from models.people.permissions import Actor
from models.people.words import OrganizationKind, Role
from models.process.cases import Case
from models.process.history import Event
from models.process.tasks import Task

WRITERS = (Role.UNIT_OFFICER, Role.HEAD)
APPROVED = (WorkStatus.IN_PROGRESS, WorkStatus.COMPLETED, WorkStatus.ACCEPTED)


def phases_of(session: Session, campaign: Campaign) -> Sequence[Phase]:
    """The phases in order, with their cases."""
    query = select(Phase).where(Phase.campaign_id == campaign.id).options(joinedload(Phase.case)).order_by(Phase.number)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def phase_by_public_id(session: Session, public_id: str) -> Phase | None:
    query = select(Phase).where(Phase.public_id == public_id).options(joinedload(Phase.case))
    return session.scalars(query).one_or_none()


def phase_tasks(session: Session, campaign: Campaign) -> dict[str, Task]:
    """The open task of each phase that is not closed, by the key of the phase."""
    query = select(Phase.key, Task).join(Task, Task.case_id == Phase.case_id)
    found = session.execute(query.where(Phase.campaign_id == campaign.id, Task.closed_at.is_(None)))
    return dict(found.all())


def last_day(phases: Sequence[Phase]) -> date | None:
    """The last day of the campaign: of its closing when all phases are closed, else as announced, else None."""
    ended = [_last_day(phase) for phase in phases]
    known = [day for day in ended if day is not None]
    return max(known) if ended and len(known) == len(ended) else None


def _last_day(phase: Phase) -> date | None:
    return day_of(phase.case.closed_at) if phase.case and phase.case.closed_at else phase.closes_on


def visible_paths(actor: Actor) -> tuple[str, ...] | None:
    """The subtrees whose works and figures the actor may see; None: all of them."""
    return None if actor.in_office else actor.paths(*WRITERS)


def below(paths: Sequence[str] | None) -> ColumnElement[bool]:
    """The condition "in one of these subtrees"; None: everywhere."""
    if paths is None:
        return Organization.id.is_not(None)
    return or_(false(), *(Organization.path.startswith(path, autoescape=True) for path in paths))


def visible_works(actor: Actor) -> Select[Work]:
    """The works that the actor may see, with organisation and case; the caller filters, orders and cuts."""
    query = select(Work).join(Work.organization).join(Work.case).where(below(visible_paths(actor)))
    return query.options(contains_eager(Work.organization), contains_eager(Work.case))


def visible_work(session: Session, actor: Actor, public_id: str) -> Work | None:
    query = visible_works(actor).where(Work.public_id == public_id)
    return session.scalars(query.options(joinedload(Work.written_by), joinedload(Work.entered_by))).one_or_none()


def count_by_status(session: Session, actor: Actor) -> dict[str, int]:
    """How many works the actor may see, by status."""
    query = select(Case.status, func.count()).select_from(Work).join(Work.organization).join(Work.case)
    found = session.execute(query.where(below(visible_paths(actor))).group_by(Case.status))
    return dict(found.all())


def writable_organizations(session: Session, actor: Actor, day: date) -> Sequence[Organization]:
    """The bodies for which the actor writes works and figures: their own, and those below where nobody writes."""
    own = [seat.organization_id for seat in actor.seats if seat.role is Role.UNIT_OFFICER]
    paths = actor.paths(Role.UNIT_OFFICER)
    mine = Organization.id.in_(own) | and_(cast("ColumnElement[bool]", Organization.unmanned), below(paths))
    query = select(Organization).where(mine, alive(day)).order_by(func.length(Organization.path), Organization.sort_key)
    return session.scalars(query).all()


def districts(session: Session, actor: Actor) -> Sequence[Organization]:
    """The district committees by which the actor may filter, ended ones included."""
    district = Organization.kind == OrganizationKind.DISTRICT_COMMITTEE
    query = select(Organization).where(district, below(visible_paths(actor)))
    return session.scalars(query.order_by(Organization.sort_key)).all()


def latest_figure(session: Session, campaign_id: int, measure: str, organization_id: int) -> Figure | None:
    """The figure that counts: the newest report."""
    query = select(Figure).where(
        Figure.campaign_id == campaign_id, Figure.measure == measure, Figure.organization_id == organization_id
    )
    return session.scalars(query.options(joinedload(Figure.reported_by)).order_by(Figure.id.desc())).first()


def latest_figures(session: Session, campaign_id: int) -> Sequence[Figure]:
    """The figure that counts for each measure and organisation."""
    newest = (
        select(func.max(Figure.id))
        .where(Figure.campaign_id == campaign_id)
        .group_by(Figure.measure, Figure.organization_id)
    )
    return session.scalars(select(Figure).where(Figure.id.in_(newest))).all()


def figures_of(session: Session, campaign_id: int, measure: str, organization_id: int) -> Sequence[Figure]:
    """All reports of an organisation for a measure, newest first."""
    query = select(Figure).where(
        Figure.campaign_id == campaign_id, Figure.measure == measure, Figure.organization_id == organization_id
    )
    return session.scalars(query.options(joinedload(Figure.reported_by)).order_by(Figure.id.desc())).all()


def work_counts(session: Session, campaign_id: int) -> Sequence[tuple[int, str, str, int]]:
    """Organisation, kind, status, count of the works of a campaign."""
    query = (
        select(Work.organization_id, Work.kind, Case.status, func.count())
        .join(Work.case)
        .where(Work.campaign_id == campaign_id)
        .group_by(Work.organization_id, Work.kind, Case.status)
    )
    return [(organization, str(kind), status, count) for organization, kind, status, count in session.execute(query)]


def last_return(session: Session, work: Work, step: str) -> Event | None:
    """The newest event in which the level above returned the work at `step`."""
    if work.case is None:
        return None
    query = select(Event).where(Event.chain_id == work.case.chain_id, Event.act == step, Event.outcome == "returned")
    return session.scalars(query.order_by(Event.number.desc())).first()
