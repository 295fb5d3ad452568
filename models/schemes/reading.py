"""Reads a scheme file into its typed shape, or refuses it with every mistake and its line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from models.base.finding import Finding, RuleBroken
from models.base.language import N_
from models.schemes.fields import Fields
from models.schemes.nodes import START, Mapping, Notes, parse
from models.schemes.rules import Contradiction, contradictions
from models.schemes.scalars import CODE_FORM, DATE, FLAG, FRACTION, NAME, TEXT, whole, word
from models.schemes.shape.dossier import DossierRules, Part, Route
from models.schemes.shape.eligibility import CriteriaGroup, Criterion
from models.schemes.shape.limits import Award, Bucket
from models.schemes.shape.structure import KindUse, LegalBasis, Phase, ReportDuty, Scheme
from models.schemes.shape.targets import Measure, Period, Target
from models.schemes.shape.voting import Voting
from models.schemes.words import (
    BallotChoice,
    BallotKind,
    Comparator,
    DecidingBody,
    FigureSource,
    LimitKind,
    MeasurePer,
    MeasureUnit,
    PartMaking,
    PartPer,
    RecusedRule,
    SubjectKind,
    ThresholdBase,
    TieBreak,
    WorkKind,
)

NO_KEYS = N_("line %(line)s: a scheme file begins with keys such as code: and title:")


class SchemeRefused(RuleBroken):
    """The file is no scheme: `findings` are in the order of the lines, each with its place."""

    code = "scheme_refused"

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.name = name


def read_scheme(text: str, name: str, known_kinds: Collection[str] | None = None) -> Scheme:
    """The scheme that the file `name` with this text holds.

    `known_kinds` are the kinds of organisation that the product knows; None leaves them unchecked.
    Raises SchemeRefused with every mistake at once; warnings of the rules do not refuse a file.
    """
    notes = Notes()
    node = parse(text, notes)
    if node is not None and not isinstance(node, Mapping):
        notes.add("scheme_value", NO_KEYS, START)
    scheme = None
    if isinstance(node, Mapping):
        fields = Fields(node, "", notes)
        scheme = replace(_scheme(fields), places=notes.places)
        fields.close()
        for said in contradictions(scheme, known_kinds):
            finding = said.finding(scheme)
            if finding.blocks and not _doubtful(said, notes.doubtful):
                notes.findings.append(finding)
    if notes.findings or scheme is None:
        raise SchemeRefused(name, tuple(sorted(notes.findings, key=_position)))
    return scheme


def _position(finding: Finding) -> tuple[int, int]:
    line, _, column = finding.place.partition(":")
    return int(line), int(column)


def _doubtful(said: Contradiction, doubtful: set[str]) -> bool:
    """Whether a contradiction rests on something that could not be read itself."""
    for path in doubtful:
        if _within(path, said.path) or _within(said.path, path):
            return True
        if any(path == read or (path.startswith(f"{read}[") and path.endswith(".key")) for read in said.reads):
            return True
    return False


def _within(path: str, outer: str) -> bool:
    return path == outer or path.startswith((f"{outer}.", f"{outer}["))


def _scheme(fields: Fields) -> Scheme:
    return Scheme(
        code=fields.one("code", CODE_FORM),
        title=fields.one("title", TEXT),
        short_title=fields.one("short_title", TEXT),
        number=fields.one("number", TEXT),
        issued_on=fields.one("issued_on", DATE),
        issuer=fields.one("issuer", TEXT),
        signer_title=fields.one("signer_title", TEXT),
        launched_on=fields.one("launched_on", DATE),
        place=fields.one("place", TEXT),
        legal_bases=fields.entries("legal_bases", _legal_basis),
        organization_kinds=fields.entries("organization_kinds", _kind_use),
        contents=fields.many("contents", TEXT, required=False),
        phases=fields.entries("phases", _phase),
        targets=fields.entries("targets", _target),
        criteria=fields.entries("criteria", _criteria_group),
        awards=fields.entries("awards", _award),
        dossier=fields.section("dossier", _dossier),
        voting=fields.section("voting", _voting),
        report_duties=fields.entries("report_duties", _report_duty),
        recipients=fields.many("recipients", TEXT),
    )


def _legal_basis(fields: Fields) -> LegalBasis:
    return LegalBasis(
        number=fields.one("number", TEXT),
        issued_on=fields.one("issued_on", DATE),
        issuer=fields.one("issuer", TEXT),
        about=fields.one("about", TEXT),
    )


def _kind_use(fields: Fields) -> KindUse:
    return KindUse(key=fields.one("key", NAME), name=fields.one("name", TEXT))


def _phase(fields: Fields) -> Phase:
    return Phase(
        key=fields.one("key", NAME),
        name=fields.one("name", TEXT),
        opens_on=fields.dated("opens_on"),
        closes_on=fields.dated("closes_on"),
        contents=fields.many("contents", TEXT, required=False),
    )


def _target(fields: Fields) -> Target:
    return Target(
        key=fields.one("key", NAME),
        number=fields.one("number", TEXT),
        text=fields.one("text", TEXT),
        measures=fields.entries("measures", _measure),
    )


def _measure(fields: Fields) -> Measure:
    return Measure(
        key=fields.one("key", NAME),
        text=fields.one("text", TEXT),
        organization_kinds=fields.many("organization_kinds", NAME),
        per=fields.one("per", word(MeasurePer)),
        comparator=fields.one("comparator", word(Comparator)),
        value=fields.one("value", whole(0)),
        unit=fields.one("unit", word(MeasureUnit)),
        source=fields.one("source", word(FigureSource)),
        work_kinds=fields.many("work_kinds", word(WorkKind), required=False),
        period=fields.optional_section("period", _period),
    )


def _period(fields: Fields) -> Period:
    return Period(name=fields.one("name", TEXT), from_on=fields.one("from_on", DATE), to_on=fields.one("to_on", DATE))


def _criteria_group(fields: Fields) -> CriteriaGroup:
    return CriteriaGroup(
        key=fields.one("key", NAME),
        number=fields.one("number", TEXT),
        name=fields.one("name", TEXT),
        subject_kinds=fields.many("subject_kinds", word(SubjectKind)),
        organization_kinds=fields.many_or_any("organization_kinds", NAME),
        items=fields.entries("items", _criterion),
    )


def _criterion(fields: Fields) -> Criterion:
    return Criterion(
        key=fields.one("key", NAME),
        text=fields.one("text", TEXT),
        central_only=fields.optional("central_only", FLAG),
    )


def _award(fields: Fields) -> Award:
    return Award(
        key=fields.one("key", NAME),
        number=fields.one("number", TEXT),
        name=fields.one("name", TEXT),
        short_name=fields.one("short_name", TEXT),
        decided_by=fields.one("decided_by", word(DecidingBody)),
        body_name=fields.one("body_name", TEXT),
        limits=fields.one("limits", word(LimitKind)),
        phase=fields.one("phase", NAME),
        central=fields.one("central", FLAG),
        original_sets=fields.maybe("original_sets", whole(0, null=True)),
        own_guidance=fields.optional("own_guidance", TEXT),
        parts=fields.many("parts", NAME),
        buckets=fields.entries("buckets", _bucket),
    )


def _bucket(fields: Fields) -> Bucket:
    return Bucket(
        key=fields.one("key", NAME),
        name=fields.one("name", TEXT),
        subject_kinds=fields.many("subject_kinds", word(SubjectKind)),
        organization_kinds=fields.many_or_any("organization_kinds", NAME),
        limit=fields.maybe("limit", whole(0, null=True)),
    )


def _dossier(fields: Fields) -> DossierRules:
    return DossierRules(
        submitters=fields.many("submitters", NAME),
        routes=fields.entries("routes", _route),
        parts=fields.entries("parts", _part),
        max_returns=fields.given("max_returns", lambda inner, name: inner.one(name, whole(0))),
        return_working_days=fields.given("return_working_days", lambda inner, name: inner.one(name, whole(1))),
    )


def _route(fields: Fields) -> Route:
    return Route(
        key=fields.one("key", NAME),
        through=fields.given("through", lambda inner, name: inner.one(name, NAME)),
    )


def _part(fields: Fields) -> Part:
    return Part(
        key=fields.one("key", NAME),
        name=fields.one("name", TEXT),
        made=fields.one("made", word(PartMaking)),
        per=fields.one("per", word(PartPer)),
    )


def _voting(fields: Fields) -> Voting:
    return Voting(
        members=fields.given("members", lambda inner, name: inner.one(name, whole(1))),
        quorum=fields.given("quorum", lambda inner, name: inner.one(name, FRACTION)),
        threshold_percent=fields.given("threshold_percent", lambda inner, name: inner.one(name, whole(1))),
        threshold_base=fields.given("threshold_base", lambda inner, name: inner.one(name, word(ThresholdBase))),
        recused=fields.given("recused", lambda inner, name: inner.one(name, word(RecusedRule))),
        ballot=fields.given("ballot", lambda inner, name: inner.one(name, word(BallotKind))),
        choices=fields.given("choices", lambda inner, name: inner.many(name, word(BallotChoice))),
        tie_break=fields.given("tie_break", lambda inner, name: inner.one(name, word(TieBreak))),
        counters=fields.given("counters", lambda inner, name: inner.one(name, whole(2))),
        counters_needed=fields.given("counters_needed", lambda inner, name: inner.one(name, whole(2))),
    )


def _report_duty(fields: Fields) -> ReportDuty:
    return ReportDuty(
        key=fields.one("key", NAME),
        name=fields.one("name", TEXT),
        organization_kinds=fields.many("organization_kinds", NAME),
        recipient=fields.one("recipient", TEXT),
        via=fields.optional("via", TEXT),
        due_before=fields.maybe("due_before", DATE),
        attachments=fields.many("attachments", TEXT, required=False),
    )
