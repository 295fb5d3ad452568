"""The history is verified with words that claim neither too much nor too little; roots find what was rewritten."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from models.base.session import Database, unit_of_work
from models.process.history import Chain, Event, digest_of
from models.process.roots import Root, take_root
from tests.postgres import BEGINNING
from webapp.frame.requests import VinhDanhApp
from workflows.runs.checks.chains import verify
from workflows.runs.tick import tick

LATER = datetime(2024, 9, 1, tzinfo=UTC)


def rewrite(database: Database) -> None:
    """Change one event and compute everything after it anew, as whoever administers the database can."""
    with unit_of_work(database) as session:
        for name in ("vd_event_no_update",) if database.is_sqlite else ("vd_event_frozen ON vd_event",):
            session.execute(text(f"DROP TRIGGER {name}"))
        first = session.scalars(select(Event).order_by(Event.id)).first()
        assert first is not None
        chain, head = session.get_one(Chain, first.chain_id), first.previous
        first.reason = "another reason"
        for event in session.scalars(select(Event).where(Event.chain_id == chain.id).order_by(Event.number)):
            event.previous = head
            event.digest = head = digest_of(event)
        chain.head = head


def taken(database: Database) -> Root:
    with unit_of_work(database) as session:
        return take_root(session, BEGINNING)


def test_the_root_is_the_one_that_everybody_computes(database: Database) -> None:
    root = taken(database)
    with unit_of_work(database, writing=False) as session:
        found = verify(session)
    assert (found.root, found.chains, found.events) == (root.digest, root.chain_count, root.event_count)
    assert found.findings == []


def test_a_root_still_fits_when_history_has_grown(database: Database) -> None:
    root = taken(database)
    assert tick(database, LATER).timers == 3
    with unit_of_work(database, writing=False) as session:
        found = verify(session)
    assert found.findings == []
    assert (found.roots, found.root == root.digest) == (1, False)


def test_a_history_written_anew_is_found_by_its_root_only(database: Database) -> None:
    rewrite(database)
    with unit_of_work(database, writing=False) as session:
        assert verify(session).findings == []  # without a root nothing shows it: that is what the words say


def test_a_root_taken_before_shows_it(database: Database) -> None:
    taken(database)
    rewrite(database)
    with unit_of_work(database, writing=False) as session:
        assert len(verify(session).findings) == 1


def test_a_root_is_never_changed(database: Database) -> None:
    taken(database)
    for statement in ("UPDATE vd_root SET digest = 'x'", "DELETE FROM vd_root"):
        with pytest.raises(Exception, match="frozen: vd_root"), unit_of_work(database) as session:
            session.execute(text(statement))


def test_the_commands_say_what_is_proved_and_what_is_not(app: VinhDanhApp, database: Database) -> None:
    runner = app.test_cli_runner(env={"VINHDANH_LANGUAGE": "en"})
    kept = runner.invoke(args=["audit", "root"]).output.split()[0]
    told = runner.invoke(args=["audit", "verify", "--root", kept])
    assert told.exit_code == 0
    claims = ("What this proves", "What it does not prove", "full access to this database", f"The root {kept} fits")
    for words in claims:
        assert words in told.output
    rewrite(database)
    data = runner.invoke(args=["audit", "verify", "--json"])
    assert data.exit_code == 1
    assert json.loads(data.output)["audit"] == "findings"
    stranger = runner.invoke(args=["audit", "verify", "--root", "f" * 64])
    assert stranger.exit_code == 1
    assert "not a root of this history" in stranger.output
    assert "not a root of this history" in runner.invoke(args=["audit", "verify", "--root", kept]).output
