"""A dossier of the story: what is planned for it, and everybody who has a hand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from models.nominations.dossiers import Dossier
from models.papers.words import PartKind
from models.people.organizations import Organization
from models.people.persons import Person
from models.people.words import Role
from models.schemes.words import SubjectKind
from workflows.runs.story import Story
from workflows.runs.story_cast import Cast

PAPERS = {
    PartKind.UNIT_MINUTES: "Biên bản họp Hội đồng",
    PartKind.ACHIEVEMENT_REPORT: "Báo cáo thành tích",
    PartKind.PROPOSAL_LETTER: "Tờ trình",
}


class Stop(IntEnum):
    """How far a dossier has come when the story leaves it."""

    DRAFT = 1
    WITH_HEAD = 2
    SUBMITTED = 3
    RECEIVED = 4
    IN_APPRAISAL = 5
    RETURNED = 6
    READY = 7


class Fate(IntEnum):
    """What becomes of one line before the council."""

    ELIGIBLE = 1
    INELIGIBLE = 2
    HELD = 3  # and stays on hold
    LIFTED = 4  # held, and let go some weeks later
    DECLINED = 5  # a line from below that the district leaves out
    PROPOSED = 6  # a line from below that nobody has decided yet


@dataclass(frozen=True)
class LinePlan:
    """One nominee; a collective is its organisation, a person has name and birth."""

    body: Organization
    kind: SubjectKind
    name: str = ""
    born: str = ""
    honorific: str = ""
    fate: Fate = Fate.ELIGIBLE
    from_below: bool = False  # written by the body itself


@dataclass(frozen=True)
class DossierPlan:
    """One dossier: whose, for which award, with whom, and its way."""

    body: Organization
    award: str
    lines: tuple[LinePlan, ...]
    stop: Stop = Stop.READY
    head_sends_back: bool = False
    returned: bool = False  # once, and completed
    withdrawn_after: Stop | None = None
    submit_from: date | None = None  # not handed in before this day
    late: bool = False  # handed in after its phase has closed
    secret: bool = False
    sets: int = 1


@dataclass
class Desk:
    """A dossier on its way, with everybody who has a hand in it."""

    story: Story
    cast: Cast
    plan: DossierPlan
    dossier: Dossier = field(init=False)
    nominations: dict[str, LinePlan] = field(default_factory=dict)  # by public id

    @property
    def officer(self) -> Person:
        return self.cast.officers[self.plan.body.code]

    @property
    def head(self) -> Person:
        return self.cast.heads[self.plan.body.code]

    @property
    def appraiser(self) -> Person:
        return self.cast.appraiser_for(self.plan.body)

    @property
    def lead(self) -> Person:
        return self.cast.office(Role.SECRETARIAT_LEAD)

    def act(self, who: Person, name: str, /, **answers: Any) -> Any:
        return self.story.act(who, name, self.dossier, **answers)

    def step(self, who: Person, name: str, /, **answers: Any) -> None:
        self.story.perform(who, name, self.dossier, **answers)

    def paper(self, kind: PartKind) -> dict[str, Any]:
        """A received paper of that kind, as a form hands it on."""
        return self.story.upload(f"{PAPERS[kind]} {self.dossier.code}")
