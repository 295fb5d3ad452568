"""Serves the pages, and lets due timers and pending automatic steps run beside them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import click
import waitress
from flask import current_app

from webapp.commands.demo import make_unless_there
from webapp.frame.readiness import ready, without_database

ROOT = Path(__file__).resolve().parent.parent.parent
TICK_SECONDS = 15
THREADS = 8


@without_database
@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option("--demo", is_flag=True, help="First make the demo, unless the data folder is an installation already.")
def serve(host: str, port: int, demo: bool) -> None:
    """Serve on HOST:PORT until interrupted; a second process does what is due every 15 seconds."""
    if current_app.debug:
        raise click.ClickException("Debugging is on: it would let visitors run code. Unset FLASK_DEBUG.")
    if demo:
        make_unless_there()
    ready()
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    # what is a little too large gets our page; what is much too large is not even put aside on the disk
    most = 2 * current_app.config["MAX_CONTENT_LENGTH"]
    server = waitress.create_server(application, host=host, port=port, threads=THREADS, max_request_body_size=most)
    ticking = Ticking(current_app.config["VINHDANH_HOME"])
    ticking.start()
    click.echo(f"Vinh Danh: http://{host}:{port}  (Ctrl+C: stop)")
    try:
        server.run()
    finally:
        ticking.end()


class Ticking(threading.Thread):
    """Calls `flask tick` in a process of its own, again and again; a failing call is shown and tried again."""

    def __init__(self, home: Path) -> None:
        super().__init__(daemon=True)
        self._environment = os.environ | {"VINHDANH_HOME": str(home)}
        self._over = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "tick"]
        while not self._over.wait(TICK_SECONDS):
            self._child = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL)  # noqa: S603
            if self._child.wait() != 0 and not self._over.is_set():
                click.echo(f"tick ended with {self._child.returncode}; trying again", err=True)

    def end(self) -> None:
        """No further call; the running one is told to stop, its unit of work is dropped whole."""
        self._over.set()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            self._child.wait(10)


COMMANDS = (serve,)
