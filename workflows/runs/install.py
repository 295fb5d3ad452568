"""Making an installation: tables, shipped diagrams, plan 286; kind and accounts come later."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.session import Database, unit_of_work
from models.migrations import migrate
from models.people.organizations import Organization, add_organization, root
from models.people.permissions import SYSTEM
from models.people.words import OrganizationKind
from models.process.history import new_chain
from models.process.installation import Installation
from models.process.words import ChainKind
from models.schemes.reading import read_scheme
from workflows import steps
from workflows.process.releasing import SHIPPED as DIAGRAMS
from workflows.register import KNOWN
from workflows.schemes.release import KINDS, SHIPPED

KEY_FILE = "installation.key"
ROOT_CODE = "ubmttq-tinh"


def installation_key(home: Path) -> bytes:
    """The secret of the data folder `home`, made once, readable by its owner only."""
    path = home / KEY_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
    return path.read_bytes().strip()


def prepare(database: Database, now: datetime) -> None:
    """Bring the tables up to date and, in a new database, load the shipped diagrams and plan 286."""
    migrate(database)
    with unit_of_work(database) as session:
        if session.scalars(select(Installation)).one_or_none() is None:
            session.add(Installation(chain_id=new_chain(session, ChainKind.INSTALLATION).id, made_at=now))
            session.flush()
            release_shipped_diagrams(session, now)
            _load_plan(session, now)


def release_shipped_diagrams(session: Session, now: datetime) -> None:
    for path in DIAGRAMS:
        xml = path.read_bytes()
        steps.act(session, SYSTEM, now, "release_diagram", None, {"xml": xml, "known": KNOWN}, key=f"{path.name} {now}")


def _load_plan(session: Session, now: datetime) -> None:
    text = SHIPPED.read_text("utf-8")
    scheme = read_scheme(text, SHIPPED.name, KINDS)
    body: Organization = root(session) or add_organization(
        session, code=ROOT_CODE, name=scheme.issuer, kind=OrganizationKind.PROVINCIAL_COMMITTEE, parent=None)
    steps.act(session, SYSTEM, now, "load_scheme", body, {"text": text, "name": SHIPPED.name}, key=f"{SHIPPED.name} {now}")
