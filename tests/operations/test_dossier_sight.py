"""Who may know of a dossier: canaries in every place, looked for as everybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.council.meetings import AgendaItem, Meeting, RosterMember
from models.council.words import SeatKind
from models.nominations.dossiers import Dossier
from models.nominations.facts import facts_of
from models.nominations.nominations import Nomination
from models.nominations.queries import (
    drafts_taking_lines,
    is_before_council,
    may_come_from,
    nominations_of,
    visible_dossiers,
    visible_nominations,
)
from models.people.permissions import SYSTEM, Actor
from models.process.cases import Case
from models.process.outcomes import Start
from models.process.words import CaseKind
from tests.factories.campaigns import campaign_of
from tests.factories.nominations import Desk, desk, person
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import moving

NOW = BEGINNING + timedelta(days=30)
CANARY = "Chim Hoàng Yến"


@pytest.fixture
def land(session: Session) -> Province:
    return province(session, NOW)


@pytest.fixture
def cu_jut(session: Session, land: Province) -> Desk:
    return desk(session, land, land.cu_jut, NOW)


def seen(session: Session, actor: Actor) -> set[str]:
    return set(session.scalars(select(Dossier.code).where(visible_dossiers(actor))))


def lines(session: Session, actor: Actor) -> set[str]:
    return set(session.scalars(select(Nomination.public_id).where(visible_nominations(actor))))


def meeting_with(session: Session, land: Province, nomination: Nomination, *, frozen: bool) -> Meeting:
    """A meeting with the nomination on its agenda and the first member on its roster."""
    meeting = Meeting(
        code="PH-2024-01",
        campaign=campaign_of(session),
        organization=land.root,
        title="Phiên 1",
        sits_on=date(2024, 6, 18),
        roster_frozen_at=NOW if frozen else None,
    )
    session.add(meeting)
    session.flush()
    moving.start(session, NOW, Start(CaseKind.MEETING, meeting))
    session.add(AgendaItem(meeting_id=meeting.id, nomination_id=nomination.id, number=1))
    if frozen:
        session.add(RosterMember(meeting_id=meeting.id, person_id=land.council[1].id, seat=SeatKind.MEMBER, name="A"))
    session.flush()
    return meeting


@pytest.mark.threat("T01")
@pytest.mark.threat("T02")
def test_a_draft_is_its_own_units_only(session: Session, land: Province, cu_jut: Desk) -> None:
    draft = cu_jut.start()
    cu_jut.nominate(draft, name=CANARY)
    for actor in (cu_jut.officer, cu_jut.head, SYSTEM, land.actor(land.auditor)):
        assert seen(session, actor) == {draft.code}
        assert len(lines(session, actor)) == 1
    others = [land.officer_of(body) for body in (land.gia_nghia, land.farmers, land.commune, land.district_member)]
    office = [land.actor(land.persons[name]) for name in land.persons if name != "auditor"]
    for actor in (*others, *office, *(land.actor(member) for member in land.council)):
        assert seen(session, actor) == set()
        assert lines(session, actor) == set()


@pytest.mark.threat("T01")
def test_the_office_sees_what_was_submitted_and_the_administrator_nothing(
    session: Session, land: Province, cu_jut: Desk
) -> None:
    sent = cu_jut.submitted()
    for name in land.persons:
        expected = set() if name == "administrator" else {sent.code}
        assert seen(session, land.actor(land.persons[name])) == expected, name
    assert seen(session, land.officer_of(land.gia_nghia)) == set()
    assert seen(session, land.actor(land.council_chair)) == set()
    cu_jut.act(cu_jut.head, "withdraw_dossier", sent, reason="Rút")
    assert seen(session, cu_jut.clerk) == {sent.code}


@pytest.mark.threat("T02")
def test_council_members_see_what_their_roster_has(session: Session, land: Province, cu_jut: Desk) -> None:
    one, two = cu_jut.ready(), cu_jut.ready()
    first = nominations_of(session, one)[0]
    meeting_with(session, land, first, frozen=True)
    member, other = land.actor(land.council[1]), land.actor(land.council[2])
    assert (seen(session, member), seen(session, other)) == ({one.code}, set())
    assert lines(session, member) == {line.public_id for line in nominations_of(session, one)}
    assert two.code in seen(session, cu_jut.clerk)


@pytest.mark.threat("T02")
def test_a_commune_sees_its_own_lines_only(session: Session, land: Province, cu_jut: Desk) -> None:
    dossier = cu_jut.start()
    commune, member = land.officer_of(land.commune), land.officer_of(land.district_member)
    mine = cu_jut.act(commune, "propose_line", dossier, **person(land.commune))["nomination"]
    cu_jut.nominate(dossier, name=CANARY, organization=land.commune.public_id)
    assert lines(session, commune) == {mine}
    assert lines(session, member) == set()
    assert seen(session, commune) == set()
    assert drafts_taking_lines(session, land.commune) == [dossier]
    assert drafts_taking_lines(session, land.front_work) == [dossier]
    assert drafts_taking_lines(session, land.foreign_commune) == []
    assert drafts_taking_lines(session, land.farmers) == []


@pytest.mark.threat("T02")
def test_rules_tell_a_unit_nothing_of_others(session: Session, land: Province, cu_jut: Desk) -> None:
    mine = cu_jut.nominate(cu_jut.start(), name=CANARY, born="1970")
    other = desk(session, land, land.gia_nghia, NOW, phase="")
    theirs = other.nominate(other.start(), name=CANARY, born="1980")
    assert facts_of(session, mine, NOW.date(), cu_jut.officer).look_alikes == ()
    assert [found.born for found in facts_of(session, mine, NOW.date()).look_alikes] == ["1980"]
    commune = land.officer_of(land.commune)
    dossier = cu_jut.start()
    line = cu_jut.act(commune, "propose_line", dossier, **person(land.commune))["nomination"]
    cu_jut.nominate(cu_jut.start("vi2"), organization=land.commune.public_id)
    proposed = session.scalars(select(Nomination).where(Nomination.public_id == line)).one()
    assert facts_of(session, proposed, NOW.date(), commune).elsewhere == ()
    assert len(facts_of(session, proposed, NOW.date(), cu_jut.officer).elsewhere) == 1
    assert theirs.nominee_id != mine.nominee_id


def test_a_frozen_agenda_ends_withdrawal_and_a_cancelled_one_does_not(
    session: Session, land: Province, cu_jut: Desk
) -> None:
    dossier = cu_jut.ready(count=1)
    meeting = meeting_with(session, land, nominations_of(session, dossier)[0], frozen=False)
    assert is_before_council(session, dossier)
    meeting.roster_frozen_at = NOW
    session.flush()
    assert not is_before_council(session, dossier)
    session.get_one(Case, meeting.case_id).status = "cancelled"
    session.flush()
    assert is_before_council(session, dossier)


def test_nominees_come_from_the_own_area(session: Session, land: Province) -> None:
    day = NOW.date()
    of_cu_jut = may_come_from(session, land.cu_jut, day)
    assert of_cu_jut[0] == land.cu_jut
    assert {land.commune, land.unmanned_commune, land.front_work, land.district_member} < set(of_cu_jut)
    assert land.foreign_commune not in of_cu_jut
    assert land.root not in of_cu_jut
    assert set(may_come_from(session, land.office, day)) == {land.office, land.root}
    assert list(may_come_from(session, land.farmers, day)) == [land.farmers]
    assert land.cu_jut not in may_come_from(session, land.cu_jut, date(2025, 8, 1))
