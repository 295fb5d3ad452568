"""What the form of a nominee shows beside what is typed: findings, a similar name, quota groups, registered works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from forms.nominations import NominationForm
from models.base.clock import day_of
from models.base.finding import Finding, RuleBroken
from models.campaigns.registrations import Work
from models.campaigns.words import WorkStatus
from models.nominations.dossiers import Dossier
from models.nominations.facts import buckets_of, facts_for
from models.nominations.identities import Subject, as_typed, born_text, similar
from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import may_come_from, visible_nominations, works_to_name
from models.nominations.rules.births import read_birth
from models.nominations.rules.eligibility import Moment, check_nomination
from models.people.organizations import Organization
from models.schemes.words import SubjectKind
from webapp.frame.access import actor, now, session
from webapp.frame.language import label

DIFFERENT = "different"


@dataclass(frozen=True)
class Typing:
    """What is known of the nominee so far: None of `findings` while too little is typed to ask the rules."""

    findings: Sequence[Finding] | None


def offer(form: NominationForm, shown: Dossier, author: Organization) -> None:
    """The organisations, the buckets where two fit, the question about a similar name; what is typed stays."""
    bodies = _bodies(author)
    form.organization.choices = [
        SelectChoice("", _("Choose")), *(SelectChoice(one.public_id, one.name) for one in bodies)
    ]  # fmt: skip
    fitting = _fitting(form, shown, bodies)
    named = [SelectChoice(bucket.key, bucket.name) for bucket in fitting]
    form.bucket.choices = [SelectChoice("", _("Choose")), *named] if len(named) > 1 else []
    form.works.choices = _works(form, shown, bodies)
    form.same.choices = _similar(form, shown, bodies)


def typing(form: NominationForm, shown: Dossier, author: Organization, line: Nomination | None = None) -> Typing:
    """What the rules say of the nominee as typed; nothing of it is stored."""
    bodies = _bodies(author)
    nominee = _nominee(form, shown, bodies)
    if nominee is None:
        return Typing(None)
    keys = [bucket.key for bucket in _fitting(form, shown, bodies)]
    bucket = keys[0] if len(keys) == 1 else form.bucket.data if form.bucket.data in keys else ""
    facts = facts_for(session(), shown, nominee, bucket or "", day_of(now()), actor(), line)
    return Typing(check_nomination(facts, Moment.TYPING))


def _bodies(author: Organization) -> Sequence[Organization]:
    return may_come_from(session(), author, day_of(now()))


def _chosen(form: NominationForm, bodies: Sequence[Organization]) -> Organization | None:
    return next((body for body in bodies if body.public_id == form.organization.data), None)


def _fitting(form: NominationForm, shown: Dossier, bodies: Sequence[Organization]) -> tuple[Any, ...]:
    body = _chosen(form, bodies)
    if body is None or form.kind.data not in set(SubjectKind):
        return ()
    return buckets_of(shown.award_shape, SubjectKind(form.kind.data), body)


def _nominee(form: NominationForm, shown: Dossier, bodies: Sequence[Organization]) -> Nominee | None:
    """The nominee as typed; None while kind, organisation or a person's name is missing."""
    body = _chosen(form, bodies)
    if body is None or form.kind.data not in set(SubjectKind):
        return None
    kind = SubjectKind(form.kind.data)
    typed = "" if form.name.process_errors else form.name.data or ""  # a name that no text holds is nobody's
    name = body.name if kind is SubjectKind.COLLECTIVE else typed
    if not any(sign.isalpha() for sign in name):
        return None
    try:
        born_on, year = read_birth(form.born.data or "", day_of(now()))
    except RuleBroken:  # said beside the field when it is saved
        born_on, year = None, None
    return as_typed(session(), shown.campaign_id, Subject(kind, body, name[:150], None, born_on, year))


def _similar(form: NominationForm, shown: Dossier, bodies: Sequence[Organization]) -> list[SelectChoice]:
    """Those of a similar name who may be meant, and "somebody else"; none while nobody is similar."""
    nominee = _nominee(form, shown, bodies)
    if nominee is None:
        return []
    known = visible_nominations(actor())
    own = {body.id for body in bodies}
    others = [other for other in similar(session(), nominee, known) if other.organization_id in own]
    if not others:
        return []
    return [
        *(SelectChoice(other.public_id, _("The same person as %(who)s", who=_who(other))) for other in others),
        SelectChoice(DIFFERENT, _("Somebody else")),
    ]


def _works(form: NominationForm, shown: Dossier, bodies: Sequence[Organization]) -> list[SelectChoice]:
    """The registered works of the chosen organisation, each with how far it is."""
    body = _chosen(form, bodies)
    if body is None:
        return []
    found = works_to_name(session(), shown.campaign_id, body.id)
    return [SelectChoice(work.public_id, f"{work.title} ({work_words(work)})") for work in found]


def work_words(work: Work) -> str:
    """How far a work is; a status that only a deployed diagram knows stands as it is drawn."""
    status = work.case.status if work.case else ""
    return label(WorkStatus(status)) if status in set(WorkStatus) else status


def _who(nominee: Nominee) -> str:
    born = born_text(nominee)
    if not born:
        return _("%(name)s of %(unit)s", name=nominee.name, unit=nominee.organization.name)
    return _("%(name)s of %(unit)s, born %(born)s", name=nominee.name, unit=nominee.organization.name, born=born)
