"""Stored files and letters, as their readers get them."""

from webapp.pages.papers import files, letters
from webapp.pages.papers.room import blueprint

SCREENS: dict[str, object] = {}

__all__ = ["SCREENS", "blueprint", "files", "letters"]
