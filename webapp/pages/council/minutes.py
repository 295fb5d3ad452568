"""The minutes of a meeting, and its results before they are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import render_template

from models.council.meetings import Meeting
from models.council.words import Ground, Presence
from webapp.frame.access import found, now, requires
from webapp.pages.council.view import READERS, blueprint, office_words, the_meeting


@blueprint.get("/meetings/<meeting_id>/minutes")
@requires(*READERS)
def minutes(meeting_id: str) -> str:
    """The record as it was locked; until then the results as they were adopted."""
    shown: Meeting = the_meeting(meeting_id)
    results = found(shown.results)
    written = shown.minutes or {}
    return render_template(
        "council/minutes.html",
        meeting=shown,
        results=results,
        recusals=recusals_in(results),
        written=written,
        sat=_attendance(written["attendance"]) if written else None,
        now=now(),
        office=office_words,
        sits_on=date.fromisoformat(written["sits_on"]) if written else shown.sits_on,
    )


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
