"""T22: any task in any state, sent by anybody: only what the model allows comes to pass."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from tests.threats.conftest import Attacked
from tests.threats.digest import changed, digests
from tests.threats.expectations import may
from tests.threats.facts import Facts
from tests.threats.routes import Place, places
from tests.threats.test_access import guard

WALKERS = ("officer_a", "head_a", "officer_b", "head_b", "commune_a", "farmers", "appraiser", "second_appraiser",
           "secretariat_lead", "records_clerk", "council_secretary", "standing_committee", "chair", "member_1",
           "administrator", "auditor")  # fmt: skip
OUTCOMES = ("done", "submitted", "sent_back", "received", "ready", "returned", "approved", "accepted", "adopted",
            "reopened", "decided", "final", "confirmed", "closed", "../done", "")  # fmt: skip
STEPS_SMALL, STEPS_SOAK = 60, 3000


@dataclass(frozen=True)
class Wish:
    """What the walk tries next."""

    name: str
    task: str
    outcome: str


def _wish(chance: random.Random, facts: Facts) -> Wish:
    tasks = facts.rows("vd_task")
    still_open = [public_id for public_id, row in tasks.items() if row["closed_at"] is None]
    task = chance.choice(still_open if chance.random() < 0.7 else list(tasks))
    return Wish(chance.choice(WALKERS), task, chance.choice(OUTCOMES))


def legal(facts: Facts, place: Place, wish: Wish) -> bool:
    """The model: an open human step, by who holds its role for its organisation, by its holder where one must."""
    row = facts.rows("vd_task")[wish.task]
    if row["kind"] != "user" or row["closed_at"] is not None:
        return False
    visitor = facts.visitor(wish.name)
    if not facts.knows(visitor, "task", wish.task) or not may(facts, visitor, place, {"task": wish.task}):
        return False
    return row["element"] != "appraise_dossier" or row["holder_id"] == visitor.person_id


@pytest.mark.threat("T22")
def test_only_legal_steps_come_to_pass(attacked: Attacked, seed: int, soak: bool) -> None:
    chance, done, refused = random.Random(seed), [], 0
    place = next(one for one in places(attacked.app) if one.rule == "/tasks/<task_id>" and "POST" in one.methods)
    clients = {name: attacked.client(name) for name in WALKERS}
    tokens = {name: guard(client) for name, client in clients.items()}
    before = digests(attacked.database)
    facts = Facts(attacked.database, attacked.world.people)
    for number in range(STEPS_SOAK if soak else STEPS_SMALL):
        wish = _wish(chance, facts)
        allowed = legal(facts, place, wish)
        body = {"csrf_token": tokens[wish.name], "key": f"walk {number}", "outcome": wish.outcome,
                "reason": "vì sao", "sets_counted": "1"}  # fmt: skip
        answer = clients[wish.name].post(f"/tasks/{wish.task}", data=body)
        if answer.status_code in (200, 303):
            assert allowed, f"seed {seed}, step {number}: {wish} on {facts.rows('vd_task')[wish.task]['element']}"
            done.append(facts.rows("vd_task")[wish.task]["element"])
            before = digests(attacked.database)
            facts = Facts(attacked.database, attacked.world.people)
        else:
            refused += 1
            assert answer.status_code in (400, 403, 404, 409, 422), f"seed {seed}, step {number}: {wish}"
            assert changed(attacked.database, before) == [], f"seed {seed}, step {number}: {wish}"
    assert refused > len(done)


@pytest.mark.threat("T22")
def test_the_walk_can_take_a_legal_step(attacked: Attacked) -> None:
    """The model is no wall: whoever is meant to do the open steps of A's dossiers does some of them."""
    facts, done = Facts(attacked.database, attacked.world.people), 0
    for name in ("officer_a", "head_a"):
        client = attacked.client(name)
        token = guard(client)
        for public_id, row in facts.rows("vd_task").items():
            visitor = facts.visitor(name)
            if row["closed_at"] is None and row["kind"] == "user" and facts.knows(visitor, "task", public_id):
                for body in ({"outcome": "sent_back", "reason": "sửa lại"}, {"reason": "đã sửa"}, {}):
                    form = {"csrf_token": token, "key": f"{name} {public_id} {len(body)}", **body}
                    done += client.post(f"/tasks/{public_id}", data=form).status_code == 303
    assert done >= 2
