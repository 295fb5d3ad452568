"""The minutes of a meeting, and its results before they are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import segno
from flask import render_template
from flask_babel import gettext as _

from models.council.meetings import Meeting
from models.council.words import Ground, Presence
from webapp.frame.access import found, requires
from webapp.pages.council.view import READERS, blueprint, office_words, the_meeting


@blueprint.get("/meetings/<meeting_id>/minutes")
@requires(*READERS)
def minutes(meeting_id: str) -> str:
    """The record as it stands; until the secretary has written it the results as they were adopted."""
    shown: Meeting = the_meeting(meeting_id)
    found(shown.results)
    return render_template("council/minutes.html", meeting=shown, **paper(shown))


def paper(meeting: Meeting) -> Mapping[str, Any]:
    """What the sheet of the minutes shows: the record, the table of votes, the code of the root."""
    written, results = meeting.minutes or {}, meeting.results or {}
    return {
        "results": results,
        "written": written,
        "votes": _votes(results),
        "recusals": recusals_in(results),
        "sat": _attendance(written["attendance"]) if written else None,
        "office": office_words,
        "sits_on": date.fromisoformat(written["sits_on"]) if written else meeting.sits_on,
        "opened_at": _instant(written, "opened_at"),
        "ended_at": _instant(written, "closed_at"),
        "signed_at": _instant(written, "signed_at"),
        "qr": _qr(f"{meeting.code} {written['root']}") if written.get("root") else None,
    }


def _instant(written: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(written[name]) if written.get(name) else None


def _votes(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Everybody who was voted on, bucket by bucket in the order of the results, with the vote and what it gave."""
    verdicts = {
        "confirmed": _("confirmed"), "adopted": _("adopted"), "reserve": _("reserve list"),
        "failed": _("below the threshold"), "released": _("below the threshold"),
        "twice": _("adopted for another award"), "aside": _("adopted for another award"),
        "waiting": _("waits for the number"),
    }  # fmt: skip
    return [
        {**one, "award": bucket["award"], "group": bucket["name"], "verdict": verdict}
        for bucket in results.get("buckets", ())
        for place, verdict in verdicts.items()
        for one in bucket[place]
    ]


def _qr(text: str) -> dict[str, Any]:
    """A code that a telephone reads back as `text`: its side in modules, and the path that draws the dark ones."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=2))
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return {"side": len(rows), "path": "".join(dark)}


def recusals_in(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who did not vote on what, with the word of the ground."""
    return [{**one, "ground": Ground(one["ground"])} for one in results.get("recusals", ())]


def _attendance(kept: Mapping[str, Any]) -> dict[str, Any]:
    """As it is kept in the minutes, with words and instants where these keep texts."""
    return {
        **kept,
        "absent": [{**one, "state": Presence(one["state"])} for one in kept["absent"]],
        "changes": [{**one, "at": datetime.fromisoformat(one["at"])} for one in kept["changes"]],
    }
