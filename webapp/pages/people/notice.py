"""What everyone may know before signing in: which campaign runs, and what is due next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from models.base.clock import day_of, working_days_between
from models.campaigns.campaigns import Campaign, the_campaign
from webapp.frame.language import long_date, short_date, weekday


def notice(session: Session, now: datetime) -> Mapping[str, str] | None:
    """Title, text, deadline and source of the running campaign; None when there is none."""
    campaign = the_campaign(session)
    if campaign is None:
        return None
    scheme = campaign.scheme
    running = [phase for phase in campaign.phases if phase.case is not None and phase.case.status == "open"]
    title = ", ".join(phase.name for phase in running) if running else scheme.short_title
    return {
        "title": _("Now running: %(phase)s", phase=title) if running else title,
        "text": scheme.title,
        "when": _due(campaign, now),
        "source": _("Plan %(number)s of %(day)s", number=scheme.number, day=short_date(scheme.issued_on)),
        "url": "/campaign",
    }


def _due(campaign: Campaign, now: datetime) -> str:
    """The next report that is due, with the last day that counts and the working days left."""
    today = day_of(now)
    coming = [duty for duty in campaign.scheme.report_duties if duty.last_day is not None and duty.last_day >= today]
    if not coming:
        return ""
    duty = min(coming, key=lambda one: one.last_day or today)
    last = duty.last_day or today
    left = working_days_between(today, last)
    return _(
        "%(duty)s: by the end of %(weekday)s, %(day)s", duty=duty.name, weekday=weekday(last), day=long_date(last)
    ) + (" (" + ngettext("%(num)s working day left", "%(num)s working days left", left) + ")")
