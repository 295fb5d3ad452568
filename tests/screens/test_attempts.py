"""The list of refused acts: in words, searched, without what was typed."""

from __future__ import annotations

import pytest

from models.base.session import Database, unit_of_work
from models.process.history import Attempt
from tests.factories.council import story
from tests.page import look, visit
from tests.screens.test_board import Screens
from webapp.frame.requests import VinhDanhApp


@pytest.fixture
def screens(app: VinhDanhApp, database: Database) -> Screens:
    return Screens(app, story(database))


def refuse(screens: Screens, act: str, status: int, reason: str) -> None:
    actor = screens.tale.actors["secretariat_lead"]
    with unit_of_work(screens.tale.database) as session:
        session.add(
            Attempt(at=screens.tale.now, actor_id=actor.person_id, act=act, subject="", status=status, reason=reason)
        )


def test_refused_acts_are_told_in_words_and_what_was_typed_is_not(screens: Screens) -> None:
    client = screens.browser("auditor")
    assert "Chưa có lần thử nào" in visit(client, "/attempts").text
    refuse(screens, "paste_nominations", 422, "“%(text)s” is neither a collective nor a person.")
    refuse(screens, "announce_quota", 409, "The limit is already announced (%(limit)s): raise or lower it.")
    page = visit(client, "/attempts")
    assert "“…” không phải tập thể hay cá nhân" in page.text and "%(" not in page.text
    assert "Dán các đề nghị" in page.text and "Đã dán" not in page.text  # nothing was done
    assert "Cần sửa trước" in page.text and "Có người đã làm trước" in page.text
    refuse(screens, "quotas.change", 400, "400")
    shown = visit(client, "/attempts").text
    assert "Gửi một biểu mẫu" in shown and "quotas.change" not in shown.lower() and "400" not in shown.split()
    table = client.get("/attempts?format=csv").get_data(as_text=True)
    assert "Cần sửa trước" in table and "%(" not in table
    client.set_cookie("language", "en")
    assert "Somebody was faster" in visit(client, "/attempts", language="en").text


def test_refused_acts_are_searched_by_person_and_answer(screens: Screens) -> None:
    client = screens.browser("auditor")
    refuse(screens, "paste_nominations", 422, "Paste at least one row.")
    assert "Dán các đề nghị" in visit(client, "/attempts?status=422").text
    assert "Không có lần thử nào khớp" in visit(client, "/attempts?status=409").text
    assert "Không có lần thử nào khớp" in visit(client, "/attempts?q=khong-co-ai").text
    look(screens.browser("secretariat_lead").get("/attempts"), status=404)
