"""Makes a backup of the installation, and restores one into an empty place."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app

from models.base.clock import local
from models.base.language import say
from webapp.frame.config import KEY_FILE
from webapp.frame.extensions import clock, database
from webapp.frame.readiness import without_database
from webapp.frame.telling import language, sentence
from workflows.runs import backup as making
from workflows.runs.restore import restore as put_back

FOLDER = click.Path(path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER)
def backup(folder: Path) -> None:
    """Write database, files and key to FOLDER, which must not exist. The key in it is a secret."""
    home: Path = current_app.config["VINHDANH_HOME"]
    try:
        made = making.back_up(database(), home, home / KEY_FILE, folder.resolve(), clock().now())
    except making.BackupRefused as refused:
        raise click.ClickException(say(refused.message, language(), refused.values)) from refused
    counts = {"folder": made.folder, "rows": made.rows, "files": made.files, "root": made.root, "secret": making.SECRET}
    click.echo(say(making.MADE, language(), counts))
    if made.open_rounds:
        click.echo(say(making.OPEN_ROUND, language()))
    if made.damaged:
        raise click.ClickException(say(making.DAMAGED, language(), {"count": len(made.damaged)}))


@without_database
@click.command("restore")
@click.argument("folder", type=FOLDER)
def restore(folder: Path) -> None:
    """Restore the backup in FOLDER into the data folder, which must hold no database; then run the doctor."""
    try:
        found = put_back(folder.resolve(), database(), current_app.config["VINHDANH_HOME"], KEY_FILE)
    except making.BackupRefused as refused:
        raise click.ClickException(say(refused.message, language(), refused.values)) from refused
    made_at = f"{local(found.made_at):%d/%m/%Y %H:%M}"
    counts = {"made_at": made_at, "rows": found.rows, "files": found.files, "root": found.root}
    click.echo(say(making.RESTORED, language(), counts))
    for finding in found.findings:
        click.echo(sentence(finding))
    if found.findings:
        raise SystemExit(1)


COMMANDS = (backup, restore)
