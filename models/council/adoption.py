"""What adopting a meeting's results would do: the same plan is shown to the chair and carried out by the verb."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import Finding
from models.base.language import N_
from models.council.agenda import VOTABLE, agenda_of, only_tells, to_tell
from models.council.attendance import quorum_findings
from models.council.meetings import AdoptedLine, AgendaItem, Meeting, Round, RoundItem, TieBreak
from models.council.rules.ranking import Candidate, Ranked, Selected, cut, rank, with_tie_break
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.quotas.places import Line, free_count, limit_of
from models.schemes.shape.limits import Award, Bucket

ROUND_OPEN = N_("A round is still open or not counted yet: close it and let the counting board open it first.")
NOTHING_VOTED = N_("No round has been closed yet: there is nothing to adopt.")
TIE_OPEN = N_(
    "“%(bucket)s”: %(count)s nominations tie with %(agree)s votes for %(places)s places. The chair orders them first."
)
NOT_ANNOUNCED = N_(
    "The number for “%(bucket)s” has not been announced: %(names)s cannot be adopted. "
    "Set them aside for a later meeting, or wait for the number."
)
TWICE = N_("%(name)s would be adopted for two awards: one achievement gets one form. Set one of them aside.")
NOT_FOR_SETTING_ASIDE = N_("%(name)s can be adopted: the votes decide, nobody sets it aside.")
REASON_NEEDED = N_("Say why: the list is trimmed, a tie was broken or somebody is set aside.")


@dataclass(frozen=True)
class BucketPlan:
    """One bucket: who is ranked how, who keeps or loses a place, who gets one. Ids are keys of nominations.

    `confirmed` were sent back and passed again: they keep their places. `released` failed: their places
    become free for this cut. `twice` are adopted already for another award (E01). `waiting` passed for a
    bucket that is not announced and are set aside. `aside` were set aside in favour of their other award.
    """

    line: Line
    award: Award
    bucket: Bucket
    limit: int | None
    ranked: tuple[Ranked[int], ...]
    confirmed: tuple[int, ...]
    released: tuple[int, ...]
    selected: Selected[int]
    tie_break: TieBreak | None
    twice: tuple[int, ...]
    waiting: tuple[int, ...]
    aside: tuple[int, ...]

    @property
    def adopted(self) -> tuple[int, ...]:
        return self.confirmed + self.selected.adopted

    @property
    def over(self) -> int:
        return self.selected.over


@dataclass(frozen=True)
class Plan:
    """Everything that adopting now would do; `findings` stand in its way."""

    meeting: Meeting
    agenda: tuple[AgendaItem, ...]
    buckets: tuple[BucketPlan, ...]
    votes: Mapping[int, RoundItem]
    nominations: Mapping[int, Nomination]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def unvoted(self) -> tuple[Nomination, ...]:
        """On the agenda for a vote and not asked about in any closed round: they wait for another meeting."""
        return tuple(one for key, one in self.nominations.items() if one.state in VOTABLE and key not in self.votes)

    @property
    def gone(self) -> tuple[Nomination, ...]:
        """On the agenda for a vote, but withdrawn, held or found ineligible meanwhile."""
        return tuple(one for one in self.nominations.values() if one.state not in VOTABLE)

    @property
    def informed(self) -> tuple[Nomination, ...]:
        """Ineligible nominations that this meeting is told about."""
        return tuple(item.nomination for item in to_tell(self.agenda))

    @property
    def only_tells(self) -> bool:
        """Nothing was voted on and nothing is left to vote on: adopting tells the council of who is ineligible."""
        return not self.votes and only_tells(self.agenda)

    @property
    def needs_reason(self) -> bool:
        return any(one.over or one.tie_break or one.aside or one.waiting for one in self.buckets)


def latest_votes(session: Session, meeting: Meeting) -> dict[int, RoundItem]:
    """Nomination → its vote in the last counted round that asked about it."""
    query = (
        select(RoundItem)
        .join(Round, Round.id == RoundItem.round_id)
        .where(Round.meeting_id == meeting.id, Round.counted_at.is_not(None))
        .order_by(Round.number)
    )
    return {item.nomination_id: item for item in session.scalars(query)}


def round_now_open(session: Session, meeting: Meeting) -> Round | None:
    """The round in which ballots are taken now; a meeting has one at most."""
    return session.scalars(select(Round).where(Round.meeting_id == meeting.id, Round.closed_at.is_(None))).one_or_none()


def round_not_counted(session: Session, meeting: Meeting) -> Round | None:
    """The round that is open, or closed and waits for the counting board; a meeting has one at most."""
    query = select(Round).where(Round.meeting_id == meeting.id, Round.counted_at.is_(None), Round.voided_at.is_(None))
    return session.scalars(query).one_or_none()


def adoption_plan(session: Session, meeting: Meeting, set_aside: Iterable[str] = ()) -> Plan:
    """The plan as rows and places stand now; `set_aside` holds public ids that the chair leaves out.

    Set aside can only be who would otherwise be adopted for two awards (E01) or for a bucket without an
    announced number (E12). Lock lines and dossiers first when it is to be carried out.
    """
    agenda = agenda_of(session, meeting)
    nominations = {item.nomination_id: item.nomination for item in agenda if not item.for_information}
    votes = latest_votes(session, meeting)
    asked = frozenset(set_aside)
    aside = frozenset(key for key, one in nominations.items() if one.public_id in asked)
    voted = [one for key, one in nominations.items() if key in votes and one.state in VOTABLE]
    lost = {one.id for one in voted if one.state == NominationState.SENT_BACK and not votes[one.id].passed}
    standing = {nominee: key for nominee, key in _standing_nominees(session, voted).items() if key not in lost}
    buckets = tuple(
        _bucket_plan(
            session, meeting, line, [one for one in voted if one.bucket == line.bucket], votes, standing, aside
        )
        for line in _lines(session, meeting, {one.bucket for one in voted})
    )
    plan = Plan(meeting, tuple(agenda), buckets, votes, nominations)
    return Plan(meeting, plan.agenda, buckets, votes, nominations, tuple(_findings(session, plan, aside)))


def lines_of(session: Session, meeting: Meeting) -> list[Line]:
    """The lines of all buckets that the agenda votes on, in the order in which they are to be locked."""
    query = (
        select(Nomination.bucket)
        .join(AgendaItem, AgendaItem.nomination_id == Nomination.id)
        .where(AgendaItem.meeting_id == meeting.id, ~AgendaItem.for_information)
    )
    return _lines(session, meeting, set(session.scalars(query)))


def _lines(session: Session, meeting: Meeting, buckets: set[str]) -> list[Line]:
    query = select(Line).where(Line.campaign_id == meeting.campaign_id, Line.bucket.in_(sorted(buckets)))
    return list(session.scalars(query.order_by(Line.id)))


def _standing_nominees(session: Session, nominations: Iterable[Nomination]) -> dict[int, int]:
    """Nominee → the nomination for which it stands adopted."""
    nominees = sorted({one.nominee_id for one in nominations})
    query = select(AdoptedLine.standing_nominee_id, AdoptedLine.nomination_id)
    return {
        nominee: nomination
        for nominee, nomination in session.execute(query.where(AdoptedLine.standing_nominee_id.in_(nominees)))
        if nominee is not None
    }


def _bucket_plan(
    session: Session,
    meeting: Meeting,
    line: Line,
    voted: list[Nomination],
    votes: Mapping[int, RoundItem],
    standing: Mapping[int, int],
    aside: frozenset[int],
) -> BucketPlan:
    award, bucket = meeting.campaign.scheme.bucket(line.bucket)
    again = {one.id for one in voted if one.state == NominationState.SENT_BACK}
    passed = {one.id for one in voted if votes[one.id].passed}
    ranked = rank(Candidate(one.id, votes[one.id].agree or 0, one.id in passed, line.bucket) for one in voted)
    confirmed = tuple(one.id for one in ranked if one.id in again & passed)
    released = tuple(one.id for one in ranked if one.id in again - passed)
    twice = tuple(one.id for one in voted if one.id in passed and standing.get(one.nominee_id, one.id) != one.id)
    out = frozenset(confirmed) | frozenset(released) | frozenset(twice) | aside
    free = free_count(session, line) + len(released) if line.announced else None
    selected = cut([one for one in ranked if one.id not in out], free)
    selected, tie_break = _tie_broken(session, meeting, line, selected, {one.id: one.public_id for one in voted})
    left = tuple(one.id for one in ranked if one.id in (aside & passed) - again - set(twice))
    return BucketPlan(
        line,
        award,
        bucket,
        limit_of(session, line),
        ranked,
        confirmed,
        released,
        selected,
        tie_break,
        twice,
        left if free is None else (),
        left if free is not None else (),
    )


def _tie_broken(
    session: Session, meeting: Meeting, line: Line, selected: Selected[int], public: Mapping[int, str]
) -> tuple[Selected[int], TieBreak | None]:
    """The cut with the chair's order, where there is one that names all who tie."""
    query = select(TieBreak).where(TieBreak.meeting_id == meeting.id, TieBreak.bucket == line.bucket)
    stored = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if stored is None or selected.tie is None:
        return selected, None
    keys = {public_id: key for key, public_id in public.items()}
    order = [keys[one] for one in stored.order if keys.get(one) in selected.tie.ids]
    if len(order) != len(selected.tie.ids):
        return selected, None
    return with_tie_break(selected, order), stored


