"""The root over all chains: written down at an instant, to be kept by somebody outside; what comparing it proves."""

from __future__ import annotations

from models.base.language import N_
from workflows.runs.checks.chains import Verified as Verified

COUNTED = N_("%(chains)s chains, %(events)s events, %(roots)s roots taken so far.")
ROOT_NOW = N_("Root now: %(root)s")
WHOLE = N_("Every chain is whole.")
BROKEN = N_("%(count)s places do not fit.")
KEPT_FITS = N_("The root %(root)s fits: what was written before it is unchanged.")
KEPT_UNKNOWN = N_(
    "The root %(root)s is not a root of this history: either this one was written anew, or the root "
    "belongs to another one."
)
TAKEN = N_(
    "Root over %(chains)s chains and %(events)s events at %(at)s. Let it leave the house: print it in the "
    "minutes or send it to the council members."
)
PROVES = N_(
    "What this proves: measured by the heads and roots stored here, every event is as it was written; none is missing, "
    "doubled or out of order."
)
PROVES_NOT = N_(
    "What it does not prove: that nobody with full access to this database has written history, heads and roots anew. "
    "Only a root that left the house before shows that: compare it with --root."
)
SAYS_NOTHING = N_("It says nothing about whether what people entered is true, nor about what was done outside.")


def is_known(found: Verified, kept: str) -> bool:
    """Whether a root that was kept outside is one of this history: the present one, or one taken before that fits."""
    return kept == found.root or kept in found.fitting
