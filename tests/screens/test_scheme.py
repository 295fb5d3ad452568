"""Scheme files on screen and on the command line: mistakes with their line, versions that stay."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from models.base.session import Database, unit_of_work
from models.campaigns.campaigns import Campaign
from models.quotas.places import Line
from models.schemes.versions import SchemeVersion
from tests.page import Visited, look, visit
from tests.screens.signed import form_of
from tests.screens.test_campaign import Office
from webapp.frame.requests import VinhDanhApp
from webapp.pages.schemes import reading
from workflows.schemes.release import SHIPPED

TEXT = SHIPPED.read_text("utf-8")
BROKEN = TEXT.replace("issued_on: 26/10/2023", "issued_on: 2023", 1).replace("limit: 10", "limit: ten")
OTHER = TEXT.replace("286-KH-MTTQ-BTT", "300-KH-MTTQ-BTT")


@pytest.fixture
def office(app: VinhDanhApp, database: Database) -> Office:
    return Office(app, database)


def send(office: Office, button: str, status: int, **typed: object) -> Visited:
    client = office.browser("administrator")
    fields = form_of(visit(client, "/schemes/new"))
    fields.pop("file", None)
    answer = client.post("/schemes/new", data={**fields, button: "1", **typed}, content_type="multipart/form-data")
    return look(answer, status=status) if status != 303 else visit(client, answer.headers["Location"])


def count(office: Office, table: type) -> int:
    with unit_of_work(office.database, writing=False) as session:
        return session.query(table).count()


def line_of(words: str, text: str = BROKEN) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_the_loaded_version_is_shown_with_the_numbers_of_its_lines(office: Office) -> None:
    client = office.browser("auditor")
    seen = visit(client, "/schemes")
    assert "286-KH-MTTQ-BTT" in seen.text and "đang áp dụng" in seen.text
    assert "/schemes/new" not in seen.links().values()
    version = visit(client, seen.links()["286-KH-MTTQ-BTT"])
    lines = next(line for line in version.all("ol") if line.get("class") == "vd-lines")
    assert len(list(lines)) == len(TEXT.splitlines())
    look(client.get("/schemes/nothing"), status=404)


def test_only_the_administrator_loads(office: Office) -> None:
    look(office.browser("secretariat_lead").get("/schemes/new"), status=403)
    for client in (office.officer("cu_jut"), office.browser("appraiser")):
        look(client.get("/schemes"), status=404)


@pytest.mark.parametrize("button", ["check", "load"])
def test_every_mistake_is_told_with_its_line_and_nothing_is_loaded(office: Office, button: str) -> None:
    seen = send(office, button, 422, text=BROKEN)
    assert "Có 2 lỗi" in seen.text
    assert f"Dòng {line_of('issued_on: 2023')}:" in seen.text and f"Dòng {line_of('limit: ten')}:" in seen.text
    assert "issued_on: 2023" in seen.fields()["text"]  # what was typed is still there
    assert count(office, SchemeVersion) == 1


def test_checking_changes_nothing(office: Office) -> None:
    assert "mở đợt thi đua mới" in send(office, "check", 200, text=OTHER).text
    assert "Đúng nội dung này đang được áp dụng" in send(office, "check", 200, text=TEXT.replace("\n", "\r\n")).text
    assert (count(office, SchemeVersion), count(office, Campaign)) == (1, 1)


def test_a_file_starts_a_campaign_with_its_phases_and_lines(office: Office) -> None:
    seen = send(office, "load", 303, file=(io.BytesIO(OTHER.encode()), "moi.yaml"))
    assert "300-KH-MTTQ-BTT" in seen.text
    assert (count(office, SchemeVersion), count(office, Campaign), count(office, Line)) == (2, 2, 20)


def test_a_running_campaign_takes_new_words_but_keeps_its_bones(office: Office) -> None:
    changed = TEXT.replace("limit: 10", "limit: 11")
    seen = send(office, "load", 422, text=changed)
    assert f"Dòng {line_of('limit: 11', changed)}:" in seen.text and "đang chạy" in seen.text
    renamed = TEXT.replace("short_name: Bằng khen UBMTTQ tỉnh", "short_name: Bằng khen của tỉnh")
    send(office, "load", 303, text=renamed)
    assert (count(office, SchemeVersion), count(office, Campaign), count(office, Line)) == (2, 1, 10)
    seen = visit(office.browser("auditor"), "/schemes")
    assert "phiên bản trước" in seen.text and "đang áp dụng" in seen.text
    with unit_of_work(office.database, writing=False) as session:
        assert session.query(Campaign).one().scheme.award("vi3").short_name == "Bằng khen của tỉnh"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00bad", b"a" * 1001])
def test_what_is_no_text_is_refused(office: Office, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MEGABYTE", 1000)
    seen = send(office, "load", 422, file=(io.BytesIO(content), "x.yaml"))
    assert "Chọn tệp văn bản UTF-8 không quá 1 MB" in seen.text
    assert count(office, SchemeVersion) == 1


def test_the_command_line_checks_and_loads(app: VinhDanhApp, database: Database, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(OTHER, "utf-8")
    bad.write_text(BROKEN, "utf-8")
    told = runner.invoke(args=["scheme", "check", str(good)])
    assert told.exit_code == 0 and "10" in told.output and "16" in told.output
    refused = runner.invoke(args=["scheme", "check", str(bad)])
    assert refused.exit_code == 1
    assert (
        f"{bad}:{line_of('issued_on: 2023')}:" in refused.output and f"{bad}:{line_of('limit: ten')}:" in refused.output
    )
    assert runner.invoke(args=["scheme", "load", str(bad)]).exit_code == 1
    with unit_of_work(database, writing=False) as session:
        assert session.query(SchemeVersion).count() == 1
    assert runner.invoke(args=["scheme", "load", str(good)]).exit_code == 0
    with unit_of_work(database, writing=False) as session:
        assert session.query(Campaign).count() == 2
