"""Decisions on screen: list, line by line, signature and number, results of other bodies."""

from __future__ import annotations

import io
from datetime import date

import pytest

from models.awards.decisions import Decision
from models.base.session import Database, unit_of_work
from tests.factories.council import UBND, story
from tests.factories.files import pdf
from tests.page import look, visit
from tests.screens.signed import form_of
from tests.screens.test_board import Screens
from tests.screens.test_meeting import pressed, task_of
from webapp.frame.requests import VinhDanhApp


@pytest.fixture
def screens(app: VinhDanhApp, database: Database) -> Screens:
    return Screens(app, story(database))


def pending(screens: Screens, award: str = "vi3") -> Decision:
    tale = screens.tale
    persons = tale.nominations(tale.people_dossier(2, award=award))
    return tale.decision(tale.adopted({one.public_id: 9 for one in persons}), award)


def task(screens: Screens, decision: Decision, element: str) -> str:
    return f"/tasks/{task_of(screens.tale, decision, element)}"  # type: ignore[arg-type]


def test_a_decision_from_the_committee_to_its_number(screens: Screens) -> None:
    assert "Chưa có quyết định nào" in visit(screens.browser("records_clerk"), "/decisions").text
    decision = pending(screens)
    first, second = decision.lines
    committee, clerk = screens.browser("standing_committee"), screens.browser("records_clerk")
    decide = task(screens, decision, "decide_award")
    typed = {f"state-{first.public_id}": "decided", f"state-{second.public_id}": "sent_back"}
    asked = visit(committee, decide)
    for line in (first, second):
        name = line.adopted_line.nomination.nominee.name
        assert f"Vì sao trả lại {name}?" in asked.text
        assert asked.text.count(name) == 3  # the line, the reason, the papers for who cannot see
    reasons = [one for one in asked.all("div") if "govuk-radios__conditional" in (one.get("class") or "")]
    assert len(reasons) == 2
    refused = look(committee.post(decide, data={**form_of(asked), **typed}), status=422)
    assert "trả lại" in refused.text
    pressed(
        committee,
        decide,
        **typed,
        **{f"reason-{first.public_id}": "nghĩ lại", f"reason-{second.public_id}": "xem lại thành tích"},
    )
    issue = task(screens, decision, "issue_decision")
    day = {"signed_on-day": "18", "signed_on-month": "6", "signed_on-year": "2024"}
    pressed(clerk, issue, signer_name="Nguyễn Mẫu", signer_title="CHỦ TỊCH", **day)
    screens.tale.tick()
    shown = visit(clerk, f"/decisions/{decision.public_id}")
    assert "1/QĐ-MTTQ-BTT" in shown.text and "xem lại thành tích" in shown.text
    assert "nghĩ lại" not in shown.text  # typed, and then another choice made
    listed = visit(clerk, "/decisions?status=closed")
    assert "1/QĐ-MTTQ-BTT" in listed.text
    assert "CHỦ TỊCH" in shown.text and "Nguyễn Mẫu" in clerk.get("/decisions?format=csv").get_data(as_text=True)


def test_a_result_from_outside_is_typed_and_confirmed_by_another(screens: Screens, app: VinhDanhApp) -> None:
    lead, appraiser = screens.browser("secretariat_lead"), screens.browser("appraiser")
    screens.tale.act(
        screens.tale.actors["secretariat_lead"],
        "announce_quota",
        screens.tale.line(UBND),
        {"limit": 2, "reason": "TB 12"},
    )
    decision = pending(screens, "vi2")
    screens.tale.decide(decision)
    screens.tale.issue(decision)
    enter = task(screens, decision, "enter_outside_result")
    typed = {f"state-{line.public_id}": "granted" for line in decision.lines}
    day = {"outside_on-day": "18", "outside_on-month": "6", "outside_on-year": "2024"}
    form = {**form_of(visit(appraiser, enter)), **typed, **day, "outside_number": "1021/QĐ-UBND"}
    missing = look(appraiser.post(enter, data={**form, "file": (io.BytesIO(b""), "")}), status=422)
    assert missing.fields()["outside_number"] == "1021/QĐ-UBND"
    sent = appraiser.post(enter, data={**form, "file": (io.BytesIO(pdf()), "quyet-dinh.pdf")})
    assert sent.status_code == 303, sent.get_data(as_text=True)[:2000]
    confirm = task(screens, decision, "confirm_outside_result")
    assert "1021/QĐ-UBND" in visit(lead, confirm).text
    look(appraiser.get(confirm), status=403)
    pressed(lead, confirm, outcome="confirmed")
    screens.tale.tick()
    with unit_of_work(screens.tale.database, writing=False) as session:
        assert session.get_one(Decision, decision.id).outside_on == date(2024, 6, 18)
    assert screens.tale.status(decision) == "closed"


def test_who_has_no_business_with_decisions_sees_none(screens: Screens) -> None:
    decision = pending(screens)
    for name in ("administrator", "0", "3"):
        look(screens.browser(name).get("/decisions"), status=404)
        look(screens.browser(name).get(f"/decisions/{decision.public_id}"), status=404)
    look(screens.browser("auditor").get(task(screens, decision, "decide_award")), status=403)
