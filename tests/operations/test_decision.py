"""Decisions: line by line, numbered after the signature, sent back with their place, results from outside."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from models.awards.decisions import Decision, DecisionLine
from models.base.finding import BadRequest, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.council.meetings import AdoptedLine, Meeting
from models.nominations.dossiers import Dossier
from models.papers.books import Number
from models.papers.outbox import Letter
from models.people.organizations import Organization
from models.quotas.places import Place
from tests.factories.council import LOCAL, UBND, Story, story
from tests.factories.files import pdf
from workflows.machines.files import receive

WHY = {"reason": "Thông báo số 12/TB-UBND"}


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


def adopted(tale: Story, dossier: Dossier, agree: int = 9, award: str = "vi3") -> Decision:
    votes = {one.public_id: agree for one in tale.nominations(dossier)}
    return tale.decision(tale.adopted(votes), award)


def fields(refused: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [finding.field.split("-")[0] for finding in refused.value.findings]


def signed(tale: Story, **changes: Any) -> dict[str, Any]:
    return {"signer_name": "Nguyễn Mẫu", "signer_title": "CHỦ TỊCH", "signed_on": tale.now.date(), **changes}


def test_an_own_award_is_final_with_its_number_and_everything_closes(tale: Story) -> None:
    dossier = tale.people_dossier(2)
    decision = adopted(tale, dossier)
    tale.decide(decision)
    assert tale.status(decision) == "pending_issue" and tale.states(dossier) == ["adopted", "adopted"]
    tale.issue(decision)
    assert tale.states(dossier) == ["decided", "decided"]
    tale.tick()
    assert tale.status(decision) == "closed" and tale.status(dossier) == "closed"
    with unit_of_work(tale.database, writing=False) as session:
        issued = session.get_one(Decision, decision.id)
        assert issued.label == "1/QĐ-MTTQ-BTT" and issued.number is not None
        assert issued.number.drawn_on == tale.now.date() and len(issued.digest or "") == 64
        assert (issued.signer_name, issued.signer_title) == ("Nguyễn Mẫu", "CHỦ TỊCH")


def test_every_line_is_decided_or_sent_back_with_a_reason(tale: Story) -> None:
    decision = adopted(tale, tale.people_dossier(2))
    first, second = decision.lines
    who = tale.actors["standing_committee"]
    for lines, wrong in (
        ({}, ["state", "state"]),
        ({first.public_id: {"state": "decided"}}, ["state"]),
        ({first.public_id: {"state": "decided"}, second.public_id: {"state": "sent_back"}}, ["reason"]),
    ):
        with pytest.raises(RuleBroken) as refused:
            tale.step(who, "decide_award", decision, {"lines": lines})
        assert fields(refused) == wrong
    for broken in ({"unknown": {"state": "decided"}}, {first.public_id: {"state": "granted"}}, None):
        with pytest.raises(BadRequest):
            tale.step(who, "decide_award", decision, {"lines": broken})


def test_the_councils_secretary_never_decides_even_with_a_seat_in_the_standing_committee(tale: Story) -> None:
    from dataclasses import replace

    decision = adopted(tale, tale.people_dossier(1))
    secretary, member = tale.actors["council_secretary"], tale.actors["standing_committee"]
    both = replace(secretary, seats=secretary.seats | member.seats)
    for who in (secretary, both, tale.chair, tale.actors["secretariat_lead"]):
        with pytest.raises(Forbidden):
            tale.step(who, "decide_award", decision, {"lines": {}})


def test_a_line_sent_back_keeps_its_place_until_a_new_round_confirms_it(tale: Story) -> None:
    dossier = tale.people_dossier(2)
    kept, doubted = tale.nominations(dossier)
    first = adopted(tale, dossier)
    tale.decide(first, sent_back=[doubted.nominee.name])
    tale.issue(first)
    tale.tick()
    assert tale.states(dossier) == ["decided", "sent_back"] and tale.status(dossier) == "adopted"
    assert places(tale) == {kept.id, doubted.id}
    tale.set_limit(LOCAL, 2)  # nothing is free, and nothing needs to be
    later = tale.adopted({doubted.public_id: 8})
    assert tale.states(dossier) == ["decided", "adopted"] and places(tale) == {kept.id, doubted.id}
    second = tale.decision(later)
    tale.decide(second)
    tale.issue(second)
    tale.tick()
    assert tale.states(dossier) == ["decided", "decided"] and tale.status(dossier) == "closed"
    with unit_of_work(tale.database, writing=False) as session:
        lines = session.scalars(
            select(AdoptedLine).where(AdoptedLine.nomination_id == doubted.id).order_by(AdoptedLine.id)
        ).all()
        assert [line.place_id for line in lines] == [lines[0].place_id] * 2  # the first minutes stay
        assert [line.standing_nominee_id for line in lines] == [None, doubted.nominee_id]
        assert session.get_one(Meeting, lines[0].meeting_id).results is not None


def test_a_line_sent_back_that_fails_the_new_round_frees_its_place(tale: Story) -> None:
    tale.set_limit(LOCAL, 1)
    dossier = tale.people_dossier(2)
    doubted, reserve = tale.nominations(dossier)
    first = tale.decision(tale.adopted({doubted.public_id: 9, reserve.public_id: 8}))
    tale.decide(first, sent_back=[doubted.nominee.name])
    assert tale.status(first) == "sent_back"  # nothing was decided: this decision is over
    tale.adopted({doubted.public_id: 3, reserve.public_id: 9})
    assert tale.states(dossier) == ["not_adopted", "adopted"] and places(tale) == {reserve.id}
    tale.set_limit(LOCAL, 3)
    tale.set_limit(LOCAL, 1)  # the place that the first minutes name can be closed and stays named


def test_a_dossier_whose_last_line_fails_on_reconsideration_closes(tale: Story) -> None:
    dossier = tale.people_dossier(1)
    [doubted] = tale.nominations(dossier)
    tale.decide(adopted(tale, dossier), sent_back=[doubted.nominee.name])
    tale.tick()
    assert tale.status(dossier) == "adopted"
    tale.adopted({doubted.public_id: 0})
    assert tale.states(dossier) == ["not_adopted"] and places(tale) == set()


def places(tale: Story, bucket: str = LOCAL) -> set[int | None]:
    with unit_of_work(tale.database, writing=False) as session:
        query = select(Place.nomination_id).where(Place.line_id == tale.line(bucket).id)
        return set(session.scalars(query)) - {None}


def test_a_dissolved_body_gets_no_award_unless_a_successor_carries_it(tale: Story) -> None:
    """E07, on the day of the decision."""
    decision = adopted(tale, tale.people_dossier(1, code="cu-jut"))
    tale.now = tale.now.replace(year=2025, month=8)
    with pytest.raises(RuleBroken) as refused:
        tale.decide(decision)
    assert refused.value.findings[0].code == "E07"
    with unit_of_work(tale.database) as session:
        heir = session.scalars(select(Organization).where(Organization.code == "ubmttq-tinh")).one()
        session.execute(update(Organization).where(Organization.code == "cu-jut").values(successor_id=heir.id))
    tale.decide(decision)
    assert tale.status(decision) == "pending_issue"


@pytest.mark.threat("T57")
def test_the_signature_comes_first_and_is_neither_later_nor_older(tale: Story) -> None:
    decision = adopted(tale, tale.people_dossier(1))
    tale.decide(decision)
    clerk, today = tale.actors["records_clerk"], tale.now.date()
    for changes, wrong in (
        ({"signer_name": " "}, ["signer_name"]),
        ({"signer_title": ""}, ["signer_title"]),
        ({"signed_on": None}, ["signed_on"]),
        ({"signed_on": today + timedelta(days=1)}, ["signed_on"]),
        ({"signed_on": date(2024, 1, 1)}, ["signed_on"]),
    ):
        with pytest.raises(RuleBroken) as refused:
            tale.step(clerk, "issue_decision", decision, signed(tale, **changes))
        assert fields(refused) == wrong
    with unit_of_work(tale.database, writing=False) as session:
        assert session.scalar(select(func.count()).select_from(Number)) == 0  # drafts burn no number


@pytest.mark.threat("T57")
def test_numbers_have_no_gap_and_no_double_when_many_are_issued_at_once(tale: Story) -> None:
    decisions = []
    for _ in range(4):
        decisions.append(adopted(tale, tale.people_dossier(1)))
        tale.decide(decisions[-1])
    gate, errors = threading.Barrier(len(decisions)), []

    def issue(decision: Decision) -> None:
        gate.wait()
        try:
            tale.issue(decision)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=issue, args=(decision,)) for decision in decisions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with unit_of_work(tale.database, writing=False) as session:
        assert sorted(session.scalars(select(Number.number))) == [1, 2, 3, 4]


@pytest.mark.threat("T57")
def test_books_are_kept_per_kind_and_year_and_never_back_dated(tale: Story) -> None:
    tale.act(tale.actors["secretariat_lead"], "announce_quota", tale.line(UBND), {"limit": 5, **WHY})
    labels = []
    for award, year in (("vi3", 2024), ("vi2", 2024), ("vi3", 2024), ("vi3", 2025)):
        tale.now = tale.now.replace(year=year)
        decision = adopted(tale, tale.people_dossier(1, award=award), award=award)
        tale.decide(decision)
        tale.issue(decision)
        with unit_of_work(tale.database, writing=False) as session:
            labels.append(session.get_one(Decision, decision.id).label)
    assert labels == ["1/QĐ-MTTQ-BTT", "1/TTr-MTTQ-BTT", "2/QĐ-MTTQ-BTT", "1/QĐ-MTTQ-BTT"]
    decision = adopted(tale, tale.people_dossier(1))
    tale.decide(decision)
    tale.now -= timedelta(days=1)
    with pytest.raises(RuleBroken):
        tale.step(tale.actors["records_clerk"], "issue_decision", decision, signed(tale))


def test_a_line_that_has_lost_its_place_is_not_issued(tale: Story) -> None:
    """E12 at the decision: whatever has happened to the place, by repair or by hand."""
    dossier = tale.people_dossier(1)
    decision = adopted(tale, dossier)
    tale.decide(decision)
    with unit_of_work(tale.database) as session:
        session.execute(update(Place).where(Place.nomination_id.is_not(None)).values(nomination_id=None))
    with pytest.raises(RuleBroken) as refused:
        tale.issue(decision)
    assert refused.value.findings[0].code == "E12"


def test_no_decision_line_without_an_adopted_line(tale: Story) -> None:
    decision = adopted(tale, tale.people_dossier(1))
    with pytest.raises(IntegrityError), unit_of_work(tale.database) as session:
        session.add(DecisionLine(decision_id=decision.id, adopted_line_id=999_999, state="decided"))
        session.flush()


# results of other bodies


@pytest.fixture
def forwarded(tale: Story, tmp_path: Path) -> tuple[Dossier, Decision]:
    """Two persons proposed to the provincial people's committee."""
    tale.database._reading.kw["info"]["home"] = tale.database._writing.kw["info"]["home"] = tmp_path
    tale.act(tale.actors["secretariat_lead"], "announce_quota", tale.line(UBND), {"limit": 2, **WHY})
    dossier = tale.people_dossier(2, award="vi2")
    decision = adopted(tale, dossier, award="vi2")
    tale.decide(decision)
    tale.issue(decision)
    return dossier, decision


