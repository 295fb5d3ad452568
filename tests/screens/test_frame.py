"""The frame around every page: refusals, headers, language, the unit of work at the edge."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, g, render_template_string, request
from flask.testing import FlaskClient
from sqlalchemy import inspect, text
from sqlalchemy.exc import InternalError
from werkzeug.wrappers import Response

from models.base.finding import Conflict, Finding, Forbidden, Missing, RuleBroken
from models.base.session import Database, unit_of_work
from tests.page import look, visit
from webapp.frame.access import requires
from webapp.frame.config import installation_key
from webapp.frame.headers import CONTENT_POLICY
from webapp.frame.language import local_path
from webapp.frame.requests import VinhDanhApp

trial = Blueprint("trial", __name__)


@trial.post("/trial/keep")
@requires(public=True)
def keep() -> str:
    g.session.execute(text("CREATE TABLE vd_trial (word TEXT)"))
    return "kept"


@trial.post("/trial/refuse")
@requires(public=True)
def refuse() -> str:
    g.session.execute(text("CREATE TABLE vd_trial (word TEXT)"))
    raise RuleBroken(Finding("trial", "The word %(word)s is not known.", {"word": "Đặng"}))


@trial.get("/trial/write")
@requires(public=True)
def write() -> str:
    g.session.execute(text("CREATE TABLE vd_trial (word TEXT)"))
    return "written"


@trial.post("/trial/wait")
@requires(public=True)
def wait() -> str:
    if g.session.get_bind().dialect.name == "postgresql":
        g.session.execute(text("SET LOCAL lock_timeout = '50ms'"))
    g.session.execute(text("DELETE FROM vd_root"))
    return "nobody held it"


@trial.get("/trial/<name>")
@requires(public=True)
def refusal(name: str) -> str:
    raise {"forbidden": Forbidden("Not yours."), "missing": Missing(), "conflict": Conflict("Somebody did it.")}[name]


@pytest.fixture
def client(app: VinhDanhApp) -> FlaskClient:
    app.register_blueprint(trial)
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def has_trial_table(app: Any) -> bool:
    return bool(inspect(app.extensions["vd_database"].engine).has_table("vd_trial"))


@pytest.mark.parametrize(("path", "status"), [("forbidden", 403), ("missing", 404), ("conflict", 409)])
def test_each_refusal_is_a_page_with_advice(client: FlaskClient, path: str, status: int) -> None:
    page = visit(client, f"/trial/{path}", status=status)
    assert len(page.all("p")) >= 1
    assert page.links()


def test_who_waits_too_long_for_others_is_told_to_press_again(
    client: FlaskClient, app: VinhDanhApp, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.base.session.BUSY_MILLISECONDS", 50)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with unit_of_work(database) as other:
        if not database.is_sqlite:  # there the whole file is held from the beginning on
            other.execute(text("LOCK TABLE vd_root IN EXCLUSIVE MODE"))
        other.execute(text("SELECT 1"))
        assert "Hệ thống đang bận" in look(client.post("/trial/wait"), status=503).text


def test_unknown_and_hidden_look_the_same(client: FlaskClient) -> None:
    hidden = visit(client, "/trial/missing", status=404)
    unknown = visit(client, "/no/such/page", status=404)
    assert hidden.text == unknown.text


def test_a_broken_rule_says_which(client: FlaskClient) -> None:
    page = look(client.post("/trial/refuse"), status=422)
    assert "Đặng" in page.text


def test_a_good_post_is_kept(client: FlaskClient, app: VinhDanhApp) -> None:
    assert client.post("/trial/keep").status_code == 200
    assert has_trial_table(app)


def test_a_refused_post_leaves_nothing(client: FlaskClient, app: VinhDanhApp) -> None:
    assert client.post("/trial/refuse").status_code == 422
    assert not has_trial_table(app)


def test_a_get_writes_nothing(client: FlaskClient, app: VinhDanhApp) -> None:
    """SQLite drops what was written; PostgreSQL refuses to write it."""
    with nullcontext() if app.config["DATABASE"].is_sqlite else pytest.raises(InternalError):
        client.get("/trial/write")
    assert not has_trial_table(app)


def test_a_post_without_our_token_leads_a_visitor_to_sign_in(client: FlaskClient, app: VinhDanhApp) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/trial/keep")
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in")
    assert not has_trial_table(app)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    look(client.open("/trial/keep", method=method), status=405)


def test_a_body_over_the_limit_is_refused(client: FlaskClient, app: VinhDanhApp) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 100
    typed = requires(public=True)(lambda: request.form["word"])
    app.add_url_rule("/trial/typed", view_func=typed, methods=["POST"], endpoint="typed")
    look(client.post("/trial/typed", data={"word": "x" * 200}), status=413)


def test_typed_text_has_a_limit_of_its_own(client: FlaskClient, app: VinhDanhApp) -> None:
    """A file may be large; text that is read and shown again as a whole may not."""
    app.config["MAX_FORM_MEMORY_SIZE"] = 100
    typed = requires(public=True)(lambda: request.form["word"])
    app.add_url_rule("/trial/typed", view_func=typed, methods=["POST"], endpoint="typed")
    for sent in ({"data": {"word": "x" * 400}}, {"data": {"word": "x" * 400}, "content_type": "multipart/form-data"}):
        look(client.post("/trial/typed", **sent), status=413)
    assert client.post("/trial/typed", data={"word": "x" * 200}).get_data(as_text=True) == "x" * 200


def test_every_answer_carries_the_policy(client: FlaskClient) -> None:
    for path in ("/no/such/page", "/static/built/vinhdanh.css"):
        answer = client.get(path, buffered=True)
        assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/no/such/page").headers["Cache-Control"] == "no-store"


def test_only_shipped_folders_are_served(client: FlaskClient) -> None:
    assert client.get("/static/scss/vinhdanh.scss").status_code == 404
    assert client.get("/static/marks/mark.svg", buffered=True).status_code == 200


def test_english_is_one_press_away(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "en", "back": "/no/such/page?x=1"})
    assert (answer.status_code, answer.location) == (303, "/no/such/page?x=1")
    page = visit(client, "/no/such/page", status=404, language="en")
    assert page.heading == "This page was not found"
    look(client.post("/language", data={"language": "xx", "back": "/"}), status=400, language="en")


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1", "", "/a\nb"]
)
def test_the_way_back_never_leaves_the_site(target: str) -> None:
    assert local_path(target) == "/"


def test_a_misspelt_name_in_a_template_is_an_error(app: VinhDanhApp) -> None:
    with app.test_request_context("/"), pytest.raises(Exception, match="persn"):
        render_template_string("{{ shell.persn }}")


def test_the_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    first = installation_key(tmp_path)
    assert installation_key(tmp_path) == first
    assert (tmp_path / "installation.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["installation.key"]


def test_cookies_are_closed_to_scripts(client: FlaskClient) -> None:
    answer: Response = client.post("/language", data={"language": "en"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
