"""Contradictions inside one scheme: what each line says may be right and still not fit the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from models.base.dates import short_date
from models.base.finding import Finding, Severity
from models.base.language import N_
from models.schemes.nodes import START, found
from models.schemes.scalars import nearest
from models.schemes.shape.given import Place
from models.schemes.shape.limits import Award, Bucket
from models.schemes.shape.structure import Scheme
from models.schemes.shape.targets import Measure
from models.schemes.words import BallotChoice, DecidingBody, FigureSource, LimitKind, MeasurePer, MeasureUnit

REPEATED = N_("line %(line)s: the key “%(key)s” is already used in line %(first)s")
UNKNOWN_KIND = N_("line %(line)s: organization_kinds at the top of the file name no kind “%(key)s”")
KIND_NEAR = N_(
    "line %(line)s: organization_kinds at the top of the file name no kind “%(key)s”; did you mean “%(near)s”?"
)
KIND_UNHEARD = N_("line %(line)s: the product knows no kind of organisation “%(key)s”")
KIND_UNHEARD_NEAR = N_("line %(line)s: the product knows no kind of organisation “%(key)s”; did you mean “%(near)s”?")
TWICE = N_("line %(line)s: “%(key)s” stands in this list twice")
UNKNOWN_PHASE = N_("line %(line)s: award “%(award)s” names the phase “%(key)s”, which the scheme does not have")
UNKNOWN_PART = N_("line %(line)s: award “%(award)s” needs the part “%(key)s”, which the dossier does not have")
GUIDANCE_MISSING = N_("line %(line)s: original_sets is null, so own_guidance must say where the number comes from")
GUIDANCE_NEEDLESS = N_("line %(line)s: original_sets is stated, so own_guidance does not belong here")
OWN_LIMITS_PROPOSALS = N_("line %(line)s: an award decided by this committee itself limits awards, not proposals")
HIGHER_LIMITS_AWARDS = N_("line %(line)s: an award decided by another body can only limit proposals, not awards")
SAME_BUCKET = N_(
    "line %(line)s: bucket “%(key)s” takes the same nominees as “%(other)s”; one of the two is meaningless"
)
OVERLAP = N_("line %(line)s: bucket “%(key)s” overlaps “%(other)s”: for some nominees people will have to choose")
CLOSES_EARLY = N_("line %(line)s: phase “%(key)s” closes on %(closes)s, before it opens on %(opens)s")
PERIOD_BACKWARDS = N_("line %(line)s: the period ends before it begins")
LAUNCHED_EARLY = N_("line %(line)s: launched_on lies before issued_on")
OVER_HUNDRED = N_("line %(line)s: a percentage cannot be more than 100, here it is %(value)s")
TOO_MANY_COUNTERS = N_(
    "line %(line)s: %(needed)s counters cannot be needed of a board of %(counters)s (a board has at most %(most)s)"
)
NO_AGREE = N_("line %(line)s: without the choice “agree” nothing can be adopted")
SHARE_NEEDED = N_("line %(line)s: a percentage of the units needs per: all_units")
COUNT_NEEDED = N_("line %(line)s: a count of houses or works needs per: each_unit")
WORK_KINDS_MISSING = N_("line %(line)s: a figure counted from the works needs work_kinds")
WORK_KINDS_NEEDLESS = N_("line %(line)s: a reported figure has no work_kinds")
WORKS_UNIT = N_("line %(line)s: a figure counted from the works needs unit: works")
ROUTE_OF_SUBMITTER = N_("line %(line)s: “%(key)s” hands in dossiers itself, so it needs no route")
ROUTE_NOWHERE = N_("line %(line)s: the route of “%(key)s” goes through “%(other)s”, which hands in no dossier itself")

MOST_COUNTERS = 9  # each takes a code and waits for it

# Kinds of organisation share their endings: district_committee is no misspelt commune_committee.
ALIKE = 0.85


@dataclass(frozen=True)
class Contradiction:
    """One contradiction at `path`; it rests on the keys of the lists at `reads` too."""

    code: str
    path: str
    message: str
    values: dict[str, Any] = field(default_factory=dict)
    reads: tuple[str, ...] = ()
    severity: Severity = Severity.BLOCK

    def finding(self, scheme: Scheme) -> Finding:
        """The finding with the line on which it stands."""
        plain = found(self.code, self.message, place_of(scheme, self.path), **self.values)
        return Finding(plain.code, plain.message, plain.values, self.severity, place=plain.place)


def check_scheme(scheme: Scheme, known_kinds: Collection[str] | None = None) -> list[Finding]:
    """Every contradiction and warning of a scheme, in the order of the rules."""
    return [said.finding(scheme) for said in contradictions(scheme, known_kinds)]


def place_of(scheme: Scheme, path: str) -> Place:
    """Where `path` stands in the file; where what holds it stands when it has no line of its own."""
    while path and path not in scheme.places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return scheme.places.get(path, START)


def contradictions(scheme: Scheme, known_kinds: Collection[str] | None = None) -> Iterator[Contradiction]:
    """The contradictions of a scheme one by one."""
    yield from _repeated_keys(scheme)
    yield from _kinds(scheme, known_kinds)
    yield from _days(scheme)
    for award in scheme.awards:
        yield from _award(scheme, award)
        yield from _overlaps(award)
    for target in scheme.targets:
        for measure in target.measures:
            yield from _measure(f"targets[{target.key}].measures[{measure.key}]", measure)
    yield from _routes(scheme)
    yield from _voting(scheme)


def _keyed_lists(scheme: Scheme) -> Iterator[tuple[str, list[str]]]:
    """Every list whose entries have keys, with these keys."""
    yield "organization_kinds", [kind.key for kind in scheme.organization_kinds]
    yield "phases", [phase.key for phase in scheme.phases]
    yield "targets", [target.key for target in scheme.targets]
    for target in scheme.targets:
        yield f"targets[{target.key}].measures", [measure.key for measure in target.measures]
    yield "criteria", [group.key for group in scheme.criteria]
    for group in scheme.criteria:
        yield f"criteria[{group.key}].items", [item.key for item in group.items]
    yield "awards", [award.key for award in scheme.awards]
    yield "dossier.routes", [route.key for route in scheme.dossier.routes]
    yield "dossier.parts", [part.key for part in scheme.dossier.parts]
    yield "report_duties", [duty.key for duty in scheme.report_duties]


def _repeated_keys(scheme: Scheme) -> Iterator[Contradiction]:
    for path, keys in _keyed_lists(scheme):
        yield from _repeated([(key, f"{path}[#{index}]") for index, key in enumerate(keys)], scheme)
    # A bucket is known by its key alone, so keys must differ over all awards.
    buckets = [
        (bucket.key, f"awards[{award.key}].buckets[#{index}]")
        for award in scheme.awards
        for index, bucket in enumerate(award.buckets)
    ]
    yield from _repeated(buckets, scheme)


def _repeated(keyed: Iterable[tuple[str, str]], scheme: Scheme) -> Iterator[Contradiction]:
    seen: dict[str, str] = {}
    for key, path in keyed:
        if key and key in seen:
            values = {"key": key, "first": place_of(scheme, seen[key]).line}
            yield Contradiction("scheme_repeated_key", path, REPEATED, values)
        seen.setdefault(key, path)


def _kind_lists(scheme: Scheme) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every list of kinds of organisation, with its path."""
    for target in scheme.targets:
        for measure in target.measures:
            yield f"targets[{target.key}].measures[{measure.key}].organization_kinds", measure.organization_kinds
    for group in scheme.criteria:
        yield f"criteria[{group.key}].organization_kinds", group.organization_kinds or ()
    for award in scheme.awards:
        for bucket in award.buckets:
            path = f"awards[{award.key}].buckets[{bucket.key}].organization_kinds"
            yield path, bucket.organization_kinds or ()
    for duty in scheme.report_duties:
        yield f"report_duties[{duty.key}].organization_kinds", duty.organization_kinds
    yield "dossier.submitters", scheme.dossier.submitters


