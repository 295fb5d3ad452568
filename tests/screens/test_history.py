"""The history is told in words: no key, no key of an enum, no date of a machine reaches a reader."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.process.cases import Case
from models.process.history import Event
from models.process.words import ACTS, FIELDS, FIELDS_OF
from tests.factories.council import JUNE
from tests.factories.whole import whole
from tests.page import visit
from tests.screens.signed import client_of, token_of
from webapp import create_app
from webapp.frame.told import Teller

WORKFLOWS = Path(__file__).parents[2] / "workflows"
# keys inside of a value
WITHIN = {"agree", "base", "blank", "code", "disagree", "failed", "passed", "reason", "recused", "reserve"}
MACHINE = re.compile(r"\d{4}-\d\d-\d\d|\bNone\b|\bTrue\b|\bFalse\b|[{}\[\]]|\b[0-9a-f]{24,}\b|\bvi[123]\.")


def raw_words() -> set[str]:
    """The values of all enums of the nouns, as they lie in the database."""
    rooms = [module for name, module in sys.modules.items() if re.fullmatch(r"models\.\w+\.words", name)]
    kinds = [kind for room in rooms for kind in vars(room).values() if isinstance(kind, type)]
    return {str(word) for kind in kinds if issubclass(kind, StrEnum) for word in kind}


RAW = raw_words()
UPLOADED = re.compile(r"\w+ HS-[\d-]+\.pdf")  # the test's own names of files


def machine_words(text: str) -> list[str]:
    """What of `text` only a machine would write."""
    return [word for word in re.findall(r"\w+", text) if word in RAW] + MACHINE.findall(text)


def written_keys() -> Iterator[tuple[str, str]]:
    """Every key that a verb writes into `before` or `after`, and where."""
    for path in sorted(WORKFLOWS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            held: list[ast.expr | None] = []
            if isinstance(node, ast.keyword) and node.arg in ("before", "after"):
                held = [node.value]
            elif isinstance(node, ast.FunctionDef) and node.name.lstrip("_") in ("told", "as_told"):
                held = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("before", "after"):
                held = [node.value]
            for value in held:
                for key in value.keys if isinstance(value, ast.Dict) else ():
                    if isinstance(key, ast.Constant):
                        yield str(key.value), f"{path.name}:{key.lineno}"


def test_every_key_that_a_verb_writes_has_a_label() -> None:
    found = list(written_keys())
    assert len(found) > 100
    assert [(key, place) for key, place in found if key not in FIELDS and key not in WITHIN] == []
    assert {key for _act, key in FIELDS_OF} <= set(FIELDS)


@pytest.fixture
def auditor(sqlite_database: Database) -> FlaskClient:
    """The auditor of a province in which dossiers were awarded, voted on and handed in."""
    app = create_app({"DATABASE": sqlite_database, "VINHDANH_HOME": sqlite_database.home, "CLOCK": FixedClock(JUNE)})
    made = whole(sqlite_database)
    with unit_of_work(sqlite_database) as session:
        token = token_of(session, made.land.auditor, JUNE)
    return client_of(app, token)


def test_pages_of_history_speak_to_people(auditor: FlaskClient, sqlite_database: Database) -> None:
    with unit_of_work(sqlite_database, writing=False) as session:
        cases = session.scalars(select(Case.public_id)).all()
        acts = set(session.scalars(select(Event.act))) & set(ACTS)
    pages = [visit(auditor, path) for path in ("/history", *(f"/cases/{one}/history" for one in cases))]
    assert len(pages) > 5 and {"council_result", "decision_issued", "close_round", "round_counted"} <= acts
    cells = [UPLOADED.sub("", text) for page in pages for text in _cells(page)]
    assert len(cells) > 200
    assert {found: text for text in cells for found in machine_words(text)} == {}
    text = " ".join(cells)
    assert "Trạng thái từng đề nghị: Nguyễn Văn Mẫu A: Được khen" in text
    assert "Mã băm: " in text


def _cells(page: object) -> list[str]:
    tables = page.all("table")  # type: ignore[attr-defined]
    assert tables
    return [" ".join("".join(cell.itertext()).split()) for cell in tables[0].iter("{http://www.w3.org/1999/xhtml}td")]


@pytest.mark.parametrize(
    ("act", "key", "value", "told"),
    [
        ("give_post", "role", "unit_officer", "Vai trò: người lập hồ sơ"),
        ("appraise_dossier", "due_at", "2024-04-03 17:00:00+00:00", "Hạn: 03/"),
        ("attach_part", "secret", True, "Có nội dung mật: có"),
        ("import_organizations", "codes", [f"xa-{number}" for number in range(31)], "Các tổ chức: 31 tổ chức"),
        ("freeze_roster", "threshold_percent", 80, "cần đạt: 80%"),
        ("mark_attendance", "attendance", "written", "Tình trạng dự họp: vắng mặt, có ý kiến bằng văn bản"),
        (
            "freeze_roster",
            "absent",
            [{"name": "Lê Mẫu An", "state": "absent", "reason": "đi công tác"}],
            "Thành viên vắng mặt: Lê Mẫu An: vắng mặt (đi công tác)",
        ),
        ("attach_part", "size", 204800, "Dung lượng: 200 kB"),
        ("report_figure", "value", 0, "Số liệu: 0"),
        (
            "appraise_dossier",
            "due_at",
            "<b>hôm qua</b>",
            "Hạn: <b>hôm qua</b>",
        ),  # whatever stands there, no page breaks
        (
            "round_counted",
            "totals",
            [{"name": "Lê Mẫu An", "agree": 7, "disagree": 0, "blank": 1, "base": 8, "recused": 1, "passed": True}],
            "Kết quả kiểm phiếu: Lê Mẫu An: 7 đồng ý, 0 không đồng ý, 1 phiếu trắng, đạt, "
            "trên cơ sở 8 thành viên (1 không biểu quyết)",
        ),
        ("round_counted", "totals", ["x"], "Kết quả kiểm phiếu: x"),
    ],
)
def test_values_as_an_official_writes_them(
    sqlite_database: Database, act: str, key: str, value: object, told: str
) -> None:
    app = create_app({"DATABASE": sqlite_database, "VINHDANH_HOME": sqlite_database.home})
    with unit_of_work(sqlite_database, writing=False) as session, app.test_request_context("/"):
        _before, after = Teller(session, {}).sides(act, {}, {key: value})
    assert told in f"{after[0].label[0].upper()}{after[0].label[1:]}: {after[0].text}"
    assert machine_words(after[0].text) == []


def test_only_what_changed_stands_before_and_after(sqlite_database: Database) -> None:
    app = create_app({"DATABASE": sqlite_database, "VINHDANH_HOME": sqlite_database.home})
    with unit_of_work(sqlite_database, writing=False) as session, app.test_request_context("/"):
        old = {"title": "Đường bê tông", "plan": "", "note": "", "finish_on": "2024-01-02"}
        new = {"title": "Đường bê tông", "plan": "Hiến đất", "note": "", "finish_on": "2024-03-12"}
        before, after = Teller(session, {}).sides("revise_work", old, new)
    assert [(one.label, one.text) for one in before] == [
        ("kế hoạch thực hiện", "không có"), ("dự kiến hoàn thành", "02/01/2024"),
    ]  # fmt: skip
    assert [one.text for one in after] == ["Đường bê tông", "Hiến đất", "12/03/2024"]
