"""Minutes: written and signed by the secretary, returned or signed by the chair, locked with a root that leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.base.finding import BadRequest, Conflict, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.council.meetings import Meeting
from models.council.record import digest_of
from models.process.roots import Root
from tests.factories.council import JUNE, Story, story
from workflows.runs.checks import frozen
from workflows.runs.checks.chains import verify

TEXT = "Các ý kiến thống nhất."


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database, JUNE)


@pytest.fixture
def adopted(tale: Story) -> Meeting:
    """A meeting that has adopted one nomination with 8 of 9 votes."""
    [one] = tale.nominations(tale.people_dossier(1))
    return tale.adopted({one.public_id: 8})


def write(tale: Story, meeting: Meeting, **answers: Any) -> None:
    tale.step(tale.actors["council_secretary"], "write_minutes", meeting, {"discussion": TEXT, **answers})


def kept(tale: Story, meeting: Meeting) -> Meeting:
    with unit_of_work(tale.database, writing=False) as session:
        return session.get_one(Meeting, meeting.id)


def test_they_hold_the_whole_record_and_are_locked_by_the_second_signature(tale: Story, adopted: Meeting) -> None:
    write(tale, adopted, guests="Trần Mẫu Khách, Sở Nội vụ\n\n Lê Mẫu Mời ", copies=3)
    written = kept(tale, adopted)
    assert written.minutes is not None and written.minutes_digest is None
    assert tale.status(adopted) == "recorded"
    tale.now += timedelta(hours=1)
    tale.step(tale.chair, "sign_minutes", adopted)
    found = kept(tale, adopted)
    assert tale.status(adopted) == "closed" and found.minutes is not None
    assert found.minutes_digest == digest_of(found.minutes)
    chair, secretary = found.minutes["chair"], found.minutes["secretary"]
    assert chair["seat"] == "chair" and secretary["seat"] == "" and chair["name"] != secretary["name"]
    assert found.minutes["signed_by"] == chair
    assert found.minutes["signed_at"] > found.minutes["closed_at"] >= found.minutes["opened_at"] > ""
    assert found.minutes["guests"] == ["Trần Mẫu Khách, Sở Nội vụ", "Lê Mẫu Mời"] and found.minutes["copies"] == 3
    assert found.minutes["ballot"] == "secret" and found.minutes["discussion"] == TEXT
    assert found.minutes["results"]["buckets"][0]["adopted"][0]["agree"] == 8
    assert len(found.minutes["roster"]) == 9
    with pytest.raises(Conflict):
        tale.act(tale.actors["council_secretary"], "cancel_meeting", adopted, {"reason": "muộn"})
    with unit_of_work(tale.database, writing=False) as session:
        assert list(frozen.check(session, tale.now, tale.database.home)) == []


def test_the_printed_root_covers_the_written_minutes_and_still_fits(tale: Story, adopted: Meeting) -> None:
    tale.minuted(adopted)
    tale.people_dossier(1)  # history goes on
    with unit_of_work(tale.database, writing=False) as session:
        [root] = session.query(Root).all()
        minutes = session.get_one(Meeting, adopted.id).minutes
        assert minutes is not None and minutes["root"] == root.digest
        assert verify(session).fitting == {root.digest}


def test_the_chair_returns_them_with_a_reason_and_they_are_written_again(tale: Story, adopted: Meeting) -> None:
    write(tale, adopted)
    with pytest.raises(RuleBroken) as refused:
        tale.step(tale.chair, "sign_minutes", adopted, {"outcome": "returned", "reason": " "})
    assert [one.field for one in refused.value.findings] == ["reason"]
    tale.step(tale.chair, "sign_minutes", adopted, {"outcome": "returned", "reason": "Thiếu ý kiến về suất cuối"})
    assert tale.status(adopted) == "adopted"
    assert kept(tale, adopted).minutes_doubt == "Thiếu ý kiến về suất cuối"
    write(tale, adopted, discussion="Đã bổ sung.")
    again = kept(tale, adopted)
    assert again.minutes_doubt == "" and again.minutes is not None and again.minutes["discussion"] == "Đã bổ sung."
    tale.step(tale.chair, "sign_minutes", adopted)
    assert tale.status(adopted) == "closed"


def test_one_person_does_not_sign_twice(tale: Story, adopted: Meeting) -> None:
    """T04: who wrote them as the secretary and holds the chair's role as well."""
    secretary = tale.actors["council_secretary"]
    both = replace(secretary, seats=secretary.seats | tale.chair.seats)
    tale.step(both, "write_minutes", adopted, {"discussion": TEXT})
    with pytest.raises(RuleBroken) as refused:
        tale.step(both, "sign_minutes", adopted)
    assert [one.code for one in refused.value.findings] == ["one_person"]
    assert kept(tale, adopted).minutes_digest is None
    tale.step(tale.chair, "sign_minutes", adopted)


@pytest.mark.parametrize("name", ["council_secretary", "secretariat_lead", "standing_committee"])
def test_only_the_chair_signs(tale: Story, adopted: Meeting, name: str) -> None:
    write(tale, adopted)
    with pytest.raises(Forbidden):
        tale.step(tale.actors[name], "sign_minutes", adopted)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"discussion": " "}, "discussion"),
        ({"copies": 0}, "copies"),
        ({"copies": 51}, "copies"),
        ({"copies": None}, "copies"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    tale: Story, adopted: Meeting, answers: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        write(tale, adopted, **answers)
    assert [one.field for one in refused.value.findings] == [field]
    assert kept(tale, adopted).minutes is None


def test_another_outcome_is_no_outcome(tale: Story, adopted: Meeting) -> None:
    write(tale, adopted)
    with pytest.raises(BadRequest):
        tale.step(tale.chair, "sign_minutes", adopted, {"outcome": "done"})
