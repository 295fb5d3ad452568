"""Stored bytes: received to a temporary file, judged, then renamed to their hash; never written in place."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from models.base.clock import Clock
from models.base.finding import BadRequest, broken
from models.base.language import N_
from models.papers.words import MAX_FILE_BYTES, FileType
from workflows.machines.gate import FIELD, clean_name, judge

ROOM: Final = "files"
INCOMING: Final = "incoming"
CHUNK: Final = 64 * 1024
SWEPT: Final = ".swept"
SWEEP_EVERY: Final = 3600
SWEEP_AFTER: Final = 23 * 3600  # seconds; the check of the installation complains after 24 hours
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")

TOO_LARGE = N_("The file is larger than %(limit)s MB.")
EMPTY = N_("The file is empty.")
GONE = N_("The upload is no longer there. Please choose the file again.")


@dataclass(frozen=True)
class Staged:
    """An upload that lies under its hash and that no row mentions yet."""

    digest: str
    size: int
    type: FileType
    name: str

    def answers(self) -> dict[str, Any]:
        """As a verb takes it."""
        return {**asdict(self), "type": self.type.value}


def receive(home: Path, stream: BinaryIO, name: str) -> Staged:
    """Take an upload of at most 20 MB from `stream` into the data folder `home`.

    Raises RuleBroken (field `file`) for a file that is too large, empty, or not a PDF, DOCX or XLSX as its
    name says; nothing of it stays then. Bytes first: temporary file, fsync, rename to the hash, fsync of the folder.
    """
    label = clean_name(name)
    incoming = home / ROOM / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=incoming)
    path = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = _copy(stream, file)
            file.flush()
            os.fsync(file.fileno())
        kind = judge(path, label)
        _keep(path, path_of(home, digest))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Staged(digest, size, kind, label)


def path_of(home: Path, digest: str) -> Path:
    """Where the bytes with this hash lie; ValueError for anything that is not a hash."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a hash")
    return home / ROOM / digest[:2] / digest


def staged_from(home: Path, answers: Mapping[str, Any]) -> Staged:
    """The received upload that `answers` speak of, after a look whether its bytes are there.

    Raises BadRequest for what no page of ours hands over, RuleBroken when the bytes are gone.
    """
    try:
        path, kind = path_of(home, str(answers["digest"])), FileType(answers["type"])
        name, size = clean_name(str(answers["name"])), int(answers["size"])
    except (KeyError, ValueError, TypeError) as error:
        raise BadRequest() from error
    if not path.is_file() or path.stat().st_size != size:
        raise broken("file_gone", GONE, FIELD)
    return Staged(path.name, size, kind, name)


def is_whole(home: Path, digest: str) -> bool:
    """Whether the bytes are there and still have their hash."""
    path = path_of(home, digest)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def stored(home: Path) -> Iterator[str]:
    """The hashes of all stored files."""
    for path in sorted((home / ROOM).glob("??/*")):
        if _DIGEST.fullmatch(path.name):
            yield path.name


def _copy(stream: BinaryIO, file: BinaryIO) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > MAX_FILE_BYTES:
            raise broken("file_too_large", TOO_LARGE, FIELD, limit=MAX_FILE_BYTES // 1024 // 1024)
        hashed.update(chunk)
        file.write(chunk)
    if size == 0:
        raise broken("file_empty", EMPTY, FIELD)
    return hashed.hexdigest(), size


def _keep(path: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    path.replace(target)
    for folder in (target.parent, target.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def age(path: Path) -> float:
    """Seconds since the bytes were put there, by the machine's clock; 0 when they are gone."""
    try:
        return Clock().machine_time().timestamp() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def sweep(home: Path, is_mentioned: Callable[[str], bool]) -> int:
    """Remove what has been lying unmentioned for 23 hours, at most once an hour; says how many files went."""
    marker = home / ROOM / SWEPT
    if not (home / ROOM).is_dir() or (marker.exists() and age(marker) < SWEEP_EVERY):
        return 0
    marker.touch()
    old = [path for path in (home / ROOM / INCOMING).glob("*") if age(path) > SWEEP_AFTER]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old) + sum(_swept(home, digest, is_mentioned) for digest in list(stored(home)))


def _swept(home: Path, digest: str, is_mentioned: Callable[[str], bool]) -> bool:
    """Take an old file aside first, look again, and put it back when it is needed after all."""
    path, aside = path_of(home, digest), home / ROOM / INCOMING / f"{digest}.old"
    if age(path) < SWEEP_AFTER or is_mentioned(digest):
        return False
    aside.parent.mkdir(exist_ok=True)
    path.replace(aside)
    if age(aside) < SWEEP_AFTER or is_mentioned(digest):  # the same bytes came again just now
        aside.replace(path)
        return False
    aside.unlink()
    return True
