"""Who does not vote on a nomination, and who has an interest in one: rows that stay, and what is known of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.tables import Base, Keyed, append_only, fk
from models.base.text import identity_key
from models.council.agenda import agenda_of
from models.council.meetings import Meeting
from models.council.rules.conflicts import MemberFacts, NominationFacts, grounds
from models.council.words import Ground
from models.nominations.dossiers import DossierVersion
from models.nominations.nominations import Nomination
from models.people.persons import Person
from models.people.posts import Post, held_on
from models.people.words import Role
from models.schemes.words import SubjectKind


class Recusal(Keyed, Base):
    """A member does not vote on a nomination in a meeting: said by the member, or because it is their own."""

    __tablename__ = "vd_recusal"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id", "nomination_id"),)

    meeting_id: Mapped[int] = fk("vd_meeting.id")
    person_id: Mapped[int] = fk("vd_person.id")
    nomination_id: Mapped[int] = fk("vd_nomination.id")
    ground: Mapped[Ground] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = fk("vd_person.id")

    person: Mapped[Person] = relationship(foreign_keys="Recusal.person_id")
    nomination: Mapped[Nomination] = relationship()


append_only(Recusal.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Interest:
    """A member with an interest in a nomination of the agenda; `recused`: they do not vote on it."""

    person: Person
    nomination: Nomination
    grounds: tuple[Ground, ...]
    recused: bool


def recusals_of(session: Session, meeting: Meeting) -> Sequence[Recusal]:
    query = select(Recusal).where(Recusal.meeting_id == meeting.id).order_by(Recusal.id)
    return session.scalars(query).all()


def recused_from(session: Session, meeting: Meeting, person_id: int | None) -> frozenset[int]:
    """The keys of the nominations on which this person does not vote."""
    query = select(Recusal.nomination_id).where(Recusal.meeting_id == meeting.id, Recusal.person_id == person_id)
    return frozenset(session.scalars(query))


def interests_of(session: Session, meeting: Meeting, persons: Iterable[Person], day: date) -> list[Interest]:
    """Every interest that is known between these members and the nominations to be voted on, in the agenda's order."""
    members = list(persons)
    agenda = [item.nomination for item in agenda_of(session, meeting) if not item.for_information]
    told = {(row.person_id, row.nomination_id) for row in recusals_of(session, meeting)}
    facts = _member_facts(session, members, day)
    found = []
    for nomination, known in zip(agenda, _nomination_facts(session, agenda, told), strict=True):
        for person in members:
            why = grounds(facts[person.id], known)
            if why:
                found.append(Interest(person, nomination, why, (person.id, nomination.id) in told))
    return found


def _member_facts(session: Session, members: Sequence[Person], day: date) -> Mapping[int, MemberFacts]:
    query = select(Post.person_id, Post.organization_id, Post.role).where(
        Post.person_id.in_([one.id for one in members]), Post.role.in_((Role.UNIT_OFFICER, Role.HEAD)), held_on(day)
    )
    posts = session.execute(query).all()
    return {
        one.id: MemberFacts(
            one.id,
            identity_key(one.name),
            frozenset({one.unit_id, *(place for person, place, _role in posts if person == one.id)}),
            frozenset(place for person, place, role in posts if person == one.id and role == Role.HEAD),
        )
        for one in members
    }


def _nomination_facts(
    session: Session, nominations: Sequence[Nomination], told: Iterable[tuple[int, int]]
) -> list[NominationFacts]:
    query = select(DossierVersion.dossier_id, DossierVersion.submitted_by_id).where(
        DossierVersion.dossier_id.in_({one.dossier_id for one in nominations})
    )
    signers: dict[int, set[int]] = {}
    for dossier_id, person_id in session.execute(query):
        if person_id is not None:
            signers.setdefault(dossier_id, set()).add(person_id)
    declared: dict[int, set[int]] = {}
    for person_id, nomination_id in told:
        declared.setdefault(nomination_id, set()).add(person_id)
    return [
        NominationFacts(
            one.nominee.kind == SubjectKind.INDIVIDUAL,
            one.nominee.name_key,
            one.nominee.organization_id,
            frozenset(signers.get(one.dossier_id, ())),
            frozenset(declared.get(one.id, ())),
        )
        for one in nominations
    ]
