"""Does what is due: dates that have come, messages between cases, automatic steps."""

from __future__ import annotations

import click
from flask_babel import gettext as _

from webapp.frame.extensions import clock, database
from workflows.runs import tick as runs


@click.command("tick")
@click.option("--retry", is_flag=True, help="Try also what has failed and would wait for its next try.")
def tick(retry: bool) -> None:
    """Do what is due now. Failures are kept as incidents and tried again later."""
    ticked = runs.tick(database(), clock().now(), retry=retry)
    click.echo(
        _(
            "%(timers)s steps by date, %(messages)s messages, %(automatic)s automatic steps; %(failed)s failed, "
            "%(waiting)s wait for their next try; %(swept)s unused files removed.",
            timers=ticked.timers,
            messages=ticked.messages,
            automatic=ticked.automatic,
            failed=ticked.failed,
            waiting=ticked.waiting,
            swept=ticked.swept,
        )
    )
    for failure in ticked.failures:
        click.echo(_("Failed: %(failure)s", failure=failure), err=True)


COMMANDS = (tick,)
