"""T48: markup in every text of every table is shown as it was typed: nothing runs, nothing is computed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import JSON, String, Text, text

from models.base.tables import Base, Word
from tests.threats.conftest import Attacked
from tests.threats.visitors import see, walk

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

MARKER = "\"'><img src=x onerror=vd(1) data-vd=1><script>vd(2)</script><svg onload=vd(3) data-vd=2>{{7*7}}${7*7}%0d%0a"
# What the program reads as a word of its own, a key, a hash, or an address; every other text is somebody's.
OWN = frozenset(
    {
        "public_id",
        "username",
        "code",
        "digest",
        "head",
        "previous",
        "state",
        "identity",
        "search_key",
        "sort_key",
        "name_key",
        "skeleton",
        "path",
        "measure",
        "bucket",
        "award",
        "act",
        "element",
        "place",
        "place_id",
        "cause",
        "kind",
        "key",
        "outcome",
        "token_hash",
        "password_hash",
        "receipt",
        "request",
        "drawn",
        "execution",
        "outline",
        "source",
        "text",
        "process",
        "version",
        "diagram",
        "status",
        "minutes_digest",
        "choice",
        "step",
        "valid",
        "book",
        "type",
    }
)
OWN_TABLES = frozenset(
    {"vd_diagram", "vd_scheme", "vd_answered", "vd_ballot", "vd_kept_form", "vd_failed_login", "vd_message"}
)
READERS = ("officer_a", "commune_a", "secretariat_lead", "council_secretary", "member_5", "administrator", "auditor")


def mark(attacked: Attacked) -> int:
    """Write the marker behind every text of every row, as nobody could by any form; says how many columns."""
    marked = 0
    with attacked.database.engine.begin() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for table in Base.metadata.sorted_tables:
            for column in table.columns if table.name not in OWN_TABLES else ():
                if column.name in OWN or column.foreign_keys or isinstance(column.type, Word):
                    continue
                if isinstance(column.type, String | Text):
                    name = f'"{column.name}"'
                    statement = f"UPDATE {table.name} SET {name} = {name} || :one WHERE {name} <> ''"
                    marked += bool(connection.execute(text(statement), {"one": MARKER}).rowcount)
                elif isinstance(column.type, JSON):
                    marked += _mark_json(connection, table.name, column.name)
    return marked


def _mark_json(connection: Any, table: str, column: str) -> bool:
    rows = connection.execute(text(f'SELECT id, "{column}" FROM {table} WHERE "{column}" IS NOT NULL')).all()
    for key, value in rows:
        changed = json.dumps(_marked(json.loads(value)))
        connection.execute(text(f'UPDATE {table} SET "{column}" = :new WHERE id = :id'), {"new": changed, "id": key})
    return bool(rows)


def _marked(value: Any) -> Any:
    """Free text inside a document: whatever holds a space is no word of the program's."""
    if isinstance(value, dict):
        return {name: _marked(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_marked(one) for one in value]
    return f"{value}{MARKER}" if isinstance(value, str) and " " in value else value


@pytest.fixture(scope="module")
def marked(shown: Attacked) -> Attacked:
    assert mark(shown) > 20
    return shown


@pytest.mark.threat("T48")
@pytest.mark.parametrize("name", READERS)
def test_markup_is_shown_as_it_was_typed(marked: Attacked, name: str) -> None:
    """No element of the marker becomes one of the page, on any page of anybody; it stands there in letters."""
    seen = walk(marked.client(name), ("/", "/search?q=onerror", "/works", "/dossiers", "/history"), of_a_kind=6)
    wrong, literal = [], 0
    for path, page in seen.pages.items():
        if page.status >= 500:
            wrong.append(f"{path}: {page.status}")
        if page.is_page and page.body:
            alive = page.tree.xpath("//*[@data-vd] | //*[@onerror] | //*[@onload] | //script[not(@src)]")
            wrong += [f"{path}: <{one.tag}>" for one in alive]
            literal += "{{7*7}}" in page.text
        if "49${" in page.text or "{{7*7}}49" in page.text:
            wrong.append(f"{path}: computed")
    assert wrong == [], "\n".join(wrong)
    assert literal > (0 if name == "member_5" else 3)


@pytest.mark.threat("T48")
def test_a_browser_runs_none_of_it(marked: Attacked, page: Page, serve: Callable[..., str], soak: bool) -> None:
    """Headless Chromium on the pages where most of it stands: no call, no dialog, no report of the content policy."""
    called: list[str] = []
    page.on("dialog", _dismissed(called))
    page.add_init_script("window.vd = (n) => { document.documentElement.dataset.ran = n }")
    address = serve(marked.app)
    for name in ("secretariat_lead", "officer_a", "administrator"):
        client = marked.client(name)
        seen = walk(client, ("/dossiers", "/works", "/search?q=onerror", "/history"), of_a_kind=3 if soak else 1)
        page.context.clear_cookies()
        cookie = client.get_cookie("vinhdanh")
        assert cookie is not None
        page.context.add_cookies([{"name": "vinhdanh", "value": cookie.value, "url": address}])
        for path in [path for path, one in seen.pages.items() if one.is_page and one.status == 200][
            : 400 if soak else 14
        ]:
            page.goto(address + path)
            assert page.evaluate("document.documentElement.dataset.ran") is None, path
            assert page.locator("[data-vd]").count() == 0, path
    assert called == []


def _dismissed(called: list[str]) -> Callable[[Dialog], None]:
    def close(dialog: Dialog) -> None:
        called.append(dialog.message)
        dialog.dismiss()

    return close


@pytest.mark.threat("T48")
def test_what_is_asked_is_not_echoed_alive(shown: Attacked) -> None:
    """Reflected: in search, filters, addresses that do not exist, the way back of sign-in."""
    client = shown.client("secretariat_lead")
    for path in (
        "/search?q={}",
        "/dossiers?q={}",
        "/works?q={}&status={}&sort={}",
        "/{}",
        "/sign-in?next={}",
        "/tasks/{}",
        "/people?role={}",
    ):
        for who in (client, shown.client("")):
            answer = see(who, path.replace("{}", MARKER.replace("#", "").replace("%0d%0a", "").replace("?", "")))
            if answer.is_page and answer.body:
                assert answer.tree.xpath("//*[@data-vd] | //*[@onerror] | //script[not(@src)]") == [], path
