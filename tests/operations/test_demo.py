"""The demo is alive: every state that a visitor should meet stands there on its morning, made by the same verbs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base.clock import FixedClock, at, read_clock
from models.base.finding import Conflict, Forbidden
from models.base.session import Database, unit_of_work
from models.campaigns.registrations import Work
from models.council.ballots import Ballot
from models.council.meetings import Meeting, Round
from models.nominations.dossiers import Dossier, Return
from models.nominations.nominations import Nomination, Nominee
from models.nominations.words import NominationState
from models.people.accounts import Account
from models.people.organizations import Organization
from models.people.permissions import SYSTEM, Actor
from models.people.persons import Person, add_person
from models.people.posts import Post
from models.people.words import SUBMITTING_KINDS, InstallationKind, OrganizationKind, Role
from models.process.cases import Case
from models.process.history import Event
from models.process.words import FIELDS, CaseKind
from models.quotas.places import Line, Place
from models.schemes.words import SubjectKind
from webapp import create_app
from workflows import steps
from workflows.runs.checked import checked
from workflows.runs.demo import kind_of, make_demo

MORNING = at(date(2024, 6, 18), 9)
LAUNCH = at(date(2023, 10, 26))


def quiet(_message: str, _values: object) -> None:
    """Nobody looks at the progress of a test."""


def test_the_demo_is_alive(database: Database) -> None:
    assert database.home is not None
    database.home.mkdir(exist_ok=True)
    with unit_of_work(database) as session:  # as an interrupted call leaves it
        top = session.scalars(select(Organization)).one()
        add_person(session, "Quá Khứ", top)
    shown = make_demo(database, quiet)
    with unit_of_work(database, writing=False) as session:
        _people(session)
        _days(session, database.home)
        _dossiers(session)
        _works(session)
        _council(session)
        _limits(session)
        _history(session)
        names = set(session.scalars(select(Person.name)))
        assert {one.name for one in shown} <= names
        assert len({one.role for one in shown}) >= 7
    assert checked(database) == {"doctor": "clean", "audit": "clean"}
    with pytest.raises(ValueError, match="never touched"):
        make_demo(database, quiet)


def _people(session: Session) -> None:
    """Every role is held, by people who look invented and whom no password lets in."""
    held = Counter(session.scalars(select(Post.role)))
    assert set(held) == set(Role)
    assert (held[Role.APPRAISER], held[Role.COUNCIL_CHAIR], held[Role.COUNCIL_MEMBER]) == (2, 1, 8)
    assert all(" Mẫu " in name for name in session.scalars(select(Person.name)))
    persons = select(Nominee.name).where(Nominee.kind == SubjectKind.INDIVIDUAL)
    assert all(" Mẫu " in name for name in session.scalars(persons))
    accounts = session.scalars(select(Account)).all()
    assert len(accounts) == session.scalar(select(func.count()).select_from(Person))
    assert all(one.password_hash is None and not one.must_change for one in accounts)
    officers, heads = (_bodies(session, role) for role in (Role.UNIT_OFFICER, Role.HEAD))
    kinds = select(Organization.id).where(Organization.kind.in_(SUBMITTING_KINDS))
    assert set(session.scalars(kinds)) == heads <= officers
    below = session.scalars(select(Organization.kind).where(Organization.id.in_(officers - heads)))
    assert set(below) == {
        OrganizationKind.PROVINCIAL_COMMITTEE, OrganizationKind.COMMUNE_COMMITTEE, OrganizationKind.DISTRICT_MEMBER_ORG,
    }  # fmt: skip


def _bodies(session: Session, role: Role) -> set[int]:
    return set(session.scalars(select(Post.organization_id).where(Post.role == role)))


def _days(session: Session, home: Path) -> None:
    """Everything has happened between the launch and this morning, chain by chain in its order."""
    events = session.scalars(select(Event).order_by(Event.chain_id, Event.number)).all()
    assert all(LAUNCH <= one.at <= MORNING for one in events)
    for one, other in pairwise(events):
        assert one.chain_id != other.chain_id or one.at <= other.at
    assert 0 <= (read_clock(home).now() - MORNING).total_seconds() < 600


def _dossiers(session: Session) -> None:
    status = select(Case.status, func.count()).where(Case.kind == CaseKind.DOSSIER).group_by(Case.status)
    found = {row.status: row[1] for row in session.execute(status)}
    wanted = {"draft", "awaiting_confirmation", "submitted", "appraisal", "returned", "ready", "adopted", "closed",
              "withdrawn"}  # fmt: skip
    assert set(found) == wanted
    assert 28 <= sum(found.values()) <= 34
    states = set(session.scalars(select(Nomination.state).distinct()))
    assert states == set(NominationState) - {NominationState.REFUSED}
    late = session.scalars(select(Return).where(Return.answered_at.is_(None), Return.due_at < MORNING)).all()
    assert late
    sources = set(session.scalars(select(Dossier.organization_id)))
    all_kinds = session.scalars(select(Organization.kind).where(Organization.id.in_(sources)).distinct())
    assert set(all_kinds) == set(SUBMITTING_KINDS)
    twice = select(Nomination.nominee_id).group_by(Nomination.nominee_id).having(func.count() > 1)
    assert session.scalars(twice).all()


def _works(session: Session) -> None:
    districts = set(
        session.scalars(select(Organization.id).where(Organization.kind == OrganizationKind.DISTRICT_COMMITTEE))
    )
    assert len(districts) == 8
    assert districts <= set(session.scalars(select(Work.organization_id)))
    assert {"accepted", "completed", "in_progress", "submitted", "returned", "cancelled"} == set(
        session.scalars(select(Case.status).where(Case.kind == CaseKind.REGISTRATION))
    )


def _council(session: Session) -> None:
    """An earlier meeting is decided, one waits for the standing committee, and today all but one have voted."""
    meetings = session.scalars(select(Meeting).order_by(Meeting.sits_on)).all()
    assert [one.case.status for one in meetings if one.case] == ["closed", "closed", "in_session"]
    today = meetings[-1]
    assert (today.sits_on, today.total_members, len(today.roster)) == (date(2024, 6, 18), 9, 9)
    opened = session.scalars(select(Round).where(Round.closed_at.is_(None))).one()
    assert opened.meeting_id == today.id
    assert session.scalar(select(func.count()).select_from(Ballot).where(Ballot.round_id == opened.id)) == 8
    assert NominationState.SENT_BACK in {item.nomination.state for item in today.agenda}
    decisions = session.scalars(select(Case.status).where(Case.kind == CaseKind.DECISION)).all()
    assert sorted(decisions) == ["closed", "pending_decision"]


def _limits(session: Session) -> None:
    assert session.scalars(select(Line.bucket).where(Line.announced.is_(False))).all() == ["vi2.any"]
    taken = Counter(session.scalars(select(Line.bucket).join(Place).where(Place.nomination_id.is_not(None))))
    assert taken["vi3.collective.board"] == 2
    assert sum(taken.values()) > 10


def _history(session: Session) -> None:
    """Everything that the demo's acts have changed has a name."""
    keys = {key for event in session.scalars(select(Event)) for key in (*event.before, *event.after)}
    assert len(keys) > 60 and keys <= set(FIELDS)


