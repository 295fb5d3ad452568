"""The home of each role, and search: what to do now, and where a thing is."""

from webapp.pages.front import search
from webapp.pages.front.home import blueprint

__all__ = ["blueprint", "search"]
