"""What was submitted, as one value with a digest: nominees, papers by hash, who and when."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.nominations.dossiers import Dossier, DossierVersion, Part
from models.nominations.identities import born_text
from models.nominations.nominations import Nomination
from models.nominations.queries import nominations_of
from models.people.permissions import Actor
from models.process.history import canonical


def freeze(session: Session, dossier: Dossier, actor: Actor, now: datetime) -> DossierVersion:
    """Add the next version of the dossier as it stands; the database refuses to change it afterwards."""
    number = len(dossier.versions) + 1
    manifest = manifest_of(session, dossier, number, actor, now)
    version = DossierVersion(
        dossier_id=dossier.id,
        number=number,
        manifest=manifest,
        digest=digest_of(manifest),
        submitted_by_id=actor.person_id,
        submitted_at=now,
    )
    dossier.versions.append(version)
    session.flush()
    return version


def manifest_of(session: Session, dossier: Dossier, number: int, actor: Actor, now: datetime) -> dict[str, Any]:
    """Everything a reader needs to say what was handed in; values that JSON holds."""
    lines = nominations_of(session, dossier)
    names = {line.id: line.public_id for line in lines}
    query = select(Part).where(Part.dossier_id == dossier.id, Part.replaced_at.is_(None)).options(joinedload(Part.file))
    parts = session.scalars(query.order_by(Part.id)).all()
    return {
        "code": dossier.code,
        "version": number,
        "award": dossier.award,
        "organization": dossier.organization.name,
        "submitted_by": actor.name,
        "submitted_at": now.isoformat(),
        "nominations": [_line(line) for line in lines],
        "parts": [
            {
                "kind": str(part.kind),
                "nomination": names.get(part.nomination_id or 0, ""),
                "number": part.number,
                "dated_on": part.dated_on.isoformat() if part.dated_on else "",
                **(
                    {"digest": part.file.digest, "name": part.file.name, "size": part.file.size}
                    if part.file
                    else {"secret": True, "sets": part.secret_sets}
                ),
            }
            for part in parts
        ],
    }


def digest_of(manifest: dict[str, Any]) -> str:
    """The hash that names the version: equal manifests give equal digests."""
    return hashlib.sha256(canonical(manifest).encode()).hexdigest()


def _line(line: Nomination) -> dict[str, Any]:
    nominee = line.nominee
    return {
        "nomination": line.public_id,
        "kind": str(nominee.kind),
        "name": nominee.name,
        "honorific": str(nominee.honorific) if nominee.honorific else "",
        "born": born_text(nominee),
        "organization": nominee.organization.name,
        "bucket": line.bucket,
        "position": line.position,
        "summary": line.summary,
        "works": [one.work.title for one in line.achievements],
        "on_behalf_of": line.behalf_of.name if line.behalf_of else "",
    }
