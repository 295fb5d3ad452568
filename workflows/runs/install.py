"""Making an installation: tables, shipped diagrams, plan 286; kind and accounts come later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text
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

ROOT_CODE = "ubmttq-tinh"
STANDING_COMMITTEE = "Ban Thường trực "  # issues the plan; the organisation is the committee itself


def prepare(database: Database, now: datetime) -> None:
    """Bring the tables up to date and, in a new database, load the shipped diagrams and plan 286."""
    migrate(database)
    if _is_installed(database):
        return
    with unit_of_work(database) as session:
        if not database.is_sqlite:  # two first starts at once: the second waits and finds it done
            session.execute(text("LOCK TABLE vd_installation IN EXCLUSIVE MODE"))
        if session.scalars(select(Installation)).one_or_none() is None:
            session.add(Installation(chain_id=new_chain(session, ChainKind.INSTALLATION).id, made_at=now))
            session.flush()
            release_shipped_diagrams(session, now)
            _load_plan(session, now)


def _is_installed(database: Database) -> bool:
    with unit_of_work(database, writing=False) as session:
        return session.scalars(select(Installation.id)).one_or_none() is not None


def release_shipped_diagrams(session: Session, now: datetime) -> None:
    for path in DIAGRAMS:
        xml = path.read_bytes()
        steps.act(session, SYSTEM, now, "release_diagram", None, {"xml": xml, "known": KNOWN}, key=f"{path.name} {now}")


def _load_plan(session: Session, now: datetime) -> None:
    scheme_text = SHIPPED.read_text("utf-8")
    scheme = read_scheme(scheme_text, SHIPPED.name, KINDS)
    body: Organization = root(session) or add_organization(
        session,
        code=ROOT_CODE,
        name=scheme.issuer.removeprefix(STANDING_COMMITTEE),
        kind=OrganizationKind.PROVINCIAL_COMMITTEE,
        parent=None,
    )
    steps.act(
        session,
        SYSTEM,
        now,
        "load_scheme",
        body,
        {"text": scheme_text, "name": SHIPPED.name},
        key=f"{SHIPPED.name} {now}",
    )
