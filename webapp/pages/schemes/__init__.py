"""Scheme files: what is loaded, its text by lines, checking and loading another."""

from webapp.pages.schemes.reading import blueprint

SCREENS: dict[str, object] = {}

__all__ = ["SCREENS", "blueprint"]
