"""Letters to organisations: written with their cause, read in the product."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
from models.people.organizations import Organization


class Letter(Keyed, Base):
    """A notice to one organisation; `cause` makes sure that it is written once."""

    __tablename__ = "vd_letter"
    __table_args__ = (UniqueConstraint("organization_id", "cause"),)

    organization_id: Mapped[int] = fk("vd_organization.id")
    case_id: Mapped[int | None] = fk("vd_case.id")
    cause: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    values: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(viewonly=True)
