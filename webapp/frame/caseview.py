"""A case for reading: where it is, what was done, what may come, its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.base.clock import day_of, working_days_between
from models.people.permissions import Actor
from models.people.persons import Person
from models.process.cases import Case
from models.process.history import Event
from models.process.queries import all_tasks, events_of, heard
from models.process.tasks import Task
from models.process.words import ACTS, OUTCOMES, TaskKind
from webapp.frame.language import label, moment, say, short_date
from webapp.frame.told import Teller
from workflows.engine.reading import OutlineStep, outline_of

_INSTANT = timedelta(microseconds=1)
HUMANLY = ("user", "automatic", "message")  # what people call a step: no gateway, no start, no end


@dataclass(frozen=True)
class Due:
    """A deadline in words: the last day that counts, "4 working days left", and its mood."""

    day: Any
    headline: str
    mood: str


@dataclass(frozen=True)
class CaseView:
    """What the parts `process/_case.html` and `process/_history.html` show."""

    case: Case
    items: Sequence[Mapping[str, str]]
    now: Sequence[str]
    done: Sequence[str]
    sentence: str
    open_tasks: Sequence[Task]
    names: Mapping[str, str]
    diagram_url: str
    history: Sequence[Mapping[str, Any]]
    history_url: str


def case_view(session: Session, case: Case, actor: Actor, now: datetime) -> CaseView:
    """Where the case is, told for `actor`: confidential history only for the office."""
    outline = outline_of(case.diagram)
    steps = {step.id: step for step in outline.steps}
    tasks = [task for task in all_tasks(session, case) if _is_told(task, steps)]
    here = [task for task in tasks if task.closed_at is None]
    told = heard(session, case)
    passed = [task for task in tasks if _is_passed(task, steps, told)]
    items = [*_passed(passed, here, steps, session), *_here(here, steps, now), *_coming(here, steps, case)]
    return CaseView(
        case=case,
        items=items,
        now=[task.element for task in here],
        done=sorted({task.element for task in passed} - {task.element for task in here}),
        sentence=_sentence(here, steps, case),
        open_tasks=[task for task in here if task.kind == TaskKind.USER],
        names={step.id: step.name for step in outline.steps},
        diagram_url=f"/diagrams/{case.diagram.public_id}.bpmn",
        history=history_rows(session, case.chain_id, actor, {step.id: step.name for step in outline.steps}),
        history_url=f"/cases/{case.public_id}/history",
    )


def due_in_words(due_at: datetime | None, now: datetime) -> Due | None:
    """How much time is left until the end of the last day, in working days."""
    if due_at is None:
        return None
    last = day_of(due_at - _INSTANT)
    today = day_of(now)
    if now >= due_at:
        late = max(1, working_days_between(last, today))
        return Due(last, _("%(count)s working days late", count=late), "late")
    left = working_days_between(today, last)
    if left == 0:
        return Due(last, _("due today"), "soon")
    return Due(last, _("%(count)s working days left", count=left), "soon" if left <= 2 else "")


def history_rows(session: Session, chain_id: int, actor: Actor, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The acts of a chain in words, newest first."""
    return [_row(event, names) for event in events_of(session, chain_id, office=actor.in_office)]


