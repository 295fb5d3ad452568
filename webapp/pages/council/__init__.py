"""The council: meetings, the secretary's room, the members' ballots, adoption, minutes."""

from webapp.pages.council import ballots, board, meetings, minutes, rounds, ties
from webapp.pages.council.screens import SCREENS
from webapp.pages.council.view import blueprint

__all__ = ["SCREENS", "ballots", "blueprint", "board", "meetings", "minutes", "rounds", "ties"]
