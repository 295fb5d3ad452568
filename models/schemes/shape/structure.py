"""The whole scheme: its document, phases, targets, criteria, awards, dossier, voting, reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.schemes.shape.dossier import DossierRules
from models.schemes.shape.eligibility import CriteriaGroup
from models.schemes.shape.given import Assumed, Dated, Place, assumptions_in
from models.schemes.shape.limits import Award, Bucket
from models.schemes.shape.targets import Target
from models.schemes.shape.voting import Voting


@dataclass(frozen=True)
class LegalBasis:
    """A document that the plan rests on."""

    number: str
    issued_on: date
    issuer: str
    about: str


@dataclass(frozen=True)
class KindUse:
    """A kind of organisation that the scheme speaks of, by the plan's own name for it."""

    key: str
    name: str


@dataclass(frozen=True)
class Phase:
    """One phase of the campaign; a day that is not announced is None, both days belong to the phase."""

    key: str
    name: str
    opens_on: Dated
    closes_on: Dated
    contents: tuple[str, ...]


@dataclass(frozen=True)
class ReportDuty:
    """A report that organisations owe; `due_before` is exclusive, None when the plan gives no day."""

    key: str
    name: str
    organization_kinds: tuple[str, ...]
    recipient: str
    via: str
    due_before: date | None
    attachments: tuple[str, ...]

    @property
    def last_day(self) -> date | None:
        """The last day that is still in time."""
        return self.due_before - timedelta(days=1) if self.due_before else None


@dataclass(frozen=True)
class Scheme:
    """A campaign's rules as data; `places` tells where each path stands in the file it was read from."""

    code: str
    title: str
    short_title: str
    number: str
    issued_on: date
    issuer: str
    signer_title: str
    launched_on: date
    place: str
    legal_bases: tuple[LegalBasis, ...]
    organization_kinds: tuple[KindUse, ...]
    contents: tuple[str, ...]
    phases: tuple[Phase, ...]
    targets: tuple[Target, ...]
    criteria: tuple[CriteriaGroup, ...]
    awards: tuple[Award, ...]
    dossier: DossierRules
    voting: Voting
    report_duties: tuple[ReportDuty, ...]
    recipients: tuple[str, ...]
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    def assumptions(self) -> tuple[Assumed, ...]:
        """Everything that the plan leaves open and that this scheme assumes."""
        return tuple(assumptions_in(self))

    def phase(self, key: str) -> Phase:
        """The phase with this key; KeyError when there is none."""
        for phase in self.phases:
            if phase.key == key:
                return phase
        raise KeyError(key)

    def award(self, key: str) -> Award:
        """The award with this key; KeyError when there is none."""
        for award in self.awards:
            if award.key == key:
                return award
        raise KeyError(key)

    def target(self, key: str) -> Target:
        """The target with this key; KeyError when there is none."""
        for target in self.targets:
            if target.key == key:
                return target
        raise KeyError(key)

    def bucket(self, key: str) -> tuple[Award, Bucket]:
        """The bucket with this key and the award it belongs to; KeyError when there is none."""
        for award in self.awards:
            for bucket in award.buckets:
                if bucket.key == key:
                    return award, bucket
        raise KeyError(key)
