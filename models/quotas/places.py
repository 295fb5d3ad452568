"""Quota lines and their numbered places: what can never be exceeded, because the database says so."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.finding import broken
from models.base.language import N_
from models.base.tables import Base, Keyed, fk
from models.campaigns.campaigns import Campaign


class Line(Keyed, Base):
    """The limit of one bucket; `announced` is false while the number is not known (which is not 0)."""

    __tablename__ = "vd_line"
    __table_args__ = (UniqueConstraint("campaign_id", "bucket"),)

    campaign_id: Mapped[int] = fk("vd_campaign.id")
    award: Mapped[str] = mapped_column(String(40))
    bucket: Mapped[str] = mapped_column(String(80))
    announced: Mapped[bool]

    campaign: Mapped[Campaign] = relationship()


class Place(Keyed, Base):
    """One place of a line, free while nobody has it."""

    __tablename__ = "vd_place"
    __table_args__ = (
        UniqueConstraint("line_id", "number"),
        UniqueConstraint("line_id", "nomination_id"),
        CheckConstraint("number > 0", name="numbered_from_one"),
    )

    line_id: Mapped[int] = fk("vd_line.id")
    number: Mapped[int]
    nomination_id: Mapped[int | None] = fk("vd_nomination.id")

    line: Mapped[Line] = relationship()


def line_of(session: Session, campaign_id: int, bucket: str) -> Line:
    return session.scalars(select(Line).where(Line.campaign_id == campaign_id, Line.bucket == bucket)).one()


def lock_line(session: Session, line: Line) -> None:
    """Hold the line until the end of the unit of work; lock several in order of their keys."""
    session.execute(select(Line.id).where(Line.id == line.id).with_for_update())


def limit_of(session: Session, line: Line) -> int | None:
    """The number of places, or None while the limit is not announced."""
    if not line.announced:
        return None
    return session.scalar(select(func.count()).select_from(Place).where(Place.line_id == line.id)) or 0


def free_count(session: Session, line: Line) -> int:
    query = select(func.count()).select_from(Place).where(Place.line_id == line.id, Place.nomination_id.is_(None))
    return session.scalar(query) or 0


def take_place(session: Session, line: Line, nomination_id: int) -> Place:
    """Give the lowest free place of the line to the nomination; RuleBroken (E12) when there is none.

    The statement itself carries the condition "still free", so two takers can never share one.
    """
    lock_line(session, line)
    if not line.announced:
        raise broken("E12", N_("The number for “%(bucket)s” has not been announced: nothing can be adopted yet."),
                     bucket=line.bucket)
    number = session.scalar(
        select(func.min(Place.number)).where(Place.line_id == line.id, Place.nomination_id.is_(None))
    )
    taken = session.execute(
        update(Place)
        .where(Place.line_id == line.id, Place.number == number, Place.nomination_id.is_(None))
        .values(nomination_id=nomination_id)
        .execution_options(synchronize_session=False)
    )
    if number is None or taken.rowcount != 1:  # type: ignore[attr-defined]
        raise broken("E12", N_("No place is left in “%(bucket)s”."), bucket=line.bucket)
    return session.scalars(select(Place).where(Place.line_id == line.id, Place.number == number)).one()


def free_place(session: Session, line: Line, nomination_id: int) -> None:
    """Give the nomination's place back to the line."""
    lock_line(session, line)
    session.execute(
        update(Place)
        .where(Place.line_id == line.id, Place.nomination_id == nomination_id)
        .values(nomination_id=None)
        .execution_options(synchronize_session=False)
    )


def add_places(session: Session, line: Line, count: int) -> None:
    """Add `count` free places behind the last."""
    lock_line(session, line)
    last = session.scalar(select(func.max(Place.number)).where(Place.line_id == line.id)) or 0
    session.add_all(Place(line_id=line.id, number=last + step) for step in range(1, count + 1))
    session.flush()


def remove_places(session: Session, line: Line, count: int) -> None:
    """Take `count` free places away, the highest numbers first; RuleBroken when not that many are free."""
    lock_line(session, line)
    free = session.scalars(
        select(Place).where(Place.line_id == line.id, Place.nomination_id.is_(None))
        .order_by(Place.number.desc()).limit(count)
    ).all()
    if len(free) < count:
        raise broken("quota_taken", N_("Only %(free)s places are free: the limit cannot go below the places taken."),
                     free=len(free))
    for place in free:
        session.delete(place)
    session.flush()
