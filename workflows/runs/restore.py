"""From a backup to a running installation: checked before, in an empty place only, examined afterwards."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from models.base.finding import Finding
from models.base.language import N_
from models.base.session import Database, unit_of_work
from models.migrations import HEAD, migrate
from workflows.machines.files import path_of
from workflows.runs.backup import (
    CLOCK,
    FORMAT,
    MANIFEST,
    SECRET,
    TABLES,
    BackupRefused,
    copy_whole,
    digest_of,
    hash_of,
    sync_folder,
)
from workflows.runs.checks.chains import verify
from workflows.runs.doctor import examine
from workflows.runs.rows import read_rows

NO_BACKUP = N_("%(folder)s holds no backup of Vinh Danh: %(file)s is missing or cannot be read.")
OTHER_FORMAT = N_(
    "The backup was made by another version (tables %(found)s, here %(here)s): restore it with that "
    "version, then start this one."
)
FILE_CHANGED = N_("The backup is damaged: %(file)s is missing or not as it was written. Nothing was restored.")
FILE_UNKNOWN = N_("The backup holds a file that its list does not name: %(file)s. Nothing was restored.")
HOLDS_DATABASE = N_("%(place)s holds a database already. A backup is restored into an empty place only.")
OTHER_ROOT = N_("The restored history is not the one that was backed up: its root is %(found)s, not %(kept)s.")


@dataclass(frozen=True)
class Restored:
    """What was restored, and what the doctor says of it as of the instant of the backup."""

    rows: int
    files: int
    root: str
    made_at: datetime
    damaged: tuple[str, ...]
    findings: tuple[Finding, ...]


def restore(folder: Path, database: Database, home: Path, key_name: str) -> Restored:
    """Restore the backup `folder` into `database` and the data folder `home`; its key becomes `home`/`key_name`.

    `database` names the place only; its key is not used. Every hash is checked before anything is written, the
    database comes last. Raises BackupRefused.
    """
    manifest = read_manifest(folder)
    _refuse_damage(folder, manifest)
    _refuse_database(database, home)
    home.mkdir(parents=True, exist_ok=True)
    _put_files(folder, home, manifest)
    _put_secrets(folder, home, key_name)
    with _place(database, home, (home / key_name).read_text("ascii").strip().encode()) as target:
        migrate(target)
        with unit_of_work(target) as session:
            read_rows(session, folder / TABLES)
            found = verify(session).root
            if found != manifest["root"]:
                raise BackupRefused(OTHER_ROOT, found=found, kept=manifest["root"])
            made_at = datetime.fromisoformat(manifest["made_at"])
            findings = examine(session, made_at, home)
    return Restored(sum(manifest["tables"].values()), len(_stored(manifest)), found, made_at,
                    tuple(manifest["damaged"]), tuple(findings))  # fmt: skip


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """What the backup says of itself; BackupRefused when that is not whole or of another version."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        whole = manifest["digest"] == digest_of(manifest)
        found = f"{manifest['format']}/{manifest['schema']}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(NO_BACKUP, folder=folder, file=MANIFEST) from error
    if not whole:
        raise BackupRefused(FILE_CHANGED, file=MANIFEST)
    if found != f"{FORMAT}/{HEAD}":
        raise BackupRefused(OTHER_FORMAT, found=found, here=f"{FORMAT}/{HEAD}")
    return manifest


def _refuse_damage(folder: Path, manifest: Mapping[str, Any]) -> None:
    for name, told in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != told["size"] or hash_of(path) != told["sha256"]:
            raise BackupRefused(FILE_CHANGED, file=name)
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    for name in sorted(there - set(manifest["files"]) - {MANIFEST}):
        raise BackupRefused(FILE_UNKNOWN, file=name)


def _refuse_database(database: Database, home: Path) -> None:
    """Whether there is something to lose: an SQLite file of ours, or an installation in the other database."""
    for path in (home / "vinhdanh.db", _sqlite_path(database)):
        if path is not None and path.exists():
            raise BackupRefused(HOLDS_DATABASE, place=path)
    if database.is_sqlite:
        return
    with database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if "vd_installation" in tables and connection.scalar(text("SELECT count(*) FROM vd_installation")):
            raise BackupRefused(HOLDS_DATABASE, place=database.engine.url.render_as_string(hide_password=True))


def _sqlite_path(database: Database) -> Path | None:
    name = database.engine.url.database
    return Path(name) if database.is_sqlite and name else None


def _stored(manifest: Mapping[str, Any]) -> list[str]:
    return [Path(name).name for name in manifest["files"] if name.startswith("files/")]


def _put_files(folder: Path, home: Path, manifest: Mapping[str, Any]) -> None:
    for digest in _stored(manifest):
        target = path_of(home, digest)
        if not target.exists():
            _put(path_of(folder, digest), target)


def _put_secrets(folder: Path, home: Path, key_name: str) -> None:
    """The key and the assumed day of the backup; a key of a folder that was in use is kept aside."""
    key = home / key_name
    in_use = any(path.name not in (key_name, "files") for path in home.iterdir())
    if key.exists() and in_use and hash_of(key) != hash_of(folder / SECRET):
        key.rename(home / f"{key_name}.before-restore-{secrets.token_hex(4)}")
    _put(folder / SECRET, key, mode=0o600)
    (home / CLOCK).unlink(missing_ok=True)  # it belonged to a database that is not there
    if (folder / CLOCK).exists():
        _put(folder / CLOCK, home / CLOCK)


def _put(source: Path, target: Path, mode: int = 0o644) -> None:
    """Copy whole: under another name first, then renamed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    copy_whole(source, partial, mode)
    partial.replace(target)
    sync_folder(target.parent)


@contextmanager
def _place(database: Database, home: Path, key: bytes) -> Iterator[Database]:
    """Where the rows go: the other database itself, or an SQLite file that gets its name when all is in it."""
    path = _sqlite_path(database)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}") if path is not None else None
    url = f"sqlite:///{partial}" if partial is not None else database.url
    target = Database(url, key=key, home=home)
    try:
        yield target
        if partial is not None:
            _one_file(target)
    except BaseException:
        target.dispose()
        for name in (partial.name, f"{partial.name}-wal", f"{partial.name}-shm") if partial is not None else ():
            (path or home).with_name(name).unlink(missing_ok=True)
        raise
    target.dispose()
    if partial is not None and path is not None:
        os.rename(partial, path)  # noqa: PTH104 (refuses nothing here: its absence was looked at before)
        sync_folder(path.parent)


def _one_file(target: Database) -> None:
    """Bring everything from the log into the file itself."""
    with target.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA journal_mode=DELETE")
