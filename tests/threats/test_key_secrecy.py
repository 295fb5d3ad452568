"""T11: no file of the database ever holds a code, a private half of a key or an open share, not even deleted."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from Crypto.Protocol.SecretSharing import Shamir
from nacl.public import PrivateKey

from models.base.session import Database, unit_of_work
from models.council.board import board_of
from models.council.meetings import Meeting, Round
from models.people.words import InstallationKind
from models.process.installation import installation
from tests.factories.council import AGREE, Story, story
from tests.threats.evidence import raw_bytes


class Secrets:
    """Everything that was secret for a moment in memory: private keys, open shares of them, codes."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.keys: list[bytes] = []
        self.shares: list[bytes] = []
        self.codes: list[str] = []
        generate, split = PrivateKey.generate, Shamir.split

        def generated() -> Any:
            made = generate()
            self.keys.append(bytes(made))
            return made

        def shared(*arguments: Any) -> Any:
            made = split(*arguments)
            self.shares += [share for _number, share in made]
            return made

        patch.setattr(PrivateKey, "generate", staticmethod(generated))
        patch.setattr(Shamir, "split", staticmethod(shared))

    def forms(self) -> Iterator[bytes]:
        """Each secret as it could have been written: as bytes, half of it, in letters."""
        for key in self.keys:
            yield from (key[:16], key[16:])
        yield from self.shares
        for secret in (*self.keys, *self.shares):
            yield from (secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret)[:20])
            yield base64.urlsafe_b64encode(secret)[:20]
        for code in self.codes:
            yield from (
                code.encode(),
                code.replace("-", "").encode(),
                code.upper().encode(),
                code.encode().hex().encode(),
            )


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    return Secrets(monkeypatch)


def found(database: Database, secrets: Secrets) -> list[bytes]:
    raw = raw_bytes(database)
    return [one for one in secrets.forms() if one in raw]


def lies_there(database: Database, *known: bytes) -> bool:
    """Whether the search finds what is stored on purpose."""
    raw = raw_bytes(database)
    return all(one in raw for one in known)


@pytest.mark.threat("T11")
@pytest.mark.parametrize("kind", [InstallationKind.OFFICE, InstallationKind.DEMO])
def test_no_file_holds_what_opens_a_ballot(database: Database, secrets: Secrets, kind: InstallationKind) -> None:
    """Searched while the round is open, with one share released, and when it is counted."""
    tale: Story = story(database)
    with unit_of_work(database) as session:
        installation(session).kind = kind
    [one] = tale.nominations(tale.people_dossier(1))
    meeting = tale.meeting()
    codes = _codes(tale, meeting)
    secrets.codes += codes.values()
    opened: Round = tale.open_round(meeting)
    receipt = str(tale.cast(tale.chair, opened, {one.public_id: AGREE})["receipt"])
    assert (len(secrets.keys), len(secrets.shares), len(secrets.codes)) == (4, 6, 3)
    assert lies_there(database, opened.public_key, receipt.encode())
    assert found(database, secrets) == []
    tale.close(opened, by=0)
    for counter in tale.counters[1:]:
        tale.release(counter, opened, codes[counter.person_id or 0])
        assert found(database, secrets) == []
    with unit_of_work(database, writing=False) as session:
        assert session.get_one(Round, opened.id).ballot_count == 1


def _codes(tale: Story, meeting: Meeting) -> dict[int, str]:
    """Each counter's code, taken through the door."""
    people = {"people": [one.public_id for one in tale.counters]}
    tale.act(tale.actors["council_secretary"], "appoint_board", meeting, people)
    with unit_of_work(tale.database, writing=False) as session:
        board = board_of(session, session.get_one(Meeting, meeting.id))
    who = {one.person_id: one for one in tale.counters}
    return {one.person_id: str(tale.act(who[one.person_id], "take_code", one)["code"]) for one in board}