def _kinds(scheme: Scheme, known_kinds: Collection[str] | None) -> Iterator[Contradiction]:
    declared = [kind.key for kind in scheme.organization_kinds]
    for key in declared if known_kinds is not None else ():
        if key and key not in (known_kinds or ()):
            values = {"key": key, "near": nearest(key, known_kinds or (), ALIKE)}
            message = KIND_UNHEARD_NEAR if values["near"] else KIND_UNHEARD
            yield Contradiction("scheme_unknown_kind", f"organization_kinds[{key}]", message, values)
    uses = [(f"{path}[{index}]", key) for path, keys in _kind_lists(scheme) for index, key in enumerate(keys)]
    uses += [(f"dossier.routes[{route.key}]", route.key) for route in scheme.dossier.routes]
    uses += [(f"dossier.routes[{route.key}].through", route.through.value) for route in scheme.dossier.routes]
    for path, key in uses:
        if key and key not in declared:
            near = nearest(key, declared, ALIKE)
            message, values = (KIND_NEAR, {"key": key, "near": near}) if near else (UNKNOWN_KIND, {"key": key})
            yield Contradiction("scheme_unknown_kind", path, message, values, ("organization_kinds",))
    for path, keys in _kind_lists(scheme):
        yield from _twice(path, keys)


