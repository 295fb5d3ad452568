"""Dossiers that wait for the council, meetings at every point, decisions; made through the door where there is one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.awards.decisions import Decision
from models.base.session import Database, unit_of_work
from models.base.text import identity_key, search_key, skeleton, sort_key
from models.campaigns.campaigns import the_campaign
from models.council.adoption import round_now_open
from models.council.agenda import candidates
from models.council.board import SALT, Counter, board_of
from models.council.meetings import Meeting, RosterMember, Round
from models.council.roster import roster_on
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, Nominee
from models.nominations.words import NominationState
from models.people.organizations import Organization, by_code
from models.people.permissions import SYSTEM, Actor
from models.process.cases import Case
from models.process.outcomes import Start
from models.process.tasks import Task
from models.process.words import CaseKind, TaskKind
from models.quotas.places import Line, line_of
from models.schemes.words import SubjectKind
from tests.factories.people import Province, province
from workflows import moving, steps
from workflows.engine import instance
from workflows.machines import sealing
from workflows.runs.tick import Ticked, tick

JUNE = datetime(2024, 6, 18, 2, tzinfo=UTC)  # 9 o'clock in Đắk Nông on the demo's day
DISTRICT = "vi3.collective.district"
LOCAL = "vi3.individual.local"
UBND = "vi2.any"
AGREE, DISAGREE, BLANK = "agree", "disagree", "blank"
# from a fresh dossier to the council's door: what its diagram is told
WAY_TO_READY = ("done", "done", "done", "done", "submitted", "received", "ready")
_numbers = itertools.count(1)


CODES = ("aaaaa-bbbbb-ccccc", "ddddd-eeeee-fffff", "ggggg-hhhhh-jjjjj")  # of the counters 1 to 3 of every board
# argon2 is meant to be slow: a code that tests use again is stretched once, to the same key as ever
sealing._stretched = cache(sealing._stretched)


@cache
def locked(number: int) -> sealing.LockedKey:
    """The key pair of counter `number`, locked with its code."""
    return sealing.lock(CODES[number - 1], bytes([number]) * SALT)


def key() -> str:
    """A new idempotency key."""
    return f"council-{next(_numbers)}"


@dataclass
class Story:
    """A database with a province, whose people act one after the other, each in a unit of work of its own."""

    database: Database
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    council: tuple[Actor, ...] = ()

    @property
    def chair(self) -> Actor:
        return self.council[0]

    def act(
        self, who: Actor, name: str, subject: Any, answers: Mapping[str, Any] | None = None, *, form: str = ""
    ) -> dict[str, Any]:
        """Do an act on `subject` (any mapped row, of whatever session)."""
        with unit_of_work(self.database) as session:
            row = session.get_one(type(subject), subject.id) if subject is not None else None
            return dict(steps.act(session, who, self.now, name, row, answers or {}, key=form or key()).result)

    def step(self, who: Actor, element: str, subject: Any, answers: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Do the open step `element` of the case of `subject`."""
        with unit_of_work(self.database) as session:
            task = session.scalars(
                select(Task).where(
                    Task.case_id == self.case_id(session, subject), Task.element == element, Task.closed_at.is_(None)
                )
            ).one()
            return dict(steps.perform(session, who, self.now, task.public_id, answers or {}, key=key()).result)

    def tick(self) -> Ticked:
        """Let messages and automatic steps happen; none may fail."""
        ticked = tick(self.database, self.now)
        assert ticked.failures == []
        return ticked

    @staticmethod
    def case_id(session: Session, subject: Any) -> int:
        found = session.get_one(type(subject), subject.id).case_id
        assert found is not None
        return int(found)

    # rows
    def dossier(
        self,
        award: str,
        code: str,
        nominees: Iterable[str | tuple[str, str]],
        state: NominationState = NominationState.ELIGIBLE,
    ) -> Dossier:
        """A ready dossier of the organisation `code`; a nominee is an organisation's code or (name, its code)."""
        with unit_of_work(self.database) as session:
            return ready_dossier(session, self.now, award, code, nominees, state)

    def people_dossier(self, count: int, *, code: str = "gia-nghia", award: str = "vi3") -> Dossier:
        """A ready dossier with `count` persons of its organisation."""
        return self.dossier(award, code, [(f"Người mẫu {next(_numbers):04}", code) for _ in range(count)])

    def line(self, bucket: str = LOCAL) -> Line:
        with unit_of_work(self.database, writing=False) as session:
            campaign = the_campaign(session)
            assert campaign is not None
            return line_of(session, campaign.id, bucket)

    def set_limit(self, bucket: str, limit: int) -> None:
        """Lower or raise the limit of a bucket as the secretariat does."""
        name = "lower_quota" if limit < self.limit(bucket) else "raise_quota"
        self.act(self.actors["secretariat_lead"], name, self.line(bucket), {"limit": limit, "reason": "theo thông báo"})

    def limit(self, bucket: str) -> int:
        from models.quotas.places import limit_of

        with unit_of_work(self.database, writing=False) as session:
            return limit_of(session, session.get_one(Line, self.line(bucket).id)) or 0

    def nominations(self, dossier: Dossier) -> list[Nomination]:
        """The dossier's nominations as they are now, in the order in which they were written."""
        with unit_of_work(self.database, writing=False) as session:
            query = select(Nomination).where(Nomination.dossier_id == dossier.id).order_by(Nomination.id)
            found = list(session.scalars(query))
            for one in found:
                assert one.nominee.name and one.dossier.code
            return found

    def states(self, dossier: Dossier) -> list[str]:
        return [str(one.state) for one in self.nominations(dossier)]

    def status(self, subject: Any) -> str:
        with unit_of_work(self.database, writing=False) as session:
            return session.get_one(Case, self.case_id(session, subject)).status

    # a meeting
    def attendance(self, away: Mapping[int, str] | None = None) -> dict[str, Any]:
        """What opening a meeting is told: everybody of the council is there but those `away` (place → state)."""
        with unit_of_work(self.database, writing=False) as session:
            campaign = the_campaign(session)
            assert campaign is not None
            rows = roster_on(session, campaign.organization_id, self.now.date())
            places = {one.public_id: number for number, one in enumerate(self.council)}
            states = {one.public_id: (away or {}).get(places.get(one.public_id, -1), "present") for one, _seat in rows}
        return {"attendance": {one: {"state": state, "reason": ""} for one, state in states.items()}}

    def mark(self, meeting: Meeting, place: int, state: str, reason: str = "") -> None:
        """The secretary writes down that the member in this place of the council has come or left."""
        with unit_of_work(self.database, writing=False) as session:
            query = select(RosterMember.public_id).where(
                RosterMember.meeting_id == meeting.id, RosterMember.person_id == self.council[place].person_id
            )
            answers = {"member": session.scalars(query).one(), "state": state, "reason": reason}
        self.act(self.actors["council_secretary"], "mark_attendance", meeting, answers)

    def meeting(
        self, upto: str = "in_session", only: Iterable[str] | None = None, away: Mapping[int, str] | None = None
    ) -> Meeting:
        """A meeting with everything (else these public ids) on its agenda: planned, convened or in_session."""
        secretary = self.actors["council_secretary"]
        with unit_of_work(self.database, writing=False) as session:
            campaign = the_campaign(session)
            assert campaign is not None
            body = campaign.organization
        planned = {"title": "Phiên họp xét khen thưởng", "sits_on": self.now.date(), "place": "Phòng họp số 1"}
        made = self.act(secretary, "plan_meeting", body, planned)
        with unit_of_work(self.database, writing=False) as session:
            meeting = session.scalars(select(Meeting).where(Meeting.public_id == made["meeting"])).one()
            wanted = [one.public_id for one in candidates(session, meeting)] if only is None else list(only)
        self.act(secretary, "change_agenda", meeting, {"nominations": wanted})
        opening = self.attendance(away)
        for step, status, told in (("prepare_meeting", "convened", {}), ("freeze_roster", "in_session", opening)):
            if self.status(meeting) != upto:
                self.step(secretary, step, meeting, told)
                assert self.status(meeting) == status
        return meeting

    def open_round(self, meeting: Meeting, nominations: Sequence[Nomination] | None = None, reason: str = "") -> Round:
        """Open a round on these nominations, else on everything on the agenda that can be voted on."""
        with unit_of_work(self.database, writing=False) as session:
            agenda = session.get_one(Meeting, meeting.id).agenda
            everything = [item.nomination for item in agenda if not item.for_information]
            wanted = [one.public_id for one in (everything if nominations is None else nominations)]
        self.board(meeting)
        self.act(self.actors["council_secretary"], "open_round", meeting, {"nominations": wanted, "reason": reason})
        with unit_of_work(self.database, writing=False) as session:
            opened = round_now_open(session, session.get_one(Meeting, meeting.id))
            assert opened is not None
            return opened

    @property
    def counters(self) -> tuple[Actor, ...]:
        """The counting board of every meeting: two members of the council and an appraiser."""
        return (*self.council[1:3], self.actors["appraiser"])

    def board(self, meeting: Meeting) -> None:
        """Appoint the board, unless there is one; its codes are CODES, whose keys are locked once for all tests."""
        with unit_of_work(self.database, writing=False) as session:
            if board_of(session, session.get_one(Meeting, meeting.id)):
                return
        people = [one.public_id for one in self.counters]
        self.act(self.actors["council_secretary"], "appoint_board", meeting, {"people": people})
        with unit_of_work(self.database) as session:
            for one in session.scalars(select(Counter).where(Counter.meeting_id == meeting.id)):
                key = locked(one.number)
                one.public_key, one.locked_key, one.salt, one.taken_at = key.public, key.locked, key.salt, self.now

    def close(self, opened: Round, by: int = 2) -> None:
        """Close the round; so many counters release their shares."""
        self.act(self.actors["council_secretary"], "close_round", opened)
        for one in self.counters[:by]:
            self.release(one, opened)

    def release(self, who: Actor, opened: Round, code: str = "") -> None:
        """One counter's share, with the right code unless another is given."""
        with unit_of_work(self.database, writing=False) as session:
            query = select(Counter.number).where(
                Counter.meeting_id == opened.meeting_id, Counter.person_id == who.person_id
            )
            number = session.scalar(query) or 1
        self.act(who, "release_share", opened, {"code": code or CODES[number - 1]})

    def cast(self, who: Actor, opened: Round, choices: Mapping[str, str], form: str = "") -> dict[str, Any]:
        return self.act(who, "cast_ballot", opened, {"choices": choices}, form=form)

    def vote(self, opened: Round, agree: Mapping[str, int], voters: int = 9) -> None:
        """`voters` members vote; of these `agree[public id]` agree with each nomination, the others do not."""
        for number, member in enumerate(self.council[:voters]):
            self.cast(member, opened, {one: AGREE if number < count else DISAGREE for one, count in agree.items()})

    def held(self, meeting: Meeting, agree: Mapping[str, int], *, again: str = "") -> None:
        """One round on these nominations, voted and closed."""
        with unit_of_work(self.database, writing=False) as session:
            asked = list(session.scalars(select(Nomination).where(Nomination.public_id.in_(list(agree)))))
        opened = self.open_round(meeting, asked, again)
        self.vote(opened, agree)
        self.close(opened)

    def deliberated(self, agree: Mapping[str, int]) -> Meeting:
        """A meeting whose rounds are over: it waits for the chair."""
        meeting = self.meeting()
        self.held(meeting, agree)
        self.step(self.actors["council_secretary"], "hold_rounds", meeting)
        return meeting

    def adopted(self, agree: Mapping[str, int], **answers: Any) -> Meeting:
        """A meeting that has adopted its results; dossiers have heard of it."""
        meeting = self.deliberated(agree)
        self.step(self.chair, "adopt_results", meeting, {"reason": "theo kết quả phiếu", **answers})
        self.tick()
        return meeting

    def minuted(self, meeting: Meeting, discussion: str = "Không có ý kiến khác.") -> None:
        """The minutes written, signed by both and locked."""
        self.step(self.actors["council_secretary"], "write_minutes", meeting, {"discussion": discussion})
        self.step(self.chair, "sign_minutes", meeting)

    # a decision
    def decision(self, meeting: Meeting, award: str = "vi3") -> Decision:
        with unit_of_work(self.database, writing=False) as session:
            query = select(Decision).where(Decision.meeting_id == meeting.id, Decision.award == award)
            found = session.scalars(query).one()
            for line in found.lines:
                assert line.adopted_line.nomination.nominee.name
            return found

    def decide(self, decision: Decision, sent_back: Sequence[str] = ()) -> None:
        """Decide every line but those whose nominee is named in `sent_back`."""
        lines = {line.public_id: {"state": "decided"} for line in decision.lines}
        for line in decision.lines:
            if line.adopted_line.nomination.nominee.name in sent_back:
                lines[line.public_id] = {"state": "sent_back", "reason": "cần xem lại thành tích"}
        self.step(self.actors["standing_committee"], "decide_award", decision, {"lines": lines})

    def issue(self, decision: Decision) -> None:
        signed = {"signer_name": "Nguyễn Mẫu", "signer_title": "CHỦ TỊCH", "signed_on": self.now.date()}
        self.step(self.actors["records_clerk"], "issue_decision", decision, signed)


