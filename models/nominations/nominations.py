"""Nominees (who, once per campaign) and nominations (one line of a dossier, with a fate of its own)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.finding import broken
from models.base.language import N_
from models.base.tables import Base, Keyed, fk
from models.campaigns.registrations import Work
from models.nominations.dossiers import Dossier
from models.nominations.words import TRANSITIONS, NominationState
from models.people.organizations import Organization
from models.people.permissions import Access
from models.people.persons import Person
from models.people.words import Honorific
from models.schemes.words import SubjectKind


class Nominee(Keyed, Base):
    """Whose achievement it is: one row per campaign and subject, however often nominated.

    A collective is an organisation; an individual is name, birth and unit (`identity` is the key
    of these). One achievement in this campaign = one nominee row (rule E01).
    """

    __tablename__ = "vd_nominee"
    __table_args__ = (UniqueConstraint("campaign_id", "identity"),)

    campaign_id: Mapped[int] = fk("vd_campaign.id")
    kind: Mapped[SubjectKind] = mapped_column(String(12))
    identity: Mapped[str] = mapped_column(String(400))
    name: Mapped[str] = mapped_column(String(200))
    honorific: Mapped[Honorific | None] = mapped_column(String(4))
    search_key: Mapped[str] = mapped_column(String(200), index=True)
    sort_key: Mapped[str] = mapped_column(String(2000))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    skeleton: Mapped[str] = mapped_column(String(200), index=True)
    born_on: Mapped[date | None]
    birth_year: Mapped[int | None]
    organization_id: Mapped[int] = fk("vd_organization.id")

    organization: Mapped[Organization] = relationship()


class Nomination(Keyed, Base):
    """One line: a nominee proposed for the dossier's award in one bucket."""

    __tablename__ = "vd_nomination"

    dossier_id: Mapped[int] = fk("vd_dossier.id")
    nominee_id: Mapped[int] = fk("vd_nominee.id")
    bucket: Mapped[str] = mapped_column(String(80), index=True)
    state: Mapped[NominationState] = mapped_column(String(20), index=True)
    position: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int | None] = fk("vd_person.id")
    from_organization_id: Mapped[int | None] = fk("vd_organization.id")  # who wrote the line, when from below
    behalf_of_id: Mapped[int | None] = fk("vd_organization.id")
    entered_at: Mapped[datetime]
    state_reason: Mapped[str] = mapped_column(Text, default="")
    before_hold: Mapped[NominationState | None] = mapped_column(String(20))
    hold_reason: Mapped[str] = mapped_column(Text, default="")  # confidential: never shown outside the office
    warnings: Mapped[list[Any]] = mapped_column(default=list)  # codes accepted by the appraiser, with reasons
    central_criteria: Mapped[bool] = mapped_column(default=False)

    dossier: Mapped[Dossier] = relationship(backref="nominations")
    nominee: Mapped[Nominee] = relationship()
    entered_by: Mapped[Person | None] = relationship(foreign_keys="Nomination.entered_by_id")
    from_organization: Mapped[Organization | None] = relationship(foreign_keys="Nomination.from_organization_id")
    behalf_of: Mapped[Organization | None] = relationship(foreign_keys="Nomination.behalf_of_id")
    achievements: Mapped[list[Achievement]] = relationship(
        back_populates="nomination", order_by="Achievement.id", cascade="all, delete-orphan"
    )

    @property
    def access(self) -> Access:
        return self.dossier.access


class Achievement(Keyed, Base):
    """A registered work that a nomination names as its achievement."""

    __tablename__ = "vd_achievement"
    __table_args__ = (UniqueConstraint("nomination_id", "work_id"),)

    nomination_id: Mapped[int] = fk("vd_nomination.id")
    work_id: Mapped[int] = fk("vd_work.id")

    nomination: Mapped[Nomination] = relationship(back_populates="achievements")
    work: Mapped[Work] = relationship()


def move(nomination: Nomination, state: NominationState, reason: str = "") -> None:
    """Change the state along the table of transitions; raise RuleBroken otherwise."""
    if state not in TRANSITIONS[nomination.state]:
        raise broken(
            "transition",
            N_("%(name)s cannot go from “%(old)s” to “%(new)s”."),
            name=nomination.nominee.name,
            old=str(nomination.state),
            new=str(state),
        )
    nomination.state = state
    nomination.state_reason = reason
