"""The council: meetings, the secretary's room, the members' ballots, adoption, minutes."""

from webapp.pages.council import attendance, ballots, board, meetings, minutes, recusals, rounds, ties
from webapp.pages.council.screens import SCREENS
from webapp.pages.council.view import blueprint

__all__ = [
    "SCREENS",
    "attendance",
    "ballots",
    "blueprint",
    "board",
    "meetings",
    "minutes",
    "recusals",
    "rounds",
    "ties",
]
