"""What a council leaves for those who check it."""

from __future__ import annotations

import click
from sqlalchemy import select

from models.base.finding import Refusal
from models.base.language import N_, say
from models.base.session import unit_of_work
from models.council.export import export_round
from models.council.meetings import Round
from webapp.frame.extensions import database
from webapp.frame.telling import language

UNKNOWN = N_("There is no round with the id “%(id)s”: it stands at the end of the address of the round's page.")


@click.group("council")
def council() -> None:
    """The rounds of the council."""


@council.command("export-round")
@click.argument("round_id")
def export(round_id: str) -> None:
    """Write a counted round as JSON to standard output; bench/verify_round.py recounts it without the product."""
    with unit_of_work(database(), writing=False) as session:
        opened = session.scalars(select(Round).where(Round.public_id == round_id)).one_or_none()
        if opened is None:
            raise click.ClickException(say(UNKNOWN, language(), {"id": round_id}))
        try:
            click.echo(export_round(session, opened), nl=False)
        except Refusal as refusal:
            raise click.ClickException(say(refusal.message, language(), refusal.values)) from refusal


COMMANDS = (council,)
