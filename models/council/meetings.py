"""Meetings, their agenda, frozen roster, rounds and results."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base.tables import Base, Keyed, append_only, fk
from models.campaigns.campaigns import Campaign
from models.council.words import SeatKind
from models.nominations.nominations import Nomination
from models.people.organizations import Organization
from models.people.permissions import Access
from models.people.persons import Person
from models.process.cases import Case
from models.quotas.places import Place
from models.schemes.words import RecusedRule


class Meeting(Keyed, Base):
    """A sitting of the council of the provincial Front committee."""

    __tablename__ = "vd_meeting"

    code: Mapped[str] = mapped_column(String(30), unique=True)
    campaign_id: Mapped[int] = fk("vd_campaign.id")
    organization_id: Mapped[int] = fk("vd_organization.id")
    case_id: Mapped[int | None] = fk("vd_case.id", unique=True)
    title: Mapped[str] = mapped_column(String(200))
    sits_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    roster_frozen_at: Mapped[datetime | None]
    total_members: Mapped[int | None]
    threshold_percent: Mapped[int | None]
    recused_rule: Mapped[RecusedRule | None] = mapped_column(String(10))
    quorum_needed: Mapped[int | None]  # members who must be present, counted when the roster was frozen
    adopted_at: Mapped[datetime | None]
    results: Mapped[dict[str, Any] | None]  # what was voted and adopted, as it stood at adoption
    minutes: Mapped[dict[str, Any] | None]  # as the secretary signed them; the chair's signature locks them
    minutes_by_id: Mapped[int | None] = fk("vd_person.id")
    minutes_doubt: Mapped[str] = mapped_column(Text, default="")  # why the chair returned the last version
    minutes_digest: Mapped[str | None] = mapped_column(String(64))  # set when they are locked

    campaign: Mapped[Campaign] = relationship()
    organization: Mapped[Organization] = relationship()
    case: Mapped[Case | None] = relationship()
    agenda: Mapped[list[AgendaItem]] = relationship(order_by="AgendaItem.number", back_populates="meeting")
    roster: Mapped[list[RosterMember]] = relationship(order_by="RosterMember.id", back_populates="meeting")
    rounds: Mapped[list[Round]] = relationship(order_by="Round.number", back_populates="meeting")

    @property
    def access(self) -> Access:
        return Access(
            path=self.organization.path,
            organization_id=self.organization_id,
            roster=frozenset(member.person_id for member in self.roster),
        )


class AgendaItem(Keyed, Base):
    """A nomination that the meeting deals with; ineligible ones are shown, not voted on."""

    __tablename__ = "vd_agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "nomination_id"),)

    meeting_id: Mapped[int] = fk("vd_meeting.id")
    nomination_id: Mapped[int] = fk("vd_nomination.id")
    number: Mapped[int]
    for_information: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting] = relationship(back_populates="agenda")
    nomination: Mapped[Nomination] = relationship()


class RosterMember(Keyed, Base):
    """A member entitled to vote, as frozen at opening, with name and title of that day."""

    __tablename__ = "vd_roster_member"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    meeting_id: Mapped[int] = fk("vd_meeting.id")
    person_id: Mapped[int] = fk("vd_person.id")
    seat: Mapped[SeatKind] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")

    meeting: Mapped[Meeting] = relationship(back_populates="roster")
    person: Mapped[Person] = relationship()


class Round(Keyed, Base):
    """One vote on one or several nominations: opened, closed, counted; a repetition is a new round with a reason."""

    __tablename__ = "vd_round"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: Mapped[int] = fk("vd_meeting.id")
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # no more ballots
    counted_at: Mapped[datetime | None]  # opened by the counting board and counted
    voided_at: Mapped[datetime | None]  # closed and given up: too few counters could open it
    public_key: Mapped[bytes] = mapped_column(LargeBinary)  # seals the ballots; what opens them is stored nowhere whole
    counters_needed: Mapped[int]
    ballot_count: Mapped[int | None]
    receipts: Mapped[list[Any] | None]  # of the ballots counted, sorted; without members

    meeting: Mapped[Meeting] = relationship(back_populates="rounds")
    items: Mapped[list[RoundItem]] = relationship(order_by="RoundItem.id", back_populates="round")

    @property
    def access(self) -> Access:
        return self.meeting.access


class RoundItem(Keyed, Base):
    """The vote on one nomination in one round, with its totals once counted.

    `base` and `needed` (members counted, agree votes needed) are fixed at opening, as is how many are `recused`.
    `choices` holds a sign for each choice (models.council.words.SIGNS), shuffled anew for each item: no
    ballot can be put together from them.
    """

    __tablename__ = "vd_round_item"
    __table_args__ = (
        UniqueConstraint("round_id", "nomination_id"),
        UniqueConstraint("id", "nomination_id", "passed"),  # what an adopted line rests on
        CheckConstraint("(passed IS NULL) = (agree IS NULL)", name="counted_whole"),
        CheckConstraint("recused >= 0 AND needed > 0 AND needed <= base", name="can_be_reached"),
        CheckConstraint("(passed IS NULL) = (choices IS NULL)", name="counted_with_choices"),
    )

    round_id: Mapped[int] = fk("vd_round.id")
    nomination_id: Mapped[int] = fk("vd_nomination.id")
    recused: Mapped[int]
    base: Mapped[int]
    needed: Mapped[int]
    agree: Mapped[int | None]
    disagree: Mapped[int | None]
    blank: Mapped[int | None]
    choices: Mapped[str | None] = mapped_column(Text)
    passed: Mapped[bool | None]

    round: Mapped[Round] = relationship(back_populates="items")
    nomination: Mapped[Nomination] = relationship(lazy="joined", innerjoin=True)  # a ballot names them all


class TieBreak(Keyed, Base):
    """The chair's order of nominations that tied at the cut-off of a bucket."""

    __tablename__ = "vd_tie_break"
    __table_args__ = (UniqueConstraint("meeting_id", "bucket"),)

    meeting_id: Mapped[int] = fk("vd_meeting.id")
    bucket: Mapped[str] = mapped_column(String(80))
    order: Mapped[list[Any]]  # public ids of nominations, preferred first
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = fk("vd_person.id")
    decided_at: Mapped[datetime]


