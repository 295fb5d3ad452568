"""A file is kept only when it comes from somebody who may do the act."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.process.history import Attempt
from tests.factories.files import pdf
from tests.factories.nominations import desk, key, open_task
from tests.factories.people import province
from tests.page import visit
from tests.postgres import BEGINNING
from tests.screens.signed import client_of, token_of
from webapp import create_app

NOW = BEGINNING + timedelta(days=30)


def kept(home: Path | None) -> list[Path]:
    """Every file below the room of files, also one on its way."""
    assert home is not None
    return [path for path in (home / "files").rglob("*") if path.is_file()]


def send(client: FlaskClient, path: str) -> int:
    """Send a paper for a step, or for a part, without having been shown its form."""
    typed = {"csrf_token": visit(client, "/account").fields()["csrf_token"], "key": key(), "secret": "no"}
    typed |= {"number": "", "dated_on-day": "", "dated_on-month": "", "dated_on-year": "", "sets": ""}
    upload = {"file": (io.BytesIO(pdf()), "Biên bản.pdf")}
    return client.post(path, data={**typed, **upload}, content_type="multipart/form-data").status_code


@pytest.mark.threat("T01")
@pytest.mark.parametrize(("who", "status"), [("head", 403), ("stranger", 404), ("clerk", 404)])
def test_no_file_is_kept_from_who_may_not_act(sqlite_database: Database, who: str, status: int) -> None:
    database = sqlite_database
    app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(NOW)})
    with unit_of_work(database) as session:
        land = province(session, NOW)
        draft = desk(session, land, land.cu_jut, NOW).start()
        task, part = open_task(session, draft).public_id, f"/dossiers/{draft.public_id}/parts/proposal_letter"
        people = {
            "head": land.heads[land.cu_jut.id], "officer": land.officers[land.cu_jut.id],
            "stranger": land.officers[land.gia_nghia.id], "clerk": land.records_clerk,
            "auditor": land.auditor,
        }  # fmt: skip
        names = {name: person.name for name, person in people.items()}
        tokens = {name: token_of(session, person, NOW) for name, person in people.items()}
    assert send(client_of(app, tokens[who]), f"/tasks/{task}") == status
    assert send(client_of(app, tokens[who]), part) in (403, 404)
    assert kept(database.home) == []
    with unit_of_work(database, writing=False) as session:
        assert "attach_unit_minutes" in session.scalars(select(Attempt.act)).all()
    told = visit(client_of(app, tokens["auditor"]), "/attempts").text
    assert "Biên bản họp Hội đồng" in told and names[who] in told and "attach_unit_minutes" not in told
    assert send(client_of(app, tokens["officer"]), f"/tasks/{task}") == 303
    assert len(kept(database.home)) == 1