def story(database: Database, now: datetime = JUNE) -> Story:
    """A province with its people, on the demo's day."""
    with unit_of_work(database) as session:
        made: Province = province(session, now)
        actors = {name: made.actor(person) for name, person in made.persons.items()}
        return Story(database, now, actors, tuple(made.actor(person) for person in made.council))


def ready_dossier(
    session: Session,
    now: datetime,
    award: str,
    code: str,
    nominees: Iterable[str | tuple[str, str]],
    state: NominationState = NominationState.ELIGIBLE,
) -> Dossier:
    """A dossier at the council's door, written as rows: its diagram is walked, the verbs of its steps are not."""
    campaign = the_campaign(session)
    organization = by_code(session, code)
    assert campaign is not None and organization is not None
    dossier = Dossier(
        code=f"HS-2024-{next(_numbers):04}",
        campaign_id=campaign.id,
        organization_id=organization.id,
        award=award,
        started_at=now,
        submitted_at=now,
    )
    session.add(dossier)
    session.flush()
    for one in nominees:
        nominee = _nominee(session, campaign.id, one)
        kind = nominee.kind
        bucket = next(
            bucket.key
            for bucket in campaign.scheme.award(award).buckets
            if bucket.takes(SubjectKind(kind), str(nominee.organization.kind))
        )
        session.add(
            Nomination(
                dossier=dossier,
                nominee=nominee,
                bucket=bucket,
                state=state,
                entered_at=now,
                state_reason="thiếu thời gian công tác" if state == NominationState.INELIGIBLE else "",
            )
        )
    session.flush()
    _walk(session, now, moving.start(session, now, Start(CaseKind.DOSSIER, dossier)), dossier)
    return dossier


