"""Does what is due: dates that have come, messages between cases, automatic steps."""

from __future__ import annotations

import click

from webapp.frame.extensions import clock, database
from workflows.runs import tick as runs


@click.command("tick")
@click.option("--retry", is_flag=True, help="Try also what has failed and would wait for its next try.")
def tick(retry: bool) -> None:
    """Do what is due now. Failures are kept as incidents and tried again later."""
    ticked = runs.tick(database(), clock().now(), retry=retry)
    click.echo(
        f"{ticked.timers} steps by date, {ticked.messages} messages, {ticked.automatic} automatic steps; "
        f"{ticked.failed} failed, {ticked.waiting} wait for their next try; {ticked.swept} unused files removed"
    )
    for failure in ticked.failures:
        click.echo(f"failed: {failure}", err=True)


COMMANDS = (tick,)