def outside(tale: Story, decision: Decision, home: Path, *states: str, **changes: Any) -> dict[str, Any]:
    scan = receive(home, io.BytesIO(pdf("Quyết định của UBND tỉnh")), "quyet-dinh.pdf").answers()
    lines = {line.public_id: {"state": state} for line, state in zip(decision.lines, states, strict=False)}
    return {"outside_number": "1021/QĐ-UBND", "outside_on": tale.now.date(), "file": scan, "lines": lines, **changes}


def test_a_proposal_waits_for_the_other_body_and_two_people(
    tale: Story, forwarded: tuple[Dossier, Decision], tmp_path: Path
) -> None:
    dossier, decision = forwarded
    assert tale.status(decision) == "forwarded" and tale.states(dossier) == ["adopted", "adopted"]
    tale.step(
        tale.actors["appraiser"],
        "enter_outside_result",
        decision,
        outside(tale, decision, tmp_path, "granted", "refused"),
    )
    assert tale.states(dossier) == ["adopted", "adopted"]  # nothing follows before it is confirmed
    lead = tale.actors["secretariat_lead"]
    with pytest.raises(RuleBroken):
        tale.step(lead, "confirm_outside_result", decision, {"outcome": "sent_back"})
    tale.step(lead, "confirm_outside_result", decision, {"outcome": "sent_back", "reason": "sai số"})
    assert tale.status(decision) == "forwarded"
    again = outside(tale, decision, tmp_path, "granted", "refused", outside_number="1012/QĐ-UBND", file=None)
    tale.step(tale.actors["appraiser"], "enter_outside_result", decision, again)
    tale.step(lead, "confirm_outside_result", decision, {"outcome": "confirmed"})
    tale.tick()
    assert tale.states(dossier) == ["decided", "refused"]
    assert tale.status(decision) == "closed" and tale.status(dossier) == "closed"
    assert len(places(tale, UBND)) == 2  # the number limits proposals: the refused one has used its place
    with unit_of_work(tale.database, writing=False) as session:
        found = session.get_one(Decision, decision.id)
        assert found.outside_number == "1012/QĐ-UBND" and found.outside_file is not None
        assert found.outside_body == "Ủy ban nhân dân tỉnh Đắk Nông"


