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

ROOT = Path(__file__).resolve().parent.parent.parent
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


def test_it_serves_until_interrupted(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"PORT": str(port), "VINHDANH_HOME": str(tmp_path), "DATABASE_URL": ""}
    server = subprocess.Popen([*COMMAND, "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert answers(f"http://127.0.0.1:{port}/static/built/vinhdanh.css") == 200
    finally:
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}" in said


@pytest.mark.parametrize("flag", ["1"])
def test_it_does_not_serve_with_debugging_on(tmp_path: Path, flag: str) -> None:
    environment = os.environ | {"FLASK_DEBUG": flag, "VINHDANH_HOME": str(tmp_path), "PORT": str(free_port())}
    done = subprocess.run([*COMMAND, "serve"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "FLASK_DEBUG" in done.stderr
