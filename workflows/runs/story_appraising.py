"""Dossiers of the story on the appraiser's desk: returned and completed, judged line by line, held and let go."""

from __future__ import annotations

from models.base.finding import Severity
from models.base.language import say
from models.nominations.dossiers import Dossier
from models.nominations.facts import check
from models.nominations.nominations import Nomination
from models.nominations.queries import nominations_of
from models.nominations.rules.eligibility import Moment
from models.nominations.words import NominationState
from models.papers.words import PartKind
from workflows.runs.story import Life
from workflows.runs.story_desk import Desk, Fate, Stop

DEFECTS = (
    "Báo cáo thành tích chưa có xác nhận của thủ trưởng đơn vị",
    "Biên bản họp Hội đồng thiếu chữ ký của thư ký",
    "Tóm tắt thành tích chưa nêu số liệu cụ thể",
)
INELIGIBLE = "Thành tích nêu trong báo cáo không thuộc đợt thi đua này"
HOLD = "Đang xác minh đơn phản ánh"
LIFTED = "Đã có kết luận: phản ánh không đúng"
WARNED = "Đã đối chiếu hồ sơ lưu và xác nhận của cấp trên trực tiếp"


def returning(desk: Desk) -> Life:
    """The appraiser returns it with defects; the unit completes it in time, the head hands it in again."""
    story = desk.story
    defects = story.random.sample(DEFECTS, 2)
    desk.step(desk.appraiser, "appraise_dossier", outcome="returned", defects=defects)
    if desk.plan.stop == Stop.RETURNED or desk.plan.withdrawn_after == Stop.RETURNED:
        yield story.later(1)
        return
    yield story.later(story.random.randrange(2, 5))
    kind = PartKind.ACHIEVEMENT_REPORT
    desk.act(desk.officer, "attach_part", kind=kind, file=desk.paper(kind))
    desk.step(desk.officer, "supplement_dossier", reason="Đã bổ sung theo yêu cầu")
    yield story.later(0)
    desk.step(desk.head, "resubmit_dossier", outcome="submitted")
    yield story.later(1)
    story.claim(desk.appraiser, "appraise_dossier", desk.dossier)


def appraising(desk: Desk) -> Life:
    """Hold what is to be held, judge the rest, pass the dossier on."""
    story = desk.story
    for line_id, line in desk.nominations.items():
        if line.fate in (Fate.HELD, Fate.LIFTED):
            story.act(desk.lead, "hold_nomination", story.row(Nomination, line_id), reason=HOLD)
    yield story.later(1)
    for nomination in _lines(desk):
        if nomination.state == NominationState.SUBMITTED:
            _judge(desk, nomination)
    desk.step(desk.appraiser, "appraise_dossier", outcome="ready")


def lifting(desk: Desk) -> Life:
    """Some weeks later the lead lifts a hold; the line is judged now."""
    story = desk.story
    held = [line_id for line_id, line in desk.nominations.items() if line.fate == Fate.LIFTED]
    if not held:
        return
    yield story.later(15)
    for line_id in held:
        story.act(desk.lead, "lift_hold", story.row(Nomination, line_id), reason=LIFTED)
        _judge(desk, story.row(Nomination, line_id))


def judge_some(desk: Desk) -> None:
    """Only the first line has been judged so far."""
    for nomination in _lines(desk)[:1]:
        _judge(desk, nomination)


def _judge(desk: Desk, nomination: Nomination) -> None:
    """Eligible with a reason for each warning, or ineligible when so planned or when a rule stands against it."""
    story = desk.story
    with story.reading() as session:
        found = check(session, session.get_one(Nomination, nomination.id), Moment.READY, story.now)
    stands_against = [one for one in found if one.blocks]
    fate = desk.nominations[nomination.public_id].fate
    if fate == Fate.INELIGIBLE or stands_against:
        reason = "; ".join(say(one.message, "vi", one.values) for one in stands_against) or INELIGIBLE
        story.act(desk.appraiser, "judge_nomination", nomination, verdict="ineligible", reason=reason)
        return
    central = any(one.code == "E09" for one in found)
    reasons = {one.code: WARNED for one in found if one.severity is Severity.WARN}
    story.act(
        desk.appraiser, "judge_nomination", nomination, verdict="eligible", reasons=reasons, central_criteria=central
    )


def _lines(desk: Desk) -> list[Nomination]:
    with desk.story.reading() as session:
        return list(nominations_of(session, session.get_one(Dossier, desk.dossier.id)))
