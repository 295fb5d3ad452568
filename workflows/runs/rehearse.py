"""A rehearsal of the campaign: made-up dossiers go the whole way, and everything is counted and checked at the end."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from models.base.clock import at, set_day
from models.base.dates import short_date
from models.base.finding import Finding, RuleBroken, broken
from models.base.language import N_
from models.base.session import Database
from models.campaigns.campaigns import Phase, by_code
from models.council.agenda import candidates, for_information, selected_per_bucket
from models.council.meetings import Meeting
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.people.organizations import Organization
from models.people.words import Role
from models.process.cases import Case
from models.quotas.board import board
from models.quotas.places import Line, limit_of
from workflows.runs.install import prepare
from workflows.runs.story import PEOPLE_ENTERED, Life, Progress, Story, StoryStuck, lightly
from workflows.runs.story_awards import DecisionPlan
from workflows.runs.story_cast import Cast, enter_cast
from workflows.runs.story_council import MeetingPlan, meeting_life
from workflows.runs.story_dossiers import dossier_life
from workflows.runs.story_plans import VI1, VI2, VI3, Planner
from workflows.runs.story_votes import Votes
from workflows.runs.story_works import WorkStop, figures_life, work_life

LAUNCH = date(2023, 10, 26)  # the day of the plan
END = date(2024, 10, 25)
BODIES = 18  # the province, its boards and organisations, the districts: all of them have works; of those below some
MOST_DOSSIERS = 5_000
SO_FAR = N_("%(day)s: %(steps)s steps so far, now %(rate)s per second")
TOO_MANY = N_("A rehearsal has 1 to %(most)s dossiers.")
NO_CAMPAIGN = N_("There is no campaign “%(code)s” to be rehearsed.")
# The plan leaves the number for VI.2 open: announced late, raised, lowered; by how much more than the last it is.
ANNOUNCED = ((date(2024, 5, 15), "announce_quota", -1, "Công văn của UBND tỉnh thông báo số lượng"),
             (date(2024, 7, 1), "raise_quota", 2, "UBND tỉnh bổ sung"),
             (date(2024, 7, 22), "lower_quota", 0, "UBND tỉnh điều chỉnh"))  # fmt: skip
FEWEST_PLACES, MOST_PLACES = 3, 12
_S = NominationState


@dataclass
class Rehearsed:
    """What a rehearsal has shown; `seconds` and `steps` are for measuring."""

    dossiers: int
    nominations: int
    buckets: list[dict[str, Any]]
    open_cases: int
    seconds: float = 0.0
    steps: int = 0
    problems: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As the last line of the command tells it, before the checks."""
        kept = asdict(self)
        return {key: kept[key] for key in ("dossiers", "nominations", "buckets", "open_cases", "seconds")}


def rehearse(database: Database, code: str, dossiers: int, seed: int, progress: Progress) -> Rehearsed:
    """Play the campaign `code` with so many dossiers in the empty `database`; equal seeds play alike.

    Leaves a trial run whose clock (in the data folder) stands where the rehearsal has ended. Raises RuleBroken
    for a campaign or number that cannot be, StoryStuck when the house refuses what must be possible.
    """
    if not 1 <= dossiers <= MOST_DOSSIERS:
        raise broken("rehearsal_size", TOO_MANY, most=MOST_DOSSIERS)
    began = time.monotonic()
    with lightly(database):
        start = at(LAUNCH, 7, 30)
        prepare(database, start)
        story = Story.begin(database, start, seed, progress)
        with story.reading() as session:
            if by_code(session, code) is None:
                raise RuleBroken(Finding("no_campaign", NO_CAMPAIGN, {"code": code}))
        _play(story, dossiers)
        if database.home is not None:
            set_day(database.home, story.now)
        story.act(None, "open_trial", None)
    found = _counted(story, code)
    found.seconds, found.steps = round(time.monotonic() - began, 1), story.acts
    return found


