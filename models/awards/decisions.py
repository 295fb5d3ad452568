"""Decisions on adopted nominations, and results of bodies that decide elsewhere."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.awards.words import LineState
from models.base.tables import Base, Keyed, fk
from models.campaigns.campaigns import Campaign
from models.council.meetings import AdoptedLine, Meeting
from models.papers.books import Number
from models.papers.files import StoredFile
from models.people.organizations import Organization
from models.people.permissions import Access
from models.people.persons import Person
from models.process.cases import Case
from models.schemes.shape.limits import Award
from models.schemes.words import DecidingBody


class Decision(Keyed, Base):
    """The decision (own award) or proposal (higher body) on one meeting's list for one award.

    Number and day are drawn after the signature is recorded; signer and post are snapshots.
    """

    __tablename__ = "vd_decision"

    campaign_id: Mapped[int] = fk("vd_campaign.id")
    organization_id: Mapped[int] = fk("vd_organization.id")
    meeting_id: Mapped[int] = fk("vd_meeting.id")
    case_id: Mapped[int | None] = fk("vd_case.id", unique=True)
    award: Mapped[str] = mapped_column(String(40))
    signer_name: Mapped[str | None] = mapped_column(String(200))
    signer_title: Mapped[str | None] = mapped_column(String(200))
    signed_on: Mapped[date | None]
    number_id: Mapped[int | None] = fk("vd_number.id", unique=True)
    digest: Mapped[str | None] = mapped_column(String(64))
    outside_number: Mapped[str | None] = mapped_column(String(80))
    outside_on: Mapped[date | None]
    outside_body: Mapped[str | None] = mapped_column(String(200))
    outside_file_id: Mapped[int | None] = fk("vd_file.id")
    outside_by_id: Mapped[int | None] = fk("vd_person.id")
    started_at: Mapped[datetime]

    campaign: Mapped[Campaign] = relationship()
    organization: Mapped[Organization] = relationship()
    meeting: Mapped[Meeting] = relationship()
    case: Mapped[Case | None] = relationship()
    number: Mapped[Number | None] = relationship()
    outside_file: Mapped[StoredFile | None] = relationship()
    outside_by: Mapped[Person | None] = relationship(foreign_keys="Decision.outside_by_id")
    lines: Mapped[list[DecisionLine]] = relationship(order_by="DecisionLine.id", back_populates="decision")

    @property
    def award_shape(self) -> Award:
        return self.campaign.scheme.award(self.award)

    @property
    def is_own(self) -> bool:
        """Whether the committee itself awards; else it only proposes, and a body elsewhere decides."""
        return self.award_shape.decided_by is DecidingBody.OWN

    @property
    def label(self) -> str:
        """Number and signs as on the paper ("12/QĐ-MTTQ-BTT"), empty until it is numbered."""
        if self.number is None:
            return ""
        return f"{self.number.number}/{'QĐ' if self.is_own else 'TTr'}-MTTQ-BTT"

    @property
    def access(self) -> Access:
        return Access(path=self.organization.path, organization_id=self.organization_id, drafter_id=self.outside_by_id)


class DecisionLine(Keyed, Base):
    """One award of a decision; it cannot exist without the adopted line it rests on."""

    __tablename__ = "vd_decision_line"
    __table_args__ = (UniqueConstraint("decision_id", "adopted_line_id"),)

    decision_id: Mapped[int] = fk("vd_decision.id")
    adopted_line_id: Mapped[int] = fk("vd_adopted_line.id", unique=True)
    state: Mapped[LineState] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")

    decision: Mapped[Decision] = relationship(back_populates="lines")
    adopted_line: Mapped[AdoptedLine] = relationship()
