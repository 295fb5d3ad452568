"""Findings on the command line: their code and their sentence."""

from __future__ import annotations

import os
from typing import Any

from models.base.finding import Finding
from models.base.language import say

LANGUAGES = ("vi", "en")


def language() -> str:
    """Vietnamese, unless VINHDANH_LANGUAGE asks for English."""
    asked = os.environ.get("VINHDANH_LANGUAGE", "vi")
    return asked if asked in LANGUAGES else "vi"


def sentence(finding: Finding) -> str:
    """The finding as one line."""
    return f"{finding.code}: {say(finding.message, language(), finding.values)}"


def as_json(finding: Finding) -> dict[str, Any]:
    """The finding as programs read it."""
    return {
        "code": finding.code,
        "text": say(finding.message, language(), finding.values),
        "values": {name: str(value) for name, value in finding.values.items()},
    }
