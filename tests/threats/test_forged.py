"""T23: no send without the guard of the own session, none from another site; looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.threats.conftest import CAST, Attacked
from tests.threats.digest import changed, digests
from tests.threats.expectations import ROWS
from tests.threats.facts import Facts
from tests.threats.routes import Place, places
from tests.threats.test_access import guard
from tests.threats.things import combinations, things

FOREIGN = "ImZvcmVpZ24i.Zm9yZWlnbg.foreign"
BY_ROLE = {"unit_officer": "officer_a", "head": "head_a", "council_chair": "chair"}


def _sends(attacked: Attacked) -> Iterator[tuple[Place, str]]:
    known = things(Facts(attacked.database, attacked.world.people), attacked.world)
    for place in places(attacked.app):
        if "POST" in place.methods and place.endpoint in ROWS:
            yield place, place.address(combinations(place, known)[0])


def _sender(place: Place) -> str:
    """Somebody to whom this is a send of their own work: the guard alone stands in the way."""
    roles = ROWS[place.endpoint].writers
    if not roles or "unit_officer" in roles:
        return "officer_a"
    role = sorted(roles)[0]
    return BY_ROLE.get(role, role)


@pytest.mark.threat("T23")
def test_a_send_without_our_guard_does_nothing(attacked: Attacked) -> None:
    """No token, a made-up one, one of another person's session: 400, and every table stays, sessions included."""
    stolen, clients = guard(attacked.client("farmers")), dict[str, FlaskClient]()
    before, wrong = digests(attacked.database, without=("vd_attempt",)), []
    for place, path in _sends(attacked):
        client = clients.setdefault(_sender(place), attacked.client(_sender(place)))
        guard(client)
        for what, sent in (("none", {}), ("foreign", {"csrf_token": FOREIGN}), ("stolen", {"csrf_token": stolen})):
            answer = client.post(path, data={**sent, "key": "k", "outcome": "done", "language": "en"})
            if answer.status_code != 400:
                wrong.append(f"{place.rule} with {what} token: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)
    assert changed(attacked.database, before, without=("vd_attempt",)) == []


@pytest.mark.threat("T23")
def test_who_is_signed_out_is_sent_to_sign_in(attacked: Attacked) -> None:
    client, before, wrong = attacked.client(""), digests(attacked.database, without=()), []
    for place, path in _sends(attacked):
        answer = client.post(path, data={"key": "k"})
        if answer.status_code != 303 or not answer.location.startswith("/sign-in"):
            wrong.append(f"{place.rule}: {answer.status_code} {answer.location}")
    assert wrong == [], "\n".join(wrong)
    assert changed(attacked.database, before, without=()) == []


@pytest.mark.threat("T23")
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_send_from_another_site_is_refused_even_with_the_guard(attacked: Attacked, site: str) -> None:
    """The browser says where a send comes from (Sec-Fetch-Site); a leaked token alone does not help."""
    clients: dict[str, FlaskClient] = {}
    before, wrong = digests(attacked.database, without=("vd_attempt",)), []
    for place, path in _sends(attacked):
        client = clients.setdefault(_sender(place), attacked.client(_sender(place)))
        answer = client.post(
            path, data={"csrf_token": guard(client), "key": f"k{path}"}, headers={"Sec-Fetch-Site": site}
        )
        if answer.status_code != 400:
            wrong.append(f"{place.rule}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)
    assert changed(attacked.database, before, without=("vd_attempt",)) == []
    assert all(client.get("/account").status_code == 200 for client in clients.values())  # still signed in


@pytest.mark.threat("T23")
def test_looking_changes_nothing(attacked: Attacked) -> None:
    """Every GET route, by everybody, with every kind of thing: all tables as before, even those beside."""
    known = things(Facts(attacked.database, attacked.world.people), attacked.world)
    before = digests(attacked.database, without=())
    for name in CAST:
        client = attacked.client(name)
        for place in places(attacked.app):
            if "GET" in place.methods and place.endpoint in ROWS:
                client.get(place.address(combinations(place, known)[-1]), buffered=True)
    assert changed(attacked.database, before, without=()) == []


@pytest.mark.threat("T23")
def test_the_cookie_goes_to_no_other_site(attacked: Attacked) -> None:
    answer = attacked.client("").post("/sign-in", data={"username": "x", "password": "y"})
    cookies = answer.headers.getlist("Set-Cookie") or attacked.client("").get("/sign-in").headers.getlist("Set-Cookie")
    assert cookies
    assert all("SameSite=Lax" in cookie and "HttpOnly" in cookie for cookie in cookies)
