"""Who has an interest does not vote: known, declared, one's own; base and votes needed are fixed at opening."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from models.base.clock import day_of
from models.base.finding import Conflict, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.council.ballots import Ballot
from models.council.meetings import Meeting, Round, RoundItem
from models.council.recusals import Recusal, interests_of
from models.council.words import Ground
from models.nominations.dossiers import DossierVersion
from models.nominations.nominations import Nomination
from models.people.persons import Person
from models.people.posts import Post
from models.people.words import Role
from models.process.history import Event
from tests.factories.council import AGREE, BLANK, DISAGREE, Story, story

ME, OTHER = 3, 4  # places in the council


@pytest.fixture
def tale(database: Database) -> Story:
    return story(database)


@pytest.fixture
def two(tale: Story) -> list[Nomination]:
    return tale.nominations(tale.people_dossier(2))


def own(tale: Story, place: int = ME) -> Nomination:
    """A nomination of the member in this place: the same name, the same unit."""
    with unit_of_work(tale.database, writing=False) as session:
        person = session.get_one(Person, tale.council[place].person_id)
        name, code = person.name, person.unit.code
    [nomination] = tale.nominations(tale.dossier("vi3", code, [(name, code)]))
    return nomination


def recuse(tale: Story, meeting: Meeting, nomination: Nomination, place: int = ME, note: str = "") -> None:
    tale.act(tale.council[place], "recuse", meeting, {"nomination": nomination.public_id, "note": note})


def items(tale: Story, opened: Round) -> dict[str, tuple[int, int, int]]:
    """Nomination → recused, base, needed."""
    with unit_of_work(tale.database, writing=False) as session:
        rows = session.get_one(Round, opened.id).items
        return {one.nomination.public_id: (one.recused, one.base, one.needed) for one in rows}


def refused(refusal: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


@pytest.mark.threat("T03")
def test_nobody_votes_on_their_own_nomination(tale: Story, two: list[Nomination]) -> None:
    mine = own(tale)
    meeting = tale.meeting()
    opened = tale.open_round(meeting)
    assert items(tale, opened) == {
        mine.public_id: (1, 8, 7), two[0].public_id: (0, 9, 8), two[1].public_id: (0, 9, 8),
    }  # fmt: skip
    others = {one.public_id: AGREE for one in two}
    with pytest.raises(RuleBroken) as refusal:
        tale.cast(tale.council[ME], opened, {**others, mine.public_id: AGREE})
    assert refused(refusal) == ["recused"] and mine.nominee.name in str(refusal.value.findings[0].values)
    tale.cast(tale.council[ME], opened, others)
    for place in (0, 1, 2, 4, 5, 6, 7):
        tale.cast(tale.council[place], opened, {**others, mine.public_id: AGREE})
    with pytest.raises(RuleBroken) as refusal:  # the others are asked all the same
        tale.cast(tale.council[8], opened, others)
    assert refused(refusal) == ["choice_missing"]
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        rows = {one.nomination_id: one for one in session.scalars(select(RoundItem))}
        assert [(one.agree, one.passed) for one in (rows[mine.id], rows[two[0].id])] == [(7, True), (8, True)]
        kept = [rows[one.id].choices for one in (mine, two[0])]
        assert kept == ["a" * 7, "a" * 8]  # not asked is no choice: nothing of it is kept
        [row] = session.scalars(select(Recusal)).all()
        assert (row.person_id, row.ground) == (tale.council[ME].person_id, Ground.NOMINEE)


def test_a_member_says_beforehand_that_they_do_not_vote(tale: Story, two: list[Nomination]) -> None:
    meeting = tale.meeting("convened")
    recuse(tale, meeting, two[0], note="anh em họ")
    tale.step(tale.actors["council_secretary"], "freeze_roster", meeting, tale.attendance())
    recuse(tale, meeting, two[0], OTHER)
    opened = tale.open_round(meeting)
    assert items(tale, opened) == {two[0].public_id: (2, 7, 6), two[1].public_id: (0, 9, 8)}
    for place, member in enumerate(tale.council):
        asked = {two[1].public_id: DISAGREE} | ({} if place in (ME, OTHER) else {two[0].public_id: AGREE})
        tale.cast(member, opened, asked)
    tale.close(opened)
    tale.step(tale.actors["council_secretary"], "hold_rounds", meeting)
    tale.step(tale.chair, "adopt_results", meeting, {"reason": "theo kết quả phiếu"})
    tale.step(tale.actors["council_secretary"], "write_minutes", meeting, {"discussion": "Không có ý kiến khác."})
    assert tale.states(two[0].dossier) == ["adopted", "not_adopted"]
    with unit_of_work(tale.database, writing=False) as session:
        minutes = session.get_one(Meeting, meeting.id).minutes or {}
        told = minutes["results"]["recusals"]
        assert [(one["name"], one["ground"]) for one in told] == [(two[0].nominee.name, "declared")] * 2
        [line] = minutes["results"]["buckets"][0]["adopted"]
        assert (line["agree"], line["base"], line["needed"], line["recused"]) == (7, 7, 6, 2)
        event = session.scalars(select(Event).where(Event.act == "recuse").order_by(Event.id)).first()
        assert event is not None and (event.reason, event.after["ground"]) == ("anh em họ", "declared")


def test_too_late_twice_or_for_nothing_is_refused_in_words(tale: Story, two: list[Nomination]) -> None:
    meeting = tale.meeting()
    opened = tale.open_round(meeting, two[:1])
    with pytest.raises(Conflict, match="before the round is opened"):
        recuse(tale, meeting, two[0])
    recuse(tale, meeting, two[1])  # no round asks about it
    with pytest.raises(RuleBroken) as refusal:
        recuse(tale, meeting, two[1])
    assert refused(refusal) == ["recused_already"]
    tale.close(opened, by=1)
    with pytest.raises(Conflict, match="before the round is opened"):  # ballots still lie sealed
        recuse(tale, meeting, two[0])
    with pytest.raises(RuleBroken) as refusal:
        tale.act(tale.council[ME], "recuse", meeting, {})
    assert refused(refusal) == ["nothing_chosen"]
    with pytest.raises(Conflict):
        tale.act(tale.council[ME], "recuse", meeting, {"nomination": "unknown"})
    for name in ("council_secretary", "secretariat_lead", "administrator"):
        with pytest.raises(Forbidden):
            tale.act(tale.actors[name], "recuse", meeting, {"nomination": two[0].public_id})


def test_a_second_round_counts_what_was_said_between(tale: Story, two: list[Nomination]) -> None:
    """The first round keeps its base; a later one has its own."""
    meeting = tale.meeting()
    first = tale.open_round(meeting, two[:1])
    tale.close(first)
    recuse(tale, meeting, two[0])
    again = tale.open_round(meeting, two[:1], "có thành viên liên quan")
    assert items(tale, first) == {two[0].public_id: (0, 9, 8)}
    assert items(tale, again) == {two[0].public_id: (1, 8, 7)}


def test_who_is_asked_nothing_casts_nothing_and_nobody_left_is_no_round(tale: Story, two: list[Nomination]) -> None:
    meeting = tale.meeting()
    for place in range(8):
        recuse(tale, meeting, two[0], place)
    opened = tale.open_round(meeting, two[:1])
    assert items(tale, opened) == {two[0].public_id: (8, 1, 1)}
    with pytest.raises(Conflict, match="asks you nothing"):
        tale.cast(tale.council[0], opened, {})
    tale.cast(tale.council[8], opened, {two[0].public_id: AGREE})
    tale.close(opened)
    recuse(tale, meeting, two[0], 8)
    with pytest.raises(RuleBroken) as refusal:
        tale.open_round(meeting, two[:1], "lần nữa")
    assert refused(refusal) == ["nobody_votes"]


def test_the_base_stays_whole_where_the_scheme_says_so(tale: Story, two: list[Nomination]) -> None:
    meeting = tale.meeting()
    with unit_of_work(tale.database) as session:
        session.execute(text("UPDATE vd_meeting SET recused_rule = 'included'"))
    for place in (ME, OTHER):
        recuse(tale, meeting, two[0], place)
    opened = tale.open_round(meeting)
    assert items(tale, opened) == {two[0].public_id: (2, 9, 8), two[1].public_id: (0, 9, 8)}
    for place in (0, 1, 2, 5, 6, 7, 8):
        tale.cast(tale.council[place], opened, {one.public_id: AGREE for one in two})
    tale.close(opened)
    with unit_of_work(tale.database, writing=False) as session:
        assert [one.passed for one in session.get_one(Round, opened.id).items] == [False, False]


@pytest.mark.threat("T10")
def test_a_ballot_with_a_recusal_looks_like_any_other(tale: Story, two: list[Nomination]) -> None:
    meeting = tale.meeting()
    recuse(tale, meeting, two[0])
    opened = tale.open_round(meeting)
    tale.cast(tale.council[ME], opened, {two[1].public_id: BLANK})
    tale.cast(tale.council[0], opened, {one.public_id: AGREE for one in two})
    with unit_of_work(tale.database, writing=False) as session:
        assert len({len(one) for one in session.scalars(select(Ballot.sealed))}) == 1


@pytest.mark.threat("T03")
def test_what_is_known_of_members_is_found(tale: Story) -> None:
    """Heads the nominated unit, belongs to it, has signed the submission; colleagues and namesakes have no interest."""
    [unit] = tale.nominations(tale.dossier("vi3", "cu-jut", ["cu-jut"]))
    [person] = tale.nominations(tale.people_dossier(1))
    mine = own(tale)
    with unit_of_work(tale.database) as session:
        day = day_of(tale.now)
        district = unit.nominee.organization_id
        for place, role in ((1, Role.HEAD), (2, Role.UNIT_OFFICER)):
            session.add(Post(person_id=tale.council[place].person_id, organization_id=district, role=role, from_on=day))
        signed = {"dossier_id": person.dossier_id, "number": 1, "manifest": {}, "digest": "x" * 64}
        session.add(DossierVersion(submitted_by_id=tale.council[5].person_id, submitted_at=tale.now, **signed))
    meeting = tale.meeting("convened")
    with unit_of_work(tale.database, writing=False) as session:
        members = [session.get_one(Person, one.person_id) for one in tale.council]
        found = interests_of(session, session.get_one(Meeting, meeting.id), members, day)
        places = {actor.person_id: place for place, actor in enumerate(tale.council)}
        assert {(places[one.person.id], one.nomination.id): one.grounds for one in found} == {
            (1, unit.id): (Ground.HEADS_UNIT,),
            (2, unit.id): (Ground.BELONGS_TO_UNIT,),
            (5, person.id): (Ground.SIGNED_SUBMISSION,),
            (ME, mine.id): (Ground.NOMINEE,),
        }
    recuse(tale, meeting, unit, 1)
    with unit_of_work(tale.database, writing=False) as session:
        assert session.scalars(select(Recusal.ground)).all() == [Ground.HEADS_UNIT]


def test_a_recusal_stays(tale: Story, two: list[Nomination]) -> None:
    recuse(tale, tale.meeting("convened"), two[0])
    with pytest.raises(DatabaseError), unit_of_work(tale.database) as session:
        session.execute(text("DELETE FROM vd_recusal"))
