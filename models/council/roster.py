"""Who sits on the council on a day, and when the roster says something worth knowing."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from models.base.finding import YES, Answer, Finding, Severity
from models.base.language import N_
from models.council.meetings import Meeting
from models.council.words import SeatKind
from models.people.permissions import Actor
from models.people.persons import Person
from models.people.posts import holders
from models.people.words import Role

NO_CHAIR = N_("Nobody holds the post of the council's chair today: nobody could adopt the results.")
OTHER_SIZE = N_(
    "The roster has %(total)s members; the scheme assumed %(assumed)s. The threshold is counted on %(total)s."
)
NOT_ON_ROSTER = N_("You are not on the roster of this meeting.")


def roster_on(session: Session, organization_id: int, day: date) -> list[tuple[Person, SeatKind]]:
    """Chairs first, then members, by the posts held on `day`; who holds both posts sits as chair."""
    chairs = holders(session, Role.COUNCIL_CHAIR, organization_id, day)
    members = [one for one in holders(session, Role.COUNCIL_MEMBER, organization_id, day) if one not in chairs]
    return [(one, SeatKind.CHAIR) for one in chairs] + [(one, SeatKind.MEMBER) for one in members]


def check_roster(roster: list[tuple[Person, SeatKind]], assumed: int) -> list[Finding]:
    """What stands in the way of freezing this roster, and a word when its size is not the assumed one."""
    found = []
    if not any(seat is SeatKind.CHAIR for _person, seat in roster):
        found.append(Finding("no_chair", NO_CHAIR))
    if len(roster) != assumed:
        found.append(Finding("roster_size", OTHER_SIZE, {"total": len(roster), "assumed": assumed}, Severity.WARN))
    return found


def may_vote(actor: Actor, meeting: Meeting) -> Answer:
    """Whoever is on the frozen roster votes, whatever became of their post since; nobody votes for another."""
    voters = {member.person_id for member in meeting.roster}
    return YES if actor.person_id in voters else Answer(False, NOT_ON_ROSTER)


def may_recuse(session: Session, actor: Actor, meeting: Meeting) -> Answer:
    """For themselves: before the roster is frozen the members of the day, afterwards those of the roster."""
    if meeting.roster_frozen_at is not None:
        return may_vote(actor, meeting)
    members = {person.id for person, _seat in roster_on(session, meeting.organization_id, meeting.sits_on)}
    return YES if actor.person_id in members else Answer(False, NOT_ON_ROSTER)
