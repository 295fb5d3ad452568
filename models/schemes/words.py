"""Kinds of subject, limit, target, part and ballot that a scheme may name, and the words for them."""

from enum import StrEnum

from models.base.language import N_, Labels


class SubjectKind(StrEnum):
    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"


class DecidingBody(StrEnum):
    """Who decides an award: the committee that runs the campaign, or a body above or beside it."""

    OWN = "own"
    HIGHER = "higher"


class LimitKind(StrEnum):
    """What the limits of an award count."""

    AWARDS = "awards"
    PROPOSALS = "proposals"


class MeasurePer(StrEnum):
    """Whether every unit has to reach the value by itself, or the value is a share of all units."""

    EACH_UNIT = "each_unit"
    ALL_UNITS = "all_units"


class Comparator(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class MeasureUnit(StrEnum):
    PERCENT_OF_UNITS = "percent_of_units"
    HOUSES = "houses"
    WORKS = "works"


class FigureSource(StrEnum):
    """Where the figure of a target comes from: typed in by the unit, or counted from its works."""

    REPORTED = "reported"
    WORKS = "works"


class WorkKind(StrEnum):
    CONSTRUCTION = "construction"
    PROJECT = "project"
    TASK = "task"
    MODEL = "model"


class PartMaking(StrEnum):
    UPLOADED = "uploaded"
    COMPUTED = "computed"


class PartPer(StrEnum):
    DOSSIER = "dossier"
    NOMINEE = "nominee"


class BallotKind(StrEnum):
    SECRET = "secret"  # noqa: S105 (a kind of ballot)
    SHOW_OF_HANDS = "show_of_hands"


class BallotChoice(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    BLANK = "blank"


class ThresholdBase(StrEnum):
    """What the threshold is a share of."""

    TOTAL_MEMBERS = "total_members"


class RecusedRule(StrEnum):
    """Whether a member who does not vote on a nomination counts in the base of its threshold."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class TieBreak(StrEnum):
    CHAIR = "chair"


_WORDS: dict[StrEnum, str] = {
    SubjectKind.COLLECTIVE: N_("collective"),
    SubjectKind.INDIVIDUAL: N_("individual"),
    DecidingBody.OWN: N_("decided by this committee"),
    DecidingBody.HIGHER: N_("decided by another body"),
    LimitKind.AWARDS: N_("awards"),
    LimitKind.PROPOSALS: N_("proposals"),
    MeasurePer.EACH_UNIT: N_("each unit by itself"),
    MeasurePer.ALL_UNITS: N_("share of all units"),
    Comparator.AT_LEAST: N_("at least"),
    Comparator.AT_MOST: N_("at most"),
    MeasureUnit.PERCENT_OF_UNITS: N_("percent of the units"),
    MeasureUnit.HOUSES: N_("houses"),
    MeasureUnit.WORKS: N_("works or models"),
    WorkKind.CONSTRUCTION: N_("construction work"),
    WorkKind.PROJECT: N_("project"),
    WorkKind.TASK: N_("piece of work"),
    WorkKind.MODEL: N_("model"),
    PartMaking.UPLOADED: N_("uploaded"),
    PartMaking.COMPUTED: N_("drawn up from the nominations"),
    PartPer.DOSSIER: N_("one for the dossier"),
    PartPer.NOMINEE: N_("one for each nominee"),
    BallotKind.SECRET: N_("secret ballot"),
    BallotKind.SHOW_OF_HANDS: N_("show of hands"),
    BallotChoice.AGREE: N_("agree"),
    BallotChoice.DISAGREE: N_("disagree"),
    BallotChoice.BLANK: N_("blank"),
    ThresholdBase.TOTAL_MEMBERS: N_("all members of the council"),
    RecusedRule.EXCLUDED: N_("they leave the base of that nomination"),
    RecusedRule.INCLUDED: N_("they stay in the base of that nomination"),
    TieBreak.CHAIR: N_("the chair of the council decides"),
}
_SOURCES: dict[StrEnum, str] = {
    FigureSource.REPORTED: N_("reported by the unit"),
    FigureSource.WORKS: N_("counted from the registered works"),
}
LABELS = Labels(_WORDS, _SOURCES)

# What an assumed value is called on the page that asks for confirmation (the last step of its path).
FIELD_LABELS: dict[str, str] = {
    "opens_on": N_("first day of the phase"),
    "closes_on": N_("last day of the phase"),
    "max_returns": N_("returns for completion, at most"),
    "return_working_days": N_("working days for completing a returned dossier"),
    "through": N_("the way a nomination goes up"),
    "members": N_("members of the council"),
    "quorum": N_("part of the members who must be present"),
    "threshold_percent": N_("share of agree votes needed (percent)"),
    "threshold_base": N_("what the threshold is a share of"),
    "recused": N_("members who do not vote because of an interest"),
    "ballot": N_("kind of ballot"),
    "choices": N_("choices on the ballot"),
    "tie_break": N_("who decides a tie"),
    "counters": N_("counters on the counting board"),
    "counters_needed": N_("counters needed to open a round"),
}

ASSUMED = N_("assumed, to be confirmed")
NOT_ANNOUNCED = N_("not yet announced")
ANY_ORGANIZATION = N_("any organisation")
