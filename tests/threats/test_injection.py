"""T53: nothing that is typed into an address becomes part of a statement."""

from __future__ import annotations

import random
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.threats.conftest import CAST, Attacked
from tests.threats.digest import changed, digests
from tests.threats.visitors import Walk, see

ENDS = ("'", '"', "')", "'))", '")', "';", "`", "\\'", "%27", "\u02bc")
TAILS = (
    "",
    " OR 1=1--",
    " OR '1'='1",
    " UNION SELECT NULL,NULL--",
    "; DROP TABLE vd_dossier;--",
    " AND 1=0--",
    " AND (SELECT count(*) FROM vd_account)>0--",
    " ORDER BY 99--",
    "||(SELECT password_hash FROM vd_account)||",
    " LIKE '%",
)
OTHERS = (
    "%",
    "_",
    "%%",
    "\\",
    "a%' ESCAPE '",
    "0",
    "-1",
    "1e309",
    "NaN",
    "null",
    "\x00",
    "\ud7ff",
    "{}",
    "[]",
    "$.a",
    "title desc",
    "1;2",
    "vd_person.name",
    "(CASE WHEN 1=1 THEN name END)",
    "randomblob(100000000)",
)
PAYLOADS = tuple(f"{end}{tail}" for end in ENDS for tail in TAILS)
NAMES = (
    "q",
    "sort",
    "status",
    "kind",
    "after",
    "from",
    "as",
    "format",
    "district",
    "role",
    "account",
    "alive",
    "state",
    "award",
    "bucket",
)
SMALL = 3


def lists(walks: dict[str, Walk]) -> dict[str, tuple[str, set[str]]]:
    """Every page that is asked something, who reads it, and by which names; found in links and in forms."""
    found: dict[str, tuple[str, set[str]]] = {}
    for name in CAST:
        for seen in walks[name].pages.values():
            asked = [urlsplit(link) for link in seen.links() if "?" in link]
            pairs = [(parts.path, key) for parts in asked for key, _value in parse_qsl(parts.query)]
            pairs += [
                (sheet.action, box.name) for sheet in seen.sheets() if sheet.method == "get" for box in sheet.boxes
            ]
            for path, key in pairs:
                if path.startswith("/") and not path.startswith("/sign-in"):
                    found.setdefault(path, (name, set()))[1].add(key)
    return found


def rows(text: str) -> int:
    return text.count("<tr") + text.count("<li")


@pytest.mark.threat("T53")
def test_a_hundred_payloads_in_every_name_of_every_list(
    attacked: Attacked, walks: dict[str, Walk], seed: int, soak: bool
) -> None:
    """200 with as many rows or fewer, never an error of the server, never a row more; nothing changes."""
    assert len(PAYLOADS) == 100
    chance, wrong, before, tried = random.Random(seed), [], digests(attacked.database), 0
    found = lists(walks)
    assert {"/works", "/dossiers", "/people", "/search"} <= set(found)
    for path, (name, names) in sorted(found.items()):
        client = attacked.client(name)
        whole = {key: rows(see(client, path).text) for key in [""]}[""]
        for key in sorted(names | (set(NAMES) if soak else {"q", "sort", "after"})):
            everything = soak and key in names  # of names that the list does not know, some are enough
            chosen = (*PAYLOADS, *OTHERS) if everything else (*chance.sample(PAYLOADS, SMALL), chance.choice(OTHERS))
            for payload in chosen:
                tried += 1
                answer = see(client, f"{path}?{urlencode({key: payload}, errors='surrogatepass')}")
                searched = key == "q" and answer.status == 200 and not payload.isalnum()  # a plain word may be found
                if answer.status not in (200, 303, 400, 404) or (searched and rows(answer.text) > whole + 4):
                    wrong.append(
                        f"{path}?{key}={payload!r}: {answer.status}, {rows(answer.text)} rows instead of {whole}"
                    )
    assert wrong == [], "\n".join(wrong)
    assert tried > 100
    assert changed(attacked.database, before) == []


@pytest.mark.threat("T53")
def test_a_wildcard_finds_only_itself(shown: Attacked) -> None:
    """% and _ are letters in a search, not orders to the database."""
    client = shown.client("secretariat_lead")
    nothing = see(client, "/works?q=khongcogihet").bare()
    for sign in ("%25", "_", "%25%25", "_%25"):
        page = see(client, f"/works?q={sign}").bare()
        assert page.count("/works/") <= nothing.count("/works/"), sign


@pytest.mark.threat("T53")
def test_an_id_is_never_a_statement(attacked: Attacked) -> None:
    from tests.threats.expectations import ROWS
    from tests.threats.routes import places

    client, wrong = attacked.client("auditor"), []
    for place in places(attacked.app):
        if place.kinds and "GET" in place.methods and place.endpoint in ROWS:
            for payload in ("' OR '1'='1", "1 OR 1=1", "x' UNION SELECT 1--", "%25", "____________"):
                answer = client.get(place.address(dict.fromkeys(place.kinds, payload)), buffered=True)
                if answer.status_code not in (400, 403, 404):
                    wrong.append(f"{place.rule} {payload}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)