def _twice(path: str, keys: tuple[str, ...]) -> Iterator[Contradiction]:
    for index, key in enumerate(keys):
        if key and key in keys[:index]:
            yield Contradiction("scheme_twice", f"{path}[{index}]", TWICE, {"key": key})


def _days(scheme: Scheme) -> Iterator[Contradiction]:
    for phase in scheme.phases:
        opens, closes = phase.opens_on.on, phase.closes_on.on
        if opens and closes and closes < opens:
            values = {"key": phase.key, "opens": short_date(opens), "closes": short_date(closes)}
            path = f"phases[{phase.key}]"
            yield Contradiction("scheme_phase_backwards", f"{path}.closes_on", CLOSES_EARLY, values)
    if scheme.launched_on < scheme.issued_on:
        yield Contradiction("scheme_launched_early", "launched_on", LAUNCHED_EARLY, reads=("issued_on",))


def _award(scheme: Scheme, award: Award) -> Iterator[Contradiction]:
    path = f"awards[{award.key}]"
    if award.phase not in [phase.key for phase in scheme.phases]:
        values = {"award": award.key, "key": award.phase}
        yield Contradiction("scheme_unknown_phase", f"{path}.phase", UNKNOWN_PHASE, values, ("phases",))
    known = [part.key for part in scheme.dossier.parts]
    for index, key in enumerate(award.parts):
        if key not in known:
            values = {"award": award.key, "key": key}
            reads = ("dossier.parts", "dossier")
            yield Contradiction("scheme_unknown_part", f"{path}.parts[{index}]", UNKNOWN_PART, values, reads)
    yield from _twice(f"{path}.parts", award.parts)
    if award.original_sets is None and not award.own_guidance:
        yield Contradiction("scheme_guidance", f"{path}.original_sets", GUIDANCE_MISSING)
    if award.original_sets is not None and award.own_guidance:
        yield Contradiction("scheme_guidance", f"{path}.own_guidance", GUIDANCE_NEEDLESS)
    own = award.decided_by is DecidingBody.OWN
    if own != (award.limits is LimitKind.AWARDS):
        message = OWN_LIMITS_PROPOSALS if own else HIGHER_LIMITS_AWARDS
        yield Contradiction("scheme_limit_kind", f"{path}.limits", message, reads=(f"{path}.decided_by",))


