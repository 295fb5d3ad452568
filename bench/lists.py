"""(b) The inbox and the quota board with 100 and with 1,000 open dossiers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from statistics import median
from typing import Any

from bench.stage import NOW, Client, Stage, account_for, application, served, sqlite_stage
from models.base.session import unit_of_work
from models.people.organizations import Organization
from tests.factories.campaigns import open_phase
from tests.factories.nominations import Desk
from tests.factories.people import Province, province

FEW, MANY = 100, 1_000
WARM, ROUNDS = 3, 25
PAGES = {"inbox": "/", "board": "/quotas"}


def measure() -> Iterator[dict[str, Any]]:
    """`value` is the time with 1,000 dossiers, `floor` with 100; both are asked in turns."""
    with ExitStack() as stack:
        stages = [stack.enter_context(sqlite_stage()) for _count in (FEW, MANY)]
        accounts = [_filled(stage, count) for stage, count in zip(stages, (FEW, MANY), strict=True)]
        few, many = (_reader(stack, *one) for one in zip(stages, accounts, strict=True))
        for name, path in PAGES.items():
            pairs = [(_page_ms(few, path), _page_ms(many, path)) for _round in range(WARM + ROUNDS)][WARM:]
            floor, value = (median(times) for times in zip(*pairs, strict=True))
            yield {"name": f"{name}_1000_vs_100", "value": value, "unit": "ms", "floor": floor, "ratio": value / floor}


def _filled(stage: Stage, count: int) -> str:
    """`count` dossiers of many organisations wait in the inbox of an appraiser, whose card this is."""
    with unit_of_work(stage.database) as session:
        land = province(session, NOW)
        open_phase(session, "phase1", NOW)
        account = account_for(session, land.appraiser)
    _submit(stage, land, count)
    return account


def _reader(stack: ExitStack, stage: Stage, account: str) -> Client:
    client = Client(stack.enter_context(served(application(stage))))
    client.sign_in(account)
    return client


def _submit(stage: Stage, land: Province, count: int) -> None:
    bodies = [*land.districts, land.farmers, land.women]
    for begun in range(0, count, 50):
        with unit_of_work(stage.database) as session:
            here = replace(land, session=session)
            for number in range(begun, min(begun + 50, count)):
                body = session.get_one(Organization, bodies[number % len(bodies)].id)
                unit = Desk(session, here, body, NOW)
                dossier = unit.submitted(count=1)
                unit.perform(unit.clerk, dossier, sets_counted=1)


def _page_ms(client: Client, path: str) -> float:
    begun = time.perf_counter()
    status = client.get(path)
    spent = (time.perf_counter() - begun) * 1000
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return spent
