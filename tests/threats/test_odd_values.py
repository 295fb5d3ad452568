"""T30, T53: values that no browser's form would send, in every field, list and address: an answer, never an error.

On both kinds of database: what SQLite keeps without a word (a zero byte, a text too long) PostgreSQL refuses.
"""

from __future__ import annotations

import base64
import json
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from models.base.session import Database
from tests.postgres import KEY, Postgres
from tests.threats.conftest import CAST, Attacked, opened_at
from tests.threats.expectations import ROWS
from tests.threats.filling import filled
from tests.threats.routes import places
from tests.threats.test_forms import opened, send, sheets
from tests.threats.visitors import Seen, Sheet, Walk, see, walk
from tests.threats.world import build

NUL = "\x00"
WITH_ZERO = "a\x00b"
ODD = (
    NUL, WITH_ZERO, "9" * 5000, "99999999999", "9223372036854775808", "-1", "-99999999999999999999", "1e400", "NaN",
    "²", "٣", "x" * 150_000, "Ắ" * 1500, "\u202etxt", "%s %(name)s {0}", "\r\n\r\nSet-Cookie: a=b", "🏅" * 500,
    "\ufffe", "0001-01-01", "9999-12-31", "[]", "null", "true", "a\u0301" * 300,
)  # fmt: skip
DAYS = (("31", "12", "9999"), ("1", "1", "1"), ("1", "1", "99999999999"), ("1", "9" * 5000, "2024"), ("²", "1", "2024"))
CURSORS = (
    "[" * 5000, json.dumps(["v", 10**30, "x"]), json.dumps(["v", "x\x00", "y\x00"]), json.dumps(["v", True, "x"]),
    json.dumps(["v", -1, "x"]), json.dumps(["v", "x" * 5000, "y"]), json.dumps(["t", "0001-01-01T00:00:00+23:59", "x"]),
    json.dumps(["t", "9999-12-31T23:59:59-23:59", "x"]), json.dumps(["t", "2024-06-18T00:00:00", "x"]),
    json.dumps(["d", "2024-06-18", "x"]), json.dumps(["d", "0001-01-01", "x"]), json.dumps(["v", "2024-06-18", "x"]),
    json.dumps(["v", "\ud800", "x"]), json.dumps(["v", "a", "\ud800"]), '["v", NaN, "x"]',
    '["v", 1' + "0" * 5000 + ', "x"]',
)  # fmt: skip
HOLDS_TEXT = frozenset({"text", "textarea", "password", "search", "number", "email", "tel", "date"})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def pelted(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Attacked, dict[str, Walk]]]:
    """An installation that gets all of it, and the forms that its people see."""
    if request.param == "sqlite":
        yield request.getfixturevalue("shown"), request.getfixturevalue("walks")
        return
    home = tmp_path_factory.mktemp("pelted")
    server: Postgres = request.getfixturevalue("postgres")
    with server.database("vd_pelted") as address:
        database = Database(address, key=KEY, home=home)
        found = opened_at(home, build(database), database)
        yield found, {name: walk(found.client(name), of_a_kind=1) for name in CAST}
        database.dispose()


def variants(sheet: Sheet, chance: random.Random, soak: bool) -> Iterator[dict[str, str]]:
    """The changed fields of each send: one field with one odd value; a day as a whole."""
    days = {box.name.rpartition("-")[0] for box in sheet.boxes if box.name.endswith("-year")}
    for day in sorted(days):
        for given in DAYS if soak else chance.sample(DAYS, 2):
            yield dict(zip((f"{day}-day", f"{day}-month", f"{day}-year"), given, strict=True))
    for box in sheet.boxes:
        if box.name == "csrf_token" or box.type in ("file", "submit"):
            continue
        few = (chance.choice(ODD), WITH_ZERO) if box.type in HOLDS_TEXT else (chance.choice(ODD),)
        for odd in ODD if soak else few:
            yield {box.name: odd}


