"""The quota board: buckets, organisations, limits."""

from webapp.frame.screens import Screen
from webapp.pages.quotas import limits, lists
from webapp.pages.quotas.board import blueprint

SCREENS: dict[str, Screen] = {}

__all__ = ["SCREENS", "blueprint", "limits", "lists"]
