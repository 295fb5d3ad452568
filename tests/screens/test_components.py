"""Every component on one page: valid HTML, labels, and nothing for axe to find on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Blueprint, flash, g, render_template_string
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from models.base.finding import Finding, Severity
from models.people.words import Role
from tests.page import Visited, axe, look, visit
from webapp.frame.formfields import show_findings
from webapp.frame.language import code, name, share
from webapp.frame.requests import VinhDanhApp
from webapp.frame.shell import Place, Shell

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHEET = (Path(__file__).parent / "components.html").read_text("utf-8")
trial = Blueprint("trial_components", __name__)


class Kind(StrEnum):
    DRAFT = "draft"
    RETURNED = "returned"


LABELS = {Kind.DRAFT: "Nháp", Kind.RETURNED: "Đã trả lại"}


class TrialForm(FlaskForm):
    name = StringField("Họ và tên", [InputRequired("Nhập họ và tên")], description="Viết đủ dấu")
    summary = TextAreaField("Tóm tắt thành tích", [Optional()])
    bucket = SelectField("Nhóm chỉ tiêu", choices=[SelectChoice("a", "Tập thể"), SelectChoice("b", "Cá nhân")])
    honorific = RadioField("Xưng hô", choices=[SelectChoice("mr", "Ông"), SelectChoice("ms", "Bà")])
    works = SelectMultipleField(
        "Công trình", choices=[SelectChoice("1", "Đường hoa"), SelectChoice("2", "Kênh nội đồng")]
    )
    sure = BooleanField("Tôi đã đọc")
    count = IntegerField("Số bộ bản chính")
    paper = FileField("Tờ trình")
    password = PasswordField("Mật khẩu")


def fill_shell() -> None:
    places = (
        Place("Việc của tôi", "/trial/sheet", "inbox", 3),
        Place("Hồ sơ", "/x", "folder"),
        Place("Đã khen", "/y", "rosette"),
    )
    g.shell = Shell(
        person="Bà Lương Thị Mẫu", unit="UBMTTQ huyện Đắk Song", places=places, account_url="/account",
        office=("Ủy ban Mặt trận Tổ quốc Việt Nam", "tỉnh Đắk Nông"), demo_day=date(2024, 6, 18), demo_url="/demo/day",
        links=(("Trợ giúp", "/help"),),
    )  # fmt: skip


@trial.route("/trial/sheet", methods=["GET", "POST"])
def sheet() -> tuple[str, int]:
    fill_shell()
    form = TrialForm(data={"name": "H’Ngân", "honorific": "ms"})
    status = 200
    if form.is_submitted():
        form.validate()
        found = Finding("trial", "Too long by %(over)s.", {"over": 68}, field="summary", row=2)
        show_findings(form, [found, Finding("trial", "Nothing fits.")])
        status = 422
    else:
        flash("Đã lưu nháp.", "passed")
    findings = [Finding("E01", "Already held.", severity=weight, citation="Điều 5") for weight in Severity]
    now = datetime(2024, 8, 7, 9, 20, tzinfo=UTC)
    return render_template_string(
        SHEET, form=form, findings=findings, now=now, day=date(2024, 8, 14), kinds=Kind, roles=Role, markup=Markup
    ), status


@pytest.fixture
def trial_app(app: VinhDanhApp) -> VinhDanhApp:
    app.register_blueprint(trial)
    app.before_request_funcs.clear()  # the sheet is nobody's page, and so needs no sign-in
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def client(trial_app: VinhDanhApp) -> FlaskClient:
    return trial_app.test_client()


def test_the_sheet_is_valid_and_labelled(client: FlaskClient) -> None:
    page = visit(client, "/trial/sheet")
    assert page.fields()["name"] == "H’Ngân"
    assert "7 trên 5, bớt 2" in page.text
    assert "Đã lưu nháp." in page.text
    signs = [one[0].get("class").split()[1] for one in page.all("div") if "vd-note" in (one.get("class") or "").split()]
    assert signs == ["vd-icon--check", "vd-icon--info", "vd-icon--alert"]  # done, to know, to act on


def test_errors_stand_in_the_summary_and_beside_the_field(client: FlaskClient) -> None:
    page = look(client.post("/trial/sheet", data={"name": "", "summary": "dài"}), status=422)
    assert page.title.startswith("Lỗi:")
    summary = page.links()
    assert summary["Nhập họ và tên"] == "#name"
    assert summary["Dòng 2: Too long by 68."] == "#summary"
    assert "Nothing fits." in page.text
    assert page.fields()["summary"] == "dài"
    assert _described(page, "name").count("Nhập họ và tên") == 1


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ủy ban MTTQ Việt Nam huyện Đắk Song", "Ủy ban MTTQ Việt_Nam huyện Đắk_Song"),
        ("Tạ Mẫu Uy", "Tạ Mẫu_Uy"),
        ("H' Ngân", "H' Ngân"),
        ("Việt Nam", "Việt_Nam"),
        ("", ""),
    ],
)
def test_a_name_breaks_where_a_reader_would(written: str, read: str) -> None:
    assert name(written) == read.replace("_", "\N{NO-BREAK SPACE}")


def test_shares_are_written_with_their_counts(app: VinhDanhApp) -> None:
    for language, shown in (("vi", "79,6%"), ("en", "79.6%")):
        with app.test_request_context(headers={"Cookie": f"language={language}"}):
            assert share(39, 49, 80) == f"{shown}\N{NO-BREAK SPACE}(39/49)"
            assert share(8, 9, 80) == "89%\N{NO-BREAK SPACE}(8/9)" and share(1, 0) == ""
            assert code("<HS-1>") == '<span class="vd-code">&lt;HS-1&gt;</span>'


def _described(page: Visited, name: str) -> str:
    field: Any = next(one for one in page.all("input") if one.get("name") == name)
    ids = (field.get("aria-describedby") or "").split()
    return " ".join("".join(one.itertext()) for one in page.tree.iter() if one.get("id") in ids)


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_paper_carries_no_invitation_to_press(trial_app: VinhDanhApp, page: Page, serve: Callable[..., str]) -> None:
    page.goto(serve(trial_app) + "/trial/sheet")
    assert page.locator(".vd-next").first.is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".vd-next").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/trial/sheet", "/no/such/page"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing(
    trial_app: VinhDanhApp, page: Page, serve: Callable[..., str], path: str, width: int, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(serve(trial_app) + path)
    page.screenshot(path=tmp_path / "page.png", full_page=True)
    axe(page)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways == 0
