"""Finds a Chromium that starts: the machine's own, else the build of the lock file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
QUIET = [
    "--headless=new", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-gpu",
    "--font-render-hinting=none",
]  # fmt: skip
SPARTICUZ = """
import chromium from "@sparticuz/chromium";
console.log(JSON.stringify({ path: await chromium.executablePath(), args: chromium.args }));
"""
ADVICE = (
    "No Chromium starts here. Install one (Debian: apt install chromium), or let the lock file bring one: "
    "rm -f .venv/.npm-browser && make test; on a bare machine that one needs libnss3, libnspr4 and libexpat1."
)


class NoBrowser(RuntimeError):
    """Neither the machine's Chromium nor the one of the lock file starts."""


def starts(executable: str, arguments: list[str]) -> bool:
    """Whether the program draws an empty page."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [executable, *arguments, f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return done.returncode == 0 and b"<html" in done.stdout


def installed() -> str:
    """The machine's own Chromium, or nothing."""
    wanted = os.environ.get("CHROMIUM", "")
    candidates = [wanted] if wanted else [found for name in NAMES if (found := shutil.which(name))]
    if not wanted and Path(MAC).exists():
        candidates.append(MAC)
    return next((path for path in candidates if starts(path, QUIET)), "")


def from_lock_file() -> tuple[str, list[str]]:
    """The build that npm has installed, unpacked; NoBrowser when it is not there or does not start."""
    if not (ROOT / "node_modules/@sparticuz/chromium").is_dir():
        raise NoBrowser(ADVICE)
    path = f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", SPARTICUZ],
        cwd=ROOT, env=os.environ | {"PATH": path}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise NoBrowser(f"{ADVICE}\n{done.stderr}")
    found = json.loads(done.stdout.splitlines()[-1])
    arguments = [argument.replace("'", "") for argument in found["args"]]
    if not starts(found["path"], arguments):
        raise NoBrowser(ADVICE)
    return found["path"], arguments


@cache
def chromium() -> tuple[str, list[str]]:
    """Program and arguments of the Chromium to test with; raises NoBrowser, never skips."""
    own = installed()
    return (own, QUIET) if own else from_lock_file()


if __name__ == "__main__":
    sys.exit(0 if installed() else 1)
