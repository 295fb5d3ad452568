"""Verifies the history, says what that proves and what not, and writes down its root."""

from __future__ import annotations

import json

import click

from models.base.language import say
from models.base.session import unit_of_work
from models.process.roots import take_root
from webapp.frame.extensions import clock, database
from webapp.frame.telling import as_json, language, sentence
from workflows.runs import roots
from workflows.runs.checks.chains import verify


@click.group("audit")
def audit() -> None:
    """The history of all cases: verify it, take its root."""


@audit.command("verify")
@click.option("--json", "as_data", is_flag=True, help="One JSON object instead of sentences.")
@click.option("--root", "kept", default="", help="A root that left the house: is the history since then the same?")
def verify_history(as_data: bool, kept: str) -> None:
    """Walk every chain from its first event; ends with 1 when something does not fit."""
    with unit_of_work(database(), writing=False) as session:
        found = verify(session)
    known = roots.is_known(found, kept.strip().lower()) if kept else True
    sound = known and not found.findings
    if as_data:
        click.echo(json.dumps({
            "audit": "clean" if sound else "findings", "root": found.root, "chains": found.chains,
            "events": found.events, "roots": found.roots, "kept_root_fits": known if kept else None,
            "findings": [as_json(one) for one in found.findings],
        }, ensure_ascii=False))  # fmt: skip
    else:
        _tell(found, kept, known)
    if not sound:
        raise SystemExit(1)


def _tell(found: roots.Verified, kept: str, known: bool) -> None:
    counts = {"chains": found.chains, "events": found.events, "roots": found.roots}
    click.echo(say(roots.COUNTED, language(), counts))
    click.echo(say(roots.ROOT_NOW, language(), {"root": found.root}))
    for finding in found.findings:
        click.echo(sentence(finding))
    click.echo(say(roots.BROKEN if found.findings else roots.WHOLE, language(), {"count": len(found.findings)}))
    if kept:
        click.echo(say(roots.KEPT_FITS if known else roots.KEPT_UNKNOWN, language(), {"root": kept}))
    for line in (roots.PROVES, roots.PROVES_NOT, roots.SAYS_NOTHING):
        click.echo(say(line, language()))


@audit.command("root")
def write_root() -> None:
    """Write down the root over all chains as of now and print it: give it to somebody outside to keep."""
    with unit_of_work(database()) as session:
        root = take_root(session, clock().now())
        counts = {"chains": root.chain_count, "events": root.event_count, "at": root.at.isoformat()}
        click.echo(root.digest)
    click.echo(say(roots.TAKEN, language(), counts))


COMMANDS = (audit,)