def _overlaps(award: Award) -> Iterator[Contradiction]:
    for index, bucket in enumerate(award.buckets):
        for other in award.buckets[:index]:
            if not _meet(bucket, other):
                continue
            values = {"key": bucket.key, "other": other.key}
            path = f"awards[{award.key}].buckets[#{index}]"
            reads = (f"awards[{award.key}].buckets",)
            if _coverage(bucket) == _coverage(other):
                yield Contradiction("scheme_same_bucket", path, SAME_BUCKET, values, reads)
            else:
                # People choose where two buckets fit: allowed, but seldom meant.
                yield Contradiction("scheme_overlap", path, OVERLAP, values, reads, Severity.WARN)


def _coverage(bucket: Bucket) -> tuple[frozenset[str], frozenset[str] | None]:
    kinds = bucket.organization_kinds
    return frozenset(bucket.subject_kinds), None if kinds is None else frozenset(kinds)


def _meet(bucket: Bucket, other: Bucket) -> bool:
    if not set(bucket.subject_kinds) & set(other.subject_kinds):
        return False
    if bucket.organization_kinds is None or other.organization_kinds is None:
        return True
    return bool(set(bucket.organization_kinds) & set(other.organization_kinds))


def _measure(path: str, measure: Measure) -> Iterator[Contradiction]:
    share = measure.unit is MeasureUnit.PERCENT_OF_UNITS
    counted = measure.source is FigureSource.WORKS
    wrong = [
        ("value", OVER_HUNDRED, share and measure.value > 100),
        ("per", SHARE_NEEDED, share and measure.per is not MeasurePer.ALL_UNITS),
        ("per", COUNT_NEEDED, not share and measure.per is not MeasurePer.EACH_UNIT),
        ("source", WORK_KINDS_MISSING, counted and not measure.work_kinds),
        ("work_kinds", WORK_KINDS_NEEDLESS, not counted and bool(measure.work_kinds)),
        ("unit", WORKS_UNIT, counted and measure.unit is not MeasureUnit.WORKS),
    ]
    reads = tuple(f"{path}.{name}" for name in ("unit", "source", "work_kinds"))
    for name, message, holds in wrong:
        if holds:
            values = {"value": measure.value} if message == OVER_HUNDRED else {}
            yield Contradiction("scheme_measure", f"{path}.{name}", message, values, reads)
    yield from _twice(f"{path}.work_kinds", measure.work_kinds)
    if measure.period and measure.period.to_on < measure.period.from_on:
        reads = (f"{path}.period.from_on",)
        yield Contradiction("scheme_period_backwards", f"{path}.period.to_on", PERIOD_BACKWARDS, reads=reads)


def _routes(scheme: Scheme) -> Iterator[Contradiction]:
    submitters = scheme.dossier.submitters
    for index, route in enumerate(scheme.dossier.routes):
        path, reads = f"dossier.routes[#{index}]", ("dossier.submitters",)
        if route.key in submitters:
            yield Contradiction("scheme_route", path, ROUTE_OF_SUBMITTER, {"key": route.key}, reads)
        if route.through.value not in submitters:
            values = {"key": route.key, "other": route.through.value}
            through = f"dossier.routes[{route.key}].through"
            yield Contradiction("scheme_route", through, ROUTE_NOWHERE, values, reads)


def _voting(scheme: Scheme) -> Iterator[Contradiction]:
    voting = scheme.voting
    percent = voting.threshold_percent.value
    if percent > 100:
        yield Contradiction("scheme_threshold", "voting.threshold_percent", OVER_HUNDRED, {"value": percent})
    counters, needed = voting.counters.value, voting.counters_needed.value
    if not needed <= counters <= MOST_COUNTERS:
        told, reads = {"needed": needed, "counters": counters, "most": MOST_COUNTERS}, ("voting.counters",)
        yield Contradiction("scheme_counters", "voting.counters_needed", TOO_MANY_COUNTERS, told, reads)
    if BallotChoice.AGREE not in voting.choices.value:
        yield Contradiction("scheme_no_agree", "voting.choices", NO_AGREE)
    yield from _twice("voting.choices", voting.choices.value)
