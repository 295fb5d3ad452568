"""Recusal: a member does not vote on a nomination in which they have an interest, and never on their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.base.clock import day_of
from models.base.finding import BadRequest, Conflict, broken
from models.base.language import N_
from models.council.adoption import round_not_counted
from models.council.agenda import agenda_of
from models.council.meetings import Meeting, Round, RoundItem
from models.council.recusals import Recusal, interests_of, recusals_of, recused_from
from models.council.rules.votes import base, votes_needed
from models.council.words import Ground, MeetingStatus
from models.nominations.nominations import Nomination
from models.people.persons import Person
from models.process.outcomes import Outcome
from models.schemes.words import RecusedRule
from workflows.call import Call
from workflows.council.meetings import chosen, meeting_at

NOTHING_CHOSEN = N_("Choose a nomination.")
ASKED = N_("A round is asking about %(name)s already: who does not vote on it says so before the round is opened.")
RECUSED_ALREADY = N_("It is recorded already that you do not vote on %(name)s.")
NOBODY_VOTES = N_("Nobody could vote on %(name)s: every member has an interest in it.")


def recuse(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Say of oneself that one does not vote on the `nomination` (public id) in this meeting; `note` may say why.

    Before or during the meeting, not while a round that asks about the nomination is open or not counted; it is not
    taken back. What is known of the interest becomes the ground, else one's own declaration.
    """
    meeting = meeting_at(call, MeetingStatus.PLANNED, MeetingStatus.CONVENED, MeetingStatus.IN_SESSION)
    if call.actor.person_id is None:
        raise BadRequest()
    if not answers.get("nomination"):
        raise broken("nothing_chosen", NOTHING_CHOSEN, "nomination")
    agenda = [item.nomination for item in agenda_of(call.session, meeting) if not item.for_information]
    [nomination] = chosen([str(answers["nomination"])], agenda)
    name = nomination.nominee.name
    if nomination.id in recused_from(call.session, meeting, call.actor.person_id):
        raise broken("recused_already", RECUSED_ALREADY, "nomination", name=name)
    opened = round_not_counted(call.session, meeting)
    if opened is not None and any(item.nomination_id == nomination.id for item in opened.items):
        raise Conflict(ASKED, name=name)
    me = call.session.get_one(Person, call.actor.person_id)
    known = [one for one in interests_of(call.session, meeting, [me], day_of(call.now))
             if one.nomination.id == nomination.id]  # fmt: skip
    ground = known[0].grounds[0] if known else Ground.DECLARED
    _write(call, meeting, me.id, nomination.id, ground, str(answers.get("note", "")).strip())
    return Outcome(
        after={"nominee": name, "ground": ground},
        reason=str(answers.get("note", "")).strip(),
        result={"meeting": meeting.public_id},
    )


def recuse_nominees(call: Call, meeting: Meeting) -> None:
    """Write down for every member of the roster that they do not vote on their own nomination (T03)."""
    persons = [member.person for member in meeting.roster]
    for one in interests_of(call.session, meeting, persons, day_of(call.now)):
        if Ground.NOMINEE in one.grounds and not one.recused:
            _write(call, meeting, one.person.id, one.nomination.id, Ground.NOMINEE, "")


def items_of(call: Call, meeting: Meeting, opened: Round, nominations: Sequence[Nomination]) -> Iterator[RoundItem]:
    """The questions of a round, each with the base and the votes needed that hold until it is counted."""
    voters = {member.person_id for member in meeting.roster}
    counted = Counter(one.nomination_id for one in recusals_of(call.session, meeting) if one.person_id in voters)
    total, rule = meeting.total_members or 0, meeting.recused_rule or RecusedRule.EXCLUDED
    for one in nominations:
        if counted[one.id] >= total:
            raise broken("nobody_votes", NOBODY_VOTES, "nominations", name=one.nominee.name)
        members = base(total, counted[one.id], rule)
        needed = votes_needed(members, meeting.threshold_percent or 0)
        yield RoundItem(round_id=opened.id, nomination_id=one.id, recused=counted[one.id], base=members, needed=needed)


def _write(call: Call, meeting: Meeting, person_id: int, nomination_id: int, ground: Ground, note: str) -> None:
    call.session.add(
        Recusal(
            meeting_id=meeting.id,
            person_id=person_id,
            nomination_id=nomination_id,
            ground=ground,
            note=note,
            at=call.now,
            by_id=call.actor.person_id,
        )
    )
    call.session.flush()
