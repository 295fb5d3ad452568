"""What the pages of a meeting's steps show beside their forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_wtf import FlaskForm

from models.base.clock import day_of
from models.council.adoption import adoption_plan, for_setting_aside, latest_votes
from models.council.agenda import only_tells, to_tell
from models.council.attendance import attendance_of
from models.council.meetings import Meeting
from models.council.roster import check_roster, roster_on
from models.process.tasks import Task
from webapp.frame.access import now, session
from webapp.frame.screens import Screen
from webapp.pages.council.board import board_view
from webapp.pages.council.minutes import paper, recusals_in
from webapp.pages.council.recusals import interests
from webapp.pages.council.view import counting, groups_of, needed, office_words, rule_before


def _prepare(meeting: Meeting, _task: Task, _form: FlaskForm) -> Mapping[str, Any]:
    groups, told = groups_of(meeting)
    return {
        "meeting": meeting,
        "groups": groups,
        "told": told,
        "only_tells": only_tells(meeting.agenda),
        "rule": rule_before(meeting),
        "interests": interests(meeting),
    }


def _freeze(meeting: Meeting, _task: Task, form: FlaskForm) -> Mapping[str, Any]:
    """The roster of today, before it is frozen: each of them is there or not."""
    voting = meeting.campaign.scheme.voting
    roster = roster_on(session(), meeting.organization_id, day_of(now()))
    form.ask([(person.public_id, person.name) for person, _seat in roster])
    return {
        "meeting": meeting,
        "roster": roster,
        "office": office_words,
        "interests": interests(meeting),
        "findings": check_roster(roster, voting.members.value),
        "rule": rule_before(meeting),
    }


def _hold(meeting: Meeting, _task: Task, _form: FlaskForm) -> Mapping[str, Any]:
    groups, _told = groups_of(meeting)
    left = [entry for group in groups for entry in group.entries if entry.votable and entry.vote is None]
    voted = latest_votes(session(), meeting)
    return {
        "meeting": meeting,
        "count": counting(meeting),
        "board": board_view(meeting),
        "voted": voted,
        "left": left,
        "told": [item.nomination for item in to_tell(meeting.agenda)],
        "only_tells": not voted and only_tells(meeting.agenda),
    }


def _adopt(meeting: Meeting, _task: Task, form: FlaskForm) -> Mapping[str, Any]:
    """Exactly what adopting now would do; who is ticked (or named in the address) is set aside."""
    ticked = list(dict.fromkeys(form.set_aside.data or []))
    if request.method == "GET" and not ticked:
        ticked = list(dict.fromkeys(request.args.getlist("set_aside")))
        form.set_aside.data = ticked
    plan = adoption_plan(session(), meeting, ticked)
    choices = [plan.nominations[key] for key in sorted(for_setting_aside(plan))]
    form.set_aside.choices = [(one.public_id, one.nominee.name) for one in choices]
    lines = {one.line.public_id: one.bucket.name for one in plan.buckets}
    aside = [one for one in choices if one.public_id in ticked]
    return {
        "meeting": meeting,
        "plan": plan,
        "attended": attendance_of(session(), meeting),
        "needed": needed(meeting),
        "lines": lines,
        "aside": aside,
        "aside_query": urlencode([("set_aside", one.public_id) for one in aside]),
    }


def _minutes(meeting: Meeting, _task: Task, form: FlaskForm) -> Mapping[str, Any]:
    """A version that the chair returned is written on, not anew."""
    if request.method == "GET" and meeting.minutes:
        form.discussion.data, form.copies.data = meeting.minutes["discussion"], meeting.minutes["copies"]
        form.guests.data = "\n".join(meeting.minutes["guests"])
    return {"meeting": meeting, "results": meeting.results or {}, "recusals": recusals_in(meeting.results or {})}


def _sign(meeting: Meeting, _task: Task, _form: FlaskForm) -> Mapping[str, Any]:
    return {"meeting": meeting, **paper(meeting)}


SCREENS = {
    "prepare_meeting": Screen(_prepare),
    "freeze_roster": Screen(_freeze, fills_form=True),
    "hold_rounds": Screen(_hold),
    "adopt_results": Screen(_adopt, fills_form=True),
    "write_minutes": Screen(_minutes),
    "sign_minutes": Screen(_sign),
}
