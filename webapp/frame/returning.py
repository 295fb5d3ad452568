"""The way back after sign-in: only to pages of ours, with the text that was typed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import current_app, g, request
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from wtforms import ValidationError

from models.people.accounts import KeptForm, LoginSession
from models.people.kept import keep, kept_form

PATH = re.compile(r"/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*)?", re.ASCII)
QUERY = re.compile(r"[A-Za-z0-9_.~=&%+-]*", re.ASCII)
LONGEST = 500
NO_RETURN = frozenset({"people.sign_in", "people.sign_out", "people.sign_in_as", "static"})
# A choice on a ballot is written nowhere but on the ballot; a password, and what gives a counting code, nowhere at all.
NEVER_KEPT = ("/rounds/", "/counters/", "/sign-in", "/account")
UNKEPT = re.compile("csrf_token|password", re.IGNORECASE)


def known_path(target: str, fallback: str = "/") -> str:
    """`target` when it is the plain path of a page of ours (with its query), else `fallback`."""
    path, mark, query = target.partition("?")
    plain = PATH.fullmatch(path) and QUERY.fullmatch(query) and len(target) <= LONGEST
    if not plain or not _is_page(path):
        return fallback
    return path + mark + query


def _is_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        endpoint, _arguments = adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return endpoint not in NO_RETURN


def way_back() -> str:
    """Where a visitor wanted to go: this page, or for a form that was sent the page on which it stands."""
    own = request.full_path if request.query_string else request.path
    if request.method != "POST":
        return known_path(own)
    return known_path(_page_of_form(), known_path(request.path))


def _page_of_form() -> str:
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def keep_typed(former: LoginSession | None) -> KeptForm | None:
    """Keep the fields of this post for the account whose session has ended; nothing for strangers and forged posts."""
    if former is None or request.path.startswith(NEVER_KEPT) or not _is_ours():
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if not UNKEPT.search(name)]
    if not fields:
        return None
    return keep(g.session, former.account, request.path, fields, g.now)


def _is_ours() -> bool:
    """Whether the form carries the guard of the session that was ended."""
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    try:
        validate_csrf(request.form.get("csrf_token", ""))
    except ValidationError:
        return False
    return True


def give_back(account_id: int) -> None:
    """On the page to which sign-in led back: lay what was typed where forms look for it (`g.kept`)."""
    asked = request.args.get("kept", "")
    if request.method != "GET" or not asked:
        return
    row = kept_form(g.session, asked, account_id, g.now)
    if row is not None:
        g.kept = MultiDict([(str(name), str(value)) for name, value in row.fields])


def with_kept(path: str, kept: str) -> str:
    """`path` with the id of what was typed there."""
    return f"{path}{'&' if '?' in path else '?'}kept={kept}" if kept else path
