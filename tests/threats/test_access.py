"""T01: every route, as every role, on what is one's own, a sibling's, above, below and closed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.threats.conftest import Attacked
from tests.threats.digest import attempts, changed, digests
from tests.threats.expectations import ROWS, STEPS, knows, may, row_of
from tests.threats.facts import Facts, Visitor
from tests.threats.routes import UNKNOWN, Place, places
from tests.threats.things import absent, combinations, things
from tests.threats.visitors import GUARDS, Seen, see
from webapp.frame.login import GUARD

VISITORS = (
    "officer_a", "head_a", "officer_b", "commune_a", "district_member", "farmers", "appraiser", "secretariat_lead",
    "records_clerk", "council_secretary", "standing_committee", "chair", "member_1", "unlisted_member",
    "administrator", "auditor",
)  # fmt: skip
LEFT = ("people.sign_out", "language", "people.sign_in", "people.enter", "people.sign_in_as")  # these change who one is
KEY = "a key of nobody's page"
# What the refused request may say of itself: the address in it, and tokens that are new each time.
OWN_WORDS = re.compile(r"[2-9a-hjkmnp-z]{12}")


@pytest.fixture(scope="module")
def facts(shown: Attacked) -> Facts:
    return Facts(shown.database, shown.world.people)


def _cells(facts: Facts, attacked: Attacked, method: str) -> Iterator[tuple[Place, dict[str, str]]]:
    known = things(facts, attacked.world)
    for place in places(attacked.app):  # what has no row fails in test_every_route_has_its_row, by name
        if method in place.methods and place.endpoint in ROWS and place.endpoint not in LEFT:
            for given in combinations(place, known):
                yield place, given


@pytest.mark.threat("T01")
@pytest.mark.parametrize("name", VISITORS)
def test_who_may_see_what(shown: Attacked, facts: Facts, name: str) -> None:
    """What one may not know answers exactly as what is not there; what one may know is shown or refused with 403."""
    client, visitor, wrong = shown.client(name), facts.visitor(name), []
    nothing: dict[str, str] = {}
    for place, given in _cells(facts, shown, "GET"):
        seen = _fresh(client, place.address(given))
        problem = _judged(facts, visitor, place, given, seen.status)
        if not problem and place.kinds and not knows(facts, visitor, place, given):
            missing = place.address(absent(place, given))
            if missing not in nothing:
                nothing[missing] = _plain(_fresh(client, missing).text)
            problem = "" if _plain(seen.text) == nothing[missing] else f"{seen.status}, unlike the absent"
        if problem:
            wrong.append(f"{name} GET {place.rule} {_names(shown, given)}: {problem}")
    assert wrong == [], "\n".join(wrong)


def _judged(facts: Facts, visitor: Visitor, place: Place, given: dict[str, str], status: int) -> str:
    if status >= 500:
        return str(status)
    if not knows(facts, visitor, place, given):
        return "" if status in (403, 404) else f"{status} instead of 404"  # and like the absent, whichever it is
    row = row_of(place)
    if row.acts and not may(facts, visitor, place, given):
        # a step may also be looked at by who could take it; 404 where the page is only for those who act
        return "" if status in (403, 404) or (row.step and status in (200, 303)) else f"{status} instead of 403"
    good = (200, 303, 403, 404, 409, 422) if row.acts else (200, 303)
    return "" if status in good else f"{status} instead of 200"


@pytest.mark.threat("T01")
@pytest.mark.parametrize("name", VISITORS)
def test_who_may_not_do_what(attacked: Attacked, name: str) -> None:
    """A send that is not this person's to make: 403 or 404, no row changes, and one attempt is written down."""
    facts = Facts(attacked.database, attacked.world.people)
    client, visitor, wrong = attacked.client(name), facts.visitor(name), []
    token, before = guard(client), digests(attacked.database)
    written, refused = attempts(attacked.database), 0
    for place, given in _cells(facts, attacked, "POST"):
        known = knows(facts, visitor, place, given)
        if known and may(facts, visitor, place, given):
            continue
        answer = client.post(place.address(given), data={"csrf_token": token, "key": KEY})
        refused += 1
        done = row_of(place).step and facts.rows("vd_task")[given["task"]]["closed_at"] is not None
        if answer.status_code not in ((403, 404, 409) if known and done else (403, 404)):
            wrong.append(f"{name} POST {place.rule} {_names(attacked, given)}: {answer.status_code}")
    assert wrong == [], "\n".join(wrong)
    assert changed(attacked.database, before) == []
    assert attempts(attacked.database) - written == refused


def _fresh(client: FlaskClient, path: str) -> Seen:
    """The page, without what an earlier one wanted to be said on the next."""
    with client.session_transaction() as cookie:
        cookie.pop("_flashes", None)
    return see(client, path)


def guard(client: FlaskClient) -> str:
    """The guard against forged posts, as a page of this browser carries it."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").get_data(as_text=True))
    assert found is not None
    with client.session_transaction() as cookie:
        assert cookie[GUARD]
    return found[1]


def _plain(text: str) -> str:
    return OWN_WORDS.sub("*", GUARDS.sub(r'\1"', text))


def _names(attacked: Attacked, given: dict[str, str]) -> str:
    """The names under which the world knows these ids, for the report."""
    named = {
        public_id: name
        for table in (attacked.world.dossiers, attacked.world.works, attacked.world.meetings)
        for name, public_id in table.items()
    }
    return " ".join(f"{kind}={named.get(value, value)}" for kind, value in given.items())


@pytest.mark.threat("T01")
def test_every_route_has_its_row(shown: Attacked) -> None:
    """A new route says here who may see and who may do: what nobody has thought of fails with its name."""
    new = [
        f"{place.rule} ({place.endpoint})"
        for place in places(shown.app)
        if place.endpoint not in ROWS or UNKNOWN in place.kinds
    ]
    assert new == []
    steps = {row["element"] for row in Facts(shown.database, {}).rows("vd_task").values() if row["kind"] == "user"}
    assert steps - set(STEPS) == set()
