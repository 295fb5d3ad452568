"""Every human step of every diagram: one route."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import select

import forms
from forms.fields import StepForm
from forms.process import GenericForm, PressForm, ReassignForm
from models.base.finding import Answer, Forbidden, Refusal
from models.people.permissions import can, can_step
from models.people.persons import Person
from models.people.posts import Post
from models.process.tasks import Task
from models.process.words import TaskKind
from webapp.frame.access import actor, do, do_task, found, new_key, now, refused, requires, say_done, session
from webapp.frame.captions import caption
from webapp.frame.caseview import case_view
from webapp.frame.screens import Screen
from webapp.frame.uploads import with_uploads
from webapp.frame.visibility import visible
from workflows.steps import locked_task
from workflows.subjects import access_of, subject_of

blueprint = Blueprint("tasks", __name__)

NOUNS = tuple(noun for noun in ("campaigns", "nominations", "council", "awards") if find_spec(f"webapp.pages.{noun}"))
SCREENS: dict[str, Screen] = {
    step: screen for noun in NOUNS for step, screen in importlib.import_module(f"webapp.pages.{noun}").SCREENS.items()
}


@blueprint.get("/tasks/<task_id>")
@requires()
def step(task_id: str) -> ResponseReturnValue:
    """The page of one open task: what to do, what is missing, and the form that does it."""
    task, subject = _task(task_id)
    if task.closed_at is not None:
        say_done(_("This step has been done."))
        return redirect(caption(subject).url, 303)
    may = can_step(actor(), task.element, task.role, access_of(session(), subject, task))
    if not may and not _may_take(task):
        raise Forbidden(may.reason)
    form = _form(task.element)
    context = _context(task, subject, form)
    form["key"].data, form["version"].data = new_key(), str(task.case.version)
    return _page(task, subject, form, may, context)


@blueprint.post("/tasks/<task_id>", endpoint="do")
@requires()
def do_step(task_id: str) -> ResponseReturnValue:
    """Do the step. Whoever may not know of it gets 404, whatever else was wrong with the request."""
    try:
        return _done(task_id)
    except Refusal:
        session().rollback()
        _task(task_id)
        raise


def _done(task_id: str) -> ResponseReturnValue:
    locked = locked_task(session(), task_id)
    found(locked if locked.kind == TaskKind.USER else None)
    form = _form(locked.element)
    screen = SCREENS.get(locked.element)
    if screen is not None and screen.fills_form:
        task, subject = _task(task_id)
        screen.context(subject, task, form)
    if form.validate():
        answers = with_uploads(form, lambda: _refuse_stranger(locked))
        done = do_task(locked, answers, form) if answers is not None else None
        if done is not None:
            say_done(_("Done. The case has moved on."))
            return redirect(done.result.get("url") or caption(done.subject).url, 303)
    task, subject = _task(task_id)
    may = can_step(actor(), task.element, task.role, access_of(session(), subject, task))
    if not may:
        raise Forbidden(may.reason)
    previewed = "preview" in request.form  # a form that can be looked at with what was chosen: nothing is wrong with it
    return _page(task, subject, form, may, _context(task, subject, form)), 200 if previewed else 422


def _refuse_stranger(task: Task) -> None:
    """As the door will: who may not do the step leaves no file behind."""
    access = access_of(session(), subject_of(session(), task.case), task)
    may = can_step(actor(), task.element, task.role, access)
    if not may:
        raise refused(task.element, task.public_id, Forbidden(may.reason, **may.values))


def _form(element: str) -> StepForm:
    form: StepForm = forms.FORMS.get(element, GenericForm)()
    return form


@blueprint.post("/tasks/<task_id>/claim")
@requires()
def claim(task_id: str) -> ResponseReturnValue:
    """Take the task, so that others see who has it."""
    task, _subject = _task(task_id)
    do("claim_task", task, {}, PressForm())
    return redirect(f"/tasks/{task_id}", 303)


@blueprint.post("/tasks/<task_id>/release")
@requires()
def release(task_id: str) -> ResponseReturnValue:
    task, subject = _task(task_id)
    do("release_task", task, {}, PressForm())
    say_done(_("Given back: anybody of the role may take it now."))
    return redirect(caption(subject).url, 303)


@blueprint.route("/tasks/<task_id>/reassign", methods=["GET", "POST"])
@requires()
def reassign(task_id: str) -> ResponseReturnValue:
    """Hand the task to somebody else of the same role."""
    task, subject = _task(task_id)
    may = can(actor(), "reassign_task", access_of(session(), task))
    if not may:
        raise Forbidden(may.reason)
    form = ReassignForm()
    form.person.choices = [("", _("Choose")), *_holders(task)]
    if request.method == "POST" and form.validate() and do("reassign_task", task, form.answers(), form):
        say_done(_("Handed over."))
        return redirect(caption(subject).url, 303)
    if request.method == "GET":
        form.key.data, form.version.data = new_key(), str(task.case.version)
    page = render_template("tasks/reassign.html", form=form, task=task, caption=caption(subject))
    return page, 200 if request.method == "GET" else 422


def _task(task_id: str) -> tuple[Task, Any]:
    task = found(session().scalars(select(Task).where(Task.public_id == task_id)).one_or_none())
    subject = subject_of(session(), task.case)
    found(subject if task.kind == TaskKind.USER and visible(session(), actor(), subject) else None)
    return task, subject


def _may_take(task: Task) -> bool:
    if task.holder_id is not None:
        return False
    access = replace(access_of(session(), task), holder_id=actor().person_id)
    return bool(can_step(actor(), task.element, task.role, access))


def _context(task: Task, subject: Any, form: FlaskForm) -> Mapping[str, Any]:
    screen = SCREENS.get(task.element)
    return screen.context(subject, task, form) if screen else {}


def _page(task: Task, subject: Any, form: FlaskForm, may: Answer, context: Mapping[str, Any]) -> str:
    templates = [f"tasks/{task.element}.html"] if may else []  # a step drawn without one has the general page
    view = case_view(session(), task.case, actor(), now())
    return render_template(
        [*templates, "tasks/step.html"], task=task, subject=subject, form=form, may=may, view=view,
        caption=caption(subject), step_name=view.names[task.element], can_take=_may_take(task), take_key=new_key(),
        problem=bool(form.errors), **context,
    )  # fmt: skip


def _holders(task: Task) -> list[tuple[str, str]]:
    query = select(Person).join(Post, Post.person_id == Person.id).where(Post.role == task.role)
    return [(person.public_id, person.name) for person in session().scalars(query.order_by(Person.sort_key)).unique()]
