"""Checks a scheme file line by line, and loads one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
from flask_babel import gettext as _

from models.base.finding import RuleBroken
from models.base.session import unit_of_work
from models.campaigns.campaigns import by_code
from models.people.organizations import root
from models.people.permissions import SYSTEM
from models.people.words import OrganizationKind
from models.schemes.bones import changed_bones
from models.schemes.reading import read_scheme
from models.schemes.shape.structure import Scheme
from webapp.frame.extensions import clock, database
from webapp.frame.language import say
from workflows import steps

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
KINDS = frozenset(str(kind) for kind in OrganizationKind)


@click.group("scheme")
def scheme() -> None:
    """Scheme files: a plan as data."""


@scheme.command("check")
@FILE
def check(file: Path) -> None:
    """Tell every mistake of FILE with its line; change nothing. Ends with 1 when there is one."""
    try:
        found = read_scheme(_text(file), file.name, KINDS)
        with unit_of_work(database(), writing=False) as session:
            campaign = by_code(session, found.code)
            changed = changed_bones(campaign.scheme, found) if campaign else []
        if changed:
            raise RuleBroken(changed)
    except RuleBroken as refused:
        raise _told(file, refused) from refused
    click.echo(_summary(found))


@scheme.command("load")
@FILE
def load(file: Path) -> None:
    """Load FILE: a new campaign, or a new version of one that runs."""
    now, text = clock().now(), _text(file)
    key = f"{file.name} {hashlib.sha256(text.encode()).hexdigest()[:32]} {now.isoformat()}"
    try:
        with unit_of_work(database()) as session:
            answers = {"text": text, "name": file.name}
            steps.act(session, SYSTEM, now, "load_scheme", root(session), answers, key=key)
    except RuleBroken as refused:
        raise _told(file, refused) from refused
    click.echo(_("Loaded: %(code)s.", code=read_scheme(text, file.name, KINDS).code))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise click.ClickException(_("%(file)s is no text in UTF-8.", file=file)) from error


def _told(file: Path, refused: RuleBroken) -> click.ClickException:
    """Every mistake on a line of its own, as editors read it: file:line:column: sentence."""
    lines = [
        f"{file}:{finding.place}: {say(finding.message, finding.values)}"
        if finding.place
        else f"{file}: {say(finding.message, finding.values)}"
        for finding in refused.findings
    ]
    return click.ClickException("\n".join(["", *lines]))


def _summary(found: Scheme) -> str:
    return _(
        "%(code)s is in order: %(phases)s phases, %(targets)s targets, %(awards)s awards with %(buckets)s buckets, "
        "%(assumed)s assumptions to be confirmed.",
        code=found.code,
        phases=len(found.phases),
        targets=len(found.targets),
        awards=len(found.awards),
        buckets=sum(len(award.buckets) for award in found.awards),
        assumed=len(found.assumptions()),
    )


COMMANDS = (scheme,)
