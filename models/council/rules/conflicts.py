"""Why a member should not vote on a nomination: what is known of both, compared; it decides nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass

from models.council.words import Ground


@dataclass(frozen=True)
class MemberFacts:
    """A member of the council: `name_key` as models.base.text.identity_key gives it, organisations by their keys.

    `homes` are the home unit and the organisations for which they act as officer or head; `heads` those they head.
    """

    person_id: int
    name_key: str
    homes: frozenset[int]
    heads: frozenset[int]


@dataclass(frozen=True)
class NominationFacts:
    """A nomination: its nominee (a person of `organization_id`, or that organisation itself), who signed, who declared.

    `signers` confirmed and submitted the dossier; `declared` say of themselves that they are related.
    """

    individual: bool
    name_key: str
    organization_id: int
    signers: frozenset[int] = frozenset()
    declared: frozenset[int] = frozenset()


def grounds(member: MemberFacts, nomination: NominationFacts) -> tuple[Ground, ...]:
    """Every ground on which the member has an interest in the nomination, the strongest first; none: ().

    A person is the nominee when name and organisation agree: nothing more is known of both. Who heads the
    nominated unit is not named once more for belonging to it.
    """
    unit = not nomination.individual
    heads = unit and nomination.organization_id in member.heads
    holds = {
        Ground.NOMINEE: nomination.individual
        and member.name_key == nomination.name_key
        and nomination.organization_id in member.homes,
        Ground.HEADS_UNIT: heads,
        Ground.BELONGS_TO_UNIT: unit and not heads and nomination.organization_id in member.homes,
        Ground.SIGNED_SUBMISSION: member.person_id in nomination.signers,
        Ground.DECLARED: member.person_id in nomination.declared,
    }
    return tuple(ground for ground, found in holds.items() if found)
