"""What a step's page needs beyond the task itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm

from models.process.tasks import Task

Context = Callable[[Any, Task, FlaskForm], Mapping[str, Any]]


@dataclass(frozen=True)
class Screen:
    """`context(subject, task, form)` fetches what the template shows.

    `fills_form`: it also gives the form its choices or fields, so that it must be asked before the form is read.
    """

    context: Context
    fills_form: bool = False
