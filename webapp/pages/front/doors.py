"""Where a unit's people can go from their home, each door with how much lies behind it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from models.campaigns.queries import count_by_status
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.nominations.queries import visible_dossiers
from models.nominations.words import NominationState
from models.people.organizations import Organization
from models.people.words import SUBMITTING_KINDS, Role
from webapp.frame.access import actor, session

_S = NominationState


@dataclass(frozen=True)
class Way:
    """One door: its sign, its name, what lies behind it."""

    sign: str
    title: str
    meta: str
    url: str


def doors() -> list[Way]:
    """For who writes for a unit: its dossiers or its lines, its works, its figures; nothing for others."""
    keys = [seat.organization_id for seat in actor().seats if seat.role == Role.UNIT_OFFICER]
    if not keys:
        return []
    kinds = set(session().scalars(select(Organization.kind).where(Organization.id.in_(keys))))
    first = [_dossiers()] if kinds & SUBMITTING_KINDS else []
    lines = [_lines(keys)] if kinds - SUBMITTING_KINDS else []
    count = sum(count_by_status(session(), actor()).values())
    works = ngettext("%(num)s registered", "%(num)s registered", count)
    return [
        *first,
        *lines,
        Way("flag", _("Works, projects, tasks and models"), works, "/works"),
        Way(
            "slots", _("The six targets"), _("Reported figures, and what is still to be reported"), "/campaign/targets"
        ),
    ]


def _dossiers() -> Way:
    count = session().scalar(select(func.count()).select_from(Dossier).where(visible_dossiers(actor()))) or 0
    return Way("folder", _("Dossiers"), ngettext("%(num)s dossier", "%(num)s dossiers", count), "/dossiers")


def _lines(keys: list[int]) -> Way:
    query = (
        select(Nomination.state, func.count())
        .where(Nomination.from_organization_id.in_(keys))
        .group_by(Nomination.state)
    )
    counts = dict(session().execute(query).all())
    waiting, left = counts.get(_S.PROPOSED, 0), counts.get(_S.DECLINED, 0)
    gone = counts.get(_S.WITHDRAWN, 0)
    meta = _(
        "%(waiting)s waiting for the district, %(taken)s included, %(left)s declined",
        waiting=waiting, taken=sum(counts.values()) - waiting - left - gone, left=left,
    )  # fmt: skip
    return Way("people", _("My lines"), meta, "/lines")
