"""A rehearsal plays the whole campaign: its last line tells what stands in the database; equal seeds play alike."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.awards.decisions import Decision, DecisionLine
from models.base.clock import read_clock
from models.base.session import Database, unit_of_work
from models.council.ballots import Ballot
from models.council.meetings import AdoptedLine, Meeting, Round, TieBreak
from models.nominations.dossiers import Dossier, DossierVersion, Return
from models.nominations.nominations import Nomination, Nominee
from models.nominations.words import NominationState
from models.people.persons import Person
from models.people.words import InstallationKind
from models.process.cases import Case
from models.process.history import Event
from models.process.installation import installation
from models.quotas.places import Line, Place
from webapp import create_app
from webapp.frame.config import installation_key
from workflows.runs.demo import kind_of
from workflows.runs.doctor import examine
from workflows.runs.story_invented import Inventor

CODE = "286-KH-MTTQ-BTT"
MOST = 0.7  # of the buckets are full


def runner(home: Path) -> FlaskCliRunner:
    """The command line of a data folder whose own database is never asked."""
    return create_app({"VINHDANH_HOME": home, "DATABASE_URL": f"sqlite:///{home / 'own.db'}"}).test_cli_runner()


def played(home: Path, dossiers: int, seed: int) -> dict[str, Any]:
    """The last line of a rehearsal in the data folder `home`."""
    arguments = ["rehearse", "--campaign", CODE, "--dossiers", str(dossiers), "--seed", str(seed), "--json"]
    done = runner(home).invoke(args=arguments)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def opened(home: Path) -> Database:
    return Database(f"sqlite:///{home / 'vinhdanh.db'}", key=installation_key(home).encode(), home=home)


@pytest.mark.soak
def test_a_rehearsal_goes_the_whole_way(tmp_path: Path, soak: bool, seed: int) -> None:
    dossiers = 300 if soak else 12
    told = played(tmp_path, dossiers, seed % 1000)
    assert list(told) == ["dossiers", "nominations", "buckets", "open_cases", "seconds", "doctor", "audit", "home"]
    assert (told["dossiers"], told["open_cases"]) == (dossiers, 0)
    assert (told["doctor"], told["audit"], told["home"]) == ("clean", "clean", str(tmp_path / "rehearsal"))
    _check_buckets(told["buckets"])
    database = opened(tmp_path / "rehearsal")
    with unit_of_work(database, writing=False) as session:
        _compare(session, told)
        _something_of_everything(session)
        clock = read_clock(tmp_path / "rehearsal").now()
        assert installation(session).kind == InstallationKind.DEMO
        assert abs(clock - session.scalars(select(func.max(Event.at))).one()).days < 8
        assert examine(session, clock, database.home) == []
    database.dispose()


def _check_buckets(buckets: list[dict[str, Any]]) -> None:
    assert len(buckets) == 10
    assert sum(row["nominated"] for row in buckets) > sum(row["limit"] for row in buckets)
    assert all(row["decided"] <= row["adopted"] <= row["limit"] for row in buckets)
    assert sum(row["adopted"] == row["limit"] for row in buckets) >= MOST * len(buckets)


def _compare(session: Session, told: dict[str, Any]) -> None:
    """The numbers again, from the rows themselves and by another way than the board's."""
    assert session.scalar(select(func.count()).select_from(Dossier)) == told["dossiers"]
    assert session.scalar(select(func.count()).select_from(Nomination)) == told["nominations"]
    assert session.scalars(select(Case.id).where(Case.closed_at.is_(None))).all() == []
    standing = Counter(
        session.scalars(
            select(Nomination.bucket)
            .join(AdoptedLine, AdoptedLine.nomination_id == Nomination.id)
            .where(AdoptedLine.standing_nominee_id.is_not(None))
        )
    )
    taken = Counter(session.scalars(select(Line.bucket).join(Place).where(Place.nomination_id.is_not(None))))
    limits = Counter(session.scalars(select(Line.bucket).join(Place).where(Place.is_open)))
    decided = Counter(session.scalars(select(Nomination.bucket).where(Nomination.state == NominationState.DECIDED)))
    for row in told["buckets"]:
        bucket = row["bucket"]
        assert (taken[bucket], standing[bucket]) == (row["adopted"], row["adopted"])
        assert (limits[bucket], decided[bucket]) == (row["limit"], row["decided"])


