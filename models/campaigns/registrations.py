"""Registered works and reported figures of targets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, append_only, fk
from models.campaigns.campaigns import Campaign
from models.campaigns.words import WorkKind
from models.people.organizations import Organization
from models.people.permissions import Access
from models.people.persons import Person
from models.process.cases import Case


class Work(Keyed, Base):
    """A work, project, task or model that an organisation registered; its case says how far it is."""

    __tablename__ = "vd_work"

    campaign_id: Mapped[int] = fk("vd_campaign.id")
    organization_id: Mapped[int] = fk("vd_organization.id")
    case_id: Mapped[int | None] = fk("vd_case.id", unique=True)
    kind: Mapped[WorkKind] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(250))
    search_key: Mapped[str] = mapped_column(String(250))
    plan: Mapped[str] = mapped_column(Text, default="")
    finish_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(Text, default="")
    completed_on: Mapped[date | None]
    entered_by_id: Mapped[int | None] = fk("vd_person.id")
    on_behalf: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[datetime]

    campaign: Mapped[Campaign] = relationship()
    organization: Mapped[Organization] = relationship()
    case: Mapped[Case | None] = relationship()
    entered_by: Mapped[Person | None] = relationship()

    @property
    def access(self) -> Access:
        return Access(path=self.organization.path, organization_id=self.organization_id, unmanned=self.organization.unmanned,
                      drafter_id=self.entered_by_id)


class Figure(Keyed, Base):
    """What an organisation reported for one measure of a target; a correction is a newer row."""

    __tablename__ = "vd_figure"

    campaign_id: Mapped[int] = fk("vd_campaign.id")
    measure: Mapped[str] = mapped_column(String(80), index=True)
    organization_id: Mapped[int] = fk("vd_organization.id")
    value: Mapped[int]
    note: Mapped[str] = mapped_column(String(250), default="")
    reported_by_id: Mapped[int | None] = fk("vd_person.id")
    reported_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()


append_only(Figure.__table__)  # type: ignore[arg-type]
