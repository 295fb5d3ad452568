"""From what was typed of a nominee to a checked line: names, birth, organisation, bucket."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.clock import day_of
from models.base.finding import Finding, RuleBroken, broken
from models.base.language import N_
from models.base.text import BadText, nfc, one_line
from models.campaigns.registrations import Work
from models.nominations.dossiers import Dossier
from models.nominations.facts import buckets_of
from models.nominations.identities import Subject, as_typed, is_similar, nominee_for
from models.nominations.nominations import Nominee
from models.nominations.queries import may_come_from, works_to_name
from models.nominations.rules.births import read_birth
from models.nominations.rules.eligibility import CHOOSE_BUCKET, NO_BUCKET
from models.people.organizations import Organization
from models.people.words import Honorific
from models.schemes.words import SubjectKind

SUMMARY_LENGTH = 1200
NAME_LENGTH = 150

DIFFERENT = "different"
NOT_ITS_WORKS = N_("Choose among the works that %(name)s has registered: the organisation was changed.")
NOT_SIMILAR = N_("This is not somebody of a similar name any more: please answer again.")
KIND_MISSING = N_("Say whether this is a collective or a person.")
NAME_MISSING = N_("Enter the full name of the person.")
NAME_LONG = N_("The name has more than %(limit)s characters.")
SUMMARY_LONG = N_("The summary has %(count)s characters: shorten it by %(over)s.")
ORGANIZATION_MISSING = N_("Choose the organisation. Only living organisations of your own area can be chosen.")


@dataclass(frozen=True)
class Typed:
    """A line that passed the checks of typing."""

    subject: Subject
    bucket: str
    position: str
    summary: str
    existing: Nominee | None = None  # the one among those of a similar name who is meant
    works: tuple[Work, ...] = ()  # named as the achievement
    told_apart: bool = False  # the writer says that nobody of a similar name is meant

    def nominee(self, session: Session, campaign_id: int) -> Nominee:
        return self.existing or nominee_for(session, campaign_id, self.subject)


def read_line(
    session: Session, dossier: Dossier, author: Organization, answers: Mapping[str, Any], now: datetime
) -> Typed:
    """The line in `answers`, written by `author`; RuleBroken with all that is wrong at once.

    Keys: kind, name, honorific, born ("31/12/1964" or "1964"), organization (public id), position, summary,
    bucket (only where two fit), same (of a similar name: the public id of the nominee who is meant, or "different"),
    works (public ids of registered works of the organisation).
    """
    found: list[Finding] = []
    kind = _kept(found, lambda: _kind(answers))
    organization = _kept(found, lambda: _organization(session, author, answers, now))
    person = kind == SubjectKind.INDIVIDUAL
    name = _kept(found, lambda: _name(answers)) if person else ""
    born = _kept(found, lambda: read_birth(str(answers.get("born") or ""), day_of(now))) if person else None
    summary = _kept(found, lambda: _summary(answers))
    position = _kept(found, lambda: _text(answers, "position", 200)) if person else ""
    bucket = None
    if kind is not None and organization is not None:
        shown = name or organization.name
        bucket = _kept(found, lambda: choose_bucket(dossier, kind, organization, answers.get("bucket"), shown))
    if found or kind is None or organization is None:
        raise RuleBroken(found)
    born_on, birth_year = born or (None, None)
    honorific = Honorific(answers["honorific"]) if person and answers.get("honorific") in set(Honorific) else None
    subject = Subject(kind, organization, name or organization.name, honorific, born_on, birth_year)
    bodies = may_come_from(session, author, day_of(now))
    existing = _meant(session, dossier, bodies, subject, answers.get("same"))
    if existing is not None and existing.organization_id != organization.id:
        bucket = choose_bucket(dossier, kind, existing.organization, answers.get("bucket"), existing.name)
    owner = existing.organization if existing is not None else organization
    works = _works(session, dossier, owner, answers.get("works") or ())
    apart = answers.get("same") == DIFFERENT
    return Typed(subject, bucket or "", position or "", summary or "", existing, works, apart)


def _works(session: Session, dossier: Dossier, owner: Organization, chosen: Iterable[str]) -> tuple[Work, ...]:
    """The chosen works (public ids), each of the nominee's organisation and not given up."""
    wanted = set(chosen)
    if not wanted:
        return ()
    found = [work for work in works_to_name(session, dossier.campaign_id, owner.id) if work.public_id in wanted]
    if len(found) < len(wanted):
        raise broken("works", NOT_ITS_WORKS, "works", name=owner.name)
    return tuple(found)


