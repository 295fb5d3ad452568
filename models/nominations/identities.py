"""Who a nominee is: one row per campaign and subject, found again however the name is spelt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.base.dates import short_date
from models.base.text import identity_key, person_sort_key, search_key, skeleton, sort_key
from models.nominations.nominations import Nomination, Nominee
from models.nominations.rules.eligibility import LookAlike
from models.nominations.rules.likeness import Identity, is_look_alike, is_same
from models.nominations.words import NominationState
from models.people.organizations import Organization
from models.people.words import Honorific
from models.schemes.words import SubjectKind

_OVER = (NominationState.WITHDRAWN, NominationState.DECLINED)


@dataclass(frozen=True)
class Subject:
    """A nominee as typed: a person of an organisation, or the organisation itself."""

    kind: SubjectKind
    organization: Organization
    name: str
    honorific: Honorific | None = None
    born_on: date | None = None
    birth_year: int | None = None

    @property
    def identity(self) -> str:
        """Equal for one subject in all spellings of its name."""
        if self.kind == SubjectKind.COLLECTIVE:
            return f"organization {self.organization.id}"
        born = self.born_on.isoformat() if self.born_on else str(self.birth_year or "")
        return f"person {self.organization.id} {born} {identity_key(self.name)}"


def nominee_for(session: Session, campaign_id: int, subject: Subject) -> Nominee:
    """The nominee's row in the campaign, made when the subject is nominated for the first time."""
    found = _nominee(session, campaign_id, subject)
    if found is not None:
        return found
    nominee = _new(campaign_id, subject)
    try:
        with session.begin_nested():
            session.add(nominee)
            session.flush()
    except IntegrityError:  # somebody nominated the same subject at this moment
        return session.scalars(_query(campaign_id, subject)).one()
    return nominee


def as_typed(session: Session, campaign_id: int, subject: Subject) -> Nominee:
    """The nominee's row, or, for one who is only being typed in, a row that is never stored."""
    found = _nominee(session, campaign_id, subject)
    if found is None:
        found = _new(campaign_id, subject)
        found.organization = subject.organization
    return found


def _new(campaign_id: int, subject: Subject) -> Nominee:
    person = subject.kind == SubjectKind.INDIVIDUAL
    name = subject.name if person else subject.organization.name
    return Nominee(
        campaign_id=campaign_id,
        kind=subject.kind,
        identity=subject.identity,
        name=name,
        honorific=subject.honorific if person else None,
        search_key=search_key(name),
        sort_key=person_sort_key(name) if person else sort_key(name),
        name_key=identity_key(name)[:200],
        skeleton=skeleton(name)[:200],
        born_on=subject.born_on if person else None,
        birth_year=subject.birth_year if person else None,
        organization_id=subject.organization.id,
    )


def _nominee(session: Session, campaign_id: int, subject: Subject) -> Nominee | None:
    return session.scalars(_query(campaign_id, subject)).one_or_none()


def _query(campaign_id: int, subject: Subject) -> Select[Nominee]:
    return select(Nominee).where(Nominee.campaign_id == campaign_id, Nominee.identity == subject.identity)


def look_alikes_of(session: Session, nominee: Nominee, known: ColumnElement[bool]) -> tuple[LookAlike, ...]:
    """Other nominees of the campaign that a human should compare with this one, among the `known` nominations."""
    return tuple(
        LookAlike(other.name, other.organization.name, born_text(other), other.name_key == nominee.name_key)
        for other in resembling(session, nominee, known)
    )


def resembling(session: Session, nominee: Nominee, known: ColumnElement[bool]) -> list[Nominee]:
    """The rows behind `look_alikes_of`."""
    same_spelling = (Nominee.name_key == nominee.name_key) | (Nominee.skeleton == nominee.skeleton)
    one = _identity(nominee)
    return [other for other in _others(session, nominee, known, same_spelling) if is_look_alike(one, _identity(other))]


def similar(session: Session, nominee: Nominee, known: ColumnElement[bool]) -> list[Nominee]:
    """Whom the writer is asked about: look-alikes, and those whose name differs in its accents only."""
    same_letters = (Nominee.skeleton == nominee.skeleton) | (Nominee.search_key == nominee.search_key)
    return [other for other in _others(session, nominee, known, same_letters) if is_similar(nominee, other)]


def is_similar(one: Nominee, other: Nominee) -> bool:
    """Whether the writer is asked if the two are one."""
    if is_same(_identity(one), _identity(other)):
        return False
    return is_look_alike(_identity(one), _identity(other)) or one.search_key == other.search_key


def _others(
    session: Session, nominee: Nominee, known: ColumnElement[bool], condition: ColumnElement[bool]
) -> Iterable[Nominee]:
    """The other persons of the campaign that are in the running, among the `known` nominations."""
    if nominee.kind == SubjectKind.COLLECTIVE:
        return ()
    query = (
        select(Nominee)
        .join(Nomination, Nomination.nominee_id == Nominee.id)
        .where(
            Nominee.campaign_id == nominee.campaign_id,
            Nominee.id != nominee.id,
            Nominee.kind == SubjectKind.INDIVIDUAL,
            Nomination.state.not_in(_OVER),
            known,
            condition,
        )
        .order_by(Nominee.id)
    )
    return session.scalars(query).unique()


def born_text(nominee: Nominee) -> str:
    """31/12/1964, or 1964 when only the year is known; empty when neither."""
    if nominee.born_on:
        return short_date(nominee.born_on)
    return str(nominee.birth_year or "")


def _identity(nominee: Nominee) -> Identity:
    return Identity(
        nominee.name_key, nominee.skeleton, str(nominee.organization_id), nominee.born_on, nominee.birth_year
    )
