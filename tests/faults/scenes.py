"""The acts during which the process is killed: how their stage is set, and how each is done once."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.session import Database, unit_of_work
from models.council.meetings import Meeting
from models.nominations.dossiers import Dossier
from models.people.accounts import actor_of
from models.people.organizations import Organization
from models.people.permissions import SYSTEM, Actor
from models.people.persons import Person
from models.process.tasks import Task
from models.process.words import TaskKind
from tests.factories.council import JUNE, Story
from tests.factories.files import pdf
from tests.factories.nominations import Desk, desk
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import steps
from workflows.machines.files import receive
from workflows.runs.install import prepare
from workflows.runs.tick import tick

Names = dict[str, str]  # public ids, as the child process is told them


@dataclass(frozen=True)
class Scene:
    """`arrange` sets the stage and says what is on it; `act` is done in a process of its own and acknowledged.

    `many`: done in several units of work, so a kill may leave some of them done.
    """

    name: str
    arrange: Callable[[Database], Names]
    act: Callable[[Database, Names], None]
    many: bool = False


def _step(database: Database, names: Names, answers: Mapping[str, Any]) -> None:
    with unit_of_work(database) as session:
        actor = _actor(session, names["person"]) if "person" in names else SYSTEM
        steps.perform(session, actor, JUNE, names["task"], answers, key="one form")


def _actor(session: Session, public_id: str) -> Actor:
    return actor_of(session, session.scalars(select(Person).where(Person.public_id == public_id)).one(), JUNE)


def _open_step(session: Session, case_id: int | None) -> str:
    query = select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None), Task.kind == TaskKind.USER)
    return session.scalars(query).one().public_id


# setting the stage
def phase_to_open(database: Database) -> Names:
    with unit_of_work(database, writing=False) as session:
        task = session.scalars(select(Task).where(Task.element == "open_phase").order_by(Task.id)).first()
        assert task is not None
        return {"task": task.public_id}


def a_unit(database: Database) -> Names:
    with unit_of_work(database) as session:
        land = province(session, JUNE)
        desk(session, land, land.cu_jut, JUNE)
        return {"person": land.officer_of(land.cu_jut).public_id, "organization": land.cu_jut.public_id}


def a_draft(database: Database) -> Names:
    with unit_of_work(database) as session:
        land = province(session, JUNE)
        found = desk(session, land, land.cu_jut, JUNE)
        return {"person": found.officer.public_id, "dossier": found.start().public_id}


def a_confirmed_draft(database: Database) -> Names:
    with unit_of_work(database) as session:
        land = province(session, JUNE)
        found = desk(session, land, land.cu_jut, JUNE)
        dossier = found.prepared()
        return {"person": found.head.public_id, "task": _open_step(session, dossier.case_id)}


def a_submitted_dossier(database: Database) -> Names:
    with unit_of_work(database) as session:
        land = province(session, JUNE)
        found = desk(session, land, land.cu_jut, JUNE)
        return {"person": found.clerk.public_id, "task": _open_step(session, found.submitted().case_id)}


def _told(database: Database) -> tuple[Story, Meeting]:
    """A meeting that waits for its chair."""
    with unit_of_work(database) as session:
        land: Province = province(session, JUNE)
        found: Desk = desk(session, land, land.cu_jut, JUNE)
        dossier: Dossier = found.ready()
        session.refresh(dossier)
        actors = {name: land.actor(person) for name, person in land.persons.items()}
        story = Story(database, JUNE, actors, tuple(land.actor(person) for person in land.council))
    story.tick()
    return story, story.deliberated({one.public_id: 9 for one in story.nominations(dossier)})


def a_voted_round(database: Database) -> Names:
    story, meeting = _told(database)
    with unit_of_work(database, writing=False) as session:
        return {"person": story.chair.public_id, "task": _open_step(session, meeting.case_id)}


def _adopted(database: Database) -> tuple[Story, Meeting]:
    story, meeting = _told(database)
    story.step(story.chair, "adopt_results", meeting, {"reason": "theo kết quả phiếu"})
    return story, meeting


def an_adopted_list(database: Database) -> Names:
    _adopted(database)
    return {}


def a_decided_list(database: Database) -> Names:
    story, meeting = _adopted(database)
    decision = story.decision(meeting)
    story.decide(decision)
    with unit_of_work(database, writing=False) as session:
        clerk = story.actors["records_clerk"].public_id
        return {"person": clerk, "task": _open_step(session, decision.case_id)}


# the acts
def open_phase(database: Database, names: Names) -> None:
    _step(database, names, {})


def register_work(database: Database, names: Names) -> None:
    with unit_of_work(database) as session:
        body = session.scalars(select(Organization).where(Organization.public_id == names["organization"])).one()
        work = {"kind": "project", "title": "Đường hoa", "plan": "Trồng hoa", "finish_on": date(2024, 7, 1)}
        steps.act(session, _actor(session, names["person"]), JUNE, "register_work", body, work, key="one form")


def attach_file(database: Database, names: Names) -> None:
    assert database.home is not None
    staged = receive(database.home, io.BytesIO(pdf("Biên bản họp")), "bien-ban.pdf")
    with unit_of_work(database) as session:
        dossier = session.scalars(select(Dossier).where(Dossier.public_id == names["dossier"])).one()
        answers = {"kind": "unit_minutes", "file": staged.answers()}
        steps.act(session, _actor(session, names["person"]), JUNE, "attach_part", dossier, answers, key="one form")


def submit_dossier(database: Database, names: Names) -> None:
    _step(database, names, {"outcome": "submitted"})


def receive_dossier(database: Database, names: Names) -> None:
    _step(database, names, {"sets_counted": 1})


def adopt_results(database: Database, names: Names) -> None:
    _step(database, names, {"reason": "theo kết quả phiếu"})


def issue_decision(database: Database, names: Names) -> None:
    signed = {"signer_name": "Nguyễn Mẫu", "signer_title": "CHỦ TỊCH", "signed_on": JUNE.date()}
    _step(database, names, signed)


def tell_the_dossiers(database: Database, names: Names) -> None:
    assert tick(database, JUNE).failures == []


def start_again(database: Database, names: Names) -> None:
    prepare(database, BEGINNING)


SCENES = (
    Scene("open_phase", phase_to_open, open_phase),
    Scene("register_work", a_unit, register_work),
    Scene("attach_file", a_draft, attach_file),
    Scene("submit_dossier", a_confirmed_draft, submit_dossier),
    Scene("receive_dossier", a_submitted_dossier, receive_dossier),
    Scene("adopt_results", a_voted_round, adopt_results),
    Scene("issue_decision", a_decided_list, issue_decision),
    Scene("tick", an_adopted_list, tell_the_dossiers, many=True),
)
