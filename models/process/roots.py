"""The root: one digest over the whole history at an instant, which leaves the house on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base.tables import Base, Keyed, append_only
from models.process.history import Chain


class Root(Keyed, Base):
    """One digest over the heads of all chains at an instant: what a witness keeps.

    `lengths` says how long each chain (by key) was then, so that the digest can be computed again later.
    """

    __tablename__ = "vd_root"

    at: Mapped[datetime]
    chain_count: Mapped[int]
    event_count: Mapped[int]
    lengths: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))


append_only(Root.__table__)  # type: ignore[arg-type]


def root_digest(heads: Iterable[tuple[int, int, str]]) -> str:
    """The digest over keys, lengths and heads of all chains, in order of their keys."""
    text = "\n".join(f"{key}:{length}:{head}" for key, length, head in heads)
    return hashlib.sha256(text.encode()).hexdigest()


def take_root(session: Session, now: datetime) -> Root:
    """Write down the root; nobody is made to wait, for one query sees all heads as they are together."""
    heads = session.execute(select(Chain.id, Chain.length, Chain.head).order_by(Chain.id)).all()
    lengths = {str(key): length for key, length, _head in heads}
    root = Root(at=now, chain_count=len(heads), event_count=sum(lengths.values()), lengths=lengths,
                digest=root_digest((key, length, head) for key, length, head in heads))  # fmt: skip
    session.add(root)
    session.flush()
    return root
