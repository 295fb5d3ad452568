"""What kind of installation this is; one row, written once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base.tables import Base, fk
from models.people.words import InstallationKind


class Installation(Base):
    """`kind` stays empty until `flask init` makes an office of it or `make run` a demo."""

    __tablename__ = "vd_installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    kind: Mapped[InstallationKind | None] = mapped_column(String(10))
    chain_id: Mapped[int] = fk("vd_chain.id")
    made_at: Mapped[datetime]


def installation(session: Session) -> Installation:
    return session.scalars(select(Installation)).one()
