"""T04, T57: one person with two roles is still one person; a number is drawn whole or not at all."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy import select

from models.awards.decisions import Decision
from models.base.session import unit_of_work
from models.papers.books import Book, Number
from models.papers.words import BookKind
from models.people.accounts import actor_of
from models.people.organizations import root
from models.people.persons import Person
from models.people.posts import add_post
from models.people.words import Role
from models.process import history
from models.process.tasks import Task
from tests.factories.council import JUNE
from tests.factories.files import pdf
from tests.threats.conftest import Attacked
from tests.threats.digest import attempts, changed, digests
from tests.threats.test_access import guard
from workflows import steps
from workflows.machines.files import receive

SINCE = date(2023, 10, 1)
SIGNED = {"signer_name": "Nguyễn Mẫu", "signer_title": "CHỦ TỊCH", "signed_on": JUNE.date()}


def give(attacked: Attacked, name: str, role: Role, like: str) -> None:
    """Let `name` hold `role` too, where `like` holds it."""
    with unit_of_work(attacked.database) as session:
        people = {
            one: session.scalars(select(Person).where(Person.public_id == attacked.world.people[one])).one()
            for one in (name, like)
        }
        office = root(session)
        assert office is not None
        add_post(session, people[name], role, people[like].unit if role is Role.HEAD else office, SINCE)


def task_of(attacked: Attacked, element: str, case_id: int | None = None) -> str:
    with unit_of_work(attacked.database, writing=False) as session:
        query = select(Task.public_id).where(Task.element == element, Task.closed_at.is_(None))
        if case_id is not None:
            query = query.where(Task.case_id == case_id)
        return str(session.scalars(query.order_by(Task.id)).first())


def perform(attacked: Attacked, name: str, task: str, answers: dict[str, object]) -> None:
    with unit_of_work(attacked.database) as session:
        person = session.scalars(select(Person).where(Person.public_id == attacked.world.people[name])).one()
        steps.perform(session, actor_of(session, person, JUNE), JUNE, task, answers, key=f"{name} {task}")


def forwarded(attacked: Attacked) -> Decision:
    """The proposal to the higher body, decided and sent."""
    with unit_of_work(attacked.database, writing=False) as session:
        decision = session.scalars(select(Decision).where(Decision.award == "vi2")).one()
        lines = {line.public_id: {"state": "decided"} for line in decision.lines}
        assert decision.case_id is not None
    perform(attacked, "standing_committee", task_of(attacked, "decide_award", decision.case_id), {"lines": lines})
    perform(attacked, "records_clerk", task_of(attacked, "issue_decision", decision.case_id), SIGNED)
    return decision


@pytest.mark.threat("T04")
def test_who_typed_a_result_does_not_confirm_it_as_lead(attacked: Attacked) -> None:
    """The appraiser is made lead as well: the result that they typed waits for somebody else."""
    decision = forwarded(attacked)
    scan = receive(attacked.home, io.BytesIO(pdf("Quyết định UBND")), "quyet-dinh.pdf").answers()
    result = {"outside_number": "1021/QĐ-UBND", "outside_on": JUNE.date(), "file": scan,
              "lines": {line.public_id: {"state": "granted"} for line in decision.lines}}  # fmt: skip
    perform(attacked, "appraiser", task_of(attacked, "enter_outside_result", decision.case_id), result)
    give(attacked, "appraiser", Role.SECRETARIAT_LEAD, "secretariat_lead")
    task, client = task_of(attacked, "confirm_outside_result", decision.case_id), attacked.client("appraiser")
    sent = {"csrf_token": guard(client), "key": "both seats", "outcome": "confirmed"}
    before, written = digests(attacked.database), attempts(attacked.database)
    assert client.post(f"/tasks/{task}", data=sent).status_code == 403
    assert changed(attacked.database, before) == []
    assert attempts(attacked.database) == written + 1
    lead = attacked.client("secretariat_lead")
    sent = {"csrf_token": guard(lead), "key": "another person", "outcome": "confirmed"}
    assert lead.post(f"/tasks/{task}", data=sent).status_code == 303


@pytest.mark.threat("T04")
def test_who_wrote_a_dossier_does_not_hand_it_in_as_head(attacked: Attacked) -> None:
    give(attacked, "officer_a", Role.HEAD, "head_a")
    with unit_of_work(attacked.database, writing=False) as session:
        from models.nominations.dossiers import Dossier

        case_id = session.scalars(
            select(Dossier.case_id).where(Dossier.public_id == attacked.world.dossiers["a_waiting"])
        ).one()
    task = task_of(attacked, "submit_dossier", case_id)
    client, before, written = attacked.client("officer_a"), digests(attacked.database), attempts(attacked.database)
    sent = {"csrf_token": guard(client), "key": "drafter", "outcome": "submitted"}
    assert client.post(f"/tasks/{task}", data=sent).status_code == 403
    assert changed(attacked.database, before) == []
    assert attempts(attacked.database) == written + 1
    head = attacked.client("head_a")
    sent = {"csrf_token": guard(head), "key": "head", "outcome": "submitted"}
    assert head.post(f"/tasks/{task}", data=sent).status_code == 303


@pytest.mark.threat("T04")
def test_who_keeps_the_records_does_not_decide(attacked: Attacked) -> None:
    """The council's secretary is put on the standing committee as well: the decision is not theirs."""
    give(attacked, "council_secretary", Role.STANDING_COMMITTEE, "standing_committee")
    client, before = attacked.client("council_secretary"), digests(attacked.database)
    sent = {"csrf_token": guard(client), "key": "secretary decides"}
    assert client.post(f"/tasks/{task_of(attacked, 'decide_award')}", data=sent).status_code in (403, 422)
    assert changed(attacked.database, before) == []


@pytest.mark.threat("T57")
def test_an_issue_that_breaks_off_draws_no_number(attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The act fails after the number was drawn: the next one gets it, there is no gap and no double."""
    with unit_of_work(attacked.database, writing=False) as session:
        decision = session.scalars(select(Decision).where(Decision.award == "vi2")).one()
        lines = {line.public_id: {"state": "decided"} for line in decision.lines}
    perform(attacked, "standing_committee", task_of(attacked, "decide_award", decision.case_id), {"lines": lines})
    task, real = task_of(attacked, "issue_decision", decision.case_id), history.append

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("the power fails here")

    for _ in range(3):
        monkeypatch.setattr(history, "append", broken)
        with pytest.raises(RuntimeError):
            perform(attacked, "records_clerk", task, SIGNED)
        monkeypatch.setattr(history, "append", real)
    perform(attacked, "records_clerk", task, SIGNED)
    with unit_of_work(attacked.database, writing=False) as session:
        for book in (BookKind.PROPOSAL, BookKind.DECISION, BookKind.RECEIPT):
            drawn = sorted(
                session.scalars(select(Number.number).join(Book, Book.id == Number.book_id).where(Book.kind == book))
            )
            assert drawn == list(range(1, len(drawn) + 1)), book
        assert session.get_one(Decision, decision.id).label == "1/TTr-MTTQ-BTT"
