"""Search without accents: dossiers, nominees and works; only what the reader may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from models.base.text import like_pattern
from models.campaigns.queries import visible_works
from models.campaigns.registrations import Work
from models.nominations.dossiers import Dossier
from models.nominations.nominations import Nomination, Nominee
from models.nominations.queries import visible_dossiers, visible_nominations
from models.people.organizations import Organization
from webapp.frame.access import actor, requires, session
from webapp.frame.captions import caption
from webapp.frame.language import label
from webapp.pages.front.home import blueprint

SHOWN = 20


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    meta: str
    url: str


@blueprint.get("/search")
@requires()
def search() -> str:
    """Everything that has the typed words, kind by kind."""
    query = request.args.get("q", "").strip()[:200]
    groups = [(_("Dossiers"), _dossiers(query)), (_("Nominations"), _nominations(query)),
              (_("Works"), _works(query))] if query else []  # fmt: skip
    found = [(title, hits) for title, hits in groups if hits]
    return render_template("front/search.html", query=query, groups=found, shown=SHOWN)


def _dossiers(query: str) -> Sequence[Hit]:
    like = like_pattern(query)
    wanted = or_(Organization.search_key.like(like, escape="\\"), Dossier.code.ilike(like, escape="\\"))
    rows = session().scalars(
        select(Dossier).join(Dossier.organization).where(visible_dossiers(actor()), wanted)
        .options(joinedload(Dossier.organization), joinedload(Dossier.campaign))
        .order_by(Dossier.id.desc()).limit(SHOWN)
    )  # fmt: skip
    return [Hit(said.title, said.meta, said.url) for said in map(caption, rows)]


def _nominations(query: str) -> Sequence[Hit]:
    rows = session().scalars(
        select(Nomination).join(Nomination.nominee).join(Nomination.dossier)
        .where(visible_nominations(actor()), Nominee.search_key.like(like_pattern(query), escape="\\"))
        .options(joinedload(Nomination.nominee).joinedload(Nominee.organization))
        .order_by(Nominee.sort_key, Nomination.id).limit(SHOWN)
    )  # fmt: skip
    return [Hit(row.nominee.name, f"{row.nominee.organization.name} · {label(row.state)}",
                f"/nominations/{row.public_id}") for row in rows]  # fmt: skip


def _works(query: str) -> Sequence[Hit]:
    rows = session().scalars(
        visible_works(actor()).where(Work.search_key.like(like_pattern(query), escape="\\"))
        .order_by(Work.id.desc()).limit(SHOWN)
    )  # fmt: skip
    return [Hit(said.title, said.meta, said.url) for said in map(caption, rows)]
