"""Open and done tasks: the inbox, one row each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
from models.people.persons import Person
from models.people.words import Role
from models.process.cases import Case
from models.process.words import TaskKind


class Task(Keyed, Base):
    """A place in a case where somebody, the system or a message is awaited.

    `place` is the engine's id. `organization_id` is whose people find it in their inbox; None: the
    office. `due_at` is the end of the last day in time; at `fires_at` the system does it by itself.
    """

    __tablename__ = "vd_task"
    __table_args__ = (
        Index(
            "ix_vd_task_inbox",
            "role",
            "organization_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_vd_task_one_place", "case_id", "place", unique=True),
    )

    case_id: Mapped[int] = fk("vd_case.id")
    place: Mapped[str] = mapped_column(String(80))
    element: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[TaskKind] = mapped_column(String(10))
    role: Mapped[Role | None] = mapped_column(String(30))
    organization_id: Mapped[int | None] = fk("vd_organization.id")
    holder_id: Mapped[int | None] = fk("vd_person.id")
    held_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    fires_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = fk("vd_person.id")
    outcome: Mapped[str] = mapped_column(String(40), default="")

    case: Mapped[Case] = relationship(viewonly=True)
    holder: Mapped[Person | None] = relationship(foreign_keys="Task.holder_id", viewonly=True)


class Message(Keyed, Base):
    """A message from one case to another, written with its cause and delivered once."""

    __tablename__ = "vd_message"

    case_id: Mapped[int] = fk("vd_case.id")
    name: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[str] = mapped_column(String(40))
    written_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None] = mapped_column(index=True)

    case: Mapped[Case] = relationship(viewonly=True)


class Incident(Keyed, Base):
    """An automatic step that failed: who looks after the installation sees it and tries again."""

    __tablename__ = "vd_incident"

    case_id: Mapped[int] = fk("vd_case.id")
    step: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(500))
    tries: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
