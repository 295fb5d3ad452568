"""What a dossier still lacks: parts by name, reports by nominee, secret papers' data, sets on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.base.finding import Finding, Severity
from models.base.language import N_
from models.schemes.shape.dossier import Part
from models.schemes.words import PartMaking, PartPer


@dataclass(frozen=True)
class NomineeLine:
    """One line of the dossier, as far as completeness asks; `id` is any key of the nomination."""

    id: int | str
    name: str
    summary: str = ""


@dataclass(frozen=True)
class PartPresent:
    """A current paper of the dossier.

    `nominee` None covers all nominees. A secret paper is not stored: number, date and sets stand for it.
    """

    key: str
    nominee: int | str | None = None
    secret: bool = False
    number: str = ""
    dated_on: date | None = None
    sets: int | None = None


NO_NOMINEES = N_("The dossier names nobody yet.")
PART_MISSING = N_("Missing: %(part)s.")
PART_MISSING_FOR = N_("Missing: %(part)s of %(name)s.")
SUMMARY_MISSING = N_("The roster has no summary of the achievement of %(name)s.")
SECRET_NUMBER = N_("%(part)s is secret: its number is missing.")
SECRET_DATE = N_("%(part)s is secret: its date is missing.")
SECRET_SETS = N_("%(part)s is secret: the number of its sets is missing.")
SETS_UNCOUNTED = N_("The original sets on paper have not been counted yet (%(needed)s needed).")
SETS_SHORT = N_("%(counted)s of %(needed)s original sets on paper.")


def check_parts(
    needed: Iterable[Part], present: Sequence[PartPresent], nominees: Sequence[NomineeLine]
) -> list[Finding]:
    """What is missing for submission, each part by its name, in the order of the scheme; all of it blocks.

    A part for each nominee needs one paper of every nominee or one that covers all; a computed part only
    needs what it is computed from. A secret paper counts once its number, date and sets are recorded.
    """
    found = [] if nominees else [Finding("no_nominees", NO_NOMINEES)]
    for part in needed:
        if part.made is PartMaking.COMPUTED:
            found += _roster(part, nominees)
            continue
        papers = [paper for paper in present if paper.key == part.key]
        found += _missing(part, papers, nominees)
        found += [finding for paper in papers if paper.secret for finding in _secret(part, paper)]
    return found


def check_sets(counted: int | None, needed: int | None, citation: str = "") -> list[Finding]:
    """The original sets received on paper, "n of m"; silent when the receiving body gives its own guidance (None).

    Too few is a warning: the records clerk counts what came, the appraiser decides on a return.
    """
    if needed is None or (counted is not None and counted >= needed):
        return []
    if counted is None:
        return [Finding("sets", SETS_UNCOUNTED, {"needed": needed}, Severity.INFO, citation)]
    return [Finding("sets", SETS_SHORT, {"counted": counted, "needed": needed}, Severity.WARN, citation)]


def _missing(part: Part, papers: Sequence[PartPresent], nominees: Sequence[NomineeLine]) -> list[Finding]:
    covers_all = any(paper.nominee is None for paper in papers)
    if covers_all or (part.per is PartPer.DOSSIER and papers):
        return []
    if part.per is PartPer.DOSSIER or not nominees:
        return [Finding("part_missing", PART_MISSING, {"part": part.name}, field=part.key)]
    having = {paper.nominee for paper in papers}
    return [
        Finding(
            "part_missing",
            PART_MISSING_FOR,
            {"part": part.name, "name": nominee.name},
            field=part.key,
            place=str(nominee.id),
        )
        for nominee in nominees
        if nominee.id not in having
    ]


def _roster(part: Part, nominees: Sequence[NomineeLine]) -> list[Finding]:
    return [
        Finding("summary_missing", SUMMARY_MISSING, {"name": line.name}, field=part.key, place=str(line.id))
        for line in nominees
        if not line.summary.strip()
    ]


def _secret(part: Part, paper: PartPresent) -> list[Finding]:
    lacks = (
        (not paper.number.strip(), SECRET_NUMBER),
        (paper.dated_on is None, SECRET_DATE),
        (paper.sets is None or paper.sets < 1, SECRET_SETS),
    )
    return [
        Finding("secret_part", message, {"part": part.name}, field=part.key) for lacking, message in lacks if lacking
    ]
