"""How the council of the story votes: enough for every place, and more than the places hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.people.persons import Person
from models.schemes.words import BallotChoice

PASSING = (8, 9)  # of nine: 80 % of the total membership
SHARE = 0.75  # of a group passes, where the places do not ask for more
ABSENT = 0.25  # how often somebody is missing


@dataclass
class Votes:
    """What the members think; who is in `voted_down` was sent back and fails the second vote."""

    random: Random
    places: Mapping[str, int]  # bucket → places when the story begins
    voted_down: set[str] = field(default_factory=set)  # public ids of nominations

    def ballots(
        self, council: Sequence[Person], group: Sequence[Nomination], *, everybody: bool = False
    ) -> list[tuple[Person, dict[str, BallotChoice]]]:
        """One ballot per member who is there, with a choice for each nomination of the group."""
        there = list(council)
        if not everybody and self.random.random() < ABSENT:
            there.remove(self.random.choice(council[1:]))
        found: list[tuple[Person, dict[str, BallotChoice]]] = [(member, {}) for member in there]
        for nomination, agreeing in zip(group, self._agreeing(group, len(there)), strict=True):
            yes = set(self.random.sample(range(len(there)), agreeing))
            for number, (_member, choices) in enumerate(found):
                no = self.random.choice((BallotChoice.DISAGREE, BallotChoice.DISAGREE, BallotChoice.BLANK))
                choices[nomination.public_id] = BallotChoice.AGREE if number in yes else no
        return found

    def _agreeing(self, group: Sequence[Nomination], there: int) -> list[int]:
        """How many agree to each: those who are to pass get eight or nine, the others fewer."""
        order = list(range(len(group)))
        self.random.shuffle(order)
        order.sort(key=lambda place: not self._sure(group[place]))
        passing = max(self.places.get(group[0].bucket, 0) + 2, round(len(group) * SHARE)) if group else 0
        chosen = {place for place in order[:passing] if not self._lost(group[place])}
        return [min(there, self.random.choice(PASSING)) if place in chosen else self.random.randrange(2, 7)
                for place in range(len(group))]  # fmt: skip

    def _sure(self, nomination: Nomination) -> bool:
        """What was sent back and what waits on the reserve list is confirmed."""
        return nomination.state in (NominationState.SENT_BACK, NominationState.RESERVE)

    def _lost(self, nomination: Nomination) -> bool:
        return nomination.public_id in self.voted_down
