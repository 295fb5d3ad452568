"""Stored versions of schemes, by code and content."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

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
    text: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[datetime]

    @property
    def scheme(self) -> Scheme:
        """The typed scheme, parsed once per process and content."""
        return _parsed(self.digest, self.text)


@lru_cache(maxsize=64)
def _parsed(digest: str, text: str) -> Scheme:
    return read_scheme(text, digest)
