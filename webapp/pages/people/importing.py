"""Organisations from a table: first what it would do, then the doing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from forms.people import ImportForm
from models.base.finding import RuleBroken
from models.people.organizations import known_entries
from models.people.rules_import import COLUMNS, Plan, plan_import
from models.people.words import Role
from webapp.frame.access import do, new_key, requires, say_done, session
from webapp.frame.formfields import show_findings
from webapp.pages.people.room import blueprint
from workflows.machines.tables import Rows, read_file, read_text


@blueprint.route("/organizations/import", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
def import_organizations() -> ResponseReturnValue:
    """Show what a table would change; nothing is written yet."""
    form, plan = ImportForm(), None
    if request.method == "POST" and form.validate():
        plan = _looked_at(form)
    form["key"].data = new_key()
    status = 200 if request.method == "GET" or (plan and not plan.findings) else 422
    return render_template(
        "people/import.html",
        form=form,
        plan=plan,
        columns=COLUMNS,
        check_url="/organizations/import",
        url="/organizations/import/now",
    ), status


@blueprint.post("/organizations/import/now")
@requires(Role.ADMINISTRATOR)
def import_now() -> ResponseReturnValue:
    """Write the table that was looked at: all of it, or nothing."""
    form = ImportForm()
    if form.validate():
        done = do("import_organizations", None, {"rows": read_text(form.table.data or "")}, form)
        if done is not None:
            say_done(_("Entered: %(added)s new, %(changed)s changed, %(same)s as before.", **done.result))
            return redirect("/organizations", 303)
    return render_template(
        "people/import.html",
        form=form,
        plan=None,
        columns=COLUMNS,
        check_url="/organizations/import",
        url="/organizations/import/now",
    ), 422


def _looked_at(form: ImportForm) -> Plan | None:
    """The plan, with the rows written back as text for the second step; None when the table cannot be read."""
    try:
        rows = _rows(form)
    except RuleBroken as refusal:
        show_findings(form, refusal.findings)
        return None
    if rows is None:
        return None
    plan = plan_import(rows, known_entries(session()))
    form.table.data = as_text(rows)
    show_findings(form, plan.findings)
    return plan


def _rows(form: ImportForm) -> Rows | None:
    file: FileStorage | None = form.file.data
    if file is not None and file.filename:
        return read_file(file.stream.read(), file.filename)
    if not (form.table.data or "").strip():
        form.table.errors = [*form.table.errors, _("Paste a table or choose a file.")]
        return None
    return read_text(form.table.data)


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """The rows as they are pasted from a spreadsheet."""
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
