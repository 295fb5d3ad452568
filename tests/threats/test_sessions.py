"""T24, T25, T28: what a cookie is worth, when it dies, and where sign-in leads."""

from __future__ import annotations

import random
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.threats.conftest import Attacked
from tests.threats.test_access import guard
from tests.threats.visitors import see
from tests.threats.world import PASSWORD
from webapp.frame.login import HOLDS


def token_in(client: FlaskClient) -> str:
    with client.session_transaction() as cookie:
        return str(cookie.get(HOLDS, ""))


def enter(client: FlaskClient, username: str, password: str = PASSWORD, **more: str) -> TestResponse:
    page = see(client, "/sign-in")
    form = next(one for one in page.sheets() if "password" in one.names)
    hidden = {box.name: box.value for box in form.boxes if box.type == "hidden"}
    return client.post("/sign-in", data={**hidden, **more, "username": username, "password": password}, buffered=True)


@pytest.mark.threat("T24")
def test_signing_in_gives_a_new_session(attacked: Attacked) -> None:
    """A cookie laid into somebody's browser beforehand is worth nothing afterwards."""
    client = attacked.client("farmers")
    laid = token_in(client)
    see(client, "/account")
    client.post("/sign-out", data={"csrf_token": guard(client)})
    assert enter(client, "officer-a").status_code == 303
    own = token_in(client)
    assert own and own != laid
    thief = attacked.client("")
    with thief.session_transaction() as cookie:
        cookie[HOLDS] = laid
    assert see(thief, "/account").status == 303


@pytest.mark.threat("T24")
def test_a_changed_password_changes_the_session(attacked: Attacked) -> None:
    client, other = attacked.client("officer_a"), attacked.client("officer_a")
    before = token_in(client)
    form = next(one for one in see(client, "/account").sheets() if one.action == "/account/password")
    sent = {
        box.name: {"current": PASSWORD}.get(box.name, "mat khau moi rat dai 9")
        for box in form.boxes
        if box.type == "password"
    }
    sent |= {box.name: box.value for box in form.boxes if box.type == "hidden"}
    assert client.post("/account/password", data=sent).status_code == 303
    assert token_in(client) != before
    assert see(client, "/account").status == 200
    assert see(other, "/account").status == 303  # the old cookie is dead at its next request


@pytest.mark.threat("T25")
@pytest.mark.parametrize("end", ["sign_out", "locked", "password", "unit", "everywhere"])
def test_a_copied_cookie_dies_with_its_session(attacked: Attacked, end: str) -> None:
    """A stolen copy is refused at its first request after the session's end, whoever ended it."""
    owner, thief = attacked.client("officer_a"), attacked.client("officer_a")
    assert see(thief, "/dossiers").status == 200
    if end == "sign_out":
        owner.post("/sign-out", data={"csrf_token": guard(owner)})
    elif end == "unit":
        with attacked.database.engine.begin() as connection:
            connection.execute(text("UPDATE vd_organization SET valid_to='2024-06-01' WHERE code='cu-jut'"))
    else:
        boss = attacked.client("administrator")
        person = attacked.world.people["officer_a"]
        verb = {"locked": "lock", "password": "reset", "everywhere": "sign-out"}[end]
        done = boss.post(
            f"/people/{person}/{verb}",
            data={"csrf_token": guard(boss), "key": end, **({"reason": "mất máy"} if end == "locked" else {})},
        )
        assert done.status_code in (200, 303)
    for path in ("/dossiers", "/", f"/dossiers/{attacked.world.dossiers['a_draft']}"):
        answer = thief.get(path)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in"), path


@pytest.mark.threat("T25")
def test_a_made_up_cookie_opens_nothing(attacked: Attacked) -> None:
    for token in ("", "0", "1", "None", "a" * 43, "' OR 1=1 --", attacked.world.accounts["administrator"]):
        client = attacked.client("")
        with client.session_transaction() as cookie:
            cookie[HOLDS] = token
        assert see(client, "/people").status == 303


def targets(chance: random.Random) -> list[str]:
    """Addresses that lead out of the house, in every spelling a browser forgives."""
    out = [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "http:evil.example",
        "https:/evil.example",
        "HtTpS://evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/%09/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/%5cevil.example",
        "/@evil.example",
        "https://localhost@evil.example",
        "//evil。example",
        "/．/evil.example",
        "//%65vil.example",
        "/..//evil.example",
        "/.//evil.example",
        ";//evil.example",
        " //evil.example",
        "%2f%2fevil.example",
        "/%2f%2fevil.example",
        "//evil.example%00",
        "/\u2028/evil.example",
        "//[::1]",
        "//0x7f000001",
        "///\\evil.example",
    ]
    starts, middles = ("/", "//", "\\", "/\\", "\t/", " /"), ("", "@", "%40", ".", ";", ":", "//")
    ends = ("", "/", "?x", "#", "%0d%0aSet-Cookie:a=b")
    made = [f"{chance.choice(starts)}{chance.choice(middles)}evil.example{chance.choice(ends)}" for _ in range(90)]
    return out + made


@pytest.mark.threat("T28")
def test_sign_in_leads_only_into_the_house(attacked: Attacked, seed: int) -> None:
    """120 ways to say "and then go to evil.example": after signing in, and for who is signed in already."""
    chance = random.Random(seed)
    signed, wrong = attacked.client("auditor"), []
    page = see(attacked.client(""), "/sign-in")
    assert [one for one in page.sheets() if one.action == "/sign-in/as"]
    for target in targets(chance):
        for answer in (_card(attacked, target), signed.get(f"/sign-in?next={quote(target)}")):
            place = answer.headers.get("Location", "")
            if (
                answer.status_code != 303
                or not place.startswith("/")
                or place[1:2] in ("/", "\\")
                or "evil.example" in place
            ):
                wrong.append(f"{target!r}: {answer.status_code} {place}")
    assert wrong == []
    assert _card(attacked, "/works").headers["Location"] == "/works"


@pytest.mark.threat("T28")
@pytest.mark.parametrize("path", ["/language", "/day"])
def test_no_other_way_back_leads_out_of_the_house(attacked: Attacked, seed: int, path: str) -> None:
    """Whatever a form says where it stood, the browser stays here, and no line of the answer is the form's."""
    client, wrong = attacked.client("auditor"), []
    sent = {"csrf_token": guard(client), **({"language": "vi"} if path == "/language" else {"day": "never"})}
    for target in [*targets(random.Random(seed)), "/works\r\nSet-Cookie: a=b", "/" + "x" * 100_000]:
        answer = client.post(path, data={**sent, "back": target})
        place = answer.headers.get("Location", "")
        host = urlsplit(urljoin("http://localhost/", place)).netloc
        if (
            answer.status_code != 303
            or host != "localhost"
            or place[1:2] in ("/", "\\")
            or any("a=b" in one for one in answer.headers.getlist("Set-Cookie"))
        ):
            wrong.append(f"{target[:80]!r}: {answer.status_code} {place[:80]}")
    assert wrong == []


def _card(attacked: Attacked, target: str) -> TestResponse:
    """Sign in by a card of the demo, wanting to go to `target` afterwards."""
    client = attacked.client("")
    form = next(one for one in see(client, "/sign-in").sheets() if one.action == "/sign-in/as")
    token = next(box.value for box in form.boxes if box.name == "csrf_token")
    sent = {"csrf_token": token, "account": attacked.world.accounts["auditor"], "next": target, "kept": ""}
    return client.post("/sign-in/as", data=sent)
