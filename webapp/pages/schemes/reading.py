"""The loaded scheme files, and the form that checks or loads one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from forms.schemes import SchemeForm
from models.base.finding import Finding, Forbidden, RuleBroken
from models.campaigns.campaigns import Campaign, by_code
from models.people.organizations import root
from models.people.permissions import Access, can
from models.people.words import OrganizationKind, Role
from models.schemes.bones import changed_bones
from models.schemes.reading import read_scheme
from models.schemes.shape.structure import Scheme
from models.schemes.versions import SchemeVersion
from webapp.frame.access import actor, do, found, new_key, requires, say_done, session
from webapp.frame.language import say

blueprint = Blueprint("schemes", __name__)

READERS = (Role.ADMINISTRATOR, Role.SECRETARIAT_LEAD, Role.AUDITOR)
KINDS = frozenset(str(kind) for kind in OrganizationKind)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong with a file: its line, the line's text, and the sentence."""

    line: int | None
    text: str
    sentence: str


@dataclass(frozen=True)
class Checked:
    """What reading a file told: its mistakes, or what it holds and what loading it would do."""

    mistakes: Sequence[Mistake] = ()
    scheme: Scheme | None = None
    runs: bool = False
    known: bool = False


@blueprint.get("/schemes")
@requires(*READERS)
def schemes() -> str:
    """The loaded versions, newest first."""
    versions = session().scalars(select(SchemeVersion).order_by(SchemeVersion.id.desc())).all()
    current = set(session().scalars(select(Campaign.scheme_id)))
    return render_template("schemes/schemes.html", versions=versions, current=current, may_load=_may_load())


@blueprint.get("/schemes/<scheme_id>")
@requires(*READERS)
def scheme(scheme_id: str) -> str:
    """One version: its text with the numbers of its lines."""
    query = select(SchemeVersion).where(SchemeVersion.public_id == scheme_id)
    version = found(session().scalars(query).one_or_none())
    used = session().scalars(select(Campaign).where(Campaign.scheme_id == version.id)).first()
    return render_template("schemes/scheme.html", version=version, lines=version.text.splitlines(), used=used)


@blueprint.route("/schemes/new", methods=["GET", "POST"])
@requires(*READERS)
def new_scheme() -> ResponseReturnValue:
    """Check a file, line by line, and load it."""
    may = can(actor(), "load_scheme", Access())
    if not may:
        raise Forbidden(may.reason)
    form, checked = SchemeForm(), None
    if request.method == "POST" and form.validate():
        name, text = _typed(form)
        checked = _check(text, name)
        if form.load.data and not checked.mistakes:
            done = do("load_scheme", root(session()), {"text": text, "name": name}, form)
            if done is not None:
                say_done(_("Loaded: %(code)s.", code=checked.scheme.code if checked.scheme else ""))
                return redirect("/schemes", 303)
        form.text.data = text
    elif request.method == "GET":
        form.key.data = new_key()
    wrong = bool(form.errors) or bool(checked and checked.mistakes)
    page = render_template("schemes/new_scheme.html", form=form, checked=checked, problem=wrong)
    return page, 422 if wrong else 200


def _may_load() -> bool:
    return bool(can(actor(), "load_scheme", Access()))


def _typed(form: SchemeForm) -> tuple[str, str]:
    """The name and the text: of the chosen file, else what was pasted; lines end as on every system."""
    upload = form.file.data
    if upload is not None and upload.filename:
        content = upload.stream.read(MEGABYTE + 1)
        return upload.filename[-100:], _decoded(content)
    return _("pasted text"), (form.text.data or "").replace("\r\n", "\n")


def _decoded(content: bytes) -> str:
    """The text of a file; what is no text is read as an empty one and refused as such."""
    if len(content) > MEGABYTE:
        return ""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return ""


def _check(text: str, name: str) -> Checked:
    if not text.strip():
        return Checked((Mistake(None, "", _("Choose a text file of at most 1 MB in UTF-8, or paste its text.")),))
    try:
        read = read_scheme(text, name, KINDS)
    except RuleBroken as refused:
        return Checked(_mistakes(refused.findings, text))
    campaign = by_code(session(), read.code)
    found_bones = changed_bones(campaign.scheme, read) if campaign else []
    known = campaign is not None and campaign.scheme_version.text == text
    return Checked(_mistakes(found_bones, text), read, campaign is not None, known)


def _mistakes(findings: Iterable[Finding], text: str) -> tuple[Mistake, ...]:
    lines = text.splitlines()
    return tuple(_mistake(finding, lines) for finding in findings)


def _mistake(finding: Finding, lines: Sequence[str]) -> Mistake:
    number = finding.place.partition(":")[0]
    line = int(number) if number else None
    shown = lines[line - 1] if line is not None and 0 < line <= len(lines) else ""
    return Mistake(line, shown.strip()[:200], say(finding.message, finding.values))