class AdoptedLine(Keyed, Base):
    """What the council adopted: a nomination, the closed vote it rests on and the place it has.

    `standing_nominee_id` is the nominee while the line stands and null once it was freed: unique, so
    that one achievement is never adopted twice (E01), whatever the award. The key to the vote carries the
    nomination and `passed`, always true: the database refuses a line without a closed vote that it passed.
    """

    __tablename__ = "vd_adopted_line"
    __table_args__ = (
        UniqueConstraint("meeting_id", "nomination_id"),
        ForeignKeyConstraint(
            ["round_item_id", "nomination_id", "passed"],
            ["vd_round_item.id", "vd_round_item.nomination_id", "vd_round_item.passed"],
        ),
        CheckConstraint("passed", name="passed"),
        CheckConstraint("rank > 0", name="ranked_from_one"),
    )

    meeting_id: Mapped[int] = fk("vd_meeting.id")
    nomination_id: Mapped[int] = fk("vd_nomination.id")
    round_item_id: Mapped[int] = mapped_column(unique=True)
    passed: Mapped[bool] = mapped_column(default=True)
    place_id: Mapped[int] = fk("vd_place.id")
    rank: Mapped[int]
    standing_nominee_id: Mapped[int | None] = fk("vd_nominee.id", unique=True)
    adopted_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship()
    nomination: Mapped[Nomination] = relationship(foreign_keys="AdoptedLine.nomination_id")
    round_item: Mapped[RoundItem] = relationship(
        primaryjoin="AdoptedLine.round_item_id == RoundItem.id", foreign_keys="AdoptedLine.round_item_id"
    )
    place: Mapped[Place] = relationship()


append_only(RosterMember.__table__)  # type: ignore[arg-type]