def _nominee(session: Session, campaign_id: int, one: str | tuple[str, str]) -> Nominee:
    name, code = one if isinstance(one, tuple) else ("", one)
    organization: Organization | None = by_code(session, code)
    assert organization is not None
    kind = SubjectKind.INDIVIDUAL if name else SubjectKind.COLLECTIVE
    name = name or organization.name
    identity = f"{kind}:{identity_key(name)}:{organization.id}"
    found = session.scalars(select(Nominee).where(Nominee.campaign_id == campaign_id, Nominee.identity == identity))
    nominee = found.one_or_none()
    if nominee is None:
        nominee = Nominee(
            campaign_id=campaign_id,
            kind=kind,
            identity=identity,
            name=name,
            search_key=search_key(name),
            sort_key=sort_key(name),
            name_key=identity_key(name),
            skeleton=skeleton(name),
            organization=organization,
        )
        session.add(nominee)
    return nominee


def _walk(session: Session, now: datetime, case: Case, dossier: Dossier) -> None:
    for outcome in WAY_TO_READY:
        task = session.scalars(
            select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None), Task.kind == TaskKind.USER)
        ).one()
        moved = instance.complete(case.diagram, case.state, task.place, outcome, session.info["key"])
        task.closed_at, task.outcome = now, outcome
        moving.apply(session, case, dossier, moved, now)
    assert case.status == "ready"


def system() -> Actor:
    return SYSTEM
