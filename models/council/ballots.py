"""Sealed ballots until a round is counted, and how their choices are written."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base.tables import Base, fk
from models.council.meetings import Round


class Ballot(Base):
    """One sealed ballot per member and round; all rows go when the round is counted.

    It carries no time. `receipt` names the sealed ballot: it proves that it was counted, not what it says.
    """

    __tablename__ = "vd_ballot"
    __table_args__ = (UniqueConstraint("round_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = fk("vd_round.id")
    person_id: Mapped[int] = fk("vd_person.id", index=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    receipt: Mapped[str] = mapped_column(String(24), unique=True)
    key: Mapped[str] = mapped_column(String(64))  # digest of the idempotency key: a repetition gets the receipt again


def ballot_count(session: Session, opened: Round) -> int:
    """How many ballots have come: all that anybody learns before closing."""
    if opened.ballot_count is not None:
        return opened.ballot_count
    return session.scalar(select(func.count()).select_from(Ballot).where(Ballot.round_id == opened.id)) or 0


def ballot_of(session: Session, opened: Round, person_id: int) -> Ballot | None:
    """The sealed ballot of one member: to be shown to nobody else, and gone once the round is counted."""
    query = select(Ballot).where(Ballot.round_id == opened.id, Ballot.person_id == person_id)
    return session.scalars(query).one_or_none()
