"""Signing in, the own account, and the administrator's lists of people and organisations."""

from webapp.pages.people import account, day, importing, organizations, persons, posts, sign_in
from webapp.pages.people.room import blueprint

__all__ = ["account", "blueprint", "day", "importing", "organizations", "persons", "posts", "sign_in"]
