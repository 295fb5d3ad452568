"""Works of the story on every step of their way, and the figures of the targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import IntEnum

from models.campaigns.registrations import Work
from models.people.organizations import Organization
from models.people.words import OrganizationKind
from workflows.runs.story import Life, Story
from workflows.runs.story_cast import Cast

_K = OrganizationKind
RETURN_REASON = "Nêu rõ khối lượng, kinh phí và thời gian hoàn thành"
PLACES = {
    _K.PROVINCIAL_COMMITTEE: "toàn tỉnh",
    _K.PROVINCIAL_BOARD: "cơ quan tỉnh",
    _K.PROVINCIAL_MEMBER_ORG: "do hội vận động",
}


class WorkStop(IntEnum):
    """How far a work has come when the story leaves it."""

    WAITING = 1
    RETURNED = 2
    RUNNING = 3
    COMPLETED = 4
    ACCEPTED = 5
    CANCELLED = 6


def work_life(story: Story, cast: Cast, body: Organization, stop: WorkStop, *, detour: bool = False) -> Life:
    """Registered, approved by the level above, completed, accepted; with `detour` returned once on the way."""
    writer, above = cast.writer_for(body), cast.above(body)
    kind, title, plan, result = story.invent.work(_place(body))
    typed = {"kind": kind, "title": title, "plan": plan, "finish_on": story.today + timedelta(days=120)}
    work = story.row(Work, story.act(writer, "register_work", body, **typed)["work"])
    if stop == WorkStop.WAITING:
        return
    yield story.later(2)
    if stop == WorkStop.RETURNED or detour:
        story.perform(above, "approve_work", work, outcome="returned", reason=RETURN_REASON)
        if stop == WorkStop.RETURNED:
            return
        yield story.later(3)
        story.perform(writer, "revise_work", work, **{**typed, "plan": f"{plan}; kinh phí do nhân dân đóng góp"})
        yield story.later(2)
    story.perform(above, "approve_work", work, outcome="approved")
    if stop == WorkStop.RUNNING:
        return
    yield story.later(story.random.randrange(20, 60))
    if stop == WorkStop.CANCELLED:
        story.act(writer, "cancel_work", work, reason="Không vận động đủ kinh phí")
        return
    story.perform(writer, "complete_work", work, result=result, completed_on=story.today)
    if stop == WorkStop.COMPLETED:
        return
    yield story.later(4)
    story.perform(above, "accept_work", work, outcome="accepted")


def figures_life(story: Story, cast: Cast, bodies: Sequence[Organization]) -> Life:
    """What the organisations report for the targets, each on a day of its own; some report nothing."""
    for body in bodies:
        for measure, value in _figures(story, body):
            story.act(cast.writer_for(body), "report_figure", body, measure=measure, value=value)
        yield story.later(1 if story.random.random() < 0.3 else 0)


def _figures(story: Story, body: Organization) -> list[tuple[str, int]]:
    """The measures that count `body` and can be reported today."""
    houses = story.random.randrange(0, 4)
    found = {
        _K.PROVINCIAL_COMMITTEE: [("launch", 1), ("houses_province", 6)],
        _K.PROVINCIAL_MEMBER_ORG: [],
        _K.DISTRICT_COMMITTEE: [("launch", 1), ("houses_district", houses), ("pilot_congress", 1)],
        _K.COMMUNE_COMMITTEE: [("launch", 1)],
        _K.FRONT_WORK_COMMITTEE: [("unity_festival", 1), ("conference", int(story.random.random() < 0.9))],
    }
    figures = found.get(OrganizationKind(body.kind), [])
    yearly = body.kind not in (_K.FRONT_WORK_COMMITTEE, _K.PROVINCIAL_BOARD)
    return figures + ([("tasks_2023", 1)] if yearly and story.today >= date(2023, 12, 1) else [])


def _place(body: Organization) -> str:
    """Where a work of `body` is, for its title."""
    fixed = PLACES.get(OrganizationKind(body.kind))
    if fixed is not None:
        return fixed
    for mark in ("huyện ", "thành phố ", "Xã mẫu ", "Thôn mẫu "):
        if mark in body.name:
            return body.name[body.name.index(mark) :]
    return body.name
