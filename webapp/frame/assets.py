"""The files that browsers fetch: named by their content, served before Flask is asked."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

from webapp.frame.headers import CONTENT_POLICY

STATIC = Path(__file__).resolve().parent.parent / "static"
SHIPPED = ("built", "vendor", "marks", "script")
DAY = 24 * 3600


def attach(app: Flask) -> None:
    """Serve the shipped folders under /static and give templates `asset(name)`."""
    files = WhiteNoise(app.wsgi_app, max_age=DAY, add_headers_function=_protect)
    for folder in SHIPPED:
        if (STATIC / folder).is_dir():
            files.add_files(str(STATIC / folder), prefix=f"static/{folder}/")
    app.wsgi_app = files  # type: ignore[method-assign]
    app.jinja_env.globals["asset"] = asset


@cache
def asset(name: str) -> str:
    """The address of a shipped file; changes with its content, so that no browser shows an old one."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def _protect(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = CONTENT_POLICY