def _findings(session: Session, plan: Plan, aside: frozenset[int]) -> Iterable[Finding]:
    if round_not_counted(session, plan.meeting) is not None:
        yield Finding("round_open", ROUND_OPEN)
    yield from quorum_findings(session, plan.meeting)
    if not plan.votes and not plan.only_tells:
        yield Finding("nothing_voted", NOTHING_VOTED)
    for one in plan.buckets:
        if one.selected.tie:
            tie = one.selected.tie
            yield Finding(
                "tie_open",
                TIE_OPEN,
                {"bucket": one.bucket.name, "count": len(tie.ids), "agree": tie.agree, "places": tie.places},
                place=one.line.public_id,
            )
        if one.limit is None and one.selected.reserve:
            names = ", ".join(plan.nominations[key].nominee.name for key in one.selected.reserve)
            yield Finding(
                "E12",
                NOT_ANNOUNCED,
                {"bucket": one.bucket.name, "names": names},
                place=one.line.public_id,
                field="set_aside",
            )
    yield from _twice_here(plan)
    yield from _wrongly_aside(plan, aside)


def _twice_here(plan: Plan) -> Iterable[Finding]:
    """E01 within this meeting: who would be adopted for two awards at once."""
    adopted = [plan.nominations[key] for one in plan.buckets for key in one.adopted]
    counted = Counter(one.nominee_id for one in adopted)
    for nominee_id in sorted(key for key, count in counted.items() if count > 1):
        name = next(one.nominee.name for one in adopted if one.nominee_id == nominee_id)
        yield Finding("E01", TWICE, {"name": name}, field="set_aside")


def for_setting_aside(plan: Plan) -> frozenset[int]:
    """Who may be set aside: passed for a bucket without a number, or passed for two awards; nobody who has a place."""
    ranked = [line for one in plan.buckets for line in one.ranked if line.candidate.passed]
    passed = {line.id for line in ranked if plan.nominations[line.id].state != NominationState.SENT_BACK}
    counted = Counter(plan.nominations[key].nominee_id for key in passed)
    double = {key for key in passed if counted[plan.nominations[key].nominee_id] > 1}
    unknown = {line.id for one in plan.buckets if one.limit is None for line in one.ranked}
    return frozenset((double | unknown) & passed)


def _wrongly_aside(plan: Plan, aside: frozenset[int]) -> Iterable[Finding]:
    for key in sorted(aside - for_setting_aside(plan)):
        yield Finding(
            "set_aside", NOT_FOR_SETTING_ASIDE, {"name": plan.nominations[key].nominee.name}, field="set_aside"
        )
