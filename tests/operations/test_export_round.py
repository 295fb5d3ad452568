"""A counted round leaves the house as a file, and a script that knows nothing of the product recounts it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner

from bench import verify_round
from models.base.finding import Conflict
from models.base.session import unit_of_work
from models.council.export import export_round
from models.council.meetings import Round
from tests.factories.council import AGREE, BLANK, DISAGREE, Story, story
from webapp.frame.requests import VinhDanhApp

SCRIPT = Path(verify_round.__file__)


@pytest.fixture
def tale(app: VinhDanhApp) -> Story:
    return story(app.config["DATABASE"])


@pytest.fixture
def opened(tale: Story) -> Round:
    """An open round on two nominations in which all nine have voted."""
    two = tale.nominations(tale.people_dossier(2))
    opened = tale.open_round(tale.meeting())
    for number, member in enumerate(tale.council):
        ways = (AGREE if number < 8 else BLANK, AGREE if number < 7 else DISAGREE)
        tale.cast(member, opened, {one.public_id: way for one, way in zip(two, ways, strict=True)})
    return opened


def exported(tale: Story, opened: Round) -> bytes:
    with unit_of_work(tale.database, writing=False) as session:
        return export_round(session, session.get_one(Round, opened.id)).encode()


def recounted(path: Path) -> tuple[int, dict[str, Any]]:
    """The script in a Python of its own that finds no package of ours."""
    ran = subprocess.run([sys.executable, "-I", "-S", SCRIPT, path], capture_output=True, text=True, check=False)
    return ran.returncode, json.loads(ran.stdout)


def test_the_command_writes_a_round_that_the_script_recounts(
    tale: Story, opened: Round, app: VinhDanhApp, tmp_path: Path
) -> None:
    tale.close(opened)
    runner: FlaskCliRunner = app.test_cli_runner()
    answer = runner.invoke(args=["council", "export-round", opened.public_id])
    assert answer.exit_code == 0
    path = tmp_path / "round.json"
    path.write_text(answer.stdout, "utf-8")
    code, told = recounted(path)
    assert (code, told["verified"], told["findings"], told["ballots"]) == (0, True, [], 9)
    assert [(one["agree"], one["base"], one["passed"]) for one in told["items"]] == [(8, 9, True), (7, 9, False)]
    names = [member.name for member in tale.council]
    votes = json.dumps([json.loads(answer.stdout)[part] for part in ("items", "receipts")], ensure_ascii=False)
    assert not any(name in votes for name in names)
    path.write_text(answer.stdout.replace('"agree":8', '"agree":7'), "utf-8")
    assert recounted(path)[0] == 1
    unknown = runner.invoke(args=["council", "export-round", "aaaaaaaaaaaa"])
    assert unknown.exit_code == 1 and "aaaaaaaaaaaa" in unknown.stderr


def test_a_round_that_is_not_counted_is_not_exported(tale: Story, opened: Round) -> None:
    with pytest.raises(Conflict):
        exported(tale, opened)
    tale.close(opened, by=0)  # closed, and the board has not opened it
    with pytest.raises(Conflict):
        exported(tale, opened)


def test_no_byte_can_be_changed(tale: Story, opened: Round, seed: int, soak: bool) -> None:
    tale.close(opened)
    good, drawn = exported(tale, opened), random.Random(seed)
    assert verify_round.verify(good)["verified"]
    places = range(len(good)) if soak else drawn.sample(range(len(good)), 300)
    for place in places:
        changed = good[:place] + bytes([good[place] ^ (1 << drawn.randrange(8))]) + good[place + 1 :]
        assert not verify_round.verify(changed)["verified"], place
    for changed in (b"", good[:-1], good + b" ", good.replace(b",", b", ", 1), b"[]", b"{}", b'"' * 9):
        assert not verify_round.verify(changed)["verified"]


def sealed_anew(told: dict[str, Any]) -> bytes:
    """As somebody would who changes the file and knows how its digest is made."""
    content = verify_round.without(told, "sha256")
    return (verify_round.canonical(content | {"sha256": verify_round.digest(content)}) + "\n").encode()


def test_who_makes_the_digest_anew_does_not_get_through_either(tale: Story, opened: Round) -> None:
    tale.close(opened)
    good = exported(tale, opened)

    def changed(**values: Any) -> list[str]:
        found: list[str] = verify_round.verify(sealed_anew(json.loads(good) | values))["findings"]
        return found

    assert changed() == []
    told = json.loads(good)
    first, second = told["items"]
    lied = {**second, "agree": 8, "disagree": 1, "choices": "a" * 8 + "d", "passed": True}
    assert changed(items=[first, lied]) == ["the totals are not those that the chain names"]
    assert changed(items=[first, {**second, "passed": True}])
    assert changed(threshold_percent=70)
    assert changed(members=10) and changed(ballots=8) and changed(round=2)
    assert changed(receipts=sorted([*told["receipts"][1:], "2" * 16]))
    assert changed(chain=told["chain"][1:]) and changed(chain=told["chain"][:-1])
    assert changed(chain=[*told["chain"][:-1], {**told["chain"][-1], "actor_name": "Ai đó"}])
