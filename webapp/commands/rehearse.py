"""Rehearses a campaign with made-up dossiers in a data folder of its own, and checks what came of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import gettext as _

from models.base.finding import RuleBroken
from models.base.session import Database
from models.people.words import InstallationKind
from webapp.frame.config import DATABASE_FILE, installation_key
from webapp.frame.language import say
from workflows.runs.checked import checked
from workflows.runs.demo import kind_of
from workflows.runs.rehearse import Rehearsed, rehearse

FOLDER = "rehearsal"


@click.command("rehearse")
@click.option("--campaign", "code", required=True, help="The campaign's code: 286-KH-MTTQ-BTT.")
@click.option("--dossiers", default=300, show_default=True, help="How many made-up dossiers.")
@click.option("--seed", default=1, show_default=True, help="The same seed plays the same way.")
@click.option("--json", "as_data", is_flag=True, help="One JSON object on the last line.")
def rehearse_command(code: str, dossiers: int, seed: int, as_data: bool) -> None:
    """Play the whole campaign; the data folder keeps it in `rehearsal` to be looked at. Ends with 1 when unsound."""
    home = current_app.config["VINHDANH_HOME"] / FOLDER
    database = fresh(home)
    try:
        found = rehearse(database, code, dossiers, seed, _progress)
        told = {**found.told(), **checked(database), "home": str(home)}
    except RuleBroken as refused:
        raise click.ClickException("\n".join(say(one.message, one.values) for one in refused.findings)) from refused
    finally:
        database.dispose()
    if as_data:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell(found, told)
    if told["doctor"] != "clean" or told["audit"] != "clean":
        raise SystemExit(1)


def fresh(home: Path) -> Database:
    """The empty SQLite database of a data folder made new; an office in its place is never touched."""
    if home.exists():
        old = Database(f"sqlite:///{home / DATABASE_FILE}", home=home)
        kind = kind_of(old)
        old.dispose()
        if kind is InstallationKind.OFFICE:
            raise click.ClickException(_("%(home)s holds an office: it is not touched.", home=home))
        shutil.rmtree(home)
    home.mkdir(parents=True)
    return Database(f"sqlite:///{home / DATABASE_FILE}", key=installation_key(home).encode(), home=home)


def _progress(message: str, values: Mapping[str, Any]) -> None:
    click.echo(f"  {say(message, values)}", err=True)


def _tell(found: Rehearsed, told: Mapping[str, Any]) -> None:
    for row in found.buckets:
        limit = row["limit"] if row["limit"] is not None else "…"
        click.echo(f"{row['bucket']:<28} {row['nominated']:>5} → {row['adopted']:>3} / {limit:>3}  ({row['decided']})")
    click.echo(
        _(
            "%(dossiers)s dossiers, %(nominations)s nominations, %(open)s open cases, %(seconds)s s.",
            dossiers=found.dossiers,
            nominations=found.nominations,
            open=found.open_cases,
            seconds=found.seconds,
        )
    )
    click.echo(f"doctor: {told['doctor']}; audit: {told['audit']}")
    click.echo(_("To look at it: DATABASE_URL= VINHDANH_HOME=%(home)s make run", home=told["home"]))


COMMANDS = (rehearse_command,)
