"""Dossiers on every stretch of their way, made by the operations that the screens use."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.nominations.queries import nominations_of
from models.people.organizations import Organization
from models.people.permissions import Actor
from models.process.tasks import Task
from models.process.words import TaskKind
from tests.factories.campaigns import open_phase
from tests.factories.files import pdf
from tests.factories.people import Province
from workflows import steps
from workflows.machines.files import receive

SUMMARY = "Vận động 62 hộ góp 214 ngày công, xây 3 căn nhà đại đoàn kết."
NO_WORKS = {"E11": "Công trình do đơn vị cấp trên nghiệm thu"}
_keys = itertools.count(1)


def key() -> str:
    """A new idempotency key."""
    return f"nomination-{next(_keys)}"


@dataclass
class Desk:
    """Everybody who has a hand in the dossiers of one organisation."""

    session: Session
    land: Province
    organization: Organization
    now: datetime

    @property
    def officer(self) -> Actor:
        return self.land.officer_of(self.organization)

    @property
    def head(self) -> Actor:
        return self.land.head_of(self.organization)

    def act(self, actor: Actor, act: str, subject: Any, /, **answers: Any) -> Mapping[str, Any]:
        return steps.act(self.session, actor, self.now, act, subject, answers, key=key()).result

    def perform(self, actor: Actor, dossier: Dossier, /, **answers: Any) -> Mapping[str, Any]:
        """Do the open human step of the dossier."""
        task = open_task(self.session, dossier)
        return steps.perform(self.session, actor, self.now, task.public_id, answers, key=key()).result

    def upload(self, text: str = "Giấy tờ") -> dict[str, Any]:
        """A received PDF, as a verb takes it."""
        return receive(self.session.info["home"], io.BytesIO(pdf(text)), f"{text}.pdf").answers()

    # from draft to ready
    def start(self, award: str = "vi3") -> Dossier:
        result = self.act(self.officer, "start_dossier", self.organization, award=award)
        return self.session.scalars(select(Dossier).where(Dossier.public_id == result["dossier"])).one()

    def nominate(self, dossier: Dossier, **changes: Any) -> Nomination:
        result = self.act(self.officer, "add_nomination", dossier, **person(self.organization, **changes))
        return self.session.scalars(select(Nomination).where(Nomination.public_id == result["nomination"])).one()

    def attach(self, dossier: Dossier, kind: str, /, **answers: Any) -> None:
        if "file" not in answers:
            answers["file"] = self.upload(f"{kind} {dossier.code}")
        self.act(self.officer, "attach_part", dossier, kind=kind, **answers)

    def prepared(self, award: str = "vi3", count: int = 2) -> Dossier:
        """A draft that waits for the head."""
        dossier = self.start(award)
        for number in range(count):
            self.nominate(dossier, name=f"Nguyễn Văn Mẫu {chr(65 + number)}")
        for kind in ("unit_minutes", "achievement_report", "proposal_letter"):
            self.attach(dossier, kind)
        for _step in range(4):
            self.perform(self.officer, dossier)
        return dossier

    def submitted(self, award: str = "vi3", count: int = 2) -> Dossier:
        dossier = self.prepared(award, count)
        self.perform(self.head, dossier, outcome="submitted")
        return dossier

    def received(self, award: str = "vi3", count: int = 2) -> Dossier:
        """A dossier that the appraiser has taken."""
        dossier = self.submitted(award, count)
        self.perform(self.clerk, dossier, sets_counted=1)
        self.claim(dossier)
        return dossier

    def ready(self, award: str = "vi3", count: int = 2) -> Dossier:
        """A dossier that waits for the council, every line eligible."""
        dossier = self.received(award, count)
        self.judge_all(dossier)
        self.perform(self.appraiser, dossier, outcome="ready")
        return dossier

    @property
    def clerk(self) -> Actor:
        return self.land.actor(self.land.records_clerk)

    @property
    def appraiser(self) -> Actor:
        return self.land.actor(self.land.appraiser)

    @property
    def lead(self) -> Actor:
        return self.land.actor(self.land.secretariat_lead)

    def claim(self, dossier: Dossier) -> None:
        self.act(self.appraiser, "claim_task", open_task(self.session, dossier))

    def judge(self, nomination: Nomination, verdict: str = "eligible", **answers: Any) -> None:
        answers = {"reasons": NO_WORKS | {"lookalike": "Hai người khác nhau"}, **answers}
        self.act(self.appraiser, "judge_nomination", nomination, verdict=verdict, **answers)

    def judge_all(self, dossier: Dossier) -> None:
        for line in nominations_of(self.session, dossier):
            if line.state == "submitted":
                self.judge(line, central_criteria=dossier.award_shape.central)


def desk(session: Session, land: Province, organization: Organization, now: datetime, *, phase: str = "phase1") -> Desk:
    """The desk of `organization`, with `phase` open (empty: as it is)."""
    if phase:
        open_phase(session, phase, now)
    return Desk(session, land, organization, now)


def person(organization: Organization, /, **changes: Any) -> dict[str, Any]:
    """What somebody types who nominates a person."""
    typed = {
        "kind": "individual",
        "honorific": "ms",
        "name": "H'Ngân Niê Kđăm",
        "born": "12/4/1964",
        "position": "Trưởng ban",
        "organization": organization.public_id,
        "summary": SUMMARY,
    }
    return {**typed, **changes}


def collective(organization: Organization, /, **changes: Any) -> dict[str, Any]:
    """What somebody types who nominates an organisation."""
    return {"kind": "collective", "organization": organization.public_id, "summary": SUMMARY, **changes}


def open_task(session: Session, dossier: Dossier) -> Task:
    """The step that somebody is to do next."""
    query = select(Task).where(Task.case_id == dossier.case_id, Task.closed_at.is_(None), Task.kind == TaskKind.USER)
    return session.scalars(query).one()
