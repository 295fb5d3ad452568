"""Dossiers, their frozen versions, their parts and returns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, append_only, fk
from models.campaigns.campaigns import Campaign
from models.papers.files import StoredFile
from models.papers.words import PartKind
from models.people.organizations import Organization
from models.people.permissions import Access
from models.people.persons import Person
from models.process.cases import Case
from models.schemes.shape.limits import Award


class Dossier(Keyed, Base):
    """A submission of one organisation for one award, with 1..n nominations."""

    __tablename__ = "vd_dossier"

    code: Mapped[str] = mapped_column(String(30), unique=True)
    campaign_id: Mapped[int] = fk("vd_campaign.id")
    organization_id: Mapped[int] = fk("vd_organization.id")
    case_id: Mapped[int | None] = fk("vd_case.id", unique=True)
    award: Mapped[str] = mapped_column(String(40), index=True)
    drafter_id: Mapped[int | None] = fk("vd_person.id")
    secret: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    receipt_number: Mapped[int | None]
    received_at: Mapped[datetime | None]
    sets_counted: Mapped[int | None]
    late_reason: Mapped[str | None] = mapped_column(Text)

    campaign: Mapped[Campaign] = relationship(viewonly=True)
    organization: Mapped[Organization] = relationship(viewonly=True)
    case: Mapped[Case | None] = relationship(viewonly=True)
    drafter: Mapped[Person | None] = relationship(viewonly=True)
    parts: Mapped[list[Part]] = relationship(back_populates="dossier", order_by="Part.id")
    versions: Mapped[list[DossierVersion]] = relationship(order_by="DossierVersion.number")
    returns: Mapped[list[Return]] = relationship(order_by="Return.number")

    @property
    def award_shape(self) -> Award:
        return self.campaign.scheme.award(self.award)

    @property
    def access(self) -> Access:
        return Access(
            path=self.organization.path,
            organization_id=self.organization_id,
            drafter_id=self.drafter_id,
            lone=self.organization.staff_count < 2,
        )


class DossierVersion(Keyed, Base):
    """What was submitted, whole and frozen: nominations, parts and their hashes."""

    __tablename__ = "vd_dossier_version"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)

    dossier_id: Mapped[int] = fk("vd_dossier.id")
    number: Mapped[int]
    manifest: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    submitted_by_id: Mapped[int | None] = fk("vd_person.id")
    submitted_at: Mapped[datetime]


class Part(Keyed, Base):
    """A paper of the dossier: a stored file, or, when secret, only number, date and sets.

    A replaced or removed part keeps its row with `replaced_at`.
    """

    __tablename__ = "vd_part"
    __table_args__ = (
        Index(
            "ix_vd_part_current",
            "dossier_id",
            "kind",
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    dossier_id: Mapped[int] = fk("vd_dossier.id", index=False)
    kind: Mapped[PartKind] = mapped_column(String(30))
    nomination_id: Mapped[int | None] = fk("vd_nomination.id")
    file_id: Mapped[int | None] = fk("vd_file.id")
    number: Mapped[str] = mapped_column(String(60), default="")
    dated_on: Mapped[date | None]
    secret_sets: Mapped[int | None]
    added_by_id: Mapped[int | None] = fk("vd_person.id")
    added_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship(back_populates="parts")
    file: Mapped[StoredFile | None] = relationship()

    @property
    def access(self) -> Access:
        return self.dossier.access


class Return(Keyed, Base):
    """One return for completion: its defects and its deadline."""

    __tablename__ = "vd_return"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)

    dossier_id: Mapped[int] = fk("vd_dossier.id")
    number: Mapped[int]
    defects: Mapped[list[Any]]
    returned_by_id: Mapped[int | None] = fk("vd_person.id")
    returned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    returned_by: Mapped[Person | None] = relationship()


append_only(DossierVersion.__table__)  # type: ignore[arg-type]
