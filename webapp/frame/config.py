"""Settings: from the environment, and the key of the installation from its data folder."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

KEY_FILE = "installation.key"
DATABASE_FILE = "vinhdanh.db"
MEGABYTE = 1024 * 1024
FILE_LIMIT = 20 * MEGABYTE


def load(app: Flask, settings: Mapping[str, Any]) -> None:
    """Fill app.config; makes the data folder and its key when they are not there."""
    home = Path(settings.get("VINHDANH_HOME") or os.environ.get("VINHDANH_HOME") or "var").resolve()
    home.mkdir(parents=True, exist_ok=True)
    key = installation_key(home)
    app.config.update(
        VINHDANH_HOME=home,
        DATABASE_URL=database_url(home, os.environ.get("DATABASE_URL", "")),
        INSTALLATION_KEY=key,
        SECRET_KEY=derived(key, "session cookie"),
        FILE_LIMIT=FILE_LIMIT,
        MAX_CONTENT_LENGTH=FILE_LIMIT + MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        SESSION_COOKIE_NAME="vinhdanh",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=os.environ.get("VINHDANH_HTTPS", "") == "1",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    app.config.update(settings)
    app.config["VINHDANH_HOME"] = home


def database_url(home: Path, url: str) -> str:
    """The address SQLAlchemy wants: SQLite in the data folder unless `url` names another."""
    if not url:
        return f"sqlite:///{home / DATABASE_FILE}"
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def installation_key(home: Path) -> str:
    """The secret of this installation, 64 hex digits; made once, readable by its owner only."""
    path = home / KEY_FILE
    if not path.exists():
        _make_key(path)
    key = path.read_text("ascii").strip()
    if len(key) != 64:
        raise RuntimeError(f"{path} does not hold a key of 64 digits; put back the one from the backup")
    return key


def _make_key(path: Path) -> None:
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(new, path)  # of two processes that start together, one wins whole
    except FileExistsError:
        pass
    finally:
        new.unlink()


def derived(key: str, purpose: str) -> str:
    """A secret for one purpose: knowing it tells nothing about the key or the other purposes."""
    return hmac.new(bytes.fromhex(key), purpose.encode(), hashlib.sha256).hexdigest()
