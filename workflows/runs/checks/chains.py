"""I4: every chain is whole, from its first event to its head, and every root taken so far still fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import Finding
from models.base.language import N_
from models.process.history import GENESIS, Chain, Event, digest_of
from models.process.roots import Root, root_digest

CODE = "I4"
NUMBER = N_("Chain %(chain)s: event %(number)s is missing or doubled.")
PREVIOUS = N_("Chain %(chain)s: event %(number)s does not follow the one before it.")
CONTENT = N_("Chain %(chain)s: event %(number)s was changed after it was written.")
HEAD = N_("Chain %(chain)s: its end was cut off or its head changed (%(length)s events expected, %(count)s found).")
ROOT = N_("The root of %(at)s no longer fits: history before it was changed.")


@dataclass
class Verified:
    """What was found in all chains; `root` is the digest over their heads as computed from the events."""

    root: str = ""
    chains: int = 0
    events: int = 0
    roots: int = 0
    fitting: set[str] = field(default_factory=set)  # the digests of roots that still fit
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Walk:
    """One chain on the way: the digest of its last event, and all digests by number."""

    chain: Chain
    digests: list[str] = field(default_factory=list)

    @property
    def head(self) -> str:
        return self.digests[-1] if self.digests else GENESIS


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """Every broken link, changed event, cut tail and root that no longer fits."""
    yield from verify(session).findings


def verify(session: Session) -> Verified:
    """Walk all chains from their first event, then compare with the stored heads and roots."""
    found = Verified()
    walks = {chain.id: _Walk(chain) for chain in session.scalars(select(Chain).order_by(Chain.id))}
    query = select(Event).order_by(Event.chain_id, Event.number).execution_options(yield_per=500)
    for event in session.scalars(query):
        found.events += 1
        walk = walks.get(event.chain_id)
        if walk is not None:
            found.findings += _event(walk, event)
    found.chains = len(walks)
    for walk in walks.values():
        if (walk.chain.length, walk.chain.head) != (len(walk.digests), walk.head):
            found.findings.append(Finding(CODE, HEAD, {"chain": walk.chain.public_id, "length": walk.chain.length,
                                                       "count": len(walk.digests)}))  # fmt: skip
    for root in session.scalars(select(Root).order_by(Root.id)):
        found.roots += 1
        if _root_then(walks, root) == root.digest:
            found.fitting.add(root.digest)
        else:
            found.findings.append(Finding(CODE, ROOT, {"at": root.at.isoformat()}))
    found.root = root_digest((key, len(walk.digests), walk.head) for key, walk in walks.items())
    return found


def _event(walk: _Walk, event: Event) -> Iterator[Finding]:
    values = {"chain": walk.chain.public_id, "number": event.number}
    if event.number != len(walk.digests) + 1:
        yield Finding(CODE, NUMBER, values)
    if event.previous != walk.head:
        yield Finding(CODE, PREVIOUS, values)
    computed = digest_of(event)
    if computed != event.digest:
        yield Finding(CODE, CONTENT, values)
    walk.digests.append(computed)


def _root_then(walks: dict[int, _Walk], root: Root) -> str:
    """The root as it must have been when the chains had the lengths that it names."""
    heads = []
    for key, length in sorted((int(key), int(length)) for key, length in root.lengths.items()):
        walk = walks.get(key)
        if walk is None or length > len(walk.digests):
            return ""
        heads.append((key, length, walk.digests[length - 1] if length else GENESIS))
    return root_digest(heads)
