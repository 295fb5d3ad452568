"""Stored versions of schemes, by code and content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base.tables import Base, Keyed
from models.schemes.reading import read_scheme
from models.schemes.shape.structure import Scheme


class SchemeVersion(Keyed, Base):
    """The text of a scheme as it was loaded; never changed afterwards."""

    __tablename__ = "vd_scheme"
    __table_args__ = (UniqueConstraint("code", "digest"),)

    code: Mapped[str] = mapped_column(String(60), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text, deferred=True)
    loaded_at: Mapped[datetime]

    @property
    def scheme(self) -> Scheme:
        """The typed scheme, parsed once per process and content."""
        if self.digest not in _PARSED:
            _PARSED[self.digest] = read_scheme(self.text, self.code)
        return _PARSED[self.digest]


_PARSED: dict[str, Scheme] = {}  # one entry for each version that was ever loaded: a handful
