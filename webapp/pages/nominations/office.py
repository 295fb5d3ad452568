"""Late exceptions: granted by the lead for a draft that is named by its code."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from forms.nominations import LateForm
from models.nominations.dossiers import Dossier
from models.people.words import Role
from webapp.frame.access import do, requires, session
from webapp.pages.nominations.room import blueprint, done, form_page


@blueprint.route("/dossiers/late", methods=["GET", "POST"])
@requires(Role.SECRETARIAT_LEAD)
def late() -> ResponseReturnValue:
    """Let a draft be submitted after its phase; the office never sees what is in it."""
    form = LateForm()

    def send() -> str | None:
        draft = session().scalars(select(Dossier).where(Dossier.code == str(form.code.data).upper())).one_or_none()
        if draft is None or draft.submitted_at is not None:
            form.code.errors = [*form.code.errors, _("No draft has this code.")]
            return None
        if not do("grant_late_exception", draft, {"reason": form.reason.data}, form):
            return None
        return done(_("The draft %(code)s may be submitted late.", code=draft.code), "/dossiers")

    return form_page(form, "nominations/late.html", send, "", dict)
