"""`flask serve`: answers on this machine only, ends when told to, refuses debugging."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from models.base.session import Database
from webapp import create_app
from webapp.commands import demo

ROOT = Path(__file__).resolve().parent.parent.parent
# A run of tests in the background of a shell is deaf to Ctrl+C, and so is what it starts.
LISTENING = ["env", "--default-signal=INT"]
COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str, seconds: float = 60) -> int:
    """The status of the first answer; the server may still be starting."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def answer_to_a_body_of(port: int, size: int) -> bytes:
    """What is said to somebody who announces so many bytes, before any of them is sent."""
    head = f"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(head.encode())
        return line.recv(100)


def test_it_serves_until_interrupted(tmp_path: Path) -> None:
    """What it writes meanwhile, other users of the machine cannot read."""
    port, home = free_port(), tmp_path / "home"
    environment = os.environ | {"PORT": str(port), "VINHDANH_HOME": str(home), "DATABASE_URL": ""}
    command = [*LISTENING, *COMMAND, "serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert answers(f"http://127.0.0.1:{port}/static/built/vinhdanh.css") == 200
            assert answer_to_a_body_of(port, 200_000_000).startswith(b"HTTP/1.1 413")
            server.send_signal(signal.SIGINT)
            said, _ = server.communicate(timeout=30)
        finally:
            server.kill()
    assert f"http://127.0.0.1:{port}" in said
    written = [home, *home.rglob("*")]
    assert home / "vinhdanh.db" in written
    assert [str(path) for path in written if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("flag", ["1"])
def test_it_does_not_serve_with_debugging_on(tmp_path: Path, flag: str) -> None:
    environment = os.environ | {"FLASK_DEBUG": flag, "VINHDANH_HOME": str(tmp_path), "PORT": str(free_port())}
    done = subprocess.run([*COMMAND, "serve"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "FLASK_DEBUG" in done.stderr


@pytest.mark.parametrize(("options", "wanted"), [(["--demo"], ["demo", "server"]), ([], ["server"])])
def test_it_makes_the_demo_only_when_asked_and_before_it_listens(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], wanted: list[str]
) -> None:
    assert _started(sqlite_database, tmp_path, monkeypatch, options) == wanted


def test_it_serves_an_office_as_it_is(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"DATABASE": sqlite_database, "VINHDANH_HOME": tmp_path}
    made = (
        create_app(settings)
        .test_cli_runner()
        .invoke(args=["init", "--username", "quantri", "--name", "Khưu Mẫu An"], input="mot cau dai va la\n")
    )
    assert made.exit_code == 0, made.output
    assert _started(sqlite_database, tmp_path, monkeypatch, ["--demo"]) == ["server"]


def _started(database: Database, home: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> list[str]:
    """What `serve` has begun, in its order."""
    begun: list[str] = []

    class Server:
        """It ends at once, as if interrupted."""

        def __init__(self, *_given: object, **_named: object) -> None:
            begun.append("server")

        def run(self) -> None:
            """Nobody is served."""

    def make_demo(*_given: object) -> list[object]:
        begun.append("demo")
        return []

    monkeypatch.setattr(demo, "make_demo", make_demo)
    monkeypatch.setattr("waitress.create_server", Server)
    app = create_app({"DATABASE": database, "VINHDANH_HOME": home})
    done = app.test_cli_runner().invoke(args=["serve", "--port", str(free_port()), *options])
    assert done.exit_code == 0, done.output
    return begun


def test_a_start_loads_nothing_that_few_requests_need(tmp_path: Path) -> None:
    """Spreadsheets, migrations and the holidays of the whole world cost more time than all of our own modules."""
    ask = "import sys, wsgi; print(*{'openpyxl', 'alembic', 'holidays.countries'} & set(sys.modules))"
    environment = os.environ | {"VINHDANH_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr
