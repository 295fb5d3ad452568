"""T02: a word that stands only in B's rows is never read by A, by a commune, by members it was not laid before."""

from __future__ import annotations

import pytest

from tests.threats.conftest import Attacked
from tests.threats.visitors import see, walk
from tests.threats.world import CANARY, OFFICE_CANARY

OUTSIDERS = (
    "officer_a",
    "head_a",
    "commune_a",
    "district_member",
    "farmers",
    "member_5",
    "unlisted_member",
    "administrator",
)
UNITS = ("officer_a", "officer_b", "head_b", "commune_b", "farmers", "member_5", "administrator")
# Where a word can be asked for; a nonsense word of the same length must be answered alike.
ASKED = (
    "/search?q={}",
    "/dossiers?q={}",
    "/dossiers?q={}&format=csv",
    "/dossiers?q={}&as=csv",
    "/works?q={}",
    "/works?format=csv&q={}",
    "/works?format=csv",
    "/dossiers?format=csv",
    "/dossiers?as=csv",
    "/letters?q={}",
    "/people?q={}",
    "/lines?q={}",
)
NONSENSE = "Zwxqnothin"


@pytest.mark.threat("T02")
@pytest.mark.parametrize("name", OUTSIDERS)
def test_the_canary_is_never_seen(shown: Attacked, name: str) -> None:
    client = shown.client(name)
    seen = walk(client, ("/", "/dossiers", "/works", "/letters", "/search", "/meetings", "/campaign"), of_a_kind=40)
    assert len(seen.pages) > 4
    assert [path for path, page in seen.pages.items() if CANARY in page.text or CANARY in str(page.headers)] == []
    for address in ASKED:
        asked = see(client, address.format(CANARY))
        other = see(client, address.format(NONSENSE))
        assert asked.bare().replace(CANARY, NONSENSE) == other.bare(), address


@pytest.mark.threat("T02")
@pytest.mark.parametrize("name", ["officer_b", "head_b", "records_clerk"])
def test_the_canary_lives(shown: Attacked, name: str) -> None:
    """The bait is there: who may know it finds it, in pages, lists and by searching."""
    client = shown.client(name)
    seen = walk(client, of_a_kind=12)
    assert [path for path, page in seen.pages.items() if CANARY in page.text]
    assert see(client, f"/search?q={CANARY}").text.count(CANARY) > see(client, f"/search?q={NONSENSE}").text.count(
        NONSENSE
    )


@pytest.mark.threat("T02")
@pytest.mark.parametrize("name", UNITS)
def test_what_the_office_notes_never_leaves_it(shown: Attacked, name: str) -> None:
    """The reason of a hold: neither the unit, nor its commune, the council or the administrator reads it."""
    client = shown.client(name)
    seen = walk(client, ("/", "/dossiers", "/letters"), of_a_kind=40)
    assert [path for path, page in seen.pages.items() if OFFICE_CANARY in page.text] == []


@pytest.mark.threat("T02")
def test_the_office_reads_its_own_note(shown: Attacked) -> None:
    client = shown.client("secretariat_lead")
    seen = walk(client, (f"/dossiers/{shown.world.dossiers['a_appraisal']}",), of_a_kind=6)
    assert [path for path, page in seen.pages.items() if OFFICE_CANARY in page.text]


def test_no_link_leads_nowhere(walks) -> None:
    """What a page offers, its reader may open."""
    dead = [
        f"{name} {path}: {page.status}"
        for name, seen in walks.items()
        for path, page in seen.pages.items()
        if page.status >= 400
    ]
    assert dead == [], "\n".join(dead)
