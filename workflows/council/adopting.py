"""Adopting: ranking, cut at the free places, places taken, dossiers told, decisions started; all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.awards.decisions import Decision, DecisionLine
from models.awards.words import LineState
from models.base.finding import BadRequest, broken, require
from models.base.language import N_
from models.campaigns.campaigns import Campaign
from models.council.adoption import REASON_NEEDED, BucketPlan, Plan, adoption_plan, lines_of
from models.council.agenda import agenda_of
from models.council.concluding import conclusions
from models.council.meetings import AdoptedLine, Meeting, TieBreak
from models.council.record import results_of
from models.council.rules.ranking import with_tie_break
from models.council.words import MeetingStatus
from models.nominations.nominations import Nomination, move
from models.nominations.words import NominationState
from models.people.persons import Person
from models.process.outcomes import Outcome, Start
from models.process.words import CaseKind
from models.quotas.places import Line, free_place, lock_line, take_place
from workflows.call import Call
from workflows.council.meetings import ids_in, meeting_at, reason_in
from workflows.noting import lock_cases, note

NO_TIE = N_("Nobody ties at the cut-off of this bucket.")
VOTED_DOWN = N_("The council's vote did not reach the threshold.")
TWICE = N_("Adopted for another award already: one achievement gets one form.")
_S = NominationState


def break_tie(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Order the nominations that tie at the cut-off of `bucket`: `order` holds their public ids, preferred first.

    `set_aside` as in adopting: who is left out may be what makes others tie. The scheme assumes that the chair
    decides; the `reason` goes into the minutes.
    """
    meeting = meeting_at(call, MeetingStatus.DELIBERATED)
    order, reason = ids_in(answers, "order"), reason_in(answers)
    stored = call.session.scalars(
        select(TieBreak).where(TieBreak.meeting_id == meeting.id, TieBreak.bucket == answers.get("bucket"))
    ).one_or_none()
    before = list(stored.order) if stored else []
    if stored is not None:  # an order given before is given anew: look at the tie as it is without it
        call.session.delete(stored)
        call.session.flush()
    plan = adoption_plan(call.session, meeting, ids_in(answers, "set_aside"))
    require(one for one in plan.findings if one.code == "set_aside")  # nobody is left out to make others tie
    tied = next((one for one in plan.buckets if one.bucket.key == answers.get("bucket") and one.selected.tie), None)
    if tied is None:
        raise broken("no_tie", NO_TIE)
    keys = {one.public_id: key for key, one in plan.nominations.items()}
    with_tie_break(tied.selected, [keys.get(one, 0) for one in order])
    call.session.add(
        TieBreak(
            meeting_id=meeting.id,
            bucket=tied.bucket.key,
            order=order,
            reason=reason,
            decided_by_id=call.actor.person_id,
            decided_at=call.now,
        )
    )
    call.session.flush()
    names = [plan.nominations[keys[one]].nominee.name for one in order]
    return Outcome(
        before={"order": before},
        after={"bucket": tied.bucket.key, "order": names},
        reason=reason,
        result={"meeting": meeting.public_id},
    )


