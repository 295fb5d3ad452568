"""Gathers the rows that the rules ask for, and asks them: pages and verbs call the same functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, partial

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.base.finding import Finding
from models.base.language import N_
from models.campaigns.campaigns import Phase
from models.campaigns.registrations import Work
from models.campaigns.rules import submission_allowed
from models.campaigns.words import PhaseStatus, WorkStatus
from models.nominations.dossiers import Dossier
from models.nominations.identities import look_alikes_of
from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import GONE, all_lines, nominations_of, visible_nominations
from models.nominations.rules.completeness import NomineeLine, PartPresent, check_parts
from models.nominations.rules.eligibility import (
    BucketFacts,
    Elsewhere,
    Moment,
    NominationFacts,
    OrganizationFacts,
    check_nomination,
    without_reason,
)
from models.nominations.words import NominationState
from models.papers.words import PartKind
from models.people.organizations import Organization
from models.people.permissions import SYSTEM, Actor
from models.process.cases import Case
from models.quotas.places import free_in_bucket
from models.schemes.shape.limits import Award, Bucket, buckets_for
from models.schemes.words import SubjectKind

NOT_JUDGED = N_("%(name)s has not been judged yet.")
REASONS_LACK = N_("%(name)s: a warning has come up that has no written reason (%(rule)s). Judge the line again.")
UNDECIDED = N_("%(count)s lines from below are neither included nor declined.")

JUDGED = frozenset({NominationState.ELIGIBLE, NominationState.INELIGIBLE, NominationState.ON_HOLD})


def buckets_of(award: Award, kind: SubjectKind, organization: Organization) -> tuple[Bucket, ...]:
    """The buckets of `award` that take such a nominee; none is E22."""
    return buckets_for(award, kind, str(organization.kind))


class Shared:
    """What the lines of one dossier have in common, asked once for each bucket and organisation."""

    def __init__(self, session: Session, dossier: Dossier) -> None:
        self.bucket = cache(partial(_bucket, session, dossier))
        self.works = cache(partial(accepted_works, session, dossier))


def facts_of(
    session: Session, nomination: Nomination, day: date, actor: Actor = SYSTEM, shared: Shared | None = None
) -> NominationFacts:
    """Everything the rules need of one nomination on `day`, as far as `actor` may know of other nominations."""
    dossier, nominee = nomination.dossier, nomination.nominee
    return facts_for(session, dossier, nominee, nomination.bucket, day, actor, nomination, shared)


def facts_for(
    session: Session,
    dossier: Dossier,
    nominee: Nominee,
    bucket: str,
    day: date,
    actor: Actor = SYSTEM,
    nomination: Nomination | None = None,
    shared: Shared | None = None,
) -> NominationFacts:
    """As `facts_of`, for a nominee who is only being typed in (`nomination` None)."""
    shared = shared or Shared(session, dossier)
    scheme, award = dossier.campaign.scheme, dossier.award_shape
    known = true() if actor.is_system else visible_nominations(actor)
    return NominationFacts(
        day=day,
        name=nominee.name,
        award_name=award.short_name,
        award_source=f"{scheme.number}, {award.number}",
        central=award.central,
        fitting_buckets=len(buckets_of(award, nominee.kind, nominee.organization)),
        bucket=shared.bucket(bucket),
        organization=_organization(nominee.organization, day),
        elsewhere=_elsewhere(session, dossier, nominee, known, nomination),
        open_hold=nomination is not None and nomination.state == NominationState.ON_HOLD,
        central_criteria_confirmed=nomination is not None and nomination.central_criteria,
        criteria_source=f"{scheme.number}, V.1",
        accepted_works=shared.works(nominee.organization_id),
        look_alikes=look_alikes_of(session, nominee, known),
    )


def check(
    session: Session,
    nomination: Nomination,
    moment: Moment,
    now: datetime,
    actor: Actor = SYSTEM,
    shared: Shared | None = None,
) -> list[Finding]:
    """What the rules say of the nomination at `moment`."""
    return check_nomination(facts_of(session, nomination, day_of(now), actor, shared), moment)


def check_submission(session: Session, dossier: Dossier, now: datetime, *, again: bool = False) -> list[Finding]:
    """What stands against handing the dossier in: completeness, lines to be decided, the phase of its award.

    A returned dossier (`again`) was in time when it came first: the phase is not asked again.
    """
    lines = all_lines(session, dossier)
    asked = [line for line in lines if line.state not in GONE]
    shared = Shared(session, dossier)
    return [
        *_incomplete(dossier, asked),
        *_undecided(lines),
        *(finding for line in asked for finding in check(session, line, Moment.SUBMISSION, now, shared=shared)),
        *([] if again else check_phase(session, dossier, now)),
    ]


def check_ready(session: Session, dossier: Dossier, now: datetime) -> list[Finding]:
    """What stands against passing the dossier on: lines not judged, and what the rules say of eligible ones."""
    found, shared = [], Shared(session, dossier)
    for line in nominations_of(session, dossier):
        if line.state == NominationState.ELIGIBLE:
            found += _still_eligible(session, line, now, shared)
        elif line.state not in JUDGED:
            found.append(Finding("not_judged", NOT_JUDGED, {"name": line.nominee.name}, place=line.public_id))
    return found


def _still_eligible(session: Session, line: Nomination, now: datetime, shared: Shared) -> list[Finding]:
    said = check(session, line, Moment.READY, now, shared=shared)
    reasons = {entry["code"]: entry["reason"] for entry in line.warnings}
    return [
        *(finding for finding in said if finding.blocks),
        *(
            Finding("reason_missing", REASONS_LACK, {"name": line.nominee.name, **lack.values}, place=line.public_id)
            for lack in without_reason(said, reasons)
        ),
    ]


def check_completeness(session: Session, dossier: Dossier, *kinds: PartKind) -> list[Finding]:
    """What the dossier lacks, each part by its name; only the given kinds when there are any."""
    return _incomplete(dossier, nominations_of(session, dossier), *kinds)


def _incomplete(dossier: Dossier, lines: Sequence[Nomination], *kinds: PartKind) -> list[Finding]:
    rules, award = dossier.campaign.scheme.dossier, dossier.award_shape
    wanted = [rules.part(key) for key in award.parts if not kinds or key in kinds]
    asked = [NomineeLine(line.id, line.nominee.name, line.summary) for line in lines]
    return check_parts(wanted, present_parts(dossier), asked)


def present_parts(dossier: Dossier) -> list[PartPresent]:
    """The current papers as the rules of completeness see them."""
    return [
        PartPresent(
            str(part.kind), part.nomination_id, part.file_id is None, part.number, part.dated_on, part.secret_sets
        )
        for part in dossier.parts
        if part.replaced_at is None
    ]


def check_phase(session: Session, dossier: Dossier, now: datetime) -> list[Finding]:
    """Whether the phase of the dossier's award takes submissions at `now`."""
    phase = phase_of(session, dossier.campaign_id, dossier.award_shape)
    status = PhaseStatus(phase.case.status) if phase.case else PhaseStatus.ANNOUNCED
    return submission_allowed(phase.name, phase.opens_on, phase.closes_on, status, day_of(now), dossier.late_reason)


