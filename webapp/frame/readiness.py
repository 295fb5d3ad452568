"""The database is made and brought up to date before the first page or command needs it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from threading import Lock
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo

from webapp.frame.extensions import clock, database
from workflows.runs.install import prepare

_one_at_a_time = Lock()


def attach(app: Flask) -> None:
    """Prepare the database at the first request; must stand before whatever asks it something."""
    app.before_request(ready)


def ready() -> None:
    """Prepare the running application's database, once per process."""
    extensions = current_app.extensions
    if "vd_ready" in extensions:
        return
    with _one_at_a_time:
        prepare(database(), clock().now())
        extensions["vd_ready"] = True


def without_database(command: click.Command) -> click.Command:
    """Declare that `command` must find the database as it is, or missing."""
    vars(command)["vd_without_database"] = True
    return command


def prepared(command: click.Command) -> click.Command:
    """A copy of `command` that prepares the database before it does its work (not when it only shows its help)."""
    found = copy.copy(command)
    needed = not getattr(command, "vd_without_database", False)
    vars(found)["invoke"] = _after_ready(command.invoke, needed)
    return found


def _after_ready(invoke: Callable[[click.Context], Any], needed: bool) -> Callable[[click.Context], Any]:
    def invoked(context: click.Context) -> Any:
        if not current_app:
            context.with_resource(context.ensure_object(ScriptInfo).load_app().app_context())
        if needed:
            ready()
        return invoke(context)

    return invoked