def _meant(
    session: Session, dossier: Dossier, bodies: Sequence[Organization], subject: Subject, chosen: Any
) -> Nominee | None:
    """The nominee of a similar name who was chosen as the same person; only one of the author's own area."""
    if not chosen or chosen == DIFFERENT:
        return None
    query = select(Nominee).where(Nominee.public_id == chosen, Nominee.campaign_id == dossier.campaign_id)
    found: Nominee | None = session.scalars(query).one_or_none()
    if found is None or found.organization_id not in {body.id for body in bodies}:
        raise broken("same", NOT_SIMILAR, "same")
    typed = as_typed(session, dossier.campaign_id, subject)
    if found is not typed and not is_similar(typed, found):  # the name was changed after the question was asked
        raise broken("same", NOT_SIMILAR, "same")
    return found


def choose_bucket(dossier: Dossier, kind: SubjectKind, organization: Organization, chosen: Any, name: str) -> str:
    """The key of the bucket: the only one that fits, or the chosen one of several; E22 when none does."""
    scheme, award = dossier.campaign.scheme, dossier.award_shape
    fitting = [bucket.key for bucket in buckets_of(award, kind, organization)]
    source = f"{scheme.number}, {award.number}"
    values = {"award": award.short_name, "name": name}
    if not fitting:
        raise RuleBroken(Finding("E22", NO_BUCKET, values, citation=source, field="organization"))
    if len(fitting) == 1:
        return fitting[0]
    if chosen not in fitting:
        raise RuleBroken(Finding("bucket_choice", CHOOSE_BUCKET, values, citation=source, field="bucket"))
    return str(chosen)


def _kept(found: list[Finding], read: Any) -> Any:
    """The value, or None with its findings kept, so that everything wrong is said at once."""
    try:
        return read()
    except RuleBroken as refusal:
        found += refusal.findings
        return None


def _kind(answers: Mapping[str, Any]) -> SubjectKind:
    try:
        return SubjectKind(answers.get("kind") or "")
    except ValueError:
        raise broken("kind", KIND_MISSING, "kind") from None


def _organization(session: Session, author: Organization, answers: Mapping[str, Any], now: datetime) -> Organization:
    for body in may_come_from(session, author, day_of(now)):
        if body.public_id == answers.get("organization"):
            return body
    raise broken("organization", ORGANIZATION_MISSING, "organization")


def _name(answers: Mapping[str, Any]) -> str:
    name = _text(answers, "name", NAME_LENGTH)
    if not any(sign.isalpha() for sign in name):
        raise broken("name", NAME_MISSING, "name")
    return name


def _summary(answers: Mapping[str, Any]) -> str:
    summary = _clean(answers, "summary", nfc)
    if len(summary) > SUMMARY_LENGTH:
        raise broken("summary", SUMMARY_LONG, "summary", count=len(summary), over=len(summary) - SUMMARY_LENGTH)
    return summary


def _text(answers: Mapping[str, Any], field: str, limit: int) -> str:
    text = _clean(answers, field, one_line)
    if len(text) > limit:
        raise broken(field, NAME_LONG, field, limit=limit)
    return text


def _clean(answers: Mapping[str, Any], field: str, how: Any) -> str:
    try:
        return str(how(str(answers.get(field) or "")))
    except BadText as error:
        raise broken("text", error.message, field) from error
