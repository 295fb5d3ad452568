"""What the application holds: the database, the clock and the guard against forged posts."""

from __future__ import annotations

from flask import Flask, current_app
from flask_wtf.csrf import CSRFProtect

from models.base.clock import Clock, read_clock
from models.base.session import Database

csrf = CSRFProtect()


def attach(app: Flask) -> None:
    """Open the database of app.config["DATABASE_URL"] (or take a ready one, as tests give)."""
    app.extensions["vd_database"] = app.config.get("DATABASE") or open_database(app)
    csrf.init_app(app)


def open_database(app: Flask) -> Database:
    """The database that the settings name, with the installation's key and data folder."""
    key = app.config["INSTALLATION_KEY"].encode()
    return Database(app.config["DATABASE_URL"], key=key, home=app.config["VINHDANH_HOME"])


def database() -> Database:
    """The database of the running application."""
    found: Database = current_app.extensions["vd_database"]
    return found


def clock() -> Clock:
    """The clock of the data folder, read anew for each unit of work: a demo's day may have been moved."""
    fixed: Clock | None = current_app.config.get("CLOCK")
    return fixed or read_clock(current_app.config["VINHDANH_HOME"])