def test_the_command_keeps_what_is_there(sqlite_database: Database, tmp_path: Path) -> None:
    settings = {"DATABASE": sqlite_database, "VINHDANH_HOME": tmp_path / "home"}
    runner = create_app(settings).test_cli_runner()
    made = runner.invoke(args=["init", "--username", "quantri", "--name", "Khưu Mẫu An"], input="mot cau dai va la\n")
    assert made.exit_code == 0, made.output
    kept = runner.invoke(args=["demo"])
    assert kept.exit_code == 0
    assert str(tmp_path / "home") in kept.output
    assert kind_of(sqlite_database) is InstallationKind.OFFICE
    with unit_of_work(sqlite_database, writing=False) as session:
        assert session.scalars(select(Person.name)).all() == ["Khưu Mẫu An"]


def test_an_empty_database_has_no_kind(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert kind_of(database) is None
    database.dispose()


def test_only_the_system_makes_a_trial_run_and_only_once(session: Session) -> None:
    clock = FixedClock(LAUNCH)
    top = session.scalars(select(Organization)).one()
    person = add_person(session, "Khưu Mẫu An", top)
    somebody = Actor(person.id, person.public_id, person.name)
    for act, subject in (("open_trial", None), ("enter_card", person)):
        with pytest.raises(Forbidden):
            steps.act(session, somebody, clock.now(), act, subject, {"username": "abc"}, key="1")
    steps.act(session, SYSTEM, clock.now(), "open_trial", None, {}, key="2")
    with pytest.raises(Conflict):
        steps.act(session, SYSTEM, clock.now(), "open_trial", None, {}, key="3")
    steps.act(session, SYSTEM, clock.now(), "enter_card", person, {"username": "Khuu.An"}, key="4")
    assert session.scalars(select(Account.username)).all() == ["khuu.an"]


def test_an_office_has_no_accounts_without_a_password(session: Session) -> None:
    clock = FixedClock(LAUNCH)
    typed = {"username": "quantri", "name": "Khưu Mẫu An", "password": "mot cau dai va la"}
    steps.act(session, SYSTEM, clock.now(), "open_office", None, typed, key="1")
    person = session.scalars(select(Person)).one()
    with pytest.raises(Forbidden):
        steps.act(session, SYSTEM, clock.now(), "enter_card", person, {"username": "khac"}, key="2")
