"""What is missing although no task says so: codes, figures, returned dossiers, lines from below, late units, quotas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from models.base.clock import day_of
from models.campaigns import queries
from models.campaigns.campaigns import Campaign, the_campaign
from models.campaigns.targets import board
from models.council.adoption import round_not_counted
from models.council.board import Counter, released_by
from models.council.meetings import Meeting
from models.council.words import MeetingStatus
from models.nominations.dossiers import Dossier, Return
from models.nominations.nominations import Nomination
from models.nominations.queries import drafts_taking_lines
from models.nominations.words import DossierStatus, NominationState
from models.people.organizations import Organization
from models.people.words import SUBMITTING_KINDS, Role
from models.process.cases import Case
from models.quotas.places import Line
from models.schemes.words import FigureSource
from webapp.frame.access import actor, now, session
from webapp.frame.caseview import due_in_words
from webapp.frame.language import say, short_date

NAMED = 3  # units named in a sentence; more are counted
_S = NominationState
_WAITING = (_S.SUBMITTED, _S.ELIGIBLE, _S.ON_HOLD, _S.RESERVE)  # nominations that still want a place


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, in words, and where it is mended; whether it is late; what the button says."""

    text: str
    url: str
    button: str
    late: bool = False


def missing() -> list[Missing]:
    """What the reader has to see to before there is nothing to do, late things first."""
    found = [*_of_the_counter(), *_of_the_unit(), *_of_the_lead()]
    return sorted(found, key=lambda one: not one.late)


def _of_the_counter() -> Iterator[Missing]:
    """Codes that the reader has not taken, and closed rounds that wait for the reader's."""
    query = (
        select(Counter)
        .join(Counter.meeting)
        .join(Meeting.case)
        .where(Counter.person_id == actor().person_id, Case.status == MeetingStatus.IN_SESSION)
        .order_by(Counter.id)
    )
    for mine in session().scalars(query):
        waiting = round_not_counted(session(), mine.meeting)
        if mine.taken_at is None:
            words = _("your counting code for “%(meeting)s”", meeting=mine.meeting.title)
            yield Missing(words, f"/counters/{mine.public_id}", _("Take my code"))
        elif waiting is not None and waiting.closed_at and mine.id not in released_by(session(), waiting):
            words = _(
                "your share for round %(number)s of “%(meeting)s”", number=waiting.number, meeting=mine.meeting.title
            )
            yield Missing(words, f"/rounds/{waiting.public_id}/count", _("Release your share"))


def _of_the_unit() -> Iterator[Missing]:
    if not actor().holds(Role.UNIT_OFFICER, Role.HEAD):
        return
    homes = [seat.organization_id for seat in actor().seats if seat.role in (Role.UNIT_OFFICER, Role.HEAD)]
    yield from _returned(homes)
    if not actor().holds(Role.UNIT_OFFICER):
        return
    yield from _lines_below(homes)
    campaign = the_campaign(session())
    if campaign is not None:
        yield from _figures(campaign)
    yield from _open_drafts()
    yield from _declined()


def _returned(homes: Sequence[int]) -> Iterator[Missing]:
    """The dossiers of the reader's organisations that came back and have not been handed in again."""
    for back, dossier in _unanswered(Dossier.organization_id.in_(homes)):
        points = ngettext("%(num)s point", "%(num)s points", len(back.defects))
        due = due_in_words(back.due_at, now())
        until = f"{due.headline} ({short_date(due.day)})" if due else ""
        words = _(
            "%(code)s was returned: %(points)s to complete, %(until)s", code=dossier.code, points=points, until=until
        )
        button = _("Complete %(code)s", code=dossier.code)
        yield Missing(words, f"/dossiers/{dossier.public_id}", button, now() >= back.due_at)


def _unanswered(*conditions: ColumnElement[bool]) -> list[tuple[Return, Dossier]]:
    """Returns that wait for their dossier, the oldest deadline first."""
    query = (
        select(Return, Dossier)
        .join(Dossier, Dossier.id == Return.dossier_id)
        .join(Case, Case.id == Dossier.case_id)
        .where(Case.status == DossierStatus.RETURNED, Return.answered_at.is_(None), *conditions)
        .options(joinedload(Dossier.organization))
        .order_by(Return.due_at, Return.id)
    )
    return [(back, dossier) for back, dossier in session().execute(query)]