def adopt_results(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Adopt what the votes give, or send the meeting back to its rounds (`outcome` "reopened", with a reason).

    Locks, in this order: the dossiers' cases, the campaign, the lines; then looks again (E01, E12) and writes.
    `set_aside`: public ids that are left out (see models.council.adoption). A `reason` is needed when the list
    is trimmed, a tie was broken, or somebody is set aside.
    A meeting for information only adopts nobody. Raises RuleBroken naming everything in the way.
    """
    meeting: Meeting = call.subject
    if answers.get("outcome", "adopted") == "reopened":
        return Outcome("reopened", after={"meeting": meeting.code}, reason=reason_in(answers))
    if answers.get("outcome", "adopted") != "adopted":
        raise BadRequest()
    _lock(call, meeting)
    plan = adoption_plan(call.session, meeting, ids_in(answers, "set_aside"))
    require(plan.findings)
    reason = str(answers.get("reason", "")).strip()
    if plan.needs_reason and not reason:
        raise broken("reason_missing", REASON_NEEDED, "reason")
    chair = call.session.get_one(Person, call.actor.person_id)
    meeting.results, meeting.adopted_at = results_of(call.session, plan, chair, reason), call.now
    before = {key: one.state for key, one in plan.nominations.items()}
    for one in plan.buckets:  # first what becomes free, then what is taken: E01 looks across the buckets
        for key in one.released:
            _release(call, one.line, plan.nominations[key])
    for one in plan.buckets:
        _carry_out(call, plan, one)
    call.session.flush()
    _note_dossiers(call, plan, before)
    decisions = _decisions(call, plan)
    return Outcome(
        "adopted",
        after={"meeting": meeting.code, "adopted": _counts(plan)},
        reason=reason,
        messages=conclusions(call.session, _dossiers(plan)),
        starts=tuple(Start(CaseKind.DECISION, decision) for decision in decisions),
        result={"meeting": meeting.public_id, "decisions": [one.public_id for one in decisions]},
    )


def _lock(call: Call, meeting: Meeting) -> None:
    """Everybody who changes one of these waits until we are through; the order is the same for all."""
    cases = {item.nomination.dossier.case_id for item in agenda_of(call.session, meeting)}
    lock_cases(call, {case_id for case_id in cases if case_id is not None})
    call.session.execute(select(Campaign.id).where(Campaign.id == meeting.campaign_id).with_for_update(read=True))
    for line in lines_of(call.session, meeting):
        lock_line(call.session, line)


def _carry_out(call: Call, plan: Plan, one: BucketPlan) -> None:
    """Give places to who is adopted, move every state."""
    for rank, key in enumerate(one.adopted, 1):
        _adopt(call, plan, one.line, plan.nominations[key], rank)
    for key in one.selected.reserve:
        _to(plan.nominations[key], _S.RESERVE)
    for key in one.selected.failed:
        _to(plan.nominations[key], _S.NOT_ADOPTED, VOTED_DOWN)
    for key in one.twice + one.aside:
        _to(plan.nominations[key], _S.NOT_ADOPTED, TWICE)


def _to(nomination: Nomination, state: NominationState, reason: str = "") -> None:
    if nomination.state != state:
        move(nomination, state, reason)


def _release(call: Call, line: Line, nomination: Nomination) -> None:
    """A nomination sent back failed the new vote: its place is free again, the first minutes stay."""
    _unstand(call, nomination)
    free_place(call.session, line, nomination.id)
    move(nomination, _S.NOT_ADOPTED, VOTED_DOWN)


def _adopt(call: Call, plan: Plan, line: Line, nomination: Nomination, rank: int) -> None:
    """Take a place (or keep the one it has) and write the line that a decision can rest on."""
    _unstand(call, nomination)
    place = take_place(call.session, line, nomination.id)
    call.session.add(
        AdoptedLine(
            meeting_id=plan.meeting.id,
            nomination_id=nomination.id,
            round_item_id=plan.votes[nomination.id].id,
            place_id=place.id,
            rank=rank,
            standing_nominee_id=nomination.nominee_id,
            adopted_at=call.now,
        )
    )
    call.session.flush()
    move(nomination, _S.ADOPTED)


def _unstand(call: Call, nomination: Nomination) -> None:
    query = select(AdoptedLine).where(
        AdoptedLine.nomination_id == nomination.id, AdoptedLine.standing_nominee_id.is_not(None)
    )
    for line in call.session.scalars(query):
        line.standing_nominee_id = None
    call.session.flush()


def _dossiers(plan: Plan) -> set[int]:
    return {item.nomination.dossier_id for item in plan.agenda}


def _note_dossiers(call: Call, plan: Plan, before: Mapping[int, NominationState]) -> None:
    """One event in the history of each dossier of the agenda: what became of its nominations."""
    by_case: dict[int, list[Nomination]] = {}
    for item in plan.agenda:
        if item.nomination.dossier.case_id is not None:
            by_case.setdefault(item.nomination.dossier.case_id, []).append(item.nomination)
    for case_id, case in sorted(lock_cases(call, set(by_case)).items()):
        listed = by_case[case_id]
        note(
            call,
            case,
            "council_result",
            before={"states": {one.nominee.name: str(before.get(one.id, one.state)) for one in listed}},
            after={"meeting": plan.meeting.code, "states": {one.nominee.name: str(one.state) for one in listed}},
        )


def _decisions(call: Call, plan: Plan) -> list[Decision]:
    """One decision per award that has adopted lines, each line waiting for the standing committee."""
    lines = call.session.scalars(
        select(AdoptedLine).where(AdoptedLine.meeting_id == plan.meeting.id).order_by(AdoptedLine.id)
    ).all()
    awards = {key: one.award.key for one in plan.buckets for key in one.adopted}
    found = []
    for award in dict.fromkeys(awards.values()):
        decision = Decision(
            campaign_id=plan.meeting.campaign_id,
            organization_id=plan.meeting.organization_id,
            meeting_id=plan.meeting.id,
            award=award,
            started_at=call.now,
        )
        call.session.add(decision)
        call.session.flush()
        call.session.add_all(
            DecisionLine(decision_id=decision.id, adopted_line_id=line.id, state=LineState.PENDING)
            for line in lines
            if awards[line.nomination_id] == award
        )
        found.append(decision)
    call.session.flush()
    return found


def _counts(plan: Plan) -> dict[str, dict[str, Any]]:
    return {
        one.bucket.key: {
            "adopted": len(one.adopted),
            "reserve": len(one.selected.reserve),
            "limit": one.limit,
            "failed": len(one.selected.failed) + len(one.released),
        }
        for one in plan.buckets
    }
