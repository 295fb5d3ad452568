"""The door stays shut while the database server's clock and ours disagree: deadlines and history would lie."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.base.clock import Clock, utc
from models.base.finding import Refusal
from models.base.language import N_

LOOK_EVERY = timedelta(minutes=1)
DRIFTS = N_(
    "The clock of the database server and the clock of this machine differ by more than 2 seconds: nothing "
    "can be done until the administrator has set them right."
)
_agreed: dict[str, datetime] = {}  # per database: when this process last saw both clocks agree


class ClocksDiffer(Refusal):
    """The server's clock and the machine's differ by more than two seconds (503)."""

    status = 503
    code = "clocks_differ"


def refuse_drift(session: Session, clock: Clock | None = None) -> None:
    """Raise ClocksDiffer on PostgreSQL when the clocks differ; asked once a minute and process.

    SQLite has no server, hence no second clock. `clock` is the machine's; tests give another.
    """
    engine = session.get_bind().engine
    if engine.dialect.name != "postgresql":
        return
    found, place = clock or Clock(), str(engine.url)
    last = _agreed.get(place)
    if last is not None and abs(found.machine_time() - last) < LOOK_EVERY:
        return
    server: datetime = session.scalars(select(func.clock_timestamp())).one()
    if found.drifts_from(utc(server)):
        _agreed.pop(place, None)
        raise ClocksDiffer(DRIFTS)
    _agreed[place] = found.machine_time()