def detailed_rows(session: Session, chain_id: int, actor: Actor, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """As `history_rows`, each with what was before and what is after."""
    teller = Teller(session, names)
    rows = []
    for event in events_of(session, chain_id, office=actor.in_office):
        before, after = teller.sides(event.act, event.before, event.after)
        rows.append(_row(event, names) | {"before": before, "after": after})
    return rows


def _row(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    what = act_words(event.act, names)
    if event.outcome in OUTCOMES:
        what = f"{what}: {say(OUTCOMES[event.outcome])}"
    return {"at": event.at, "what": what, "who": _who(event), "why": event.reason}


def act_words(act: str, names: Mapping[str, str]) -> str:
    """The act by its own words, or by the name of the step in the diagram."""
    return say(ACTS[act]) if act in ACTS else names.get(act, act)


def _who(event: Event) -> str:
    if event.behalf_of:
        return _("%(who)s, on behalf of %(body)s", who=event.actor_name, body=event.behalf_of)
    return str(event.actor_name)


def _is_told(task: Task, steps: Mapping[str, OutlineStep]) -> bool:
    """A branch that only waits in case of withdrawal is no step of the way."""
    step = steps.get(task.element)
    return step is not None and not (step.kind == "message" and not step.status)


def _passed(
    tasks: Sequence[Task], here: Sequence[Task], steps: Mapping[str, OutlineStep], session: Session
) -> Iterator[dict[str, str]]:
    """What was done in its order, and between it what the case will never do: its way went past or has ended."""
    missed = _missed(tasks, here, steps)
    for place, task in enumerate(tasks):
        yield from missed.get(place, ())
        person = session.get(Person, task.closed_by_id) if task.closed_by_id else None
        who = f"{person.name}, " if person else ""
        yield {"title": steps[task.element].name, "state": "done", "remark": f"{who}{short_date(task.closed_at)}"}
    yield from missed.get(len(tasks), ())


def _missed(
    tasks: Sequence[Task], here: Sequence[Task], steps: Mapping[str, OutlineStep]
) -> dict[int, list[dict[str, str]]]:
    """Steps of the main path that lie behind the case and were never done, by the passed task they stand before."""
    way = [name for name in _main_path(steps) if steps[name].kind in HUMANLY]
    places = {name: number for number, name in enumerate(way)}
    end = min((places[task.element] for task in here if task.element in places), default=0 if here else len(way))
    done = {task.element for task in tasks}
    found: dict[int, list[dict[str, str]]] = {}
    for number, name in enumerate(way[:end]):
        if name not in done:
            before = [place for place, task in enumerate(tasks, 1) if places.get(task.element, len(way)) < number]
            item = {"title": steps[name].name, "state": "missed", "remark": _("not carried out")}
            found.setdefault(max(before, default=0), []).append(item)
    return found


def _main_path(steps: Mapping[str, OutlineStep]) -> list[str]:
    """From the start to an end, if all goes well."""
    order = {name: number for number, name in enumerate(steps)}
    at = next((name for name, step in steps.items() if step.kind == "start"), "")
    way = [at] if at else []
    while at and (at := _next(at, steps, order, set(way))):
        way.append(at)
    return way


def _here(tasks: Sequence[Task], steps: Mapping[str, OutlineStep], now: datetime) -> Iterator[dict[str, str]]:
    for task in tasks:
        due = due_in_words(task.due_at, now)
        parts = [_with_whom(task, steps), _("since %(moment)s", moment=moment(task.opened_at))]
        if due:
            parts.append(f"{due.headline} ({short_date(due.day)})")
        yield {"title": steps[task.element].name, "state": "now", "remark": ", ".join(filter(None, parts))}


def _is_passed(task: Task, steps: Mapping[str, OutlineStep], told: set[tuple[str, datetime | None]]) -> bool:
    """Done, or its message has come; what closed because the case ended was not passed."""
    if task.closed_at is None:
        return False
    return bool(task.closed_by_id or task.outcome or (steps[task.element].message, task.closed_at) in told)


def _with_whom(task: Task, steps: Mapping[str, OutlineStep]) -> str:
    if task.holder is not None:
        return task.holder.name
    return label(task.role) if task.role else steps[task.element].lane_name


def _coming(here: Sequence[Task], steps: Mapping[str, OutlineStep], case: Case) -> Iterator[dict[str, str]]:
    """What comes next if all goes well: from where the case is, along the main path."""
    if case.closed_at is not None or not here:
        return
    order = {name: number for number, name in enumerate(steps)}
    seen = {here[-1].element}
    at = here[-1].element
    while following := _next(at, steps, order, seen):
        at = following
        seen.add(at)
        step = steps[at]
        if step.kind in HUMANLY:
            yield {"title": step.name, "state": "", "remark": step.lane_name}


def _next(at: str, steps: Mapping[str, OutlineStep], order: Mapping[str, int], seen: set[str]) -> str:
    ways = [name for name in steps[at].next if name not in seen]
    forward = [name for name in ways if order[name] > order[at]] or ways
    return min(forward, key=lambda name: order[name]) if forward else ""


def _sentence(here: Sequence[Task], steps: Mapping[str, OutlineStep], case: Case) -> str:
    if not here:
        return _("The case is closed.") if case.closed_at else _("The case is on its way.")
    names = ", ".join(f"“{steps[task.element].name}” ({_with_whom(task, steps)})" for task in here)
    return _("The case stands at: %(steps)s.", steps=names)
