"""Refusals as pages: what is wrong, where, and what to do, in the reader's language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError

from models.base.finding import BadRequest, Conflict, Forbidden, Missing, RuleBroken
from webapp.frame.language import local_path, say
from workflows.steps import ClocksDiffer

GAVE_WAY = frozenset({"40001", "40P01", "55P03"})  # not serializable, deadlock, lock not to be had in time


def attach(app: Flask) -> None:
    """Register a page for every way in which a request can be refused."""
    app.register_error_handler(RuleBroken, rule_broken)
    app.register_error_handler(Forbidden, forbidden)
    app.register_error_handler(Missing, missing)
    app.register_error_handler(Conflict, conflict)
    app.register_error_handler(BadRequest, bad_request)
    app.register_error_handler(ClocksDiffer, not_now)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(InternalServerError, broken)
    app.register_error_handler(HTTPException, other)
    app.jinja_env.globals["came_from"] = came_from


def rule_broken(error: RuleBroken) -> ResponseReturnValue:
    """422, for acts without a form of their own; a page with a form shows findings beside its fields."""
    return render_template("errors/422.html", findings=error.findings), 422


def forbidden(error: Forbidden) -> ResponseReturnValue:
    return render_template("errors/403.html", reason=say(error.message, error.values)), 403


def missing(_error: object) -> ResponseReturnValue:
    """404: the same words for what does not exist and what the reader may not know."""
    return render_template("errors/404.html"), 404


def conflict(error: Conflict) -> ResponseReturnValue:
    return render_template("errors/409.html", reason=say(error.message, error.values)), 409


def bad_request(error: BadRequest) -> ResponseReturnValue:
    return render_template("errors/400.html", reason=say(error.message, error.values)), 400


def not_now(error: ClocksDiffer) -> ResponseReturnValue:
    return render_template("errors/503.html", reason=say(error.message, error.values)), 503


def forged(_error: CSRFError) -> ResponseReturnValue:
    """A post without our token: from somebody signed out it is an ended session, else not from our page."""
    manager = getattr(current_app, "login_manager", None)
    if manager is not None and not _signed_in():
        answer: ResponseReturnValue = manager.unauthorized()
        return answer
    return render_template("errors/400.html", reason=_("The page was open in another session, or too old.")), 400


def broken(error: InternalServerError) -> ResponseReturnValue:
    """500, unless the database says that somebody was faster or that it is busy."""
    cause = error.original_exception
    if isinstance(cause, StaleDataError):
        return render_template("errors/409.html", reason=_("Somebody changed this at the same moment.")), 409
    if isinstance(cause, OperationalError) and _is_busy(cause.orig):
        return render_template("errors/503.html", reason=""), 503
    return render_template("errors/500.html"), 500


def _is_busy(cause: BaseException | None) -> bool:
    """Whether the transaction only had to give way to others: SQLite says so in words, PostgreSQL by its code."""
    return "database is locked" in str(cause) or getattr(cause, "sqlstate", None) in GAVE_WAY


def other(error: HTTPException) -> ResponseReturnValue:
    """What the framework itself refuses: no such address, too large, wrong method."""
    if error.code is None or error.code < 400:
        return error
    if error.code == 404:
        return missing(error)
    if error.code == 413:
        return render_template("errors/413.html"), 413
    if error.code == 405:
        return render_template("errors/405.html"), 405, _allow(error)
    return render_template("errors/400.html", reason=_("The request could not be read.")), error.code


def came_from() -> str:
    """The page of ours whose button was pressed, to be loaded anew; nothing when the request was no press."""
    came = urlsplit(request.referrer or "")
    if request.method != "POST" or came.netloc != request.host:
        return ""
    return local_path(f"{came.path}?{came.query}" if came.query else came.path, "")


def _allow(error: HTTPException) -> dict[str, str]:
    return {name: value for name, value in error.get_headers() if name == "Allow"}


def _signed_in() -> bool:
    return bool(current_user.is_authenticated)
