"""Dossiers, the nominations in them, and lines from below."""

from webapp.pages.nominations import appraisals, dossiers, drafting, lines, office, rosters, steps
from webapp.pages.nominations.room import blueprint

SCREENS = steps.SCREENS

__all__ = ["SCREENS", "appraisals", "blueprint", "dossiers", "drafting", "lines", "office", "rosters"]