def _play(story: Story, dossiers: int) -> None:
    """Enter the people, begin all lives, then let the year pass in stretches."""
    cast = enter_cast(story)
    story.progress(PEOPLE_ENTERED, {"bodies": len(cast.bodies), "people": len(cast.people)})
    _begin_works(story, cast, list(cast.bodies.values())[: BODIES + dossiers])
    for day, plan in Planner(story, cast).plans(dossiers):
        story.add(story.on(day), dossier_life(story, cast, plan))
    places = max(FEWEST_PLACES, min(MOST_PLACES, dossiers // 8))
    story.add(story.on(ANNOUNCED[0][0]), _limits_life(story, cast, places))
    votes = _votes(story, places)
    for sitting in _meetings():
        story.add(story.on(sitting.sits_on - timedelta(days=3)), meeting_life(story, cast, sitting, votes))
    for month in range(11, 22):  # from December 2023 to October 2024
        _pass(story, date(2023 + month // 12, month % 12 + 1, 1))
    _close_rest(story, cast, votes)
    _pass(story, date(2024, 10, 18))
    _close_phase(story, cast)
    _pass(story, END)


def _pass(story: Story, day: date) -> None:
    began, acts = time.monotonic(), story.acts
    story.run(at(day, 9))
    rate = round((story.acts - acts) / max(time.monotonic() - began, 0.001))
    story.progress(SO_FAR, {"day": short_date(day), "steps": story.acts, "rate": rate})


def _begin_works(story: Story, cast: Cast, bodies: list[Organization]) -> None:
    """A work of each, most of them accepted; then the figures of the targets."""
    for number, body in enumerate(bodies):
        stop = WorkStop.CANCELLED if number % 12 == 7 else WorkStop.ACCEPTED
        day = LAUNCH + timedelta(days=2 + number % 60)
        story.add(story.on(day), work_life(story, cast, body, stop, detour=number % 8 == 3))
    story.add(story.on(date(2023, 12, 4)), figures_life(story, cast, bodies))


def _limits_life(story: Story, cast: Cast, places: int) -> Life:
    """The number for VI.2 is announced late, raised, and lowered again."""
    with story.reading() as session:
        line = session.scalars(select(Line).where(Line.award == VI2)).one()
    for day, act, more, reason in ANNOUNCED:
        yield story.on(day)
        story.act(cast.office(Role.SECRETARIAT_LEAD), act, line, limit=places + more, reason=reason)


def _votes(story: Story, places: int) -> Votes:
    """A council that knows how many places each bucket will have."""
    with story.reading() as session:
        lines = session.scalars(select(Line).order_by(Line.id)).all()
        return Votes(story.random, {line.bucket: limit_of(session, line) or places for line in lines})


def _meetings() -> list[MeetingPlan]:
    """One after phase 1, and one in which phase 2, late dossiers and what was sent back come up."""
    return [
        MeetingPlan("Họp Hội đồng xét khen thưởng giai đoạn 1", date(2024, 8, 8), frozenset({VI2, VI3}), reopened=True,
                    decisions=DecisionPlan(sent_back=2, answered_after=20, refused=True)),
        MeetingPlan("Họp Hội đồng xét khen thưởng giai đoạn 2", date(2024, 9, 20), frozenset({VI1, VI2, VI3}),
                    decisions=DecisionPlan(answered_after=6)),
    ]  # fmt: skip


def _close_rest(story: Story, cast: Cast, votes: Votes) -> None:
    """One more meeting when nominations are left that no council has dealt with."""
    with story.reading() as session:
        meeting = session.scalars(select(Meeting).order_by(Meeting.id.desc())).first()
        if meeting is None:
            return
        waiting = [one for one in candidates(session, meeting) if one.state != _S.RESERVE]
        untold = for_information(session, meeting)
    if waiting or untold:
        plan = MeetingPlan("Họp Hội đồng xét bổ sung", date(2024, 10, 3), frozenset({VI1, VI2, VI3}),
                           decisions=DecisionPlan(answered_after=3))  # fmt: skip
        story.add(story.later(1), meeting_life(story, cast, plan, votes))


def _close_phase(story: Story, cast: Cast) -> None:
    """The end of phase 2 is not announced in the plan: the lead closes it by hand."""
    with story.reading() as session:
        phase = session.scalars(select(Phase).order_by(Phase.number.desc())).first()
    story.perform(cast.office(Role.SECRETARIAT_LEAD), "close_phase", phase, reason="Đại hội toàn quốc đã thành công")


def _counted(story: Story, code: str) -> Rehearsed:
    """Everything that the last line claims, counted from the database."""
    with story.reading() as session:
        campaign = by_code(session, code)
        if campaign is None:
            raise StoryStuck("the campaign is gone")
        rows = board(session, campaign, selected_per_bucket(session, campaign))
        buckets = [
            {"award": row.award.key, "bucket": row.bucket.key, "limit": row.row.limit, "nominated": row.row.nominated,
             "adopted": row.row.adopted, "decided": row.row.decided}
            for row in rows
        ]  # fmt: skip
        count = select(func.count())
        return Rehearsed(
            dossiers=session.scalar(count.select_from(Dossier)) or 0,
            nominations=session.scalar(count.select_from(Nomination)) or 0,
            buckets=buckets,
            open_cases=session.scalar(count.select_from(Case).where(Case.closed_at.is_(None))) or 0,
        )
