"""A backup as plain files: every table in one snapshot, every upload by its hash, the key apart; and back again."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from models.base.language import N_
from models.base.session import Database
from models.council.meetings import Round
from models.migrations import HEAD
from models.papers.files import StoredFile
from models.process.history import canonical
from workflows.machines.files import is_whole, path_of
from workflows.runs.checks.chains import verify
from workflows.runs.rows import snapshot, write_rows

FORMAT = 1
MANIFEST = "manifest.json"
TABLES = "tables"
SECRET = "SECRET-installation.key"  # noqa: S105 (the name of a file)
CLOCK = "clock.json"

THERE = N_("%(folder)s exists already. Name a folder that does not.")
NO_KEY = N_("The data folder holds no key (%(file)s): nothing was backed up.")
MADE = N_(
    "Backup in %(folder)s: %(rows)s rows, %(files)s files, root %(root)s. %(secret)s opens everything: keep it apart."
)
RESTORED = N_("Restored the backup of %(made_at)s: %(rows)s rows, %(files)s files, root %(root)s.")
DAMAGED = N_("%(count)s files are missing or damaged and could not be backed up; run the doctor. The rest is complete.")
OPEN_ROUND = N_(
    "A round is open or not counted yet: this backup holds its sealed ballots, which enough codes of its counting "
    "board open. Lock it away like the ballot box, and destroy it after the round."
)


class BackupRefused(Exception):
    """A backup that cannot be made or restored; `message` is an English message id."""

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values)
        self.message, self.values = message, values


@dataclass
class Backup:
    """What a backup holds; `damaged` lists files that were not there to be copied."""

    folder: Path
    rows: int = 0
    files: int = 0
    root: str = ""
    open_rounds: int = 0
    damaged: list[str] = field(default_factory=list)


def back_up(database: Database, home: Path, key_file: Path, folder: Path, now: datetime) -> Backup:
    """Write a backup to `folder`, which must not exist; it appears whole or not at all.

    Nobody is kept from writing meanwhile: tables come from one snapshot, and the bytes of a file are never
    changed once a row names it. Raises BackupRefused.
    """
    if folder.exists():
        raise BackupRefused(THERE, folder=folder)
    if not key_file.is_file():
        raise BackupRefused(NO_KEY, file=key_file.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    partial.mkdir(mode=0o700)
    try:
        made = _fill(database, home, key_file, partial, now)
        partial.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    made.folder = folder
    return made


def _fill(database: Database, home: Path, key_file: Path, partial: Path, now: datetime) -> Backup:
    made = Backup(partial)
    with snapshot(database) as session:
        tables = write_rows(session, partial / TABLES)
        sealed = select(func.count()).select_from(Round).where(Round.counted_at.is_(None), Round.voided_at.is_(None))
        digests = session.scalars(select(StoredFile.digest).distinct().order_by(StoredFile.digest)).all()
        made.open_rounds = session.scalar(sealed) or 0
        made.root = verify(session).root
    made.rows = sum(tables.values())
    for digest in digests:
        if is_whole(home, digest):
            copy_whole(path_of(home, digest), path_of(partial, digest))
            made.files += 1
        else:
            made.damaged.append(digest)
    copy_whole(key_file, partial / SECRET, mode=0o600)
    if (home / CLOCK).exists():
        copy_whole(home / CLOCK, partial / CLOCK)
    _write_manifest(made, database, tables, now)
    return made


def _write_manifest(made: Backup, database: Database, tables: dict[str, int], now: datetime) -> None:
    listed = {str(path.relative_to(made.folder)): {"sha256": hash_of(path), "size": path.stat().st_size}
              for path in sorted(made.folder.rglob("*")) if path.is_file()}  # fmt: skip
    content = {
        "format": FORMAT, "schema": HEAD, "made_at": now.isoformat(), "made_on": database.engine.dialect.name,
        "tables": tables, "root": made.root, "damaged": made.damaged, "secret": SECRET, "files": listed,
    }  # fmt: skip
    path = made.folder / MANIFEST
    path.write_text(json.dumps({**content, "digest": digest_of(content)}, ensure_ascii=False, indent=1), "utf-8")
    _sync(path)
    for one in sorted({path.parent for path in made.folder.rglob("*")}):
        sync_folder(one)


def digest_of(manifest: Mapping[str, Any]) -> str:
    """What binds a manifest to its content; it names itself last and is not part of it."""
    content = {name: value for name, value in manifest.items() if name != "digest"}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_whole(source: Path, target: Path, mode: int = 0o644) -> None:
    """Copy to a new file and let it reach the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as out, source.open("rb") as file:
        shutil.copyfileobj(file, out)
        out.flush()
        os.fsync(out.fileno())


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Let the names in a folder reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
