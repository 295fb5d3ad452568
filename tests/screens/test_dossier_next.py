"""The first box of a dossier's page and the twin of its diagram: what now, with whom, what will never be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from tests.factories.council import JUNE, Story
from tests.factories.nominations import collective, desk
from tests.factories.people import province
from tests.page import HTML, Visited, visit
from tests.postgres import BEGINNING
from tests.screens.signed import client_of, token_of
from webapp import create_app

NOW = BEGINNING + timedelta(days=236)


@dataclass
class Desks:
    """The dossiers of Cư Jút by name, and browsers of people."""

    ids: dict[str, str]
    client: Callable[[str], FlaskClient]

    def page(self, who: str, dossier: str) -> Visited:
        return visit(self.client(who), f"/dossiers/{self.ids[dossier]}")


@pytest.fixture
def desks(sqlite_database: Database) -> Desks:
    """One dossier submitted, one returned nine days ago, one withdrawn after submission, one discarded."""
    database, later = sqlite_database, NOW + timedelta(days=12)
    app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(later)})
    with unit_of_work(database) as session:
        land = province(session, NOW)
        unit = desk(session, land, land.cu_jut, NOW)
        made = {name: unit.received() for name in ("returned", "appraised")} | {"sent": unit.submitted()}
        unit.perform(unit.appraiser, made["returned"], outcome="returned", defects=["Thiếu chữ ký", "Thiếu ngày"])
        made["withdrawn"] = unit.submitted()
        unit.act(unit.head, "withdraw_dossier", made["withdrawn"], reason="Đơn vị xin rút")
        made["discarded"] = unit.start()
        gone = unit.nominate(made["discarded"], name="Nguyễn Văn Nhầm")
        unit.act(unit.officer, "remove_nomination", gone)
        unit.act(unit.officer, "add_nomination", made["discarded"], **collective(land.commune))
        unit.act(unit.officer, "discard_dossier", made["discarded"])
        made["empty"] = unit.start()
        unit.act(unit.officer, "discard_dossier", made["empty"])
        people = {
            "officer": land.officers[land.cu_jut.id], "head": land.heads[land.cu_jut.id], "lead": land.secretariat_lead,
            "appraiser": land.appraiser,
        }  # fmt: skip
        tokens = {name: token_of(session, one, later) for name, one in people.items()}
        ids = {name: dossier.public_id for name, dossier in made.items()}
    return Desks(ids, lambda who: client_of(app, tokens[who]))


def box(page: Visited) -> str:
    (found,) = (one for one in page.all("section") if one.get("aria-labelledby") == "next")
    return " ".join("".join(found.itertext()).split())


def twin(page: Visited) -> dict[str, str]:
    """Step → its class."""
    (found,) = (one for one in page.all("ol") if one.get("class") == "vd-twin")
    return {"".join(item.find(HTML + "b").itertext()): item.get("class", "") for item in found.iter(HTML + "li")}


def test_a_returned_dossier_says_how_much_is_missing_and_how_late(desks: Desks) -> None:
    mine = desks.page("officer", "returned")
    assert "2 điểm cần bổ sung, quá hạn" in box(mine) and "ngày làm việc (" in box(mine)
    assert "Bổ sung hồ sơ" in box(mine)
    assert any(target.startswith("/tasks/") for target in mine.links().values())
    waiting = desks.page("lead", "returned")
    assert "2 điểm cần bổ sung, quá hạn" in box(waiting)
    assert "Bạn không phải làm gì" in box(waiting) and "người lập hồ sơ" in box(waiting)
    assert not [one for one in waiting.all("a") if "/tasks/" in one.get("href", "")]


def test_who_waits_reads_who_has_it(desks: Desks) -> None:
    assert "Chờ bước: Tiếp nhận hồ sơ" in box(desks.page("officer", "sent"))
    assert "văn thư" in box(desks.page("officer", "sent"))


def test_a_withdrawn_dossier_says_what_it_held(desks: Desks) -> None:
    rows = visit(desks.client("officer"), "/dossiers?status=withdrawn").text
    assert "khi rút: 0 tập thể, 2 cá nhân" in rows
    assert "khi rút: 1 tập thể, 0 cá nhân" in rows  # who was taken out before is not counted
    page = desks.page("officer", "withdrawn")
    assert "Hồ sơ đã rút" in box(page) and "0 tập thể, 2 cá nhân" in box(page)
    assert "Nguyễn Văn Mẫu A" in page.text
    assert "Nguyễn Văn Nhầm" not in "".join(desks.page("officer", "discarded").all("table")[0].itertext())
    assert "Hồ sơ chưa có đề nghị nào khi rút" in box(desks.page("officer", "empty"))


def test_the_twin_shows_what_a_withdrawn_dossier_will_never_do(desks: Desks) -> None:
    steps = twin(desks.page("officer", "withdrawn"))
    assert steps["Xác nhận, trình hồ sơ"] == "is-done"
    missed = [name for name, state in steps.items() if state == "is-missed"]
    assert missed[0] == "Tiếp nhận hồ sơ" and len(missed) == 5
    assert "is-missed" not in twin(desks.page("officer", "returned")).values()
    assert "không thực hiện" in desks.page("officer", "withdrawn").text


def test_the_twin_knows_what_the_council_did_and_what_was_passed_over(sqlite_database: Database) -> None:
    database = sqlite_database
    with unit_of_work(database) as session:
        land = province(session, JUNE)
        dossier = desk(session, land, land.cu_jut, JUNE).ready()
        session.refresh(dossier)
        actors = {name: land.actor(person) for name, person in land.persons.items()}
        council = tuple(land.actor(person) for person in land.council)
        token, public_id = token_of(session, land.auditor, JUNE), dossier.public_id
    story = Story(database, JUNE, actors, council)
    story.tick()
    story.adopted({one.public_id: 0 for one in story.nominations(dossier)})
    story.tick()
    app = create_app({"DATABASE": database, "VINHDANH_HOME": database.home, "CLOCK": FixedClock(JUNE)})
    steps = list(twin(visit(client_of(app, token), f"/dossiers/{public_id}")).items())
    assert [state for _name, state in steps[-3:]] == ["is-done", "is-missed", "is-done"]
    assert steps[-2][0] == "Ban Thường trực quyết định"


def test_the_button_of_an_appraisal_names_what_follows(desks: Desks) -> None:
    seen = desks.page("appraiser", "appraised")
    task = next(target for target in seen.links().values() if target.startswith("/tasks/"))
    page = visit(desks.client("appraiser"), task)
    (button,) = (one for one in page.all("button") if one.get("data-says") == "outcome")
    assert button.get("data-ready") == "Chuyển Hội đồng: 0 đủ điều kiện, 0 không"
    assert button.get("data-returned") == "Trả lại đơn vị để bổ sung {count} điểm"
    assert button.get("data-counts") == "defects"
    assert "đơn vị nhận các điểm ghi ở trên" in page.text  # the same without a script
