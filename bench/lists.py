"""(b) The inbox and the quota board with 100 and with 1,000 open dossiers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import Any

from bench.stage import NOW, Client, Stage, account_for, application, served
from models.base.session import unit_of_work
from models.people.organizations import Organization
from tests.factories.campaigns import open_phase
from tests.factories.nominations import Desk
from tests.factories.people import Province, province

FEW, MANY = 100, 1_000
ROUNDS = 25
PAGES = {"inbox": "/", "board": "/quotas"}


def measure(stage: Stage) -> Iterator[dict[str, Any]]:
    """`value` is the time with 1,000 dossiers, `floor` with 100; they wait for appraisal, in the reader's inbox."""
    with unit_of_work(stage.database) as session:
        land = province(session, NOW)
        open_phase(session, "phase1", NOW)
        account = account_for(session, land.appraiser)
    with served(application(stage)) as port:
        client = Client(port)
        client.sign_in(account)
        _more(stage, land, FEW)
        few = {name: _page_ms(client, path) for name, path in PAGES.items()}
        _more(stage, land, MANY - FEW)
        many = {name: _page_ms(client, path) for name, path in PAGES.items()}
    for name in PAGES:
        yield {"name": f"{name}_1000_vs_100", "value": many[name], "unit": "ms", "floor": few[name],
               "ratio": many[name] / few[name]}  # fmt: skip


def _more(stage: Stage, land: Province, count: int) -> None:
    """`count` more dossiers of many organisations that wait to be taken by an appraiser."""
    bodies = [*land.districts, land.farmers, land.women]
    for begun in range(0, count, 50):
        with unit_of_work(stage.database) as session:
            here = replace(land, session=session)
            for number in range(begun, min(begun + 50, count)):
                body = session.get_one(Organization, bodies[number % len(bodies)].id)
                unit = Desk(session, here, body, NOW)
                dossier = unit.submitted()
                unit.perform(unit.clerk, dossier, sets_counted=1)


def _page_ms(client: Client, path: str) -> float:
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        if client.get(path) != 200:
            raise RuntimeError(f"{path} did not answer")
        times.append((time.perf_counter() - begun) * 1000)
    return median(times)
