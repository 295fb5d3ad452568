"""T19: what was submitted stays as it was, whatever is sent and whoever holds the database's keyboard."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.base.session import Database, unit_of_work
from models.base.tables import Base
from tests.threats.conftest import CAST, Attacked
from tests.threats.expectations import ROWS
from tests.threats.facts import Facts
from tests.threats.filling import filled
from tests.threats.routes import places
from tests.threats.test_access import guard
from tests.threats.things import combinations, things
from tests.threats.visitors import Walk
from tests.threats.world import build

FROZEN = sorted(table.name for table in Base.metadata.tables.values() if table.info.get("append_only"))


def versions(database: Database) -> list[tuple[int, str]]:
    """Every frozen version with the hash of its manifest as it lies there."""
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, manifest, digest FROM vd_dossier_version ORDER BY id")).all()
    return [(row[0], hashlib.sha256(f"{row[1]}{row[2]}".encode()).hexdigest()) for row in rows]


@pytest.mark.threat("T19")
def test_no_send_changes_a_submitted_version(attacked: Attacked, walks: dict[str, Walk]) -> None:
    """Every route that changes something, in every state of a dossier, by those who may and those who may not."""
    facts = Facts(attacked.database, attacked.world.people)
    before, known, sent = versions(attacked.database), things(facts, attacked.world), 0
    assert len(before) >= 10
    for name in ("officer_a", "head_a", "appraiser", "secretariat_lead", "administrator"):
        client = attacked.client(name)
        token = guard(client)
        for place in places(attacked.app):
            if "POST" not in place.methods or place.endpoint not in ROWS or not place.kinds or "person" in place.kinds:
                continue
            for given in combinations(place, known):
                body = {"csrf_token": token, "key": f"k {sent}", "reason": "vì sao", "outcome": "done"}
                client.post(place.address(given), data=body)
                sent += 1
    for name in CAST:
        for sheet in walks[name].sheets():
            if (
                sheet.action.startswith(("/tasks", "/dossiers", "/nominations", "/parts", "/lines"))
                and not sheet.upload
            ):
                client = attacked.client(name)
                client.post(sheet.action, data=filled(sheet, csrf_token=guard(client), version=""), buffered=True)
                sent += 1
    assert sent > 200
    after = versions(attacked.database)
    assert after[: len(before)] == before


@pytest.mark.threat("T19")
def test_the_database_itself_refuses(database: Database, tmp_path) -> None:
    """Raw SQL on a frozen row, on both kinds of database: refused by a trigger, for every table that only grows."""
    database.home = tmp_path / "home"
    for maker in (database._reading, database._writing):
        maker.kw["info"]["home"] = database.home
    build(database)
    assert "vd_dossier_version" in FROZEN and "vd_event" in FROZEN
    open_to_change, empty = [], []
    for table in FROZEN:
        with unit_of_work(database, writing=False) as session:
            if not session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one():
                empty.append(table)
                continue
        column = next(one.name for one in Base.metadata.tables[table].columns if not one.primary_key)
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            try:
                with database.engine.begin() as connection:
                    connection.execute(text(statement))
            except DBAPIError as error:
                if "frozen" not in str(error):
                    open_to_change.append(f"{statement}: {error}")
            else:
                open_to_change.append(statement)
    assert open_to_change == []
    assert set(empty) <= {"vd_root", "vd_attempt", "vd_figure"}
