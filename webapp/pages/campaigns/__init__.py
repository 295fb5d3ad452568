"""The campaign, its targets, and the works that organisations register."""

from webapp.pages.campaigns import campaign, targets, works
from webapp.pages.campaigns.campaign import blueprint

SCREENS = {**campaign.SCREENS, **works.SCREENS}

__all__ = ["SCREENS", "blueprint", "targets"]
