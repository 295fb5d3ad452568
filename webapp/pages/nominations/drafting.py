"""The draft's forms: nominees one by one or pasted, papers, lines from below decided, giving the draft up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms.fields import SelectChoice

from forms.nominations import AttachPartForm, NominationForm, NoteForm, PasteForm, RosterForm, WhyForm
from models.base.clock import day_of
from models.nominations.dossiers import Dossier, Part
from models.nominations.editing import require_editable
from models.nominations.identities import born_text
from models.nominations.nominations import Nomination
from models.nominations.queries import may_come_from, nominations_of
from models.papers.words import PartKind
from models.people.organizations import Organization
from models.people.words import Role
from models.schemes.words import PartMaking, SubjectKind
from webapp.frame.access import do, found, now, requires, session
from webapp.pages.nominations.room import (
    blueprint,
    done,
    dossier_of,
    form_page,
    nomination_of,
    passes,
    refuse_unless,
    version_of,
)
from webapp.pages.nominations.typing import offer, typing


@blueprint.route("/dossiers/<dossier_id>/nominations/new", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def new_nomination(dossier_id: str) -> ResponseReturnValue:
    """Add one nominee."""
    shown = _writable(dossier_id, "add_nomination")
    form = NominationForm()
    offer(form, shown, shown.organization)

    def send() -> str | None:
        if not do("add_nomination", shown, form.answers(), form):
            return None
        return done(_("%(name)s has been added.", name=_named(form)), f"/dossiers/{dossier_id}#nominations")

    def fill() -> Mapping[str, Any]:
        again = dossier_of(dossier_id)
        return {"dossier": again, "nomination": None, "typed": typing(form, again, again.organization)}

    return form_page(
        form,
        "nominations/nomination_form.html",
        send,
        version_of(shown),
        fill,
    )


@blueprint.route("/nominations/<nomination_id>/change", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def change_nomination(nomination_id: str) -> ResponseReturnValue:
    """Correct one nominee; what the rules say so far stands beside the form."""
    line = nomination_of(nomination_id)
    shown = _writable(line.dossier.public_id, "change_nomination")
    form = NominationForm(data=_typed(line))
    offer(form, shown, shown.organization)

    def send() -> str | None:
        if not do("change_nomination", line, form.answers(), form):
            return None
        return done(_("%(name)s has been saved.", name=_named(form)), f"/dossiers/{shown.public_id}#nominations")

    def fill() -> Mapping[str, Any]:
        again = nomination_of(nomination_id)
        typed = typing(form, again.dossier, again.dossier.organization, again)
        return {"dossier": again.dossier, "nomination": again, "typed": typed}

    return form_page(form, "nominations/nomination_form.html", send, version_of(shown), fill)


@blueprint.route("/nominations/<nomination_id>/remove", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def remove_nomination(nomination_id: str) -> ResponseReturnValue:
    """Ask before a nominee is taken out."""
    line = nomination_of(nomination_id)
    return _ask(
        line,
        "remove_nomination",
        NoteForm(),
        _("Take %(name)s out of the dossier", name=line.nominee.name),
        _("The papers that belong to this nominee alone go with it. Both can be added again."),
        _("Take out"),
        _("%(name)s has been taken out.", name=line.nominee.name),
    )


@blueprint.route("/nominations/<nomination_id>/include", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def include_line(nomination_id: str) -> ResponseReturnValue:
    """Take a line from below into the dossier."""
    line = nomination_of(nomination_id)
    return _ask(
        line,
        "include_line",
        RosterForm(),
        _("Include %(name)s", name=line.nominee.name),
        _("The line becomes a nomination of this dossier; its author sees that it was included."),
        _("Include in the dossier"),
        _("%(name)s has been included.", name=line.nominee.name),
    )


@blueprint.route("/nominations/<nomination_id>/decline", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def decline_line(nomination_id: str) -> ResponseReturnValue:
    """Leave a line from below out, with a reason."""
    line = nomination_of(nomination_id)
    return _ask(
        line,
        "decline_line",
        WhyForm(),
        _("Decline %(name)s", name=line.nominee.name),
        _("The author of the line reads the reason. A declined line can still be included while the draft is open."),
        _("Decline with this reason"),
        _("%(name)s has been declined.", name=line.nominee.name),
    )


@blueprint.route("/dossiers/<dossier_id>/paste", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def paste(dossier_id: str) -> ResponseReturnValue:
    """Paste nominees from a spreadsheet; all rows are taken or none."""
    shown = _writable(dossier_id, "paste_nominations")
    form = PasteForm()

    def send() -> str | None:
        made = do("paste_nominations", shown, form.answers(), form)
        if made is None:
            return None
        return done(
            _("%(count)s nominees have been added.", count=made.result["count"]), f"/dossiers/{dossier_id}#nominations"
        )

    def fill() -> Mapping[str, Any]:
        again = dossier_of(dossier_id)
        return {"dossier": again, "bodies": _bodies(again.organization)}

    return form_page(form, "nominations/paste.html", send, version_of(shown), fill)


@blueprint.route("/dossiers/<dossier_id>/parts/<kind>", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def attach_part(dossier_id: str, kind: str) -> ResponseReturnValue:
    """Add or replace a paper."""
    shown = _writable(dossier_id, "attach_part")
    wanted = found(
        next(
            (
                part
                for part in shown.campaign.scheme.dossier.parts
                if part.key == kind and part.made is PartMaking.UPLOADED
            ),
            None,
        )
    )
    form = AttachPartForm()
    lines = nominations_of(session(), shown) if kind == PartKind.ACHIEVEMENT_REPORT else []
    named = [SelectChoice(line.public_id, line.nominee.name) for line in lines]
    form.nomination.choices = [SelectChoice("", _("One file for all nominees")), *named]

    def send() -> str | None:
        answers = dict(form.answers())
        made = passes_with(shown, form, {**answers, "kind": kind})
        return done(_("The paper has been added."), f"/dossiers/{dossier_id}#parts") if made else None

    return form_page(
        form,
        "nominations/part_form.html",
        send,
        version_of(shown),
        lambda: {"dossier": dossier_of(dossier_id), "part": wanted, "lines": lines},
    )


def passes_with(shown: Dossier, form: AttachPartForm, answers: Mapping[str, Any]) -> Any:
    """As `passes`, with the kind of the paper from the address."""
    form.answers = lambda: dict(answers)  # type: ignore[method-assign]
    return passes("attach_part", shown, form)


@blueprint.route("/parts/<part_id>/remove", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def remove_part(part_id: str) -> ResponseReturnValue:
    """Ask before a paper is taken out."""
    part = found(session().scalars(select(Part).where(Part.public_id == part_id)).one_or_none())
    dossier_of(part.dossier.public_id)
    name = part.dossier.campaign.scheme.dossier.part(str(part.kind)).name
    return _ask(
        part,
        "remove_part",
        RosterForm(),
        _("Take out: %(part)s", part=name),
        _("The file stays in the history; the dossier no longer holds it."),
        _("Take out"),
        _("The paper has been taken out."),
    )


@blueprint.route("/dossiers/<dossier_id>/withdraw", methods=["GET", "POST"])
@requires(Role.HEAD)
def withdraw(dossier_id: str) -> ResponseReturnValue:
    """The head takes the dossier back, any time before the council."""
    shown = dossier_of(dossier_id)
    return _ask(
        shown,
        "withdraw_dossier",
        WhyForm(),
        _("Withdraw the dossier %(code)s", code=shown.code),
        _("All its nominations are withdrawn and the case ends. A new dossier can be started while the phase is open."),
        _("Withdraw the dossier"),
        _("The dossier has been withdrawn."),
        danger=True,
    )


@blueprint.route("/dossiers/<dossier_id>/discard", methods=["GET", "POST"])
@requires(Role.UNIT_OFFICER)
def discard(dossier_id: str) -> ResponseReturnValue:
    """The drafter gives the draft up."""
    shown = dossier_of(dossier_id)
    return _ask(
        shown,
        "discard_dossier",
        NoteForm(),
        _("Discard the draft %(code)s", code=shown.code),
        _("Nothing has been submitted; the draft ends here and can only be read."),
        _("Discard the draft"),
        _("The draft has been discarded."),
        danger=True,
    )


def _bodies(author: Organization) -> Any:
    return may_come_from(session(), author, day_of(now()))


def _named(form: NominationForm) -> str:
    names = {choice.value: choice.label for choice in form.organization.choices}
    chosen = names.get(form.organization.data, "")
    return (form.name.data if form.kind.data == SubjectKind.INDIVIDUAL else "") or chosen


def _typed(line: Nomination) -> dict[str, Any]:
    nominee = line.nominee
    person = nominee.kind == SubjectKind.INDIVIDUAL
    return {
        "kind": str(nominee.kind),
        "organization": nominee.organization.public_id,
        "position": line.position,
        "honorific": str(nominee.honorific or ""),
        "name": nominee.name if person else "",
        "summary": line.summary,
        "works": [one.work.public_id for one in line.achievements],
        "born": born_text(nominee),
        "bucket": line.bucket,
    }


def _writable(dossier_id: str, action: str) -> Dossier:
    """The dossier, while its unit may change it; 403 or 422 with the reason otherwise."""
    shown = dossier_of(dossier_id)
    refuse_unless(action, shown)
    require_editable(session(), shown)
    return shown


def _ask(
    thing: Any, action: str, form: Any, title: str, text: str, button: str, said: str, *, danger: bool = False
) -> ResponseReturnValue:
    """A page that asks before something is done."""
    refuse_unless(action, thing)
    shown = thing if isinstance(thing, Dossier) else thing.dossier
    back = f"/dossiers/{shown.public_id}"

    def send() -> str | None:
        return done(said, back) if do(action, thing, form.answers(), form) else None

    return form_page(
        form,
        "nominations/ask.html",
        send,
        version_of(shown),
        lambda: {
            "title": title,
            "text": text,
            "button": button,
            "back": back,
            "code": dossier_of(shown.public_id).code,
            "danger": danger,
        },
    )
