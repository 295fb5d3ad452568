"""Makes the living demo in a data folder that holds nothing yet, and says whom to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from flask import current_app
from flask_babel import gettext as _

from models.people.words import InstallationKind
from webapp.frame.extensions import database
from webapp.frame.language import label, say
from webapp.frame.readiness import ready, without_database
from workflows.runs.demo import Shown, kind_of, make_demo


@without_database
@click.command("demo")
def demo() -> None:
    """Make a demo of plan 286 on the morning of 18/06/2024, unless the data folder is an installation already."""
    make_unless_there()


def make_unless_there() -> None:
    """What the command does; `serve --demo` does it in its own process, before it listens."""
    home = current_app.config["VINHDANH_HOME"]
    kind = kind_of(database())
    if kind is not None:
        ready()  # a newer version may have tables to change
        click.echo(_("The data in %(home)s stays as it is: %(kind)s.", home=home, kind=label(kind)))
        if kind is InstallationKind.DEMO:
            click.echo(_("Open the page that is named below and choose a card to sign in."))
        return
    click.echo(_("Making the demo in %(home)s: half a year of made-up work, about a quarter of a minute.", home=home))
    shown = make_demo(database(), _progress)
    _tell(shown)


def _progress(message: str, values: Mapping[str, Any]) -> None:
    click.echo(f"  {say(message, values)}")


def _tell(shown: list[Shown]) -> None:
    """The last lines: what to open and whom to be."""
    click.echo(_("The demo stands on 18/06/2024, 09:00. Open the page that is named below and choose a card:"))
    for one in shown:
        click.echo(f"  {one.name} - {label(one.role)}, {one.body}")


COMMANDS = (demo,)
