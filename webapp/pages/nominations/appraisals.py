"""One nomination: what is proposed, what the rules say, its verdict; holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from forms.nominations import JudgeForm, WhyForm
from models.base.finding import Forbidden, Severity
from models.nominations.dossiers import Dossier
from models.nominations.facts import check
from models.nominations.identities import born_text
from models.nominations.nominations import Nomination
from models.nominations.queries import nominations_of, visible_dossiers
from models.nominations.rules.eligibility import Moment
from models.nominations.words import RULES, TRANSITIONS, NominationState
from models.people.permissions import can
from models.people.words import Role
from webapp.frame.access import actor, do, new_key, now, requires, say_done, session
from webapp.pages.nominations.room import READERS, blueprint, done, form_page, nomination_of, refuse_unless, version_of
from webapp.pages.nominations.typing import work_words
from workflows.register import STEPS

_S = NominationState


@blueprint.route("/nominations/<nomination_id>", methods=["GET", "POST"])
@requires(*READERS)
def nomination(nomination_id: str) -> ResponseReturnValue:
    """One nomination with everything that is known of it; the appraiser judges it here."""
    line = nomination_of(nomination_id)
    may = _may_judge(line)
    if request.method == "POST" and not may:
        raise Forbidden(may.reason, **may.values)
    form = JudgeForm(data=_before(line))
    if not line.dossier.award_shape.central:
        del form.central_criteria  # what is not asked is not taken either
    if request.method == "POST" and form.validate() and do("judge_nomination", line, form.answers(), form):
        say_done(_("%(name)s has been judged.", name=line.nominee.name))
        return redirect(_onward(nomination_of(nomination_id)), 303)
    if request.method == "GET":
        form.key.data, form.version.data = new_key(), str(version_of(line.dossier))
    line = nomination_of(nomination_id)
    moment = Moment.READY if actor().in_office else Moment.TYPING
    findings = check(session(), line, moment, now(), actor())
    warned = [finding.code for finding in findings if finding.severity is Severity.WARN]
    status = 200 if request.method == "GET" else 422
    return render_template(
        "nominations/nomination.html", line=line, form=form, findings=findings, warned=list(dict.fromkeys(warned)),
        may_judge=bool(may), born=born_text(line.nominee), problem=status == 422, bucket=_bucket(line),
        is_office=actor().in_office, rules=RULES, work_words=work_words, papers=_papers(line),
        in_dossier=_sees_dossier(line),
        may_hold=bool(can(actor(), "hold_nomination", line.access)) and _S.ON_HOLD in TRANSITIONS[_S(line.state)],
        may_lift=bool(can(actor(), "lift_hold", line.access)) and line.state == _S.ON_HOLD,
    ), status  # fmt: skip


@blueprint.route("/nominations/<nomination_id>/hold", methods=["GET", "POST"])
@requires(Role.SECRETARIAT_LEAD)
def hold(nomination_id: str) -> ResponseReturnValue:
    """Pause one nomination; the reason never leaves the office."""
    line = nomination_of(nomination_id)
    return _decide(
        line,
        "hold_nomination",
        _("Put %(name)s on hold", name=line.nominee.name),
        _("Only this nomination pauses; the others of the dossier go on. The unit sees that it is on hold, never why."),
        _("Put on hold"),
        _("%(name)s is on hold.", name=line.nominee.name),
    )


@blueprint.route("/nominations/<nomination_id>/lift", methods=["GET", "POST"])
@requires(Role.SECRETARIAT_LEAD)
def lift(nomination_id: str) -> ResponseReturnValue:
    """Let a paused nomination go on."""
    line = nomination_of(nomination_id)
    return _decide(
        line,
        "lift_hold",
        _("Lift the hold on %(name)s", name=line.nominee.name),
        _("It goes on from where it was paused; one that was not judged yet is judged now."),
        _("Lift the hold"),
        _("The hold on %(name)s is lifted.", name=line.nominee.name),
    )


def _decide(line: Nomination, action: str, title: str, text: str, button: str, said: str) -> ResponseReturnValue:
    refuse_unless(action, line)
    form, back = WhyForm(), f"/nominations/{line.public_id}"

    def send() -> str | None:
        return done(said, back) if do(action, line, form.answers(), form) else None

    return form_page(
        form,
        "nominations/ask.html",
        send,
        version_of(line.dossier),
        lambda: {
            "title": title,
            "text": text,
            "button": button,
            "back": back,
            "danger": False,
            "code": nomination_of(line.public_id).dossier.code,
        },
    )


def _may_judge(line: Nomination) -> Any:
    may = STEPS["judge_nomination"].may
    return may(session(), actor(), line) if may else None


def _before(line: Nomination) -> Mapping[str, Any]:
    """An earlier verdict, to begin with."""
    typed: dict[str, Any] = {f"reason-{entry['code']}": entry["reason"] for entry in line.warnings}
    if line.state in (_S.ELIGIBLE, _S.INELIGIBLE):
        typed |= {"verdict": str(line.state), "reason": line.state_reason}
    return {**typed, "central_criteria": line.central_criteria}


def _onward(line: Nomination) -> str:
    """The next line that waits for a verdict, else the dossier."""
    waiting = [other for other in nominations_of(session(), line.dossier) if other.state == _S.SUBMITTED]
    return f"/nominations/{waiting[0].public_id}" if waiting else f"/dossiers/{line.dossier.public_id}"


def _sees_dossier(line: Nomination) -> bool:
    """Whoever wrote the line from below does not see the rest of the dossier."""
    query = select(Dossier.id).where(Dossier.id == line.dossier_id, visible_dossiers(actor()))
    return session().scalar(query) is not None


def _bucket(line: Nomination) -> str:
    return line.dossier.award_shape.bucket(line.bucket).name


def _papers(line: Nomination) -> list[Any]:
    """The reports of this nominee, and those that cover all; none for who sees only the line."""
    if not _sees_dossier(line):
        return []
    return [
        part
        for part in line.dossier.parts
        if part.replaced_at is None and part.nomination_id in (None, line.id) and part.file is not None
    ]
