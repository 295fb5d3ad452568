"""Makes an office of a new installation, with its first administrator: once."""

from __future__ import annotations

import secrets
import sys

import click
from flask_babel import gettext as _

from models.base.finding import Conflict, RuleBroken
from models.base.session import unit_of_work
from models.people.permissions import SYSTEM
from models.people.rules import SHORTEST
from models.process.installation import installation
from webapp.frame.extensions import clock, database
from webapp.frame.language import say
from workflows import steps


@click.command("init")
@click.option("--username", help="The administrator's user name: a to z, digits, dot, hyphen.")
@click.option("--name", help="The administrator's full name.")
def init(username: str | None, name: str | None) -> None:
    """Make an office with its first administrator. The password is asked for, or read from standard input."""
    with unit_of_work(database(), writing=False) as session:
        if installation(session).kind is not None:
            raise click.ClickException(_("This installation has its kind already; it is made once."))
    answers = {
        "username": username or click.prompt(_("User name of the first administrator")),
        "name": name or click.prompt(_("Full name")),
        "password": _password(),
    }
    try:
        with unit_of_work(database()) as session:
            done = steps.act(session, SYSTEM, clock().now(), "open_office", None, answers, key=secrets.token_hex(16))
    except RuleBroken as refused:
        raise click.ClickException("\n".join(say(one.message, one.values) for one in refused.findings)) from refused
    except Conflict as refused:
        raise click.ClickException(say(refused.message, refused.values)) from refused
    click.echo(
        _(
            "The office is made. Sign in as %(username)s, then enter the organisations (Organisations, Enter a table).",
            username=done.result["username"],
        )
    )


def _password() -> str:
    """Typed unseen and twice at a terminal; else one line of standard input."""
    if sys.stdin.isatty():
        hint = _("Password, at least %(count)s signs", count=SHORTEST)
        return str(click.prompt(hint, hide_input=True, confirmation_prompt=_("Once more")))
    return sys.stdin.readline().rstrip("\r\n")


COMMANDS = (init,)
