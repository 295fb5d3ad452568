"""The counting board of a meeting: who counts, the keys that only their codes open, the shares of a round's key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
from models.council.meetings import Meeting, Round
from models.people.passwords import one_time_password
from models.people.persons import Person
from models.people.posts import holders
from models.people.words import InstallationKind, Role

SECRETARIAT = (Role.SECRETARIAT_LEAD, Role.APPRAISER, Role.RECORDS_CLERK)
# The secretary opens and closes rounds, the administrator has the database: neither holds a share of a key as well.
NEVER = (Role.COUNCIL_SECRETARY, Role.ADMINISTRATOR)

SALT = 16  # bytes


class Counter(Keyed, Base):
    """A member of the counting board of one meeting; the private half of the key is locked with the member's code."""

    __tablename__ = "vd_counter"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        UniqueConstraint("meeting_id", "person_id"),
        CheckConstraint("(taken_at IS NULL) = (public_key IS NULL)", name="taken_with_public_key"),
        CheckConstraint("(taken_at IS NULL) = (locked_key IS NULL)", name="taken_with_locked_key"),
        CheckConstraint("(taken_at IS NULL) = (salt IS NULL)", name="taken_with_salt"),
    )

    meeting_id: Mapped[int] = fk("vd_meeting.id")
    person_id: Mapped[int] = fk("vd_person.id")
    number: Mapped[int]  # from 1: the place of the counter's share
    name: Mapped[str] = mapped_column(String(200))
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    locked_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    taken_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()


class KeyShare(Base):
    """One counter's share of the private half of a round's key, sealed to the counter; gone when it is counted."""

    __tablename__ = "vd_key_share"
    __table_args__ = (UniqueConstraint("round_id", "counter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = fk("vd_round.id")
    counter_id: Mapped[int] = fk("vd_counter.id")
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    counter: Mapped[Counter] = relationship(lazy="joined", innerjoin=True)


class Release(Base):
    """A counter's share, sealed anew to another counter; gone when the round is counted."""

    __tablename__ = "vd_release"
    __table_args__ = (UniqueConstraint("round_id", "counter_id", "to_counter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = fk("vd_round.id")
    counter_id: Mapped[int] = fk("vd_counter.id")
    to_counter_id: Mapped[int] = fk("vd_counter.id")
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


def board_of(session: Session, meeting: Meeting) -> list[Counter]:
    """The counting board in order; empty before it is appointed."""
    query = select(Counter).where(Counter.meeting_id == meeting.id).order_by(Counter.number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def own_counter(board: Sequence[Counter], person_id: int | None) -> Counter | None:
    """The person's place on the board."""
    return next((one for one in board if one.person_id == person_id), None)


def shares_of(session: Session, opened: Round) -> list[KeyShare]:
    """The shares of the round's key that lie there, in the order of the counters."""
    found = session.scalars(select(KeyShare).where(KeyShare.round_id == opened.id))
    return sorted(found, key=lambda one: one.counter.number)


def released_by(session: Session, opened: Round) -> set[int]:
    """The keys of the counters who have released their shares of the round's key."""
    return set(session.scalars(select(Release.counter_id).where(Release.round_id == opened.id).distinct()))


def releases_to(session: Session, opened: Round, counter: Counter) -> list[Release]:
    """The shares that others have released to the counter."""
    query = select(Release).where(Release.round_id == opened.id, Release.to_counter_id == counter.id)
    return list(session.scalars(query))


def could_count(session: Session, meeting: Meeting, day: date) -> list[Person]:
    """Whom the secretary may appoint: the roster and the secretariat, but nobody of NEVER."""
    found = {member.person_id: member.person for member in meeting.roster}
    for role in SECRETARIAT:
        found |= {one.id: one for one in holders(session, role, meeting.organization_id, day)}
    barred = {one.id for role in NEVER for one in holders(session, role, meeting.organization_id, day)}
    return sorted((one for key, one in found.items() if key not in barred), key=lambda one: (one.sort_key, one.id))


def salt_for(counter: Counter, key: str) -> bytes:
    """The salt of the code that is handed out for the form `key`; a repeated click is known by it."""
    return hashlib.sha256(f"{counter.public_id}\n{key}".encode()).digest()[:SALT]


def code_for(secret: bytes, counter: Counter, key: str, kind: InstallationKind | None) -> str:
    """The code that the counter is handed for the form `key`, which is kept nowhere: so is the code.

    Only in a demo, whose visitors play the whole board, it follows from the stored salt, and pages say so.
    """
    purpose = f"demo {salt_for(counter, key).hex()}" if _plays(kind) else key
    return one_time_password(secret, f"counter {counter.public_id} {purpose}")


def shown_code(secret: bytes, counter: Counter, kind: InstallationKind | None) -> str:
    """A demo's code, to be shown again; empty in an office and before it was taken."""
    if counter.salt is None or not _plays(kind):
        return ""
    return one_time_password(secret, f"counter {counter.public_id} demo {counter.salt.hex()}")


def receipts_digest(receipts: Sequence[str]) -> str:
    """The hash of the published list of receipts."""
    return hashlib.sha256("\n".join(receipts).encode()).hexdigest()


def publics(board: Sequence[Counter]) -> Mapping[int, bytes]:
    """Number → public half, of those who have taken their code."""
    return {one.number: one.public_key for one in board if one.public_key is not None}


def _plays(kind: InstallationKind | None) -> bool:
    """A demo, also while it is being made: its kind is written last."""
    return kind is not InstallationKind.OFFICE
