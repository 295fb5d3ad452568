"""Decisions: the list, one with its lines, the pages of its steps."""

from webapp.pages.awards.decisions import blueprint
from webapp.pages.awards.screens import SCREENS

__all__ = ["SCREENS", "blueprint"]
