"""States of dossiers and nominations, kinds of nominees."""

from enum import StrEnum

from models.base.language import N_, Labels


class DossierStatus(StrEnum):
    DRAFT = "draft"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    SUBMITTED = "submitted"
    APPRAISAL = "appraisal"
    RETURNED = "returned"
    READY = "ready"
    ADOPTED = "adopted"
    NOTIFYING = "notifying"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class NominationState(StrEnum):
    PROPOSED = "proposed"
    DECLINED = "declined"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    ON_HOLD = "on_hold"
    ADOPTED = "adopted"
    RESERVE = "reserve"
    NOT_ADOPTED = "not_adopted"
    SENT_BACK = "sent_back"
    DECIDED = "decided"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_S = NominationState
# The one table of transitions; verbs change a state through `move` of nominations.py only.
TRANSITIONS: dict[NominationState, frozenset[NominationState]] = {
    _S.PROPOSED: frozenset({_S.DRAFT, _S.DECLINED, _S.WITHDRAWN}),
    _S.DECLINED: frozenset({_S.DRAFT}),
    _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
    _S.SUBMITTED: frozenset({_S.ELIGIBLE, _S.INELIGIBLE, _S.ON_HOLD, _S.WITHDRAWN, _S.DRAFT}),
    _S.ELIGIBLE: frozenset(
        {_S.INELIGIBLE, _S.ON_HOLD, _S.ADOPTED, _S.RESERVE, _S.NOT_ADOPTED, _S.WITHDRAWN, _S.SUBMITTED}
    ),
    _S.INELIGIBLE: frozenset({_S.ELIGIBLE, _S.SUBMITTED, _S.WITHDRAWN, _S.NOT_ADOPTED, _S.ON_HOLD}),
    _S.ON_HOLD: frozenset({_S.SUBMITTED, _S.ELIGIBLE, _S.INELIGIBLE, _S.RESERVE, _S.WITHDRAWN}),
    _S.ADOPTED: frozenset({_S.SENT_BACK, _S.DECIDED, _S.REFUSED}),
    _S.RESERVE: frozenset({_S.ADOPTED, _S.NOT_ADOPTED, _S.WITHDRAWN, _S.ON_HOLD}),
    _S.NOT_ADOPTED: frozenset(),
    _S.SENT_BACK: frozenset({_S.ADOPTED, _S.NOT_ADOPTED}),
    _S.DECIDED: frozenset(),
    _S.REFUSED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}

_DOSSIERS: dict[StrEnum, str] = {
    DossierStatus.DRAFT: N_("Draft"),
    DossierStatus.AWAITING_CONFIRMATION: N_("Waiting for the head"),
    DossierStatus.SUBMITTED: N_("Submitted"),
    DossierStatus.APPRAISAL: N_("In appraisal"),
    DossierStatus.RETURNED: N_("Returned for completion"),
    DossierStatus.READY: N_("Ready for the council"),
    DossierStatus.ADOPTED: N_("Adopted by the council"),
    DossierStatus.NOTIFYING: N_("Notice being written"),
    DossierStatus.CLOSED: N_("Closed"),
    DossierStatus.WITHDRAWN: N_("Withdrawn"),
}
_NOMINATIONS: dict[StrEnum, str] = {
    _S.PROPOSED: N_("Proposed from below"),
    _S.DECLINED: N_("Declined by the district"),
    _S.DRAFT: N_("In the draft"),
    _S.SUBMITTED: N_("Being checked"),
    _S.ELIGIBLE: N_("Eligible"),
    _S.INELIGIBLE: N_("Not eligible"),
    _S.ON_HOLD: N_("On hold"),
    _S.ADOPTED: N_("Adopted"),
    _S.RESERVE: N_("Reserve list"),
    _S.NOT_ADOPTED: N_("Not adopted"),
    _S.SENT_BACK: N_("To be reconsidered"),
    _S.DECIDED: N_("Awarded"),
    _S.REFUSED: N_("Refused by the higher body"),
    _S.WITHDRAWN: N_("Withdrawn"),
}
LABELS = Labels(_DOSSIERS, _NOMINATIONS)

# What the rules are called whose warnings need a written reason.
RULES: dict[str, str] = {
    "E01": N_("Nominated for another award"),
    "E07": N_("Organisation ended"),
    "E09": N_("Criteria of the central level"),
    "E11": N_("No accepted work of the unit"),
    "lookalike": N_("Similar name"),
}
