"""The people of a demo as cards: name, role, what waits for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.base.clock import day_of
from models.council.meetings import Meeting, RosterMember
from models.people.accounts import Account
from models.people.organizations import Organization, alive
from models.people.posts import Post, held_on
from models.people.words import OrganizationKind, Role
from models.process.cases import Case
from models.process.tasks import Task
from models.process.words import TaskKind
from webapp.frame.language import label, short_date, upfirst

URL = "/sign-in/as"
# In the order in which a dossier passes through their hands.
ORDER = (
    Role.UNIT_OFFICER, Role.HEAD, Role.RECORDS_CLERK, Role.APPRAISER, Role.SECRETARIAT_LEAD, Role.COUNCIL_SECRETARY,
    Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.STANDING_COMMITTEE, Role.ADMINISTRATOR, Role.AUDITOR,
)  # fmt: skip
COUNCIL = frozenset({Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER})
UNITS = frozenset({Role.UNIT_OFFICER, Role.HEAD})


@dataclass(frozen=True)
class Card:
    """One person to be; `group` is the heading below which the card stands, `rank` the group's place on the page."""

    account: str
    name: str
    role: str
    place: str
    waiting: str
    group: str
    rank: int
    url: str = URL


def cards(session: Session, now: datetime) -> Sequence[Card]:
    """All open accounts whose person holds a role today; who writes and who signs for a unit stand side by side.

    Of a council member only the meeting is told.
    """
    day = day_of(now)
    accounts = session.scalars(select(Account).where(Account.disabled_at.is_(None)).options(joinedload(Account.person)))
    rows = session.execute(
        select(Post, Organization)
        .join(Organization, Organization.id == Post.organization_id)
        .where(held_on(day), alive(day))
    )
    posts: dict[int, list[tuple[Role, Organization]]] = {}
    for post, organization in rows:
        posts.setdefault(post.person_id, []).append((Role(post.role), organization))
    waiting, meetings = _open_tasks(session), _meetings(session)
    made = [
        (
            *_order(held),
            account.person.sort_key,
            _card(account, held, _waits(held, waiting, meetings.get(account.person_id))),
        )
        for account in accounts
        if (held := sorted(posts.get(account.person_id, []), key=lambda one: ORDER.index(one[0])))
    ]
    return [card for *_keys, card in sorted(made, key=lambda one: one[:-1])]


def _order(held: Sequence[tuple[Role, Organization]]) -> tuple[int, str, int]:
    role, body = held[0]
    return _rank(role, body), body.sort_key if role in UNITS else "", ORDER.index(role)


def _rank(role: Role, body: Organization) -> int:
    """The office first, then the council, then the units from the province down."""
    return 2 + list(OrganizationKind).index(OrganizationKind(body.kind)) if role in UNITS else int(role in COUNCIL)


def _card(account: Account, held: Sequence[tuple[Role, Organization]], waiting: str) -> Card:
    roles = ", ".join(label(role) for role in dict.fromkeys(role for role, _body in held))
    first, body = held[0]
    place = body.name if first in UNITS else ""
    group = upfirst(label(body.kind)) if first in UNITS else _("Council") if first in COUNCIL else _("Office")
    return Card(account.public_id, account.person.name, upfirst(roles), place, waiting, group, _rank(first, body))


def _waits(
    held: Sequence[tuple[Role, Organization]], tasks: Counter[tuple[Role, int | None]], meeting: str | None
) -> str:
    if held[0][0] in COUNCIL:
        return meeting or _("No meeting is planned")
    count = sum(tasks[role, body.id if role in UNITS else None] for role, body in held if role not in COUNCIL)
    return ngettext("%(num)s task waits", "%(num)s tasks wait", count) if count else _("Nothing waits now")


def _open_tasks(session: Session) -> Counter[tuple[Role, int | None]]:
    """How many tasks nobody has taken yet, by role and organisation (None: the office)."""
    query = select(Task.role, Task.organization_id).where(
        Task.kind == TaskKind.USER, Task.closed_at.is_(None), Task.role.is_not(None)
    )
    return Counter((Role(str(role)), organization_id) for role, organization_id in session.execute(query))


def _meetings(session: Session) -> dict[int, str]:
    """The next open meeting of each member on a frozen roster."""
    query = (
        select(RosterMember.person_id, Meeting)
        .join(Meeting, Meeting.id == RosterMember.meeting_id)
        .join(Case, Case.id == Meeting.case_id)
        .where(Case.closed_at.is_(None))
        .order_by(Meeting.sits_on.desc())
    )
    return {
        person_id: f"{meeting.title}, {short_date(meeting.sits_on)}" for person_id, meeting in session.execute(query)
    }
