"""T21, T29 and repetitions: every form of every page, found by walking, sent as it should be and as it should not."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

import models.registry  # noqa: F401 (all tables)
from models.base.tables import Base
from tests.threats.conftest import CAST, Attacked
from tests.threats.digest import changed, digests
from tests.threats.filling import filled
from tests.threats.visitors import ID, Seen, Sheet, Walk

ALWAYS = (
    "status",
    "state",
    "organization_id",
    "submitted_at",
    "role",
    "actor_id",
    "drafter_id",
    "id",
    "public_id",
    "limit_now",
    "closed_at",
)
PUBLIC = ("/sign-in", "/sign-out", "/language")
COLUMNS = sorted({column.name for table in Base.metadata.tables.values() for column in table.columns})
VERSIONED = ("vd_case", "vd_campaign")


def sheets(walks: dict[str, Walk]) -> Iterator[tuple[str, Sheet]]:
    """One form of each kind with who sees it: by the route it goes to, its page's route and its fields."""
    known = set()
    for name in CAST:
        for sheet in walks[name].sheets():
            shape = (ID.sub("*", sheet.action), *(ID.sub("*", one) for one in sheet.names))
            if shape not in known and not sheet.action.startswith(PUBLIC):
                known.add(shape)
                yield name, sheet


def opened(client: FlaskClient, sheet: Sheet) -> Sheet:
    """The same form on its page as it is now."""
    page = Seen(sheet.page, 200, {"Content-Type": "text/html"}, client.get(sheet.page).get_data())
    return next(one for one in page.sheets() if one.action == sheet.action and one.names == sheet.names)


def send(client: FlaskClient, sheet: Sheet, extra: dict[str, str]) -> int:
    """Send the form with `extra` fields; gives the status."""
    kind = "multipart/form-data" if sheet.upload else "application/x-www-form-urlencoded"
    return client.post(sheet.action, data={**filled(sheet), **extra}, content_type=kind, buffered=True).status_code


@pytest.mark.threat("T29")
def test_a_field_that_the_form_does_not_have_is_refused(
    attacked: Attacked, walks: dict[str, Walk], seed: int, soak: bool
) -> None:
    """Each form with each column of each table as a further field: 400, and nothing has changed."""
    chance, before, wrong, tried = random.Random(seed), digests(attacked.database), [], 0
    for name, sheet in sheets(walks):
        own = {"key", "version", *sheet.names, *(re.sub(r"-[^-]+$", "", one) for one in sheet.names)}
        names = [one for one in COLUMNS if one not in own]
        names = names if soak else [*[one for one in ALWAYS if one not in own][:3], *chance.sample(names, 2)]
        client = attacked.client(name)
        now = opened(client, sheet)
        for column in names:
            tried += 1
            status = send(client, now, {column: "1"})
            if status != 400:
                wrong.append(f"{name} {sheet.action} with {column}: {status}")
    assert wrong == [], "\n".join(wrong)
    assert tried > 50
    assert changed(attacked.database, before) == []


@pytest.mark.threat("T21")
def test_a_form_of_an_earlier_version_changes_nothing(attacked: Attacked, walks: dict[str, Walk]) -> None:
    """Two tabs: while the second was open the first has moved the case. The second is told so (409)."""
    wrong, tried = [], 0
    for name, sheet in sheets(walks):
        version = next((box for box in sheet.boxes if box.name == "version" and box.value), None)
        if version is None:
            continue
        client = attacked.client(name)
        old = opened(client, sheet)
        _move_everything(attacked)
        before = digests(attacked.database)
        kind = "multipart/form-data" if old.upload else "application/x-www-form-urlencoded"
        answer = client.post(old.action, data=filled(old), content_type=kind, buffered=True)
        tried += 1
        lost = changed(attacked.database, before)
        if answer.status_code != 409 or lost:
            said = _said(answer.get_data(as_text=True))
            wrong.append(f"{name} {sheet.page} -> {sheet.action}: {answer.status_code} {lost} {said}")
    assert wrong == [], "\n".join(wrong)
    assert tried >= 10


@pytest.mark.threat("T06")
@pytest.mark.threat("T21")
def test_a_form_sent_twice_does_its_work_once(attacked: Attacked, walks: dict[str, Walk], template) -> None:
    """A double click, a reload, a lost answer: the second of two equal sends changes nothing at all."""
    wrong, good = [], 0
    for name, sheet in sheets(walks):
        attacked.restore(template)
        client = attacked.client(name)
        now = opened(client, sheet)
        sent = filled(now)
        if now.upload or client.post(now.action, data=sent, buffered=True).status_code not in (200, 303):
            continue
        good += 1
        before = digests(attacked.database)
        client.post(now.action, data=sent, buffered=True)
        lost = changed(attacked.database, before)
        if lost:
            wrong.append(f"{name} {sheet.action}: {lost}")
    assert wrong == [], "\n".join(wrong)
    assert good >= 10


def _move_everything(attacked: Attacked) -> None:
    """Somebody else has done something everywhere."""
    with attacked.database.engine.begin() as connection:
        for table in VERSIONED:
            connection.execute(text(f"UPDATE {table} SET version = version + 1"))


def _said(page: str) -> list[str]:
    return re.findall(r"govuk-error-(?:message|summary__list)[^>]*>(.{0,160})", page)[:2]
