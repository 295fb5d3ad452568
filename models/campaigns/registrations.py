"""Registered works and reported figures of targets."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, append_only, fk
from models.campaigns.campaigns import Campaign
from models.people.organizations import Organization
from models.people.permissions import Access
from models.people.persons import Person
from models.process.cases import Case
from models.schemes.words import WorkKind


class Work(Keyed, Base):
    """A work, project, task or model that an organisation registered; its case says how far it is.

    `written_by` is the body whose officer wrote last: the owner, or one above it on its behalf.
    """

    __tablename__ = "vd_work"

    campaign_id: Mapped[int] = fk("vd_campaign.id")
    organization_id: Mapped[int] = fk("vd_organization.id")
    case_id: Mapped[int | None] = fk("vd_case.id", unique=True)
    kind: Mapped[WorkKind] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(250))
    search_key: Mapped[str] = mapped_column(String(250))
    sort_key: Mapped[str] = mapped_column(String(2000))
    plan: Mapped[str] = mapped_column(Text, default="")
    finish_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(Text, default="")
    completed_on: Mapped[date | None]
    completed_by_id: Mapped[int | None] = fk("vd_person.id")
    entered_by_id: Mapped[int | None] = fk("vd_person.id")
    written_by_id: Mapped[int] = fk("vd_organization.id")
    entered_at: Mapped[datetime] = mapped_column(index=True)

    campaign: Mapped[Campaign] = relationship()
    organization: Mapped[Organization] = relationship(foreign_keys=organization_id)
    written_by: Mapped[Organization] = relationship(foreign_keys=written_by_id)
    case: Mapped[Case | None] = relationship()
    entered_by: Mapped[Person | None] = relationship(foreign_keys=entered_by_id)

    @property
    def on_behalf(self) -> bool:
        """Whether a body above wrote it for one that has nobody who writes."""
        return self.written_by_id != self.organization_id

    @property
    def access(self) -> Access:
        return Access(
            path=self.organization.path,
            written_path=self.written_by.path if self.on_behalf else "",
            organization_id=self.organization_id,
            unmanned=self.organization.unmanned,
            drafter_id=self.completed_by_id or self.entered_by_id,
        )


class Figure(Keyed, Base):
    """What an organisation reported for one measure of a target; a correction is a newer row.

    For a measure that is a share of the units, 1 says that the unit has done it and 0 that it has not.
    """

    __tablename__ = "vd_figure"
    __table_args__ = (Index("ix_vd_figure_latest", "campaign_id", "organization_id", "measure"),)

    campaign_id: Mapped[int] = fk("vd_campaign.id", index=False)
    measure: Mapped[str] = mapped_column(String(80))
    organization_id: Mapped[int] = fk("vd_organization.id")
    value: Mapped[int]
    note: Mapped[str] = mapped_column(String(250), default="")
    reported_by_id: Mapped[int | None] = fk("vd_person.id")
    written_by_id: Mapped[int] = fk("vd_organization.id")
    reported_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship(foreign_keys=organization_id)
    written_by: Mapped[Organization] = relationship(foreign_keys=written_by_id)
    reported_by: Mapped[Person | None] = relationship()


append_only(Figure.__table__)  # type: ignore[arg-type]
