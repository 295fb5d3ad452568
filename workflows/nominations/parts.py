"""The papers of a dossier: attached, replaced, removed, and the four steps that ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.base.clock import day_of
from models.base.finding import Finding, Missing, RuleBroken, broken, require
from models.base.language import N_
from models.base.text import BadText, one_line
from models.nominations.dossiers import Dossier, Part
from models.nominations.editing import require_editable
from models.nominations.facts import check_completeness
from models.nominations.nominations import Nomination
from models.nominations.queries import GONE, nominations_of
from models.papers.files import StoredFile
from models.papers.words import PartKind
from models.process.outcomes import Outcome
from workflows.call import Call
from workflows.machines.files import staged_from
from workflows.nominations.drafting import judge_again

COMPUTED = N_("The summary roster is drawn up from the nominations: nothing is uploaded.")
FILE_MISSING = N_("Choose the file.")
SECRET_FILE = N_("A paper with secret content is never uploaded here: record only its number, date and sets.")
SECRET_NUMBER = N_("Enter the number of the secret paper.")
SECRET_DATE = N_("Enter the date of the secret paper.")
SECRET_SETS = N_("Enter how many sets of the secret paper are handed over.")
DATE_FUTURE = N_("The paper bears a date after today.")
NUMBER_LENGTH = 60


def attach_part(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Add a paper, or replace it; the old one is kept. Secret papers leave number, date and sets, never a file.

    Keys: kind, nomination (public id, for a report of one nominee), file (a received upload), secret, number,
    dated_on, sets.
    """
    dossier: Dossier = call.subject
    require_editable(call.session, dossier)
    kind = _kind(answers)
    part = _attach(call, dossier, kind, answers)
    return Outcome(after=_told(part), result={"dossier": dossier.public_id, "part": part.public_id})


def remove_part(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """Take a paper out of the dossier; its row and bytes are kept."""
    part: Part = call.subject
    require_editable(call.session, part.dossier)
    if part.replaced_at is not None:
        raise Missing()
    part.replaced_at = call.now
    _touch(call, part)
    return Outcome(before=_told(part), result={"dossier": part.dossier.public_id})


def attach_unit_minutes(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """The minutes of the unit's council are there, or come with this step."""
    return _step(call, answers, PartKind.UNIT_MINUTES)


def attach_achievement_reports(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Every nominee has a report, or one comes with this step for all."""
    return _step(call, answers, PartKind.ACHIEVEMENT_REPORT)


def prepare_summary_roster(call: Call, _answers: Mapping[str, Any]) -> Outcome:
    """The roster can be drawn up: every nominee has a summary."""
    require(check_completeness(call.session, call.subject, PartKind.SUMMARY_ROSTER))
    return Outcome(result={"dossier": call.subject.public_id})


def attach_proposal_letter(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """The proposal letter is there, or comes with this step."""
    return _step(call, answers, PartKind.PROPOSAL_LETTER)


def _step(call: Call, answers: Mapping[str, Any], kind: PartKind) -> Outcome:
    dossier: Dossier = call.subject
    after = {}
    if answers.get("file") or answers.get("secret"):
        after = _told(_attach(call, dossier, kind, answers))
    found = check_completeness(call.session, dossier, kind)
    if kind != PartKind.ACHIEVEMENT_REPORT:  # letter and minutes do not wait for the nominees
        found = [finding for finding in found if finding.code != "no_nominees"]
    require(found)
    return Outcome(after=after, result={"dossier": dossier.public_id})


def _kind(answers: Mapping[str, Any]) -> PartKind:
    try:
        kind = PartKind(answers.get("kind") or "")
    except ValueError:
        raise Missing() from None
    if kind == PartKind.SUMMARY_ROSTER:
        raise broken("computed", COMPUTED)
    return kind


def _attach(call: Call, dossier: Dossier, kind: PartKind, answers: Mapping[str, Any]) -> Part:
    nomination = _nomination(call, dossier, kind, answers)
    part = Part(
        kind=kind,
        nomination_id=nomination.id if nomination else None,
        number=_number(answers),
        dated_on=answers.get("dated_on"),
        added_by_id=call.actor.person_id,
        added_at=call.now,
    )
    if part.dated_on is not None and part.dated_on > day_of(call.now):
        raise broken("dated", DATE_FUTURE, "dated_on")
    if answers.get("secret"):
        _fill_secret(part, answers)
        dossier.secret = True
    else:
        part.file = _file(call, dossier, answers)
    for old in dossier.parts:
        if old.kind == kind and old.nomination_id == part.nomination_id and old.replaced_at is None:
            old.replaced_at = call.now
    dossier.parts.append(part)
    call.session.flush()
    _touch(call, part)
    return part


def _nomination(call: Call, dossier: Dossier, kind: PartKind, answers: Mapping[str, Any]) -> Nomination | None:
    chosen = answers.get("nomination")
    if kind != PartKind.ACHIEVEMENT_REPORT or not chosen:
        return None
    for line in nominations_of(call.session, dossier):
        if line.public_id == chosen:
            return line
    raise Missing()


def _file(call: Call, dossier: Dossier, answers: Mapping[str, Any]) -> StoredFile:
    if not answers.get("file"):
        raise broken("file_missing", FILE_MISSING, "file")
    staged = staged_from(call.session.info["home"], answers["file"])
    return StoredFile(
        digest=staged.digest,
        size=staged.size,
        type=staged.type,
        name=staged.name,
        organization_id=dossier.organization_id,
        uploaded_by_id=call.actor.person_id,
        uploaded_at=call.now,
    )


def _fill_secret(part: Part, answers: Mapping[str, Any]) -> None:
    if answers.get("file"):
        raise broken("secret_file", SECRET_FILE, "file")
    lacks: list[Finding] = []
    if not part.number:
        lacks.append(Finding("secret_part", SECRET_NUMBER, field="number"))
    if not isinstance(part.dated_on, date):
        lacks.append(Finding("secret_part", SECRET_DATE, field="dated_on"))
    sets = answers.get("sets")
    if not isinstance(sets, int) or not 1 <= sets <= 99:
        lacks.append(Finding("secret_part", SECRET_SETS, field="sets"))
    if lacks:
        raise RuleBroken(lacks)
    part.secret_sets = sets


def _number(answers: Mapping[str, Any]) -> str:
    try:
        return one_line(str(answers.get("number") or ""))[:NUMBER_LENGTH]
    except BadText as error:
        raise broken("text", error.message, "number") from error


def _touch(call: Call, part: Part) -> None:
    """A nominee whose report changes in a returned dossier is judged again."""
    if part.nomination_id is not None:
        line = call.session.get_one(Nomination, part.nomination_id)
        if line.state not in GONE:
            judge_again(line)


def _told(part: Part) -> dict[str, Any]:
    """The paper as the history keeps it: its hash, never its content."""
    told: dict[str, Any] = {"kind": str(part.kind), "number": part.number, "dated_on": part.dated_on}
    if part.file is None:
        return {**told, "secret": True, "sets": part.secret_sets}
    return {**told, "name": part.file.name, "digest": part.file.digest, "size": part.file.size}
