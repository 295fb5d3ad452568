"""Loading a scheme: the text is kept, its campaign, phases, lines and places come to be."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.finding import require
from models.campaigns.campaigns import Campaign, Phase, by_code
from models.people.organizations import Organization
from models.people.words import OrganizationKind
from models.process.history import new_chain
from models.process.outcomes import Outcome, Start
from models.process.words import CaseKind, ChainKind
from models.quotas.places import Line, add_places
from models.schemes.bones import changed_bones
from models.schemes.reading import read_scheme
from models.schemes.shape.structure import Scheme
from models.schemes.versions import SchemeVersion
from workflows.call import Call

SHIPPED = Path(__file__).resolve().parent / "286-kh-mttq-btt.yaml"
KINDS = frozenset(str(kind) for kind in OrganizationKind)


def load_scheme(call: Call, answers: Mapping[str, Any]) -> Outcome:
    """Make a campaign of the scheme in `text`; `subject` is the organisation that runs it.

    A campaign that runs already keeps its awards, buckets and phases: a changed text may only change words.
    Raises SchemeRefused or RuleBroken with line-exact findings.
    """
    scheme = read_scheme(answers["text"], answers.get("name", ""), KINDS)
    campaign = by_code(call.session, scheme.code)
    version = _version(call, scheme, answers["text"])
    if campaign is None:
        campaign = _campaign(call, scheme, version)
        starts = tuple(Start(CaseKind.CAMPAIGN_PHASE, phase) for phase in _phases(call.session, campaign, scheme))
    else:
        starts = ()
        require(changed_bones(campaign.scheme, scheme))
        campaign.scheme_id = version.id
        campaign.touched_at = call.now
    return Outcome(
        after={"scheme": scheme.code, "digest": version.digest}, starts=starts, result={"campaign": campaign.public_id}
    )


def _version(call: Call, scheme: Scheme, text: str) -> SchemeVersion:
    digest = hashlib.sha256(text.encode()).hexdigest()
    query = select(SchemeVersion).where(SchemeVersion.code == scheme.code, SchemeVersion.digest == digest)
    version = call.session.scalars(query).one_or_none()
    if version is None:
        version = SchemeVersion(code=scheme.code, digest=digest, text=text, loaded_at=call.now)
        call.session.add(version)
        call.session.flush()
    return version


def _campaign(call: Call, scheme: Scheme, version: SchemeVersion) -> Campaign:
    organization: Organization = call.subject
    campaign = Campaign(
        code=scheme.code,
        organization=organization,
        scheme_version=version,
        chain=new_chain(call.session, ChainKind.CAMPAIGN),
        touched_at=call.now,
    )
    call.session.add(campaign)
    call.session.flush()
    for award in scheme.awards:
        for bucket in award.buckets:
            line = Line(campaign_id=campaign.id, award=award.key, bucket=bucket.key, announced=bucket.limit is not None)
            call.session.add(line)
            call.session.flush()
            add_places(call.session, line, bucket.limit or 0)
    return campaign


def _phases(session: Session, campaign: Campaign, scheme: Scheme) -> list[Phase]:
    phases = [
        Phase(
            campaign=campaign,
            key=shape.key,
            number=number,
            name=shape.name,
            opens_on=shape.opens_on.on,
            closes_on=shape.closes_on.on,
        )
        for number, shape in enumerate(scheme.phases, start=1)
    ]
    session.add_all(phases)
    session.flush()
    return phases
