"""Finds the pages and the commands: each module of those folders brings its own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from flask import Flask

from webapp.frame import readiness


def attach_pages(app: Flask, package: ModuleType) -> None:
    """Register `blueprint` of every module or folder in `package`; one without is an error."""
    for module in _modules(package):
        app.register_blueprint(module.blueprint)


def attach_commands(app: Flask, package: ModuleType) -> None:
    """Register `COMMANDS` (click commands or groups) of every module in `package`."""
    for module in _modules(package):
        for command in module.COMMANDS:
            app.cli.add_command(readiness.prepared(command))


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda entry: entry.name):
        yield importlib.import_module(f"{package.__name__}.{found.name}")
