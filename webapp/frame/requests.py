"""One request, one unit of work: kept when the answer is good, dropped when it is a refusal."""

from __future__ import annotations

from flask import Flask, g, request
from flask.wrappers import Response
from werkzeug.exceptions import MethodNotAllowed

from models.base.finding import BadRequest, Refusal
from models.base.session import unit_of_work
from webapp.frame.extensions import clock, csrf, database
from workflows.steps import record_attempt

READING = frozenset({"GET", "HEAD", "OPTIONS"})
ALLOWED = READING | {"POST"}


class VinhDanhApp(Flask):
    """Flask with the transaction at its edge; a page finds `g.session` and `g.now`."""

    def full_dispatch_request(self) -> Response:
        writing = request.method not in READING
        try:
            with unit_of_work(database(), writing=writing) as session:
                g.session = session
                g.now = clock().now()
                response = super().full_dispatch_request()
                if writing and response.status_code >= 400:  # a refused POST leaves nothing
                    session.rollback()
        finally:
            g.pop("session", None)  # the page for an unforeseen error has nothing to read from
        if writing and response.status_code >= 400:
            _keep_attempt(response.status_code)
        return response

    def preprocess_request(self) -> object | None:  # type: ignore[override]
        """Sign-in first, then the guard: whoever is signed out is told so, not "forged"."""
        if request.method not in ALLOWED and request.url_rule is not None:
            raise MethodNotAllowed()
        _refuse_zero_bytes()
        if request.mimetype != "multipart/form-data":  # no file in it: percent signs make three bytes of one, no more
            most = 3 * self.config["MAX_FORM_MEMORY_SIZE"]
            request.max_content_length = min(most, self.config["MAX_CONTENT_LENGTH"])
        answer = super().preprocess_request()
        guarded = request.method == "POST" and request.url_rule is not None and self.config["WTF_CSRF_ENABLED"]
        if answer is None and guarded:
            _refuse_other_sites()
            csrf.protect()
        return answer


def _refuse_zero_bytes() -> None:
    """No address of ours holds one, and PostgreSQL takes none, not even to look for it."""
    asked = (text for pair in request.args.items(multi=True) for text in pair)
    if any("\0" in text for text in (request.path, *asked)):
        raise BadRequest()


def _refuse_other_sites() -> None:
    """A browser says where a send comes from; one from another site is refused even with a leaked token."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise BadRequest()


def _keep_attempt(status: int) -> None:
    """Who was refused what, in a unit of its own; a form that is only incomplete is no attempt."""
    actor = g.get("actor")
    name, subject, refusal = g.get("refusal") or (request.endpoint or "", request.path, None)
    if actor is None or (refusal is None and status == 422):
        return
    record_attempt(database(), actor, g.now, name, subject, refusal or _Refused(status))


class _Refused(Refusal):
    """A refusal before the door: by address, guard or size."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status
