"""Who may be the same nominee: one name in several spellings, or another one that looks like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Identity:
    """A person as nominated; the keys come from models.base.text, `unit` is any key of the organisation."""

    name_key: str
    skeleton: str
    unit: str
    born_on: date | None = None
    birth_year: int | None = None

    @property
    def year(self) -> int | None:
        return self.born_on.year if self.born_on else self.birth_year


def is_same(one: Identity, other: Identity) -> bool:
    """Whether both are surely the same nominee: same name, same unit, same birth as far as written."""
    birth = (one.born_on, one.year) == (other.born_on, other.year)
    return one.name_key == other.name_key and one.unit == other.unit and birth


def is_look_alike(one: Identity, other: Identity) -> bool:
    """Whether a human should look: the same name with other birth or unit, or a name that looks the same."""
    if is_same(one, other):
        return False
    return one.name_key == other.name_key or one.skeleton == other.skeleton


def look_alikes(one: Identity, others: Iterable[Identity]) -> list[Identity]:
    """The others that a human should compare with `one`, in the order given."""
    return [other for other in others if is_look_alike(one, other)]
