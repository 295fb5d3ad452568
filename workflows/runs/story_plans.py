"""Who nominates whom in a rehearsal: many organisations, more nominees than places, and something of every fate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from models.people.organizations import Organization
from models.people.words import OrganizationKind
from models.schemes.words import SubjectKind
from workflows.runs.story import Story
from workflows.runs.story_cast import MANNED, Cast
from workflows.runs.story_desk import DossierPlan, Fate, LinePlan, Stop

_K = OrganizationKind
VI1, VI2, VI3 = "vi1", "vi2", "vi3"
FIRST_DAYS = (date(2024, 1, 8), date(2024, 6, 5))  # dossiers for the awards of phase 1 are begun
SECOND_DAYS = (date(2024, 7, 1), date(2024, 8, 5))  # and of phase 2
LATE_DAY = date(2024, 8, 5)  # phase 1 is over
FOR_VI1 = ("tuy-duc", "krong-no", "dak-song")  # these and their communes are collectives for VI.1 only (E01)
LOCAL = (_K.DISTRICT_MEMBER_ORG, _K.COMMUNE_COMMITTEE, _K.FRONT_WORK_COMMITTEE)
WITHDRAWALS = (Stop.SUBMITTED, Stop.READY, Stop.RETURNED, Stop.DRAFT)


@dataclass
class Planner:
    """Plans dossiers one by one; remembers which organisations were nominated for which award."""

    story: Story
    cast: Cast
    _used: set[tuple[str, str]] = field(default_factory=set)  # award, code of the organisation
    _persons: list[LinePlan] = field(default_factory=list)  # nominated for VI.3
    _loose: int = 0

    def plans(self, count: int) -> Iterator[tuple[date, DossierPlan]]:
        """`count` dossiers with the days on which they are begun; the first ones ask for all places."""
        first, second = max(1, count // 6), max(1, count // 4)
        awards = [VI3] * (count - first - second) + [VI2] * second + [VI1] * first
        own = dict.fromkeys((VI1, VI2, VI3), 0)
        totals = {award: awards.count(award) for award in own}
        for number, award in enumerate(awards[:count]):
            body = self._submitter(award, own[award])
            plan = DossierPlan(body, award, tuple(self._lines(award, body, own[award])))
            day = _spread(SECOND_DAYS if award == VI1 else FIRST_DAYS, own[award], totals[award])
            own[award] += 1
            yield day, self._with_fate(number, plan, backbone=award == VI3 and own[award] <= len(self._rotation()))

    def _rotation(self) -> list[Organization]:
        """Districts, boards and member organisations in turn."""
        kinds = (_K.DISTRICT_COMMITTEE, _K.PROVINCIAL_BOARD, _K.PROVINCIAL_MEMBER_ORG)
        queues = [self.cast.of_kind(kind) for kind in kinds]
        order = [0, 1, 2, 1, 2, 0, 2, 1, 2, 0, 2, 1, 0, 0, 0, 0, 0]  # enough of each to ask for all places
        return [queues[place].pop(0) for place in order]

    def _submitter(self, award: str, number: int) -> Organization:
        if award == VI1 and number < len(FOR_VI1):
            return self.cast.bodies[FOR_VI1[number]]
        bodies = self._rotation()
        return bodies[number % len(bodies)]

    def _lines(self, award: str, body: Organization, number: int) -> Iterator[LinePlan]:
        """Collectives that were not asked for yet, then persons; now and then one who is nominated for VI.3 too."""
        district = body.kind == _K.DISTRICT_COMMITTEE
        yield from self._collectives(award, body, most=7 if district and award == VI3 else 2)
        if award != VI3 and number % 3 == 2:
            yield from self._again(body)
        many = district and award == VI3 and number < len(self._rotation())
        for _ in range(self.story.random.randrange(6, 9) if many else self.story.random.randrange(1, 3)):
            yield self._person(award, body)

    def _collectives(self, award: str, body: Organization, most: int) -> Iterator[LinePlan]:
        local = self.cast.below(body, *LOCAL)
        near = [one for kind in LOCAL for one in [unit for unit in local if unit.kind == kind][:6]]
        for one in [body, *self._mixed(near)]:
            if most and self._fits(award, one) and (award, one.code) not in self._used:
                self._used.add((award, one.code))
                most -= 1
                yield LinePlan(one, SubjectKind.COLLECTIVE, from_below=one.code in MANNED)

    def _mixed(self, bodies: list[Organization]) -> list[Organization]:
        """Two of each kind, then the rest."""
        first = [one for kind in LOCAL for one in [unit for unit in bodies if unit.kind == kind][:2]]
        return first + [one for one in bodies if one not in first]

    def _fits(self, award: str, body: Organization) -> bool:
        """Whether the award has a bucket for this organisation as a collective."""
        if award == VI1:
            return body.kind in (_K.DISTRICT_COMMITTEE, _K.COMMUNE_COMMITTEE)
        kept = any(body.path.startswith(self.cast.bodies[code].path) for code in FOR_VI1)
        return body.kind != _K.PROVINCIAL_COMMITTEE and not (kept and self._fits(VI1, body))

    def _person(self, award: str, body: Organization) -> LinePlan:
        """Somebody of the organisation itself or of a commune or residential area of the district."""
        near = self.cast.below(body, _K.COMMUNE_COMMITTEE, _K.FRONT_WORK_COMMITTEE)
        home = self.story.random.choice([body, *near])
        invent = self.story.invent
        line = LinePlan(home, SubjectKind.INDIVIDUAL, invent.name(), invent.born(), invent.honorific(),
                        from_below=home.code in MANNED and home.id != body.id)  # fmt: skip
        if award == VI3:
            self._persons.append(line)
        return line

    def _again(self, body: Organization) -> Iterator[LinePlan]:
        """A person of this organisation's area who is nominated for VI.3 as well."""
        for line in self._persons:
            if line.body.path.startswith(body.path):
                self._persons.remove(line)
                yield replace(line, from_below=False)
                return

    def _with_fate(self, number: int, plan: DossierPlan, *, backbone: bool) -> DossierPlan:
        """What happens on the way; the backbone is never withdrawn or late, so that all places are asked for."""
        lines = list(plan.lines)
        if number % 9 == 4:
            lines[-1] = replace(lines[-1], fate=Fate.LIFTED)
        elif number % 9 == 7:
            lines[-1] = replace(lines[-1], fate=Fate.INELIGIBLE)
        lines += self._declined(number, plan.body)
        plan = replace(plan, lines=tuple(lines), head_sends_back=number % 7 == 3, returned=number % 4 == 1,
                       secret=number % 13 == 6, sets=2 if plan.award == VI1 else 1)  # fmt: skip
        if backbone:
            return plan
        self._loose += 1
        if self._loose % 9 == 2:
            after = WITHDRAWALS[self._loose // 9 % len(WITHDRAWALS)]
            return replace(plan, withdrawn_after=after, returned=after == Stop.RETURNED)
        if self._loose % 11 == 5 and plan.award != VI1:
            return replace(plan, late=True, submit_from=LATE_DAY + timedelta(days=1))
        return plan

    def _declined(self, number: int, body: Organization) -> list[LinePlan]:
        """Now and then a line from below that the district leaves out."""
        near = [one for one in self.cast.below(body, _K.COMMUNE_COMMITTEE) if one.code in MANNED]
        if number % 5 != 0 or not near:
            return []
        line = self._person(VI2, body)
        return [replace(line, body=near[0], fate=Fate.DECLINED, from_below=True)]


def _spread(days: tuple[date, date], number: int, total: int) -> date:
    """The day of one of `total` beginnings, evenly between two days."""
    first, last = days
    return first + timedelta(days=(last - first).days * number // max(1, total))
