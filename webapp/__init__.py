"""What people see: the Flask application, put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webapp import commands, pages
from webapp.frame import (
    access,
    assets,
    components,
    config,
    errors,
    extensions,
    formfields,
    headers,
    language,
    login,
    readiness,
    rooms,
    shell,
)
from webapp.frame.requests import VinhDanhApp


def create_app(settings: Mapping[str, Any] | None = None) -> VinhDanhApp:
    """The application; `settings` win over the environment (tests give them)."""
    app = VinhDanhApp(__name__, static_folder=None)
    config.load(app, settings or {})
    extensions.attach(app)
    readiness.attach(app)
    components.attach(app)
    assets.attach(app)
    language.attach(app)
    formfields.attach(app)
    shell.attach(app)
    headers.attach(app)
    errors.attach(app)
    login.attach(app)
    access.attach(app)
    rooms.attach_pages(app, pages)
    rooms.attach_commands(app, commands)
    return app
