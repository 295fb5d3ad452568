"""The acts during which the process is killed: how their stage is set, and how each is done once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.awards.decisions import Decision
from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.council.board import Counter
from models.council.meetings import Meeting, Round
from models.nominations.dossiers import Dossier
from models.people.accounts import actor_of
from models.people.organizations import Organization
from models.people.permissions import SYSTEM, Actor
from models.people.persons import Person
from models.process.tasks import Task
from models.process.words import TaskKind
from models.quotas.places import Line
from tests.factories.council import AGREE, CODES, JUNE, UBND, Story
from tests.factories.files import pdf
from tests.factories.nominations import desk
from tests.factories.people import Province, province
from tests.screens.signed import client_of, token_of
from webapp import create_app
from workflows import steps
from workflows.machines.files import receive
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


def ready_story(
    database: Database, count: int = 2, award: str = "vi3", dossiers: int = 1
) -> tuple[Story, list[Dossier]]:
    """The people of a province, with dossiers that wait for the council; every step of theirs was done."""
    with unit_of_work(database) as session:
        land: Province = province(session, JUNE)
        found = desk(session, land, land.cu_jut, JUNE)
        desks = (found, desk(session, land, land.gia_nghia, JUNE, phase=""))
        made = [one.ready(award, count) for one in desks[:dossiers]]
        for dossier in made:
            session.refresh(dossier)
        actors = {name: land.actor(person) for name, person in land.persons.items()}
        story = Story(database, JUNE, actors, tuple(land.actor(person) for person in land.council))
    story.tick()
    return story, made


def _told(database: Database) -> tuple[Story, Meeting]:
    """A meeting that waits for its chair."""
    story, [dossier] = ready_story(database)
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


def _next(story: Story, role: str, decision: Decision) -> Names:
    """The open step of the decision, for the holder of `role`."""
    with unit_of_work(story.database, writing=False) as session:
        lines = ",".join(line.public_id for line in decision.lines)
        task = _open_step(session, decision.case_id)
        return {"person": story.actors[role].public_id, "task": task, "lines": lines}


def a_list_to_decide(database: Database) -> Names:
    story, meeting = _adopted(database)
    story.tick()
    return _next(story, "standing_committee", story.decision(meeting))


def a_decided_list(database: Database) -> Names:
    story, meeting = _adopted(database)
    decision = story.decision(meeting)
    story.decide(decision)
    return _next(story, "records_clerk", decision)


def a_forwarded_proposal(database: Database) -> Names:
    story, [dossier] = ready_story(database, 1, "vi2")
    told = {"limit": 3, "reason": "Thông báo số 12/TB-UBND"}
    story.act(story.actors["secretariat_lead"], "announce_quota", story.line(UBND), told)
    decision = story.decision(story.adopted({one.public_id: 9 for one in story.nominations(dossier)}), "vi2")
    story.decide(decision)
    story.issue(decision)
    return _next(story, "appraiser", decision)


def _round(database: Database, voters: int) -> tuple[Story, Names]:
    """A sitting meeting with one round, in which so many have voted."""
    story, [dossier] = ready_story(database)
    lines = story.nominations(dossier)
    opened = story.open_round(story.meeting())
    story.vote(opened, {line.public_id: 9 for line in lines}, voters)
    return story, {"round": opened.public_id, "lines": ",".join(line.public_id for line in lines)}


def a_round_but_one(database: Database) -> Names:
    story, names = _round(database, 8)
    return {**names, "person": story.council[8].public_id}


def a_round_of_all(database: Database) -> Names:
    story, names = _round(database, 9)
    return {**names, "person": story.actors["council_secretary"].public_id}


def a_round_half_released(database: Database) -> Names:
    """Closed, and one counter of the two that are needed has released the share."""
    story, names = _round(database, 9)
    with unit_of_work(database, writing=False) as session:
        opened = session.scalars(select(Round).where(Round.public_id == names["round"])).one()
        last = story.counters[1]
        number = session.scalars(select(Counter.number).where(Counter.person_id == last.person_id)).one()
    story.close(opened, by=1)
    return {**names, "person": last.public_id, "code": CODES[number - 1]}


def an_unannounced_line(database: Database) -> Names:
    story, _dossiers = ready_story(database)
    return {"person": story.actors["secretariat_lead"].public_id}


def a_browser_at_a_draft(database: Database) -> Names:
    names = a_draft(database)
    with unit_of_work(database) as session:
        person = session.scalars(select(Person).where(Person.public_id == names["person"])).one()
        return {**names, "token": token_of(session, person, JUNE)}


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


def start_dossier(database: Database, names: Names) -> None:
    with unit_of_work(database) as session:
        body = session.scalars(select(Organization).where(Organization.public_id == names["organization"])).one()
        actor = _actor(session, names["person"])
        steps.act(session, actor, JUNE, "start_dossier", body, {"award": "vi3"}, key="one form")


def send_upload(database: Database, names: Names) -> None:
    """As `attach_file`, by a browser: page, guard, form, edge of the transaction."""
    app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(JUNE), "TESTING": True})
    client = client_of(app, names["token"])
    path = f"/dossiers/{names['dossier']}/parts/unit_minutes"
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found is not None
    form = {
        "csrf_token": found[1],
        "key": "one form",
        "secret": "no",
        "file": (io.BytesIO(pdf("Biên bản họp")), "bien-ban.pdf"),
    }
    assert client.post(path, data=form, content_type="multipart/form-data").status_code == 303


def _of_the_round(database: Database, names: Names, act: str, answers: Mapping[str, Any]) -> None:
    with unit_of_work(database) as session:
        opened = session.scalars(select(Round).where(Round.public_id == names["round"])).one()
        steps.act(session, _actor(session, names["person"]), JUNE, act, opened, answers, key="one form")


def cast_ballot(database: Database, names: Names) -> None:
    _of_the_round(database, names, "cast_ballot", {"choices": dict.fromkeys(names["lines"].split(","), AGREE)})


def close_round(database: Database, names: Names) -> None:
    _of_the_round(database, names, "close_round", {})


def release_share(database: Database, names: Names) -> None:
    """The share that is enough: ballots opened, counted and destroyed."""
    _of_the_round(database, names, "release_share", {"code": names["code"]})


def decide_award(database: Database, names: Names) -> None:
    _step(database, names, {"lines": {line: {"state": "decided"} for line in names["lines"].split(",")}})


def enter_outside_result(database: Database, names: Names) -> None:
    assert database.home is not None
    scan = receive(database.home, io.BytesIO(pdf("Quyết định UBND")), "quyet-dinh.pdf").answers()
    lines = {line: {"state": "granted"} for line in names["lines"].split(",")}
    result = {"outside_number": "1021/QĐ-UBND", "outside_on": JUNE.date(), "file": scan, "lines": lines}
    _step(database, names, result)


def announce_quota(database: Database, names: Names) -> None:
    with unit_of_work(database) as session:
        line = session.scalars(select(Line).where(Line.bucket == UBND)).one()
        told = {"limit": 3, "reason": "Thông báo số 12/TB-UBND"}
        steps.act(session, _actor(session, names["person"]), JUNE, "announce_quota", line, told, key="one form")


def tell_the_dossiers(database: Database, names: Names) -> None:
    assert tick(database, JUNE).failures == []


SCENES = (
    Scene("open_phase", phase_to_open, open_phase),
    Scene("register_work", a_unit, register_work),
    Scene("start_dossier", a_unit, start_dossier),
    Scene("attach_file", a_draft, attach_file),
    Scene("send_upload", a_browser_at_a_draft, send_upload),
    Scene("submit_dossier", a_confirmed_draft, submit_dossier),
    Scene("receive_dossier", a_submitted_dossier, receive_dossier),
    Scene("cast_ballot", a_round_but_one, cast_ballot),
    Scene("close_round", a_round_of_all, close_round),
    Scene("release_share", a_round_half_released, release_share),
    Scene("announce_quota", an_unannounced_line, announce_quota),
    Scene("adopt_results", a_voted_round, adopt_results),
    Scene("decide_award", a_list_to_decide, decide_award),
    Scene("issue_decision", a_decided_list, issue_decision),
    Scene("enter_outside_result", a_forwarded_proposal, enter_outside_result),
    Scene("tick", an_adopted_list, tell_the_dossiers, many=True),
)
