"""Planning a meeting, its agenda, its frozen roster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from models.base.clock import day_of
from models.base.dates import short_date
from models.base.finding import BadRequest, Conflict, RuleBroken, broken, require
from models.base.language import N_
from models.campaigns.campaigns import Campaign
from models.council.adoption import round_not_counted
from models.council.agenda import agenda_of, candidates, for_information, in_order, to_tell, to_vote_on
from models.council.attendance import no_quorum
from models.council.meetings import AgendaItem, Meeting, RosterMember, Round, RoundItem
from models.council.record import roster_digest
from models.council.roster import check_roster, roster_on
from models.council.rules.quorum import enough, quorum_needed
from models.council.words import MeetingStatus, Presence
from models.nominations.nominations import Nomination
from models.people.organizations import Organization
from models.process.outcomes import Outcome, Start
from models.process.words import CaseKind
from workflows.call import Call
from workflows.council.attending import Said, attendance_in, write
from workflows.council.meetings import chosen, ids_in, meeting_at, reason_in

NO_TITLE = N_("Give the meeting a title.")
PAST_DAY = N_("The meeting cannot be planned for %(day)s: that day is over.")
NO_AGENDA = N_("The agenda holds nothing to vote on and nobody to tell about: put at least one nomination on it.")
ROUND_OPEN = N_("A round is open or not counted yet: close it and let the counting board open it first.")


def plan_meeting(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Plan a meeting of the council of the organisation that runs the campaign.

    `title`, `sits_on` (a date, today or later), `place`. The result tells the new meeting's public id.
    """
    organization: Organization = call.subject
    sits_on, title = answers.get("sits_on"), str(answers.get("title", "")).strip()
    if not isinstance(sits_on, date):
        raise BadRequest()
    if not title:
        raise broken("title_missing", NO_TITLE, "title")
    if sits_on < day_of(call.now):
        raise broken("day_over", PAST_DAY, "sits_on", day=short_date(sits_on))
    campaign = _locked_campaign(call, organization)
    number = 1 + (call.session.scalar(select(func.count()).select_from(Meeting)) or 0)
    meeting = Meeting(
        code=f"PH-{sits_on.year}-{number:02}",
        campaign=campaign,
        organization=organization,
        title=title,
        sits_on=sits_on,
        place=str(answers.get("place", "")).strip(),
    )
    call.session.add(meeting)
    call.session.flush()
    return Outcome(
        after={"meeting": meeting.code, "title": title, "sits_on": sits_on},
        starts=(Start(CaseKind.MEETING, meeting),),
        result={"meeting": meeting.public_id},
    )


def _locked_campaign(call: Call, organization: Organization) -> Campaign:
    """The campaign that the organisation runs now; locked, so that codes of meetings are given one by one."""
    query = select(Campaign).where(Campaign.organization_id == organization.id).order_by(Campaign.id.desc())
    campaign = call.session.scalars(query.limit(1).with_for_update()).first()
    if campaign is None:
        raise BadRequest()
    return campaign


