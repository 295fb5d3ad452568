"""I5: every file that a row names lies there with its hash; nothing else lies there for long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import Finding
from models.base.language import N_
from models.papers.files import StoredFile
from workflows.machines.files import age, is_whole, path_of, stored

CODE = "I5"
ORPHAN_AFTER = 24 * 3600  # seconds
MISSING = N_("The file “%(name)s” (%(file)s) is missing.")
CHANGED = N_("The bytes of the file “%(name)s” (%(file)s) are not the ones that were uploaded.")
ORPHAN = N_("The stored file %(digest)s belongs to nothing and is older than a day.")


def check(session: Session, now: Any, home: Path | None) -> Iterator[Finding]:
    """Rows against bytes, then bytes against rows. Without a data folder every named file is missing."""
    named: dict[str, bool] = {}
    for row in session.scalars(select(StoredFile).order_by(StoredFile.id)):
        if row.digest not in named:
            named[row.digest] = home is not None and is_whole(home, row.digest)
        if not named[row.digest]:
            there = home is not None and path_of(home, row.digest).is_file()
            yield Finding(CODE, CHANGED if there else MISSING, {"name": row.name, "file": row.public_id})
    for digest in stored(home) if home is not None else ():
        if digest not in named and home is not None and age(path_of(home, digest)) > ORPHAN_AFTER:
            yield Finding(CODE, ORPHAN, {"digest": digest})
