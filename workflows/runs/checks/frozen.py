"""I9: what was frozen still says what it said: submitted versions, minutes, issued decisions, diagrams, schemes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session, undefer

from models import registry
from models.awards.decisions import Decision
from models.awards.words import LineState
from models.base.finding import Finding
from models.base.language import N_
from models.council.meetings import Meeting
from models.council.record import digest_of as minutes_digest
from models.nominations.dossiers import Dossier, DossierVersion
from models.nominations.manifests import digest_of as manifest_digest
from models.papers.files import StoredFile
from models.process.cases import Case
from models.process.diagrams import Diagram
from models.process.history import Event
from models.schemes.versions import SchemeVersion
from workflows.awards.deciding import paper_digest

CODE = "I9"
VERSION = N_("Version %(number)s of dossier %(dossier)s is not what was submitted.")
PAPER = N_("Version %(number)s of dossier %(dossier)s names a paper %(digest)s that is not stored.")
MINUTES = N_("The minutes of meeting %(meeting)s are not the ones that were locked.")
DECISION = N_("Decision %(decision)s is not what was issued.")
DIAGRAM = N_("The diagram “%(diagram)s” (%(public_id)s) is not what was released.")
SCHEME = N_("The scheme “%(scheme)s” is not what was loaded.")
UNGUARDED = N_("The table %(table)s may be changed: its guard against changes is missing.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Content against its own digest, and against the digest that the history keeps."""
    told = _told(session)
    yield from _versions(session, told)
    for meeting in session.scalars(select(Meeting).where(Meeting.minutes_digest.is_not(None)).order_by(Meeting.id)):
        digests = {meeting.minutes_digest, minutes_digest(meeting.minutes or {}), *told.get(meeting.case_id, ())}
        if len(digests) != 1:
            yield Finding(CODE, MINUTES, {"meeting": meeting.code})
    for decision in session.scalars(select(Decision).where(Decision.digest.is_not(None)).order_by(Decision.id)):
        lines = [line for line in decision.lines if line.state != LineState.SENT_BACK]
        digests = {decision.digest, paper_digest(decision, lines), *told.get(decision.case_id, ())}
        if len(digests) != 1:
            yield Finding(CODE, DECISION, {"decision": decision.label or decision.public_id})
    yield from _sources(session)
    yield from _guards(session)


def _told(session: Session) -> dict[int | None, list[str]]:
    """The digests that the history of each case names, in order: of versions, of minutes, of a decision."""
    acts = ("submit_dossier", "resubmit_dossier", "sign_minutes", "issue_decision")
    query = select(Case.id, Event).join(Case, Case.chain_id == Event.chain_id).where(Event.act.in_(acts))
    found: dict[int | None, list[str]] = {}
    for case_id, event in session.execute(query.order_by(Event.chain_id, Event.number)):
        if "digest" in event.after:
            found.setdefault(case_id, []).append(str(event.after["digest"]))
    return found


def _versions(session: Session, told: dict[int | None, list[str]]) -> Iterator[Finding]:
    stored = set(session.scalars(select(StoredFile.digest)))
    query = select(DossierVersion, Dossier).join(Dossier, Dossier.id == DossierVersion.dossier_id)
    for version, dossier in session.execute(query.order_by(DossierVersion.id)):
        values = {"number": version.number, "dossier": dossier.code}
        known = dict(enumerate(told.get(dossier.case_id, []), 1))
        if not version.digest == manifest_digest(version.manifest) == known.get(version.number, version.digest):
            yield Finding(CODE, VERSION, values)
        for part in version.manifest.get("parts", []):
            if "digest" in part and part["digest"] not in stored:
                yield Finding(CODE, PAPER, {**values, "digest": part["digest"]})


def _sources(session: Session) -> Iterator[Finding]:
    for diagram in session.scalars(select(Diagram).options(undefer(Diagram.drawn))):
        if hashlib.sha256(diagram.drawn).hexdigest() != diagram.digest:
            yield Finding(CODE, DIAGRAM, {"diagram": diagram.key, "public_id": diagram.public_id})
    for scheme in session.scalars(select(SchemeVersion)):
        if hashlib.sha256(scheme.text.encode()).hexdigest() != scheme.digest:
            yield Finding(CODE, SCHEME, {"scheme": scheme.code})


def _guards(session: Session) -> Iterator[Finding]:
    """Tables that only grow, without the triggers that keep them so."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    if sqlite:
        rows = session.execute(text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = session.execute(
            text(
                "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgenabled <> 'D'"
            )
        )
    found: dict[str, set[str]] = {}
    for table, name in rows:
        found.setdefault(table, set()).add(name)
    for table in registry.metadata.sorted_tables:
        names = {f"{table.name}_no_update", f"{table.name}_no_delete"} if sqlite else {f"{table.name}_frozen"}
        if table.info.get("append_only") and not names <= found.get(table.name, set()):
            yield Finding(CODE, UNGUARDED, {"table": table.name})
