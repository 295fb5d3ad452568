"""Stored bytes, known by their hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, append_only, fk
from models.papers.words import FileType
from models.people.persons import Person


class StoredFile(Keyed, Base):
    """One accepted upload: its bytes lie under their hash, its name is only a label."""

    __tablename__ = "vd_file"

    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    type: Mapped[FileType] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(250))
    organization_id: Mapped[int | None] = fk("vd_organization.id")
    uploaded_by_id: Mapped[int | None] = fk("vd_person.id")
    uploaded_at: Mapped[datetime]

    uploaded_by: Mapped[Person | None] = relationship()


append_only(StoredFile.__table__)  # type: ignore[arg-type]
