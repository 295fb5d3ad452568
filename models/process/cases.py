"""Cases: the engine's state, the status that the diagram names, and the head of their history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
from models.process.diagrams import Diagram
from models.process.history import Chain
from models.process.words import CaseKind


class Case(Keyed, Base):
    """A running or ended process; `status` is written by the door only."""

    __tablename__ = "vd_case"

    kind: Mapped[CaseKind] = mapped_column(String(30), index=True)
    diagram_id: Mapped[int] = fk("vd_diagram.id")
    campaign_id: Mapped[int | None] = fk("vd_campaign.id")
    chain_id: Mapped[int] = fk("vd_chain.id", unique=True)
    state: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(40), index=True)
    version: Mapped[int] = mapped_column(default=0)
    round_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)

    diagram: Mapped[Diagram] = relationship(viewonly=True)
    chain: Mapped[Chain] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": lambda version: (version or 0) + 1}
