"""The papers of a dossier as rows: what is there, what is missing, for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.nominations.dossiers import Dossier, Part
from models.nominations.nominations import Nomination
from models.schemes.shape.dossier import Part as PartShape
from models.schemes.words import PartMaking, PartPer


@dataclass(frozen=True)
class PartRow:
    """One component of the dossier with its current papers; `lacks` names the nominees without a report."""

    shape: PartShape
    papers: Sequence[tuple[Part, str]]
    lacks: Sequence[str]
    there: bool

    @property
    def computed(self) -> bool:
        return self.shape.made is PartMaking.COMPUTED


def part_rows(dossier: Dossier, lines: Sequence[Nomination]) -> list[PartRow]:
    """The components that the award asks for, in the order of the scheme."""
    rules = dossier.campaign.scheme.dossier
    return [_row(dossier, rules.part(key), lines) for key in dossier.award_shape.parts]


def _row(dossier: Dossier, shape: PartShape, lines: Sequence[Nomination]) -> PartRow:
    names = {line.id: line.nominee.name for line in lines}
    current = [part for part in dossier.parts if part.replaced_at is None and str(part.kind) == shape.key]
    papers = [(part, names.get(part.nomination_id or 0, "")) for part in current]
    if shape.made is PartMaking.COMPUTED:
        lacks = [line.nominee.name for line in lines if not line.summary.strip()]
        return PartRow(shape, papers, lacks, bool(lines) and not lacks)
    if shape.per is PartPer.DOSSIER or any(part.nomination_id is None for part in current):
        return PartRow(shape, papers, (), bool(current))
    having = {part.nomination_id for part in current}
    lacks = [line.nominee.name for line in lines if line.id not in having]
    return PartRow(shape, papers, lacks, bool(lines) and not lacks)
