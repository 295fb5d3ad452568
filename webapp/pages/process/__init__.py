"""Cases of every kind: their drawing and their history; what was refused."""

from webapp.pages.process import attempts
from webapp.pages.process.cases import blueprint

SCREENS: dict[str, object] = {}

__all__ = ["SCREENS", "attempts", "blueprint"]
