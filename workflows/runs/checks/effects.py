"""I8: no effect twice: steps, messages, letters and numbers each come once for one cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.awards.decisions import Decision
from models.base.finding import Finding
from models.base.language import N_
from models.papers.books import Number
from models.papers.outbox import Letter
from models.process.cases import Case
from models.process.history import Event
from models.process.tasks import Message, Task
from models.process.words import TaskKind

CODE = "I8"
STEPS = N_("Case %(case)s: the step “%(step)s” was done %(done)s times, its history says %(told)s times.")
MESSAGES = N_("Case %(case)s: the message “%(step)s” was delivered %(done)s times, its history says %(told)s times.")
LETTERS = N_("The letter “%(cause)s” went to the same organisation %(count)s times.")
NUMBERS = N_("Two papers bear number %(number)s, drawn for %(cause)s.")


def check(session: Session, now: Any, home: Any) -> Iterator[Finding]:
    """What was done against what the history tells, then letters and numbers by their cause."""
    cases = {case_id: (public_id, chain_id) for case_id, public_id, chain_id in
             session.execute(select(Case.id, Case.public_id, Case.chain_id))}  # fmt: skip
    done, posted, told = _done(session), _posted(session), _told(session)
    for (case_id, step), count in sorted(done.items()):
        public_id, chain_id = cases[case_id]
        if told.pop((chain_id, step), 0) != count:
            yield Finding(CODE, STEPS, {"case": public_id, "step": step, "done": count,
                                        "told": _told_times(session, chain_id, step)})  # fmt: skip
    known = {chain_id: (case_id, public_id) for case_id, (public_id, chain_id) in cases.items()}
    for (chain_id, step), count in sorted(told.items()):
        if chain_id in known and count > posted[known[chain_id][0], step]:
            case_id, public_id = known[chain_id]
            yield Finding(CODE, MESSAGES, {"case": public_id, "step": step, "done": posted[case_id, step],
                                           "told": count})  # fmt: skip
    yield from _letters(session)
    yield from _numbers(session)


def _done(session: Session) -> Counter[tuple[int, str]]:
    """How often each step of each case was done: tasks closed with an outcome."""
    query = select(Task.case_id, Task.element, func.count()).where(
        Task.closed_at.is_not(None), Task.outcome != "", Task.kind != TaskKind.MESSAGE
    )
    rows = session.execute(query.group_by(Task.case_id, Task.element))
    return Counter({(case_id, element): count for case_id, element, count in rows})


def _posted(session: Session) -> Counter[tuple[int, str]]:
    query = select(Message.case_id, Message.name, func.count()).where(Message.delivered_at.is_not(None))
    rows = session.execute(query.group_by(Message.case_id, Message.name))
    return Counter({(case_id, name): count for case_id, name, count in rows})


def _told(session: Session) -> Counter[tuple[int, str]]:
    """How often the history of each chain tells a step or a delivered message: both stand at an element."""
    query = select(Event.chain_id, Event.element, func.count()).where(Event.act == Event.element)
    rows = session.execute(query.group_by(Event.chain_id, Event.element))
    return Counter({(chain_id, element): count for chain_id, element, count in rows})


def _told_times(session: Session, chain_id: int, step: str) -> int:
    query = select(func.count()).select_from(Event)
    return session.scalar(query.where(Event.chain_id == chain_id, Event.act == step, Event.element == step)) or 0


def _letters(session: Session) -> Iterator[Finding]:
    query = select(Letter.cause, func.count()).group_by(Letter.organization_id, Letter.cause)
    for cause, count in session.execute(query.having(func.count() > 1)):
        yield Finding(CODE, LETTERS, {"cause": cause, "count": count})


def _numbers(session: Session) -> Iterator[Finding]:
    shared = select(Decision.number_id).where(Decision.number_id.is_not(None)).group_by(Decision.number_id)
    query = select(Number).where(Number.id.in_(shared.having(func.count() > 1)))
    for number in session.scalars(query):
        yield Finding(CODE, NUMBERS, {"number": number.number, "cause": number.used_for})