def _lines_below(homes: Sequence[int]) -> Iterator[Missing]:
    query = (
        select(Dossier.public_id, Dossier.code, func.count())
        .join(Nomination, Nomination.dossier_id == Dossier.id)
        .join(Case, Case.id == Dossier.case_id)
        .where(Dossier.organization_id.in_(homes), Nomination.state == _S.PROPOSED, Case.closed_at.is_(None))
        .group_by(Dossier.public_id, Dossier.code)
        .order_by(Dossier.code)
    )
    for public_id, code, count in session().execute(query):
        words = ngettext(
            "%(num)s line from below waits in %(code)s", "%(num)s lines from below wait in %(code)s", count, code=code
        )
        yield Missing(words, f"/dossiers/{public_id}#proposed", _("Decide on the lines"))


def _figures(campaign: Campaign) -> Iterator[Missing]:
    """The measures whose figure a body that the reader writes for has not reported yet."""
    today = day_of(now())
    mine = {body.id for body in queries.writable_organizations(session(), actor(), today)}
    lines = board(session(), campaign, today, queries.visible_paths(actor()))
    owed = [
        line.measure.key
        for line in lines
        if line.measure.source is FigureSource.REPORTED and any(unit.id in mine for unit in line.share.unknown)
    ]
    if owed:
        url = f"/campaign/targets/{owed[0]}" if len(owed) == 1 else "/campaign/targets"
        words = ngettext(
            "the figure of %(num)s target is not reported", "the figures of %(num)s targets are not reported", len(owed)
        )
        yield Missing(words, url, _("Report the figures"))


def _open_drafts() -> Iterator[Missing]:
    """For bodies that write lines: drafts of the district that hold none of theirs yet."""
    own = [seat.organization_id for seat in actor().seats if seat.role == Role.UNIT_OFFICER]
    for body in session().scalars(select(Organization).where(Organization.id.in_(own))):
        if body.kind in SUBMITTING_KINDS:
            continue
        for draft in drafts_taking_lines(session(), body):
            written = (
                select(func.count())
                .select_from(Nomination)
                .where(Nomination.dossier_id == draft.id, Nomination.from_organization_id == body.id)
            )
            if not session().scalar(written):
                words = _(
                    "%(district)s collects nominees for “%(award)s”: you have written none yet",
                    district=draft.organization.name, award=draft.award_shape.short_name,
                )  # fmt: skip
                yield Missing(words, f"/lines/new/{draft.public_id}", _("Write a line"))


def _declined() -> Iterator[Missing]:
    """Lines that the district left out while its draft is still open: time to write another."""
    own = [seat.organization_id for seat in actor().seats if seat.role == Role.UNIT_OFFICER]
    query = (
        select(Nomination)
        .join(Dossier, Dossier.id == Nomination.dossier_id)
        .join(Case, Case.id == Dossier.case_id)
        .where(
            Nomination.from_organization_id.in_(own), Nomination.state == _S.DECLINED, Dossier.submitted_at.is_(None),
            Case.closed_at.is_(None),
        )
        .order_by(Nomination.id)
    )  # fmt: skip
    for line in session().scalars(query):
        words = _(
            "the district has declined %(name)s: %(reason)s", name=line.nominee.name, reason=say(line.state_reason)
        )
        yield Missing(words, f"/nominations/{line.public_id}", _("Read the reason"))


def _of_the_lead() -> Iterator[Missing]:
    if not actor().holds(Role.SECRETARIAT_LEAD):
        return
    late = [dossier.organization.name for back, dossier in _unanswered(Return.due_at <= now())]
    if late:
        words = ngettext(
            "%(num)s returned dossier is overdue: %(units)s", "%(num)s returned dossiers are overdue: %(units)s",
            len(late), units=_named(late),
        )  # fmt: skip
        yield Missing(words, f"/dossiers?status={DossierStatus.RETURNED}", _("See the overdue dossiers"), late=True)
    yield from _unannounced()


def _unannounced() -> Iterator[Missing]:
    """Quotas without a number for which nominations wait: the council can adopt none of them."""
    query = (
        select(Line, func.count())
        .join(Nomination, Nomination.bucket == Line.bucket)
        .join(Dossier, Dossier.id == Nomination.dossier_id)
        .where(Line.announced.is_(False), Dossier.campaign_id == Line.campaign_id, Nomination.state.in_(_WAITING))
        .group_by(Line.id)
        .order_by(Line.id)
    )
    for line, count in session().execute(query):
        words = ngettext(
            "the quota “%(quota)s” is not announced and %(num)s nomination waits for it",
            "the quota “%(quota)s” is not announced and %(num)s nominations wait for it",
            count, quota=f"{line.campaign.scheme.award(line.award).short_name}: {line.name}",
        )  # fmt: skip
        yield Missing(words, f"/quotas/{line.public_id}", _("Announce the quota"))


def _named(units: Sequence[str]) -> str:
    names = list(dict.fromkeys(units))
    more = len(names) - NAMED
    shown = ", ".join(names[:NAMED])
    return _("%(units)s and %(count)s more", units=shown, count=more) if more > 0 else shown
