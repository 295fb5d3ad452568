"""A campaign, run by an office from a scheme, and its phases."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.base.tables import Base, Keyed, fk
from models.people.organizations import Organization
from models.people.permissions import Access
from models.process.cases import Case
from models.process.history import Chain
from models.schemes.shape.structure import Scheme
from models.schemes.versions import SchemeVersion


class Campaign(Keyed, Base):
    """One campaign; acts on it as a whole (quotas, announcements) stand in its own chain."""

    __tablename__ = "vd_campaign"

    code: Mapped[str] = mapped_column(String(60), unique=True)
    organization_id: Mapped[int] = fk("vd_organization.id")
    scheme_id: Mapped[int] = fk("vd_scheme.id")
    chain_id: Mapped[int] = fk("vd_chain.id", unique=True)
    version: Mapped[int] = mapped_column(default=0)
    touched_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()
    scheme_version: Mapped[SchemeVersion] = relationship()
    chain: Mapped[Chain] = relationship()
    phases: Mapped[list[Phase]] = relationship(order_by="Phase.number", back_populates="campaign")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": lambda version: (version or 0) + 1}

    @property
    def scheme(self) -> Scheme:
        return self.scheme_version.scheme

    @property
    def access(self) -> Access:
        return Access(path=self.organization.path, organization_id=self.organization_id)


class Phase(Keyed, Base):
    """A phase of a campaign: a case of its own that opens and closes by date or by hand.

    `closes_source` names the paper that announced the last day; empty while the scheme's own day stands.
    """

    __tablename__ = "vd_phase"
    __table_args__ = (UniqueConstraint("campaign_id", "key"),)

    campaign_id: Mapped[int] = fk("vd_campaign.id")
    case_id: Mapped[int | None] = fk("vd_case.id", unique=True)
    key: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    closes_source: Mapped[str] = mapped_column(String(250), default="")

    campaign: Mapped[Campaign] = relationship(back_populates="phases")
    case: Mapped[Case | None] = relationship()

    @property
    def access(self) -> Access:
        return self.campaign.access


def the_campaign(session: Session) -> Campaign | None:
    """The campaign that the pages show: the newest."""
    return session.scalars(select(Campaign).order_by(Campaign.id.desc())).first()


def by_code(session: Session, code: str) -> Campaign | None:
    return session.scalars(select(Campaign).where(Campaign.code == code)).one_or_none()
