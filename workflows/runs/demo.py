"""The demo: plan 286 on the morning of 18/06/2024, with everything that has happened since its launch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import MetaData, Table, inspect, select

from models.base.clock import CLOCK_FILE, at, set_day
from models.base.dates import short_date
from models.base.language import N_
from models.base.session import Database, unit_of_work
from models.base.tables import Base
from models.migrations import VERSION_TABLE
from models.people.words import InstallationKind, OrganizationKind, Role
from models.process.installation import Installation
from workflows.runs.demo_plans import DISTRICT_WORKS, OTHER_WORKS, demo_plans
from workflows.runs.install import prepare
from workflows.runs.story import PEOPLE_ENTERED, Progress, Story, lightly
from workflows.runs.story_awards import DecisionPlan
from workflows.runs.story_cast import Cast, enter_cast
from workflows.runs.story_council import MeetingPlan, MeetingStop, meeting_life
from workflows.runs.story_dossiers import dossier_life
from workflows.runs.story_votes import Votes
from workflows.runs.story_works import figures_life, work_life

SO_FAR = N_("%(day)s: %(steps)s steps so far")
LAUNCH = date(2023, 10, 26)
DAY = date(2024, 6, 18)
HOUR = 9
SEED = 286
STRETCHES = (date(2024, 1, 2), date(2024, 3, 1), date(2024, 4, 26), date(2024, 6, 1), DAY)
MEETINGS = (
    MeetingPlan("Họp Hội đồng xét khen thưởng đợt 1", date(2024, 4, 25), frozenset({"vi3"}),
                decisions=DecisionPlan(sent_back=1)),
    MeetingPlan("Họp Hội đồng xét khen thưởng đợt 2", date(2024, 6, 11), frozenset({"vi3"}), again=False,
                absence="đi công tác", decisions=DecisionPlan(wait=True)),
    MeetingPlan("Họp Hội đồng xét khen thưởng đợt 3", DAY, frozenset({"vi3"}), stop=MeetingStop.VOTING),
)  # fmt: skip
# Whom the last lines of the command name, by user name.
SHOWN = (
    "tuyduc.canbo", "dakrlap.thutruong", "tinh.vanthu", "tinh.thamdinh1", "tinh.phutrach", "tinh.thuky",
    "hoidong.uyvien8", "tinh.thuongtruc",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """Somebody whom a visitor may be."""

    name: str
    role: Role
    body: str


def kind_of(database: Database) -> InstallationKind | None:
    """What the installation is; None also for an empty database."""
    if not inspect(database.engine).has_table(Installation.__tablename__):
        return None
    with unit_of_work(database, writing=False) as session:
        kind = session.scalars(select(Installation.kind)).one_or_none()
    return InstallationKind(kind) if kind else None


def make_demo(database: Database, progress: Progress) -> list[Shown]:
    """Fill the database, which has no kind yet, with the living demo; gives the people to be shown.

    What an interrupted call or an early command has left there is made anew: it has no kind and no accounts
    of anybody. The kind and the clock come last, so that half a demo is never taken for a whole one.
    """
    if kind_of(database) is not None:
        raise ValueError("an installation with a kind is never touched")
    with lightly(database):
        _clear(database)
        start = at(LAUNCH, 7, 30)
        prepare(database, start)
        story = Story.begin(database, start, SEED, progress)
        cast = enter_cast(story)
        progress(PEOPLE_ENTERED, {"bodies": len(cast.bodies), "people": len(cast.people)})
        _begin(story, cast)
        for day in STRETCHES:
            story.run(at(day, HOUR))
            progress(SO_FAR, {"day": short_date(day), "steps": story.acts})
        if database.home is not None:
            set_day(database.home, story.now)
        story.act(None, "open_trial", None)
    return [_shown(cast, name) for name in SHOWN]


def _clear(database: Database) -> None:
    """Drop the tables of an installation without a kind, and its assumed day."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA defer_foreign_keys=ON")
        Base.metadata.drop_all(connection)
        Table(VERSION_TABLE, MetaData()).drop(connection, checkfirst=True)
    if database.home is not None:
        (database.home / CLOCK_FILE).unlink(missing_ok=True)


def _begin(story: Story, cast: Cast) -> None:
    """All lives of the demo, each from its day on."""
    for code, day, stop in (*DISTRICT_WORKS, *OTHER_WORKS):
        story.add(story.on(day), work_life(story, cast, cast.bodies[code], stop, detour=code in ("cu-jut", "dak-mil")))
    counted = [cast.root, *cast.of_kind(OrganizationKind.DISTRICT_COMMITTEE)]
    counted += cast.of_kind(OrganizationKind.COMMUNE_COMMITTEE)[:20]
    story.add(story.on(date(2023, 12, 4)), figures_life(story, cast, counted))
    for day, plan in demo_plans(story, cast):
        story.add(story.on(day), dossier_life(story, cast, plan))
    votes = Votes(story.random, {})
    for sitting in MEETINGS:
        story.add(story.on(sitting.sits_on - timedelta(days=4)), meeting_life(story, cast, sitting, votes))


def _shown(cast: Cast, username: str) -> Shown:
    person = cast.people[username]
    body = next(one for one in cast.bodies.values() if one.id == person.unit_id)
    return Shown(person.name, cast.roles[username], body.name)
