"""Dossiers of the story: drafted, filled with lines from above and below, confirmed by the head, handed in."""

from __future__ import annotations

from typing import Any

from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination
from models.nominations.words import NominationState
from models.papers.words import PartKind
from models.people.words import Role
from models.schemes.words import SubjectKind
from workflows.runs.story import Life, Story
from workflows.runs.story_appraising import appraising, judge_some, lifting, returning
from workflows.runs.story_cast import Cast
from workflows.runs.story_desk import Desk, DossierPlan, Fate, LinePlan, Stop

HEAD_SENDS_BACK = "Tờ trình ghi sai tên đơn vị, đề nghị sửa"
WITHDRAWN = "Đơn vị rà soát lại thành tích, xin rút hồ sơ"
DECLINED = "Thành tích chưa nổi trội so với các đơn vị trong huyện"
LATE = "Đơn vị khắc phục hậu quả mưa lũ, Ban Thường trực đồng ý nhận muộn"


def dossier_life(story: Story, cast: Cast, plan: DossierPlan) -> Life:
    """The whole way of a dossier as planned, up to its stop."""
    desk = Desk(story, cast, plan)
    yield from _drafting(desk)
    if plan.stop == Stop.DRAFT or _withdraws(desk, Stop.DRAFT):
        return
    yield from _confirming(desk)
    if plan.stop in (Stop.WITH_HEAD, Stop.SUBMITTED) or _withdraws(desk, Stop.SUBMITTED):
        return
    yield story.later(1)
    desk.step(cast.office(Role.RECORDS_CLERK), "receive_dossier", sets_counted=plan.sets)
    if plan.stop == Stop.RECEIVED:
        return
    yield story.later(1)
    story.claim(desk.appraiser, "appraise_dossier", desk.dossier)
    if plan.stop == Stop.IN_APPRAISAL:
        judge_some(desk)
        return
    yield story.later(2)
    if plan.stop == Stop.RETURNED or plan.returned:
        yield from returning(desk)
    if plan.stop == Stop.RETURNED or _withdraws(desk, Stop.RETURNED):
        return
    yield from appraising(desk)
    yield story.later(3)
    if not _withdraws(desk, Stop.READY):
        yield from lifting(desk)


def _drafting(desk: Desk) -> Life:
    """Start the draft, write the lines (some come from below), attach the papers step by step."""
    story, plan = desk.story, desk.plan
    result = story.act(desk.officer, "start_dossier", plan.body, award=plan.award)
    desk.dossier = story.row(Dossier, result["dossier"])
    for line in plan.lines:
        yield story.later(0)
        _write(desk, line)
    yield story.later(1)
    for line_id, line in desk.nominations.items():
        if line.from_below and line.fate != Fate.PROPOSED:
            _decide_line(desk, line_id, line)
    if plan.stop == Stop.DRAFT:
        if plan.lines:
            desk.step(desk.officer, "attach_unit_minutes", file=desk.paper(PartKind.UNIT_MINUTES))
        return
    desk.step(desk.officer, "attach_unit_minutes", **_minutes(desk))
    yield story.later(1)
    desk.step(desk.officer, "attach_achievement_reports", file=desk.paper(PartKind.ACHIEVEMENT_REPORT))
    desk.step(desk.officer, "prepare_summary_roster")
    desk.step(desk.officer, "attach_proposal_letter", file=desk.paper(PartKind.PROPOSAL_LETTER))


def _write(desk: Desk, line: LinePlan) -> None:
    story, person = desk.story, line.kind is SubjectKind.INDIVIDUAL
    typed: dict[str, Any] = {"kind": line.kind, "organization": line.body.public_id,
                             "summary": story.invent.deed(person=person)}  # fmt: skip
    if person:
        typed |= {"name": line.name, "born": line.born, "honorific": line.honorific}
        typed["position"] = story.invent.position()
    below = line.from_below and line.body.code in desk.cast.officers
    author = desk.cast.officers[line.body.code] if below else desk.officer
    result = desk.act(author, "propose_line" if below else "add_nomination", **typed)
    desk.nominations[result["nomination"]] = line


def _decide_line(desk: Desk, line_id: str, line: LinePlan) -> None:
    nomination = desk.story.row(Nomination, line_id)
    if nomination.state != NominationState.PROPOSED:
        return
    if line.fate == Fate.DECLINED:
        desk.story.act(desk.officer, "decline_line", nomination, reason=DECLINED)
    else:
        desk.story.act(desk.officer, "include_line", nomination)


def _minutes(desk: Desk) -> dict[str, Any]:
    """The unit's minutes as a file, or, when they are secret, only as number, date and sets."""
    if desk.plan.secret:
        return {"secret": True, "number": "07/BB-M", "dated_on": desk.story.today, "sets": 1}
    return {"file": desk.paper(PartKind.UNIT_MINUTES)}


def _confirming(desk: Desk) -> Life:
    """The head looks at it, perhaps sends it back once, and hands it in."""
    story, plan = desk.story, desk.plan
    yield story.later(1)
    if plan.head_sends_back:
        desk.step(desk.head, "submit_dossier", outcome="sent_back", reason=HEAD_SENDS_BACK)
        yield story.later(1)
        desk.step(desk.officer, "revise_dossier", reason="Đã sửa Tờ trình")
        yield story.later(1)
    if plan.stop == Stop.WITH_HEAD:
        return
    if plan.submit_from is not None and story.today < plan.submit_from:
        yield story.on(plan.submit_from)
    if plan.late:
        desk.act(desk.lead, "grant_late_exception", reason=LATE)
    desk.step(desk.head, "submit_dossier", outcome="submitted")


def _withdraws(desk: Desk, after: Stop) -> bool:
    """Take the dossier back when this is the point at which the plan says so."""
    if desk.plan.withdrawn_after != after:
        return False
    if after == Stop.DRAFT:
        desk.act(desk.officer, "discard_dossier", reason=WITHDRAWN)
    else:
        desk.act(desk.head, "withdraw_dossier", reason=WITHDRAWN)
    return True