def change_agenda(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Put the nominations with the public ids `nominations` on the agenda, in the plan's order, and no others.

    Ineligible nominations that no meeting has heard of are added for information. What a round has asked
    about stays whatever is chosen. Plan 286 has no rule for agendas; domain: none is lost from the minutes.
    """
    meeting = meeting_at(call, MeetingStatus.PLANNED, MeetingStatus.CONVENED, MeetingStatus.IN_SESSION)
    old = agenda_of(call.session, meeting)
    asked = _asked_in_rounds(call, meeting)
    fixed = [item.nomination for item in old if item.nomination_id in asked]
    free = [one for one in candidates(call.session, meeting) if one.id not in asked]
    wanted = [one for one in ids_in(answers, "nominations") if one not in {kept.public_id for kept in fixed}]
    voting = in_order(meeting.campaign, fixed + chosen(wanted, free))
    informed = for_information(call.session, meeting)
    _write_agenda(call, meeting, old, voting, informed)
    return Outcome(
        before={"agenda": [item.nomination.nominee.name for item in old]},
        after={
            "agenda": [one.nominee.name for one in voting],
            "for_information": [one.nominee.name for one in informed],
        },
        result={"meeting": meeting.public_id},
    )


def _asked_in_rounds(call: Call, meeting: Meeting) -> set[int]:
    query = select(RoundItem.nomination_id).join(Round, Round.id == RoundItem.round_id)
    return set(call.session.scalars(query.where(Round.meeting_id == meeting.id)))


def _write_agenda(
    call: Call, meeting: Meeting, old: list[AgendaItem], voting: list[Nomination], informed: list[Nomination]
) -> None:
    rows = {item.nomination_id: item for item in old}
    wanted = [(one.id, False) for one in voting] + [(one.id, True) for one in informed if one not in voting]
    for number, (nomination_id, told) in enumerate(wanted, 1):
        item = rows.pop(nomination_id, None) or AgendaItem(meeting_id=meeting.id, nomination_id=nomination_id)
        item.number, item.for_information = number, told
        call.session.add(item)
    for item in rows.values():
        call.session.delete(item)
    call.session.flush()
    call.session.expire(meeting, ["agenda"])


def prepare_meeting(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """The preparation is done: the agenda holds something to vote on, or somebody ineligible to tell about.

    A meeting for information only is held like any other, without a round: else dossiers that hold nobody
    eligible would wait for ever for the council to hear of them.
    """
    meeting: Meeting = call.subject
    agenda = agenda_of(call.session, meeting)
    voting, told = to_vote_on(agenda), to_tell(agenda)
    if not voting and not told:
        raise broken("agenda_empty", NO_AGENDA)
    return Outcome(after={"meeting": meeting.code, "agenda": len(voting), "for_information": len(told)})


def freeze_roster(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Open the meeting: members and chair of this day are written down and stay, whatever becomes of their posts.

    `attendance` says of each whether they are there (see attendance_in); without the quorum the meeting does not
    open. Total, threshold and quorum are kept with the meeting. Citation: the scheme's voting rules (assumed:
    9 members, 2/3 of them present, 80 % of the total membership; NĐ 91/2017, Điều 45 for the base).
    """
    meeting: Meeting = call.subject
    voting = meeting.campaign.scheme.voting
    rows = roster_on(call.session, meeting.organization_id, day_of(call.now))
    require(check_roster(rows, voting.members.value))
    said = attendance_in(answers, [person for person, _seat in rows])
    _quorum(meeting, said)
    call.session.add_all(
        RosterMember(meeting=meeting, person=person, seat=seat, name=person.name, title=person.title)
        for person, seat in rows
    )
    meeting.roster_frozen_at = call.now
    meeting.total_members, meeting.threshold_percent = len(rows), voting.threshold_percent.value
    meeting.recused_rule = voting.recused.value
    call.session.flush()
    for member in meeting.roster:
        write(call, meeting, member.id, said[member.person_id])
    call.session.flush()
    return Outcome(
        after={
            "meeting": meeting.code,
            "members": [person.name for person, _seat in rows],
            "total_members": len(rows),
            "assumed_members": voting.members.value,
            "threshold_percent": meeting.threshold_percent,
            "roster_digest": roster_digest(meeting),
            **_told(meeting, said),
        }
    )


def _quorum(meeting: Meeting, said: Mapping[int, Said]) -> None:
    """Count who is there, keep the number that is needed; RuleBroken when too few are."""
    fraction, total = meeting.campaign.scheme.voting.quorum.value, len(said)
    present = sum(one.state is Presence.PRESENT for one in said.values())
    meeting.quorum_needed = quorum_needed(total, fraction.numerator, fraction.denominator)
    if not enough(present, total, fraction.numerator, fraction.denominator):
        raise RuleBroken(no_quorum(present, total, meeting.quorum_needed))


def _told(meeting: Meeting, said: Mapping[int, Said]) -> dict[str, Any]:
    """Who is there, for the history."""
    absent = [one for one in meeting.roster if said[one.person_id].state is not Presence.PRESENT]
    return {
        "present": len(said) - len(absent),
        "quorum": meeting.quorum_needed,
        "absent": [
            {"name": one.name, "state": said[one.person_id].state, "reason": said[one.person_id].reason}
            for one in absent
        ],
    }


def cancel_meeting(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Call the meeting off, with `reason`; not while ballots lie sealed, and not once results are adopted."""
    meeting = meeting_at(
        call, MeetingStatus.PLANNED, MeetingStatus.CONVENED, MeetingStatus.IN_SESSION, MeetingStatus.DELIBERATED
    )
    if round_not_counted(call.session, meeting) is not None:
        raise Conflict(ROUND_OPEN)
    return Outcome(before={"meeting": meeting.code}, reason=reason_in(answers), own_message="meeting_cancelled")
