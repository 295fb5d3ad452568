"""Files are handed over as attachments of their verified type, never shown inside a page of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from flask import Response, current_app
from sqlalchemy import exists, or_, select

from models.awards.decisions import Decision
from models.awards.queries import visible_decisions
from models.nominations.dossiers import Dossier, Part
from models.nominations.queries import visible_dossiers
from models.papers.files import StoredFile
from models.papers.words import FileType
from webapp.frame.access import actor, found, requires, session
from webapp.pages.papers.room import blueprint
from workflows.machines.files import path_of

OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    FileType.PDF: "application/pdf",
    FileType.DOCX: f"{OFFICE}wordprocessingml.document",
    FileType.XLSX: f"{OFFICE}spreadsheetml.sheet",
}
CHUNK = 64 * 1024
SANDBOX = "default-src 'none'; sandbox"


@blueprint.get("/files/<file_id>")
@requires()
def file(file_id: str) -> Response:
    """The bytes of a file of a dossier or decision that the reader may see."""
    in_dossier = exists().where(Part.file_id == StoredFile.id, Dossier.id == Part.dossier_id, visible_dossiers(actor()))
    in_decision = exists().where(Decision.outside_file_id == StoredFile.id, visible_decisions(actor()))
    query = select(StoredFile).where(StoredFile.public_id == file_id, or_(in_dossier, in_decision))
    stored = found(session().scalars(query).one_or_none())
    path = path_of(current_app.config["VINHDANH_HOME"], stored.digest)
    found(path if path.is_file() else None)
    answer = Response(_bytes(path), mimetype=TYPES[FileType(stored.type)])
    answer.content_length = stored.size
    answer.headers["Content-Disposition"] = disposition(stored.name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def _bytes(path: Path) -> Iterator[bytes]:
    """The file piece by piece; opened when the first is asked for, closed with the last."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def disposition(name: str) -> str:
    """An attachment by RFC 6266: the whole name for those who read UTF-8, plain letters for the others."""
    kept = "".join(sign for sign in name if sign.isprintable())
    plain = "".join(sign if sign.isascii() and sign not in '"\\%;' else "_" for sign in kept)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(kept, safe='')}"
