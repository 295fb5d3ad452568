"""A small installation with something in every table that matters, made by the operations that the screens use."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.base.session import Database, unit_of_work
from models.council.meetings import Meeting
from models.nominations.dossiers import Dossier
from tests.factories.council import AGREE, BLANK, DISAGREE, JUNE, Story
from tests.factories.nominations import desk
from tests.factories.people import Province, province


@dataclass
class Whole:
    """`decided` has been awarded, `voted` is being voted on, `handed_in` waits for its receipt."""

    story: Story
    land: Province
    decided: Dossier
    voted: Dossier
    handed_in: Dossier
    first_meeting: Meeting
    second_meeting: Meeting


def whole(database: Database) -> Whole:
    """Three dossiers at three points, a closed meeting with its decision, an open round with five of nine ballots."""
    with unit_of_work(database) as session:
        land = province(session, JUNE)
        decided = desk(session, land, land.cu_jut, JUNE).ready()
        session.refresh(decided)
        actors = {name: land.actor(person) for name, person in land.persons.items()}
        story = Story(database, JUNE, actors, tuple(land.actor(person) for person in land.council))
    story.tick()
    first = story.adopted({one.public_id: 9 - number for number, one in enumerate(story.nominations(decided))})
    decision = story.decision(first)
    story.decide(decision)
    story.issue(decision)
    story.minuted(first)
    story.tick()
    with unit_of_work(database) as session:
        _bring(land, session)
        voted = desk(session, land, land.gia_nghia, JUNE, phase="").ready()
        handed_in = desk(session, land, land.farmers, JUNE, phase="").submitted()
        session.refresh(voted)
        session.refresh(handed_in)
    second = story.meeting()
    opened = story.open_round(second)
    nominations = [one.public_id for one in story.nominations(voted)]
    for number, member in enumerate(story.council[:5]):
        story.cast(member, opened, dict.fromkeys(nominations, (AGREE, DISAGREE, BLANK)[number % 3]))
    return Whole(story, land, decided, voted, handed_in, first, second)


def _bring(land: Province, session: Session) -> None:
    """Let the province act in another unit of work."""
    land.session = session
    land.root = session.merge(land.root)
    land.organizations = {code: session.merge(one) for code, one in land.organizations.items()}
    for people in (land.officers, land.heads):
        people.update({key: session.merge(one) for key, one in people.items()})
    land.persons.update({key: session.merge(one) for key, one in land.persons.items()})