@pytest.mark.threat("T04")
def test_who_typed_the_result_does_not_confirm_it(
    tale: Story, forwarded: tuple[Dossier, Decision], tmp_path: Path
) -> None:
    from dataclasses import replace

    _dossier, decision = forwarded
    typist = tale.actors["appraiser"]
    tale.step(typist, "enter_outside_result", decision, outside(tale, decision, tmp_path, "granted", "granted"))
    both = replace(typist, seats=typist.seats | tale.actors["secretariat_lead"].seats)
    with pytest.raises(Forbidden):
        tale.step(both, "confirm_outside_result", decision, {"outcome": "confirmed"})


def test_a_result_is_typed_in_whole_and_with_its_scan(
    tale: Story, forwarded: tuple[Dossier, Decision], tmp_path: Path
) -> None:
    _dossier, decision = forwarded
    later, older = tale.now.date() + timedelta(days=1), tale.now.date() - timedelta(days=1)
    for states, changes, wrong in (
        (["granted"], {}, ["state"]),
        (["granted", "granted"], {"outside_number": ""}, ["outside_number"]),
        (["granted", "granted"], {"outside_on": later}, ["outside_on"]),
        (["granted", "granted"], {"outside_on": older}, ["outside_on"]),
        (["granted", "granted"], {"outside_on": None}, ["outside_on"]),
        (["granted", "granted"], {"file": None}, ["file"]),
    ):
        with pytest.raises(RuleBroken) as refused:
            tale.step(
                tale.actors["appraiser"],
                "enter_outside_result",
                decision,
                outside(tale, decision, tmp_path, *states, **changes),
            )
        assert fields(refused) == wrong


def test_letters_go_to_all_units_also_to_those_without_an_award_and_once(tale: Story) -> None:
    won, lost = tale.people_dossier(1, code="gia-nghia"), tale.people_dossier(1, code="cu-jut")
    [winner], [loser] = tale.nominations(won), tale.nominations(lost)
    decision = tale.decision(tale.adopted({winner.public_id: 9, loser.public_id: 3}))
    tale.decide(decision)
    tale.issue(decision)
    tale.tick()
    tale.tick()
    with unit_of_work(tale.database, writing=False) as session:
        letters = session.scalars(select(Letter).where(Letter.kind == "decision")).all()
        told = {letter.organization.code: letter.values["results"] for letter in letters}
        assert len(letters) == 2
        assert [one["state"] for one in told["gia-nghia"]] == ["decided"]
        assert [(one["name"], one["state"]) for one in told["cu-jut"]] == [(loser.nominee.name, "not_adopted")]
        assert winner.nominee.name not in str(told["cu-jut"])  # a unit hears of its own only
