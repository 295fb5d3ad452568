"""An installation arranged once on either kind of database, and any number of copies of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from models.base.session import Database
from tests.faults.scenes import Names, Scene
from tests.postgres import KEY, Postgres, sqlalchemy_address


@dataclass
class Stage:
    """One arranged scene, from which any number of copies are made."""

    scene: Scene
    folder: Path
    names: Names
    postgres: str = ""  # the server's address, when the scene plays there
    template: str = ""
    copies: int = 0

    @contextmanager
    def copy(self) -> Iterator[tuple[str, Path]]:
        """Address and data folder of a copy of the arranged installation."""
        self.copies += 1
        home = Path(shutil.copytree(self.folder / "home", self.folder / f"copy-{self.copies}"))
        if not self.postgres:
            shutil.copy(self.folder / "stage.db", home / "vinhdanh.db")
            yield f"sqlite:///{home / 'vinhdanh.db'}", home
        else:
            name = f"{self.template}_{self.copies}"
            with _made(self.postgres, name, self.template) as url:
                yield url, home
        shutil.rmtree(home)


@contextmanager
def _made(address: str, name: str, template: str) -> Iterator[str]:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    yield sqlalchemy_address(address, name)
    with psycopg.connect(address, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def arranged(scene: Scene, server: Postgres | None, sqlite_template: Path, folder: Path) -> Iterator[Stage]:
    home = folder / "home"
    (home / "files").mkdir(parents=True)
    if server is None:
        shutil.copy(sqlite_template, folder / "stage.db")
        database = Database(f"sqlite:///{folder / 'stage.db'}", key=KEY, home=home)
        stage = Stage(scene, folder, scene.arrange(database))
        with database.engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.dispose()
        yield stage
        return
    name = f"vd_stage_{os.getpid()}_{scene.name}"
    with server.database(name) as url:
        database = Database(url, key=KEY, home=home)
        names = scene.arrange(database)
        database.dispose()
        yield Stage(scene, folder, names, server.admin_address(), name)


@contextmanager
def reopened(url: str, home: Path) -> Iterator[Database]:
    database = Database(url, key=KEY, home=home)
    yield database
    database.dispose()
