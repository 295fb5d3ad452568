"""What a dossier holds, who hands it in, and how often it may come back."""

from __future__ import annotations

from dataclasses import dataclass

from models.schemes.shape.given import Given
from models.schemes.words import PartMaking, PartPer


@dataclass(frozen=True)
class Part:
    """One component of a dossier."""

    key: str
    name: str
    made: PartMaking
    per: PartPer


@dataclass(frozen=True)
class Route:
    """The way up for organisations that hand in nothing themselves: through whose dossier they go."""

    key: str
    through: Given[str]


@dataclass(frozen=True)
class DossierRules:
    """The dossier as the plan asks for it.

    `submitters` are the kinds of organisation that hand in dossiers of their own; the key of a
    route is the kind that writes its lines into another's draft.
    """

    submitters: tuple[str, ...]
    routes: tuple[Route, ...]
    parts: tuple[Part, ...]
    max_returns: Given[int]
    return_working_days: Given[int]

    def part(self, key: str) -> Part:
        """The component with this key; KeyError when there is none."""
        for part in self.parts:
            if part.key == key:
                return part
        raise KeyError(key)

    def through(self, organization_kind: str) -> str | None:
        """The kind whose dossier takes the lines of `organization_kind`.

        That is itself when it hands in dossiers, None when the scheme knows no way for it.
        """
        if organization_kind in self.submitters:
            return organization_kind
        for route in self.routes:
            if route.key == organization_kind:
                return route.through.value
        return None
