"""T61: the first-run setup stays closed, and a badly set installation does not start."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.threats.conftest import Attacked
from tests.threats.digest import changed, digests
from tests.threats.routes import places
from tests.threats.test_access import guard
from tests.threats.visitors import see
from webapp import create_app
from webapp.frame.config import KEY_FILE

BAD_KEYS = (
    "", " ", "\n", "0", "changeme", "secret", "dev", "x" * 64, "g" * 64, "0" * 63, "0" * 65, "a" * 32, "0x" + "0" * 62,
    "-" * 64, "é" * 64, "None", "null", "{}", "a b " * 16, "\x00" * 64, "1" * 128, "zz" + "0" * 62, "#" * 64,
    "installation.key", "F" * 64 + "F", "=" * 64,
)  # fmt: skip


@pytest.mark.threat("T61")
@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_bad_key_starts_nothing(tmp_path: Path, key: str) -> None:
    """No application comes of a key that is none; it is never replaced in silence."""
    (tmp_path / KEY_FILE).write_text(key, "utf-8")
    with pytest.raises((RuntimeError, ValueError)):
        create_app({"VINHDANH_HOME": tmp_path})
    assert (tmp_path / KEY_FILE).read_text("utf-8") == key


@pytest.mark.threat("T61")
@pytest.mark.parametrize("word", ["1", "true", "on", "yes"])
def test_nothing_is_served_with_debugging_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("FLASK_DEBUG", word)
    monkeypatch.setattr("waitress.create_server", _never)
    done = create_app({"VINHDANH_HOME": tmp_path}).test_cli_runner().invoke(args=["serve"])
    assert done.exit_code != 0
    assert "FLASK_DEBUG" in done.output


def _never(*_given: object, **_named: object) -> None:
    raise AssertionError("a server was made")


@pytest.mark.threat("T61")
def test_every_installation_has_a_secret_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No secret from the source, none from the environment: two installations never share one."""
    for name in ("SECRET_KEY", "FLASK_SECRET_KEY", "INSTALLATION_KEY"):
        monkeypatch.setenv(name, "changeme")
    apps = [create_app({"VINHDANH_HOME": tmp_path / name}) for name in "ab"]
    secrets = {app.config["SECRET_KEY"] for app in apps} | {app.config["INSTALLATION_KEY"] for app in apps}
    assert len(secrets) == 4
    assert all(len(secret) == 64 and secret != "changeme" for secret in secrets)
    assert not any(app.debug or app.testing for app in apps)


@pytest.mark.threat("T61")
def test_without_administrators_the_setup_stays_closed(attacked: Attacked) -> None:
    """All administrators deleted by SQL: `init` refuses, and no page offers to make the first one anew."""
    with attacked.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM vd_post WHERE role = 'administrator'"))
        connection.execute(text("DELETE FROM vd_login_session"))
        connection.execute(text("UPDATE vd_installation SET kind = 'office'"))
        connection.execute(text("DELETE FROM vd_account"))
    before = digests(attacked.database, without=())
    done = attacked.app.test_cli_runner().invoke(
        args=["init", "--username", "ke.gian", "--name", "Kẻ Gian"], input="mat khau that dai 1\n"
    )
    assert done.exit_code != 0
    assert changed(attacked.database, before, without=()) == []
    visitor = attacked.client("")
    for place in places(attacked.app):
        if "GET" in place.methods and not place.kinds and place.endpoint != "people.sign_in":
            assert see(visitor, place.rule).status == 303, place.rule
    page = see(visitor, "/sign-in")
    assert page.status == 200 and {sheet.action for sheet in page.sheets()} <= {"/sign-in", "/language"}


@pytest.mark.threat("T61")
def test_cards_are_the_demo_s_alone(attacked: Attacked) -> None:
    """In an office nobody signs in without a password, whatever the form of a demo's card sends."""
    client = attacked.client("")
    token = next(
        box.value for sheet in see(client, "/sign-in").sheets() for box in sheet.boxes if box.name == "csrf_token"
    )
    with attacked.database.engine.begin() as connection:
        connection.execute(text("UPDATE vd_installation SET kind = 'office'"))
    sent = {"csrf_token": token, "account": attacked.world.accounts["administrator"]}
    assert client.post("/sign-in/as", data=sent).status_code == 404
    assert see(client, "/people").status == 303
    assert attacked.world.accounts["administrator"] not in see(client, "/sign-in").text


@pytest.mark.threat("T61")
def test_the_assumed_day_is_the_demo_s_alone(attacked: Attacked) -> None:
    """Nobody moves the clock of an office, and no page offers it."""
    with attacked.database.engine.begin() as connection:
        connection.execute(text("UPDATE vd_installation SET kind = 'office'"))
    before = digests(attacked.database)
    for name in ("administrator", "secretariat_lead", "officer_a"):
        client = attacked.client(name)
        page = see(client, "/")
        assert "/day" not in {sheet.action for sheet in page.sheets()}
        sent = {"csrf_token": guard(client), "day": "2024-07-01", "back": "/"}
        assert client.post("/day", data=sent).status_code == 403
    assert changed(attacked.database, before) == []
    assert not (attacked.home / "clock.json").exists()
