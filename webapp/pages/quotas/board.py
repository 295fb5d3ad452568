"""The board: every bucket with its places one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.campaigns.campaigns import Campaign, the_campaign
from models.council.agenda import selected_per_bucket
from models.people.permissions import can
from models.people.words import OFFICE_ROLES, Role
from models.quotas.board import BoardLine, board
from models.schemes.shape.limits import Bucket
from models.schemes.words import LimitKind, SubjectKind
from webapp.frame.access import actor, found, now, requires, session
from webapp.frame.language import label, upfirst
from webapp.frame.lists import csv_file

blueprint = Blueprint("quotas", __name__)
READERS = (*sorted(OFFICE_ROLES), Role.COUNCIL_CHAIR)


@blueprint.get("/quotas")
@requires(*READERS)
def quotas() -> ResponseReturnValue:
    """All buckets: limit, nominated, eligible, adopted, decided, free."""
    campaign = current()
    lines = board(session(), campaign, selected_per_bucket(session(), campaign))
    if request.args.get("format") == "csv":
        return csv_file("chi-tieu", _head(), _cells(lines))
    awards = [(award, list(of_award)) for award, of_award in groupby(lines, key=lambda one: one.award)]
    over = [one for one in lines if one.surplus]
    waiting = [one for one in lines if one.row.limit is None]
    return render_template(
        "quotas/board.html",
        campaign=campaign,
        awards=awards,
        over=over,
        waiting=waiting,
        count=len(lines),
        now=now(),
        totals=_totals,
        kinds=kinds,
        may_change=bool(can(actor(), "announce_quota", campaign.access)),
        proposals=LimitKind.PROPOSALS,
    )


def current() -> Campaign:
    return found(the_campaign(session()))


def kinds(bucket: Bucket) -> str:
    """Whom the bucket takes: "Tập thể và cá nhân"."""
    return upfirst(_(" and ").join(label(kind) for kind in bucket.subject_kinds))


def _totals(lines: Sequence[BoardLine]) -> str:
    """What the buckets of an award add up to; nothing while a number is missing."""
    award = lines[0].award
    if any(one.row.limit is None for one in lines):
        return _("number not announced")
    parts = []
    for kind, words in ((SubjectKind.COLLECTIVE, _("collectives")), (SubjectKind.INDIVIDUAL, _("individuals"))):
        total = sum(one.row.limit or 0 for one in lines if kind in one.bucket.subject_kinds)
        if total:
            parts.append(f"{total} {words}")
    said = ", ".join(parts)
    return _("chosen to be proposed: %(counts)s", counts=said) if award.limits is LimitKind.PROPOSALS else said


def _head() -> list[str]:
    return [
        _("Award"),
        _("Bucket"),
        _("Limit"),
        _("Nominated"),
        _("Eligible"),
        _("Adopted"),
        _("Decided"),
        _("Free"),
        _("On open agendas"),
        _("Too many"),
    ]


def _cells(lines: Iterable[BoardLine]) -> Iterable[Sequence[object]]:
    for one in lines:
        row = one.row
        limit: object = _("not announced") if row.limit is None else row.limit
        free: object = _("unknown") if row.free is None else row.free
        yield (
            one.award.name,
            one.bucket.name,
            limit,
            row.nominated,
            row.eligible,
            row.adopted,
            row.decided,
            free,
            one.selected,
            one.surplus,
        )
