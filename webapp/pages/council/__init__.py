"""The council: meetings, the secretary's room, the members' ballots, adoption, minutes."""

from webapp.pages.council import attendance, ballots, meetings, minutes, recusals, rounds, ties
from webapp.pages.council.screens import SCREENS
from webapp.pages.council.view import blueprint

__all__ = ["SCREENS", "attendance", "ballots", "blueprint", "meetings", "minutes", "recusals", "rounds", "ties"]
