"""Diagram versions by content hash, with the outline that pages read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base.tables import Base, Keyed


class Diagram(Keyed, Base):
    """One version of a diagram: as drawn, as executed, and as told in words."""

    __tablename__ = "vd_diagram"

    key: Mapped[str] = mapped_column(String(60), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    # Large and unchanging: what the process has parsed once it asks for by digest, not by loading it again.
    drawn: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    execution: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    outline: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    released_at: Mapped[datetime]
    current: Mapped[bool] = mapped_column(default=True)


def current_diagram(session: Session, key: str) -> Diagram:
    """The version that new cases of process `key` start with."""
    return session.scalars(select(Diagram).where(Diagram.key == key, Diagram.current)).one()
