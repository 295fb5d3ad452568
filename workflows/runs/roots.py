"""The root over all chains: written down at an instant, to be kept by somebody outside; what comparing it proves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.language import N_
from models.process.history import Chain, Root
from workflows.runs.checks.chains import Verified as Verified
from workflows.runs.checks.chains import root_digest

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


def take_root(session: Session, now: datetime) -> Root:
    """Write down the root; nobody is made to wait, for one query sees all heads as they are together."""
    heads = session.execute(select(Chain.id, Chain.length, Chain.head).order_by(Chain.id)).all()
    lengths = {str(key): length for key, length, _head in heads}
    root = Root(at=now, chain_count=len(heads), event_count=sum(lengths.values()), lengths=lengths,
                digest=root_digest((key, length, head) for key, length, head in heads))  # fmt: skip
    session.add(root)
    session.flush()
    return root


def is_known(found: Verified, kept: str) -> bool:
    """Whether a root that was kept outside is one of this history: the present one, or one taken before that fits."""
    return kept == found.root or kept in found.fitting
