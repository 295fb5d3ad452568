"""A walk through a town that nobody has worked in yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.base.session import Database
from tests.journeys.visitor import Walk, walking

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def walk(browser: Browser, sqlite_database: Database, tmp_path: Path, serve: Callable[..., str]) -> Iterator[Walk]:
    with walking(browser, sqlite_database, tmp_path / "home", serve) as opened:
        yield opened
