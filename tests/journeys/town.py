"""The installation that the journeys walk through: a trial run of a small province, everybody with a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import FixedClock
from models.base.session import Database, unit_of_work
from models.council.adoption import round_now_open
from models.council.meetings import Meeting
from models.people.accounts import Account, actor_of
from models.people.persons import Person
from models.people.words import InstallationKind
from models.process.installation import installation
from tests.factories.council import AGREE, JUNE
from tests.factories.people import Province, province
from webapp import create_app
from webapp.frame.requests import VinhDanhApp
from workflows import steps
from workflows.runs.doctor import examine
from workflows.runs.tick import Ticked, tick

Before = Callable[[Session, Province], None] | None
UNITS = ("cu_jut", "farmers")
BELOW = ("commune_1", "district_member")


@dataclass
class Town:
    """Who is who: `names` by office role, `officer_…` and `head_…` of a unit, `member_1` (the chair) to `member_9`."""

    app: VinhDanhApp
    database: Database
    clock: FixedClock
    home: Path
    names: dict[str, str]
    bodies: dict[str, str]

    def tick(self) -> Ticked:
        """What the machine does by itself every quarter of a minute; nothing of it may fail."""
        done = tick(self.database, self.clock.now())
        assert done.failures == []
        return done

    def agree(self, meeting: str) -> None:
        """All nine members agree with everything in the open round of the meeting, without a look at their screens."""
        for number in range(1, 10):
            with unit_of_work(self.database) as session:
                member = session.scalars(select(Person).where(Person.name == self.names[f"member_{number}"])).one()
                sitting = session.scalars(select(Meeting).where(Meeting.public_id == meeting)).one()
                opened = round_now_open(session, sitting)
                assert opened is not None
                choices = {item.nomination.public_id: AGREE for item in opened.items}
                now, key = self.clock.now(), f"ballot-{number}"
                actor = actor_of(session, member, now)
                steps.act(session, actor, now, "cast_ballot", opened, {"choices": choices}, key=key)

    def ailments(self) -> list[str]:
        """What the doctor finds."""
        with unit_of_work(self.database, writing=False) as session:
            return [finding.message for finding in examine(session, self.clock.now(), self.home)]


def town(database: Database, home: Path, before: Before = None) -> Town:
    """A trial run on the demo's day, phase 1 opened by its date; `before` makes what is there already."""
    clock = FixedClock(JUNE)
    with unit_of_work(database) as session:
        land = province(session, JUNE)
        installation(session).kind = InstallationKind.DEMO
        people = _people(land)
        _give_cards(session, people)
        if before:
            before(session, land)
        names = {key: person.name for key, person in people.items()}
        bodies = {key: body.name for key, body in land.organizations.items()}
    app = create_app({"TESTING": True, "DATABASE": database, "VINHDANH_HOME": home, "CLOCK": clock})
    made = Town(app, database, clock, home, names, bodies)
    made.tick()
    return made


def _people(land: Province) -> dict[str, Person]:
    people = dict(land.persons)
    for key in UNITS:
        body = land.organizations[key]
        people[f"officer_{key}"], people[f"head_{key}"] = land.officers[body.id], land.heads[body.id]
    for key in BELOW:
        people[f"officer_{key}"] = land.officers[land.organizations[key].id]
    people |= {f"member_{number}": person for number, person in enumerate(land.council, 1)}
    return people


def _give_cards(session: Session, people: dict[str, Person]) -> None:
    for key, person in people.items():
        session.add(Account(person_id=person.id, username="mau." + key.replace("_", "."), password_hash=None))
    session.flush()
    names = list(session.scalars(select(Person.name).join(Account, Account.person_id == Person.id)))
    assert len(names) == len(set(names)), "two people of one name: their cards cannot be told apart"
