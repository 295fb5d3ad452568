"""What the pages of the dossier's steps show beside their forms: what is missing, what the rules say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm

from models.nominations.dossiers import Dossier
from models.nominations.facts import check, check_completeness, check_ready, check_submission
from models.nominations.queries import nominations_of
from models.nominations.rules.completeness import check_sets
from models.nominations.rules.eligibility import Moment
from models.nominations.words import NominationState
from models.papers.words import PartKind
from models.process.tasks import Task
from webapp.frame.access import now, session
from webapp.frame.screens import Screen
from webapp.pages.nominations.papers import part_rows
from webapp.pages.nominations.rosters import groups_of


def _part(kind: PartKind) -> Screen:
    """The step of one part: what is there of it, and what is missing."""

    def context(shown: Dossier, _task: Task, _form: FlaskForm) -> Mapping[str, Any]:
        lines = nominations_of(session(), shown)
        row = next((row for row in part_rows(shown, lines) if row.shape.key == kind), None)
        return {
            "dossier": shown,
            "lines": lines,
            "part": row,
            "groups": list(groups_of(shown, lines)),
            "lacking": check_completeness(session(), shown, kind),
        }

    return Screen(context)


def _confirm(*, again: bool) -> Screen:
    """The whole dossier as the head reads it, and what stands against submitting it."""

    def context(shown: Dossier, _task: Task, _form: FlaskForm) -> Mapping[str, Any]:
        lines = nominations_of(session(), shown)
        return {
            "dossier": shown,
            "lines": lines,
            "parts": part_rows(shown, lines),
            "again": again,
            "lacking": check_submission(session(), shown, now(), again=again),
        }

    return Screen(context)


def _revise(shown: Dossier, _task: Task, _form: FlaskForm) -> Mapping[str, Any]:
    lines = nominations_of(session(), shown)
    return {
        "dossier": shown,
        "lines": lines,
        "parts": part_rows(shown, lines),
        "lacking": check_submission(session(), shown, now(), again=bool(shown.returns)),
        "returned": shown.returns[-1] if shown.returns else None,
    }


def _receive(shown: Dossier, _task: Task, _form: FlaskForm) -> Mapping[str, Any]:
    return {
        "dossier": shown,
        "needed": shown.award_shape.original_sets,
        "guidance": shown.award_shape.own_guidance,
        "lines": nominations_of(session(), shown),
        "version": shown.versions[-1] if shown.versions else None,
    }


def _appraise(shown: Dossier, task: Task, _form: FlaskForm) -> Mapping[str, Any]:
    """Every line with what the rules say of it, and how often the dossier may still come back."""
    lines = nominations_of(session(), shown)
    rules, award = shown.campaign.scheme.dossier, shown.award_shape
    checked = [(line, check(session(), line, Moment.READY, now())) for line in lines] if task.holder_id else []
    return {
        "dossier": shown, "lines": lines, "parts": part_rows(shown, lines), "checked": checked,
        "lacking": check_ready(session(), shown, now()), "sets": check_sets(shown.sets_counted, award.original_sets),
        "others": sum(line.state in (NominationState.INELIGIBLE, NominationState.ON_HOLD) for line in lines),
        "eligible": sum(line.state == NominationState.ELIGIBLE for line in lines),
        "judged": sum(line.state != NominationState.SUBMITTED for line in lines),
        "returns_left": rules.max_returns.value - len(shown.returns), "return_days": rules.return_working_days.value,
    }  # fmt: skip


SCREENS = {
    "attach_unit_minutes": _part(PartKind.UNIT_MINUTES),
    "attach_achievement_reports": _part(PartKind.ACHIEVEMENT_REPORT),
    "prepare_summary_roster": _part(PartKind.SUMMARY_ROSTER),
    "attach_proposal_letter": _part(PartKind.PROPOSAL_LETTER),
    "submit_dossier": _confirm(again=False),
    "resubmit_dossier": _confirm(again=True),
    "revise_dossier": Screen(_revise),
    "supplement_dossier": Screen(_revise),
    "receive_dossier": Screen(_receive),
    "appraise_dossier": Screen(_appraise),
}
