"""T30: odd paths, methods and bodies lead a visitor nowhere, and nobody else anywhere new."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.threats.conftest import Attacked
from tests.threats.digest import changed, digests
from tests.threats.expectations import ROWS
from tests.threats.facts import Facts
from tests.threats.routes import Place, places
from tests.threats.test_access import guard
from tests.threats.things import combinations, things


def mutations(path: str) -> list[str]:
    """The ways in which a filter in front of an application was ever gone round."""
    head, _, tail = path.rpartition("/")
    return [
        path,
        path + "/",
        path + "//",
        "/" + path,
        path + ";x",
        path + ";jsessionid=1",
        path + "/.",
        path + "/..",
        path + "/./",
        path + "%20",
        path + "%09",
        path + "%00",
        path + "%0d%0a",
        path + ".",
        path + ".json",
        path + ".css",
        path + "?_method=POST",
        path + "?user=1&user=2",
        path + "#/sign-in",
        path.upper(),
        f"/sign-in/..{path}",
        f"/static/..{path}",
        f"/static/%2e%2e{path}",
        f"/sign-in;{path}",
        f"{head}/%2e/{tail}",
        f"{head}//{tail}",
        f"{head}/..;/{tail}",
        f"{head}%2f{tail}",
        f"{head}\\{tail}",
        path + "%3f",
        path + "&id[]=1",
    ]


SMALL = 6  # twists per address; over all addresses each twist has its turn


def twists(path: str, number: int, soak: bool) -> list[str]:
    """All twists of an address, or in the short form some, others for the next address."""
    found = mutations(path)
    return found if soak else [found[(number * SMALL + step) % len(found)] for step in range(SMALL)]


HEADERS = (
    {"X-Original-URL": "/people"},
    {"X-Rewrite-URL": "/people"},
    {"X-HTTP-Method-Override": "POST"},
    {"X-Forwarded-User": "administrator"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"Authorization": "Bearer x"},
    {"X-Remote-User": "administrator"},
    {"Host": "evil.example"},
    {"Content-Type": "application/json"},
)


def raw(client: FlaskClient, target: str) -> TestResponse:
    """GET exactly this target, as a socket would send it: no client tidies it up."""
    path, _, query = target.partition("#")[0].partition("?")
    overrides = {"PATH_INFO": unquote(path, "latin-1"), "QUERY_STRING": query, "REQUEST_URI": target}
    return client.get("/", environ_overrides=overrides, buffered=True)


def _addresses(attacked: Attacked, method: str = "GET") -> Iterator[tuple[Place, str]]:
    known = things(Facts(attacked.database, attacked.world.people), attacked.world)
    for place in places(attacked.app):
        if method in place.methods and place.endpoint in ROWS:
            yield place, place.address(combinations(place, known)[0])


@pytest.mark.threat("T30")
def test_no_twisted_path_opens_a_page_to_a_visitor(shown: Attacked, soak: bool) -> None:
    client, wrong = shown.client(""), []
    for number, (place, path) in enumerate(_addresses(shown)):
        if ROWS[place.endpoint].public:
            continue
        for twisted in twists(path, number, soak):
            answer = raw(client, twisted)
            if answer.status_code // 100 == 2 and not _is_sign_in(twisted, answer.get_data(as_text=True)):
                wrong.append(f"{twisted}: {answer.status_code}")
            if answer.status_code >= 500:
                wrong.append(f"{twisted}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.threat("T30")
def test_no_header_opens_a_page_to_a_visitor(shown: Attacked) -> None:
    client, wrong = shown.client(""), []
    for place, path in _addresses(shown):
        if not ROWS[place.endpoint].public:
            wrong += [
                f"{path} with {header}"
                for header in HEADERS
                if client.get(path, headers=header, buffered=True).status_code // 100 == 2
            ]
    assert wrong == []


@pytest.mark.threat("T30")
def test_the_path_that_is_matched_is_the_path_that_is_judged(shown: Attacked, soak: bool) -> None:
    """Twisted in the same ways, no address gives an officer what the plain one refuses."""
    client, wrong = shown.client("farmers"), []
    for number, (_place, path) in enumerate(_addresses(shown)):
        if client.get(path, buffered=True).status_code in (403, 404):
            wrong += [
                twisted
                for twisted in twists(path, number, soak)
                if raw(client, twisted).status_code // 100 == 2 and twisted.startswith(path)
            ]
    assert wrong == []


@pytest.mark.threat("T30")
@pytest.mark.parametrize("twist", ["json", "doubled", "brackets", "query", "method"])
def test_a_body_that_no_browser_sends_does_nothing(attacked: Attacked, twist: str) -> None:
    client = attacked.client("administrator")
    token, before, wrong = guard(client), digests(attacked.database, without=("vd_attempt",)), []
    for place, path in _addresses(attacked, "POST"):
        if ROWS[place.endpoint].public:
            continue
        good = {"csrf_token": token, "key": f"key of {path}"}
        if twist == "json":
            answer = client.post(path, json=good)
        elif twist == "doubled":
            answer = client.post(path, data={**good, "key": [good["key"], "another"], "reason": ["a", "b"]})
        elif twist == "brackets":
            answer = client.post(path, data={**good, "key[]": "x", "id[]": "1"})
        elif twist == "query":
            answer = client.post(f"{path}?csrf_token={token}&key=k&reason=x&outcome=done")
        else:
            answer = client.put(path, data={**good, "_method": "DELETE"})
        if answer.status_code not in (400, 403, 404, 405, 415):
            wrong.append(f"{place.rule}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)
    assert changed(attacked.database, before, without=("vd_attempt",)) == []


def _is_sign_in(twisted: str, text: str) -> bool:
    """Some twists only spell the sign-in page or a shipped file."""
    return "/sign-in" in twisted and 'action="/sign-in' in text
