"""Quota lines and their numbered places: what can never be exceeded, because the database says so."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ColumnElement, String, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.finding import broken
from models.base.language import N_
from models.base.tables import Base, Keyed, fk
from models.campaigns.campaigns import Campaign
from models.people.permissions import Access

NOT_ANNOUNCED = N_("The number for “%(bucket)s” has not been announced: nothing can be adopted yet.")
NONE_LEFT = N_("No place is left in “%(bucket)s”.")
TOO_FEW_FREE = N_("Only %(free)s places are free: the limit cannot go below the places taken.")


class Line(Keyed, Base):
    """The limit of one bucket; `announced` is false while the number is not known (which is not 0)."""

    __tablename__ = "vd_line"
    __table_args__ = (UniqueConstraint("campaign_id", "bucket"),)

    campaign_id: Mapped[int] = fk("vd_campaign.id")
    award: Mapped[str] = mapped_column(String(40))
    bucket: Mapped[str] = mapped_column(String(80))
    announced: Mapped[bool]

    campaign: Mapped[Campaign] = relationship()

    @property
    def name(self) -> str:
        """The bucket's name in the scheme."""
        return self.campaign.scheme.bucket(self.bucket)[1].name

    @property
    def access(self) -> Access:
        return self.campaign.access


class Place(Keyed, Base):
    """One place of a line, free while nobody has it.

    A place taken back by a lowered limit is closed, not deleted: adopted lines that once rested on it still do.
    """

    __tablename__ = "vd_place"
    __table_args__ = (
        UniqueConstraint("line_id", "number"),
        UniqueConstraint("line_id", "nomination_id"),
        CheckConstraint("number > 0", name="numbered_from_one"),
        CheckConstraint("is_open OR nomination_id IS NULL", name="closed_is_free"),
    )

    line_id: Mapped[int] = fk("vd_line.id")
    number: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=True)
    nomination_id: Mapped[int | None] = fk("vd_nomination.id")

    line: Mapped[Line] = relationship()


_IS_FREE = Place.is_open.is_(True) & Place.nomination_id.is_(None)


def line_of(session: Session, campaign_id: int, bucket: str) -> Line:
    return session.scalars(select(Line).where(Line.campaign_id == campaign_id, Line.bucket == bucket)).one()


def lock_line(session: Session, line: Line) -> None:
    """Hold the line, as it stands now, until the end of the unit of work; lock several in order of their keys."""
    query = select(Line).where(Line.id == line.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).one()


def limit_of(session: Session, line: Line) -> int | None:
    """The number of places, or None while the limit is not announced."""
    return _count(session, line, Place.is_open.is_(True)) if line.announced else None


def taken_count(session: Session, line: Line) -> int:
    return _count(session, line, Place.nomination_id.is_not(None))


def free_count(session: Session, line: Line) -> int:
    return _count(session, line, _IS_FREE)


def free_in_bucket(session: Session, campaign_id: int, bucket: str) -> tuple[bool, int] | None:
    """Whether the bucket's line is announced and how many of its places are free; None where it has no line."""
    row = session.execute(_FREE_IN_BUCKET, {"campaign": campaign_id, "bucket": bucket}).one_or_none()
    return None if row is None else (row[0], row[1])


_FREE_IN_BUCKET = (
    select(Line.announced, func.count(Place.id))
    .outerjoin(Place, (Place.line_id == Line.id) & _IS_FREE)
    .where(Line.campaign_id == bindparam("campaign"), Line.bucket == bindparam("bucket"))
    .group_by(Line.id, Line.announced)
)


def _count(session: Session, line: Line, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Place).where(Place.line_id == line.id, condition)) or 0


def place_of(session: Session, line: Line, nomination_id: int) -> Place | None:
    """The place that the nomination has in the line."""
    query = select(Place).where(Place.line_id == line.id, Place.nomination_id == nomination_id)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def take_place(session: Session, line: Line, nomination_id: int) -> Place:
    """Give the lowest free place of the line to the nomination; RuleBroken (E12) when there is none.

    Who has one already keeps it and gets no second. The statement itself carries the condition "still
    free", so two takers can never share one.
    """
    lock_line(session, line)
    if not line.announced:
        raise broken("E12", NOT_ANNOUNCED, bucket=line.name)
    kept = place_of(session, line, nomination_id)
    if kept is not None:
        return kept
    number = session.scalar(select(func.min(Place.number)).where(Place.line_id == line.id, _IS_FREE))
    taken = session.execute(
        update(Place)
        .where(Place.line_id == line.id, Place.number == number, _IS_FREE)
        .values(nomination_id=nomination_id)
        .execution_options(synchronize_session=False)
    )
    place = place_of(session, line, nomination_id)
    if taken.rowcount != 1 or place is None:  # type: ignore[attr-defined]
        raise broken("E12", NONE_LEFT, bucket=line.name)
    return place


def free_place(session: Session, line: Line, nomination_id: int) -> None:
    """Give the nomination's place back to the line; without one nothing changes."""
    lock_line(session, line)
    session.execute(
        update(Place)
        .where(Place.line_id == line.id, Place.nomination_id == nomination_id)
        .values(nomination_id=None)
        .execution_options(synchronize_session=False)
    )


def add_places(session: Session, line: Line, count: int) -> None:
    """Add `count` free places: closed ones open again, the lowest first, then new ones follow the last."""
    lock_line(session, line)
    closed = session.scalars(
        select(Place)
        .where(Place.line_id == line.id, Place.is_open.is_(False))
        .order_by(Place.number)
        .limit(count)
        .execution_options(populate_existing=True)
    ).all()
    for place in closed:
        place.is_open = True
    last = session.scalar(select(func.max(Place.number)).where(Place.line_id == line.id)) or 0
    missing = count - len(closed)
    session.add_all(Place(line_id=line.id, number=last + step) for step in range(1, missing + 1))
    session.flush()


def remove_places(session: Session, line: Line, count: int) -> None:
    """Close `count` free places, the highest numbers first; RuleBroken when not that many are free."""
    lock_line(session, line)
    free = session.scalars(
        select(Place)
        .where(Place.line_id == line.id, _IS_FREE)
        .order_by(Place.number.desc())
        .limit(count)
        .execution_options(populate_existing=True)
    ).all()
    if len(free) < count:
        raise broken("quota_taken", TOO_FEW_FREE, field="limit", free=len(free))
    for place in free:
        place.is_open = False
    session.flush()