@pytest.mark.threat("T30")
def test_no_value_in_any_field_is_an_error_of_the_server(
    pelted: tuple[Attacked, dict[str, Walk]], seed: int, soak: bool
) -> None:
    attacked, walks = pelted
    chance, wrong, tried = random.Random(seed), [], 0
    for name, sheet in sheets(walks):
        client = attacked.client(name)
        page = Seen(sheet.page, 200, {"Content-Type": "text/html"}, client.get(sheet.page).get_data())
        now = next((one for one in page.sheets() if one.action == sheet.action and one.names == sheet.names), None)
        if now is None:  # an earlier send was taken and has moved the case on
            continue
        kind = "multipart/form-data" if now.upload else "application/x-www-form-urlencoded"
        for changes in variants(now, chance, soak):
            tried += 1
            answer = client.post(now.action, data=filled(now, **changes), content_type=kind, buffered=True)
            if answer.status_code >= 500:
                wrong.append(f"{name} {now.action} { ({key: value[:30] for key, value in changes.items()}) }")
    assert wrong == [], f"seed {seed}\n" + "\n".join(wrong)
    assert tried > 100


@pytest.mark.threat("T53")
def test_no_cursor_filter_or_id_is_an_error_of_the_server(
    pelted: tuple[Attacked, dict[str, Walk]], seed: int, soak: bool
) -> None:
    attacked, _walks = pelted
    chance, wrong = random.Random(seed), list[str]()
    for name in ("secretariat_lead", "administrator"):
        client = attacked.client(name)
        for place in places(attacked.app):
            if "GET" not in place.methods or place.endpoint not in ROWS:
                continue
            if place.kinds:
                asked = [place.address(dict.fromkeys(place.kinds, odd)) for odd in ("%00", "a%00", "%F0%9F", "9" * 300)]
            else:
                bent = CURSORS if soak else chance.sample(CURSORS, 5)
                cursors = [base64.urlsafe_b64encode(one.encode("utf-8", "surrogatepass")).decode() for one in bent]
                asked = [f"{place.rule}?{urlencode({'after': one, 'sort': 'x'})}" for one in (*cursors, "é", "=", "A")]
                asked += [f"{place.rule}?{urlencode({key: NUL})}" for key in ("q", "status", "organization", "kept")]
            for path in asked:
                answer = see(client, path)
                if answer.status >= 500:
                    wrong.append(f"{name} {path[:160]}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.threat("T30")
def test_no_value_at_the_front_door_is_an_error_of_the_server(
    pelted: tuple[Attacked, dict[str, Walk]], seed: int, soak: bool
) -> None:
    attacked, _walks = pelted
    chance, wrong = random.Random(seed), list[str]()
    for sheet in see(attacked.client(""), "/sign-in").sheets():
        for box in sheet.boxes:
            if box.name == "csrf_token":
                continue
            for odd in ODD if soak else (WITH_ZERO, *chance.sample(ODD, 5)):
                client = attacked.client("")
                page = next(one for one in see(client, "/sign-in").sheets() if one.action == sheet.action)
                answer = client.post(page.action, data=filled(page, **{box.name: odd}), buffered=True)
                if answer.status_code >= 500:
                    wrong.append(f"{page.action} {box.name}={odd[:20]!r}: {answer.status_code}")
        if sheet.action == "/sign-in/as":
            break  # one card is like another
    assert wrong == [], "\n".join(wrong)


@pytest.mark.threat("T30")
def test_marks_heaped_on_one_letter_are_put_in_order_by_nothing(
    attacked: Attacked, walks: dict[str, Walk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """80,000 of them in any field would keep the whole server busy for a minute: refused before that."""
    real, wrong, tried = unicodedata.normalize, [], 0

    def normalize(form: str, text: str) -> str:
        assert "\u0301\u0323" * 100 not in text
        return real(form, text)  # type: ignore[arg-type]

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    for name, sheet in sheets(walks):
        client = attacked.client(name)
        now = opened(client, sheet)
        for box in now.boxes:
            if box.type in ("text", "textarea"):
                tried += 1
                status = send(client, now, {box.name: "a" + "\u0301\u0323" * 40_000})
                if status not in (400, 403, 409, 413, 422):
                    wrong.append(f"{name} {now.action} {box.name}: {status}")
    assert wrong == [], "\n".join(wrong)
    assert tried > 40
