"""Re-checks what must always hold, in words; ends with 1 when something does not."""

from __future__ import annotations

import json

import click
from flask import current_app

from models.base.language import say
from models.base.session import unit_of_work
from webapp.frame.extensions import clock, database
from webapp.frame.telling import as_json, language, sentence
from workflows.runs.doctor import SOUND, UNSOUND, examine


@click.command("doctor")
@click.option("--json", "as_data", is_flag=True, help="One JSON object instead of sentences.")
def doctor(as_data: bool) -> None:
    """Check places, ballots, cases, history, files, numbers, effects, frozen papers and links."""
    with unit_of_work(database(), writing=False) as session:
        findings = examine(session, clock().now(), current_app.config["VINHDANH_HOME"])
    if as_data:
        state = "findings" if findings else "clean"
        click.echo(json.dumps({"doctor": state, "findings": [as_json(one) for one in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(sentence(finding))
        click.echo(say(UNSOUND, language(), {"count": len(findings)}) if findings else say(SOUND, language()))
    if findings:
        raise SystemExit(1)


COMMANDS = (doctor,)
