"""The home of each role: what to do now."""

from webapp.pages.front.home import blueprint

__all__ = ["blueprint"]
