"""What each rule says of one nomination at each of the four moments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.base.dates import short_date
from models.base.finding import Finding, Severity
from models.base.language import N_
from models.nominations.rules.citations import citation
from models.nominations.words import NominationState


class Moment(StrEnum):
    """When the rules are asked."""

    TYPING = "typing"
    SUBMISSION = "submission"
    READY = "ready"
    ADOPTION = "adoption"


@dataclass(frozen=True)
class Elsewhere:
    """The same achievement in another nomination of this campaign."""

    award_name: str
    state: NominationState


@dataclass(frozen=True)
class OrganizationFacts:
    """The nominee's organisation on the day; `carrier_name` is the living successor of a dissolved one."""

    name: str
    alive: bool
    ended_on: date | None = None
    carrier_name: str | None = None


@dataclass(frozen=True)
class BucketFacts:
    """The bucket the nomination is in: announced or not, and its free places (0 while not announced)."""

    name: str
    announced: bool
    free: int


@dataclass(frozen=True)
class LookAlike:
    """Another nominee who may be the same one; `same_name` tells a spelling variant from a mere likeness."""

    name: str
    unit_name: str
    born: str
    same_name: bool


@dataclass(frozen=True)
class NominationFacts:
    """Everything the rules need of one nomination, gathered by the caller for `day`.

    `fitting_buckets` counts the buckets of the award that take such a nominee; `bucket` is the chosen one.
    The sources are where the plan says it ("286/KH-MTTQ-BTT, VI.1").
    """

    day: date
    name: str
    award_name: str
    award_source: str
    central: bool
    fitting_buckets: int
    bucket: BucketFacts | None
    organization: OrganizationFacts
    elsewhere: tuple[Elsewhere, ...] = ()
    open_hold: bool = False
    central_criteria_confirmed: bool = False
    criteria_source: str = ""
    accepted_works: int = 0
    works_source: str = ""
    look_alikes: tuple[LookAlike, ...] = ()


DECIDED_ELSEWHERE = N_("%(name)s has already received “%(award)s” for this achievement in this campaign.")
ADOPTED_ELSEWHERE = N_("The council has already adopted %(name)s for “%(award)s” for this achievement.")
NOMINATED_ELSEWHERE = N_("%(name)s is also nominated for “%(award)s”: one achievement can receive only one of them.")
ON_HOLD = N_("The consideration of %(name)s is paused.")
CARRIED = N_("%(organization)s ended on %(ended)s; %(carrier)s carries the nomination on.")
DISSOLVED = N_("%(organization)s does not exist on %(day)s and has no successor: it cannot receive an award.")
CENTRAL = N_("“%(award)s” is an award of the central level: the appraiser has to confirm its criteria for %(name)s.")
NO_WORKS = N_("%(organization)s has no accepted work, project, task or model in this campaign.")
NO_BUCKET = N_("“%(award)s” has no quota for nominees such as %(name)s.")
CHOOSE_BUCKET = N_("%(name)s fits more than one quota of “%(award)s”: please choose one.")
NOT_ANNOUNCED = N_("The number for “%(bucket)s” has not been announced: nothing can be adopted yet.")
NO_PLACE = N_("No place is left in “%(bucket)s”.")
SAME_NAME = N_("%(name)s has the same name as a nominee of %(unit)s (born %(born)s): please check who is meant.")
LOOKS_LIKE = N_("%(name)s looks like %(other)s of %(unit)s (born %(born)s): please check who is meant.")
WITHOUT_REASON = N_("Please write the reason why this warning does not stand in the way: %(rule)s.")

_STANDING = (NominationState.ADOPTED, NominationState.SENT_BACK)
_OUT_OF_THE_RUNNING = (
    NominationState.DECLINED,
    NominationState.INELIGIBLE,
    NominationState.NOT_ADOPTED,
    NominationState.REFUSED,
    NominationState.WITHDRAWN,
)


def check_nomination(facts: NominationFacts, moment: Moment) -> list[Finding]:
    """All findings about one nomination, in the order of the rules.

    While typing only a missing quota blocks, the rest is shown; at submission only what completeness needs; at
    ready block, hold, or warn (a warning needs a written reason, see without_reason); at adoption, under the
    lock of the places, E01 and E12 again, and the quota itself.
    """
    return [finding for rule in _RULES[moment] for finding in rule(facts, moment)]


def without_reason(findings: Iterable[Finding], reasons: Mapping[str, str]) -> list[Finding]:
    """A blocking finding for each warned rule that `reasons` (by code) gives no written reason for."""
    codes = dict.fromkeys(finding.code for finding in findings if finding.severity is Severity.WARN)
    return [
        Finding("reason_missing", WITHOUT_REASON, {"rule": code}, field=f"reason-{code}")
        for code in codes
        if not reasons.get(code, "").strip()
    ]


