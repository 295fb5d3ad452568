"""The summary roster (Bảng trích ngang): computed, grouped by bucket, to read, to print, as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.nominations.dossiers import Dossier
from models.nominations.identities import born_text
from models.nominations.nominations import Nomination
from models.nominations.queries import nominations_of
from models.people.words import Honorific
from models.schemes.words import SubjectKind
from webapp.frame.access import now, requires, session
from webapp.frame.language import label
from webapp.frame.lists import csv_file
from webapp.pages.nominations.room import READERS, blueprint, dossier_of


@dataclass(frozen=True)
class Group:
    """The nominees of one bucket and kind; numbering begins anew in each."""

    name: str
    collective: bool
    lines: Sequence[Nomination]


@blueprint.get("/dossiers/<dossier_id>/roster")
@requires(*READERS)
def roster(dossier_id: str) -> str:
    """The roster as it is printed."""
    shown = dossier_of(dossier_id)
    lines = nominations_of(session(), shown)
    collectives = sum(line.nominee.kind == SubjectKind.COLLECTIVE for line in lines)
    return render_template(
        "nominations/roster.html", dossier=shown, groups=list(groups_of(shown, lines)), now=now(), born=born_text,
        collectives=collectives, individuals=len(lines) - collectives, titled=titled,
    )  # fmt: skip


@blueprint.get("/dossiers/<dossier_id>/roster.csv")
@requires(*READERS)
def roster_csv(dossier_id: str) -> ResponseReturnValue:
    """The roster as a spreadsheet, one row for each nominee."""
    shown = dossier_of(dossier_id)
    groups = groups_of(shown, nominations_of(session(), shown))
    head = [
        _("Quota group"),
        _("No."),
        _("Name"),
        _("Date of birth"),
        _("Position"),
        _("Organisation"),
        _("Summary of the achievement"),
        _("Proposed award"),
    ]
    return csv_file(
        f"trich-ngang-{shown.code}",
        head,
        (
            (
                group.name,
                number,
                titled(line),
                born_text(line.nominee),
                line.position,
                line.nominee.organization.name,
                line.summary,
                shown.award_shape.short_name,
            )
            for group in groups
            for number, line in enumerate(group.lines, 1)
        ),
    )


def groups_of(shown: Dossier, lines: Sequence[Nomination]) -> Iterator[Group]:
    """In the order of the plan's buckets; in each, collectives first, then persons by name."""
    for bucket in shown.award_shape.buckets:
        for kind in (SubjectKind.COLLECTIVE, SubjectKind.INDIVIDUAL):
            found = [line for line in lines if line.bucket == bucket.key and line.nominee.kind == kind]
            if found:
                yield Group(
                    bucket.name,
                    kind is SubjectKind.COLLECTIVE,
                    sorted(found, key=lambda line: (line.nominee.sort_key, line.id)),
                )


def titled(line: Nomination) -> str:
    """Ông Nguyễn Văn A; a collective by its name."""
    honorific = line.nominee.honorific
    return f"{label(Honorific(honorific))} {line.nominee.name}" if honorific else line.nominee.name
