"""Finds a Chromium that starts: the machine's own, else the build of the lock file."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
]  # fmt: skip
SPARTICUZ = """
import chromium from "@sparticuz/chromium";
console.log(await chromium.executablePath());
"""
ADVICE = (
    "No Chromium starts here. Install one (Debian: apt install chromium), or let the lock file bring one: "
    "rm -f .venv/.npm-browser && make test; on a bare machine that one needs libnss3, libnspr4 and libexpat1."
)


class NoBrowser(RuntimeError):
    """Neither the machine's Chromium nor the one of the lock file starts."""


def starts(executable: str) -> bool:
    """Whether the program draws a page."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=executable, args=QUIET, timeout=60_000)
            page = browser.new_page()
            page.set_content("<p>ữ</p>")
            drawn = page.inner_text("p") == "ữ"
            browser.close()
        except Error:
            return False
    return drawn


def installed() -> str:
    """The machine's own Chromium, or nothing."""
    wanted = os.environ.get("CHROMIUM", "")
    candidates = [wanted] if wanted else [found for name in NAMES if (found := shutil.which(name))]
    if not wanted and Path(MAC).exists():
        candidates.append(MAC)
    return next((path for path in candidates if starts(path)), "")


def from_lock_file() -> str:
    """The build that npm has installed, unpacked; NoBrowser when it is not there or does not start."""
    if not (ROOT / "node_modules/@sparticuz/chromium").is_dir():
        raise NoBrowser(ADVICE)
    done = _unpack()
    if done.returncode != 0:
        raise NoBrowser(f"{ADVICE}\n{done.stderr}")
    path = done.stdout.splitlines()[-1]
    if not starts(path):
        raise NoBrowser(ADVICE)
    return path


def _unpack() -> subprocess.CompletedProcess[str]:
    """Let the package unpack itself; one process at a time, as all of them write to the same place."""
    with (Path(tempfile.gettempdir()) / "vinhdanh-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return subprocess.run(
            ["node", "--input-type=module", "-e", SPARTICUZ],
            cwd=ROOT,
            env=os.environ | {"PATH": f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )


@cache
def chromium() -> str:
    """The Chromium to test with; raises NoBrowser, never skips."""
    return installed() or from_lock_file()


if __name__ == "__main__":
    sys.exit(0 if installed() else 1)