def _one_form_per_achievement(facts: NominationFacts, moment: Moment) -> list[Finding]:
    """E01: one achievement, one award, across all levels of the campaign."""
    found = []
    for other in facts.elsewhere:
        if other.state in _OUT_OF_THE_RUNNING:
            continue
        message, severity = _elsewhere(other.state, moment)
        values = {"name": facts.name, "award": other.award_name}
        found.append(Finding("E01", message, values, severity, citation("E01", facts.day)))
    return found


def _elsewhere(state: NominationState, moment: Moment) -> tuple[str, Severity]:
    if state is NominationState.DECIDED:
        return DECIDED_ELSEWHERE, Severity.WARN if moment is Moment.TYPING else Severity.BLOCK
    if state in _STANDING:  # may still be sent back and freed, so it stops the adoption, not the appraisal
        return ADOPTED_ELSEWHERE, Severity.BLOCK if moment is Moment.ADOPTION else Severity.WARN
    return NOMINATED_ELSEWHERE, Severity.INFO


def _nothing_pending(facts: NominationFacts, moment: Moment) -> list[Finding]:
    """E03: an open hold pauses; its reason is confidential and never part of a finding."""
    if not facts.open_hold:
        return []
    severity = Severity.HOLD if moment is Moment.READY else Severity.INFO
    return [Finding("E03", ON_HOLD, {"name": facts.name}, severity, citation("E03", facts.day))]


def _organization_lives(facts: NominationFacts, moment: Moment) -> list[Finding]:
    """E07: alive on the day, or carried by a living successor."""
    organization, source = facts.organization, citation("E07", facts.day)
    if organization.alive:
        return []
    values = {"organization": organization.name, "day": short_date(facts.day)}
    if organization.carrier_name is None:
        severity = Severity.BLOCK if moment is Moment.READY else Severity.WARN
        return [Finding("E07", DISSOLVED, values, severity, source)]
    values |= {
        "ended": short_date(organization.ended_on) if organization.ended_on else "…",
        "carrier": organization.carrier_name,
    }
    return [Finding("E07", CARRIED, values, Severity.INFO, source)]


def _central_criteria(facts: NominationFacts, moment: Moment) -> list[Finding]:
    """E09: the criteria that the plan tags for awards of the central level."""
    if not facts.central or facts.central_criteria_confirmed:
        return []
    severity = Severity.WARN if moment is Moment.READY else Severity.INFO
    values = {"award": facts.award_name, "name": facts.name}
    return [Finding("E09", CENTRAL, values, severity, facts.criteria_source)]


def _unit_has_works(facts: NominationFacts, _moment: Moment) -> list[Finding]:
    """E11: the unit has at least one accepted work in this campaign."""
    if facts.accepted_works > 0:
        return []
    source = facts.works_source or citation("E11", facts.day)
    return [Finding("E11", NO_WORKS, {"organization": facts.organization.name}, Severity.WARN, source)]


def _place_left(facts: NominationFacts, moment: Moment) -> list[Finding]:
    """E12: selection within the quota; nominating is never stopped by it."""
    bucket = facts.bucket
    if bucket is None or (bucket.announced and bucket.free > 0):
        return []
    severity = Severity.BLOCK if moment is Moment.ADOPTION else Severity.INFO
    message = NO_PLACE if bucket.announced else NOT_ANNOUNCED
    return [Finding("E12", message, {"bucket": bucket.name}, severity, facts.award_source)]


def _falls_in_a_bucket(facts: NominationFacts, _moment: Moment) -> list[Finding]:
    """E22: no fitting quota refuses; it is never put into the nearest."""
    values = {"award": facts.award_name, "name": facts.name}
    if facts.fitting_buckets == 0:
        return [Finding("E22", NO_BUCKET, values, Severity.BLOCK, facts.award_source, field="award")]
    if facts.bucket is None:
        return [Finding("bucket_choice", CHOOSE_BUCKET, values, Severity.BLOCK, facts.award_source, field="bucket")]
    return []


def _look_alikes(facts: NominationFacts, _moment: Moment) -> list[Finding]:
    """Somebody of the same or a look-alike name elsewhere: a human confirms, both may be admitted."""
    source = citation("lookalike", facts.day)
    return [
        Finding(
            "lookalike",
            SAME_NAME if other.same_name else LOOKS_LIKE,
            {"name": facts.name, "other": other.name, "unit": other.unit_name, "born": other.born or "…"},
            Severity.WARN,
            source,
        )
        for other in facts.look_alikes
    ]


Rule = Callable[[NominationFacts, Moment], list[Finding]]
_ALL: tuple[Rule, ...] = (
    _one_form_per_achievement,
    _nothing_pending,
    _organization_lives,
    _central_criteria,
    _unit_has_works,
    _place_left,
    _falls_in_a_bucket,
    _look_alikes,
)
_RULES: dict[Moment, tuple[Rule, ...]] = {
    Moment.TYPING: _ALL,
    Moment.SUBMISSION: (_falls_in_a_bucket,),
    Moment.READY: _ALL,
    Moment.ADOPTION: (_one_form_per_achievement, _place_left, _falls_in_a_bucket),
}
