"""Cases of every kind: their drawing and their history."""

from webapp.pages.process.cases import blueprint

SCREENS: dict[str, object] = {}

__all__ = ["SCREENS", "blueprint"]