def _something_of_everything(session: Session) -> None:
    """Returns, withdrawals, holds, an announcement, a second vote and a line sent back have happened on the way."""
    acts = set(session.scalars(select(Event.act).distinct()))
    assert {
        "withdraw_dossier", "hold_nomination", "lift_hold", "announce_quota", "raise_quota", "lower_quota",
        "supplement_dossier", "revise_dossier", "propose_line", "include_line", "decline_line", "close_phase",
        "judge_nomination", "confirm_outside_result", "send_notices", "notify_unit", "cancel_work",
    } <= acts  # fmt: skip
    states = set(session.scalars(select(Nomination.state).distinct()))
    assert {NominationState.INELIGIBLE, NominationState.WITHDRAWN, NominationState.DECIDED} <= states
    assert session.scalars(select(DecisionLine.id).where(DecisionLine.state == "sent_back")).all()
    assert session.scalars(select(Return.id)).all()
    assert session.scalars(select(Round.id).where(Round.reason != "")).all()
    assert session.scalar(select(func.max(DossierVersion.number))) == 2
    assert session.scalars(select(Ballot.id)).all() == []
    assert session.scalars(select(TieBreak.id)).all()
    assert len(session.scalars(select(Meeting.id)).all()) >= 2
    outside = session.scalars(select(Decision).where(Decision.outside_number.is_not(None))).all()
    assert outside
    assert all(one.outside_file is not None for one in outside)


def test_the_same_seed_plays_alike_and_another_invents_others(tmp_path: Path) -> None:
    told, names = [], []
    for run in ("a", "b"):
        told.append(played(tmp_path / run, 2, 7))
        database = opened(tmp_path / run / "rehearsal")
        with unit_of_work(database, writing=False) as session:
            names.append(session.scalars(select(Nominee.name).order_by(Nominee.id)).all())
            people = session.scalars(select(Person.name).order_by(Person.id)).all()
        database.dispose()
    for one in told:
        del one["seconds"], one["home"]
    assert told[0] == told[1]
    assert names[0] == names[1]
    assert Inventor(Random(7)).name() in {str(name) for name in people}
    assert Inventor(Random(8)).name() not in {str(name) for name in people}


def test_it_works_in_a_folder_of_its_own_made_new_each_time(tmp_path: Path) -> None:
    (tmp_path / "rehearsal" / "files").mkdir(parents=True)
    (tmp_path / "rehearsal" / "files" / "left").touch()
    (tmp_path / "rehearsal" / "vinhdanh.db").touch()
    done = runner(tmp_path).invoke(args=["rehearse", "--campaign", "none", "--json"])
    assert done.exit_code == 1
    assert "none" in done.output
    assert not (tmp_path / "rehearsal" / "files" / "left").exists()


@pytest.mark.parametrize("dossiers", ["0", "5001"])
def test_a_size_that_cannot_be_is_refused(tmp_path: Path, dossiers: str) -> None:
    done = runner(tmp_path).invoke(args=["rehearse", "--campaign", CODE, "--dossiers", dossiers])
    assert done.exit_code == 1
    assert "5000" in done.output


def test_an_office_in_its_place_is_never_touched(tmp_path: Path) -> None:
    home = tmp_path / "rehearsal"
    office = create_app({"VINHDANH_HOME": home}).test_cli_runner()
    made = office.invoke(args=["init", "--username", "quantri", "--name", "Khưu Mẫu An"], input="mot cau dai va la\n")
    assert made.exit_code == 0, made.output
    done = runner(tmp_path).invoke(args=["rehearse", "--campaign", CODE])
    assert done.exit_code == 1
    database = opened(home)
    assert kind_of(database) is InstallationKind.OFFICE
    database.dispose()