def phase_of(session: Session, campaign_id: int, award: Award) -> Phase:
    return session.scalars(select(Phase).where(Phase.campaign_id == campaign_id, Phase.key == award.phase)).one()


def accepted_works(session: Session, dossier: Dossier, organization_id: int) -> int:
    """How many works of the organisation were accepted in the dossier's campaign."""
    query = (
        select(func.count())
        .select_from(Work)
        .join(Case, Case.id == Work.case_id)
        .where(
            Work.campaign_id == dossier.campaign_id,
            Work.organization_id == organization_id,
            Case.status == WorkStatus.ACCEPTED,
        )
    )
    return session.scalar(query) or 0


def _undecided(lines: Sequence[Nomination]) -> list[Finding]:
    count = sum(line.state == NominationState.PROPOSED for line in lines)
    return [Finding("lines_undecided", UNDECIDED, {"count": count})] if count else []


def _bucket(session: Session, dossier: Dossier, key: str) -> BucketFacts | None:
    found = free_in_bucket(session, dossier.campaign_id, key) if key else None
    return BucketFacts(dossier.award_shape.bucket(key).name, *found) if found else None


def _organization(organization: Organization, day: date) -> OrganizationFacts:
    carrier = organization.carrier_on(day)
    alive = organization.alive_on(day)
    return OrganizationFacts(
        organization.name, alive, organization.valid_to, carrier.name if carrier is not None and not alive else None
    )


def _elsewhere(
    session: Session, dossier: Dossier, nominee: Nominee, known: ColumnElement[bool], nomination: Nomination | None
) -> tuple[Elsewhere, ...]:
    """The same achievement in other dossiers of the campaign; a nominee not stored yet is nowhere."""
    if nominee.id is None:
        return ()
    query = select(Nomination).where(Nomination.nominee_id == nominee.id, known, Nomination.state.not_in(GONE))
    if nomination is not None:
        query = query.where(Nomination.id != nomination.id)
    rows: Sequence[Nomination] = session.scalars(query.order_by(Nomination.id)).all()
    found = (Elsewhere(row.dossier.award_shape.short_name, NominationState(row.state)) for row in rows)
    return tuple(dict.fromkeys(found))
