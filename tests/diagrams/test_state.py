"""A stored state is taken only as this version wrote it: any changed byte, any other version is refused unread."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.diagrams.shipped import KEY, drawing
from workflows.engine import instance
from workflows.engine.state import VERSION, StateRefused, seal, unseal

pytestmark = pytest.mark.threat("T42")

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def nothing_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when a refused state reaches the JSON parser or the library at all."""

    def reached(*_: Any, **__: Any) -> Any:
        pytest.fail("a doctored state was parsed")

    monkeypatch.setattr(json, "loads", reached)
    monkeypatch.setattr(instance, "BpmnWorkflow", reached)


@given(st.dictionaries(st.text(max_size=8), plain_values, max_size=5))
def test_what_was_sealed_comes_back(payload: dict[str, Any]) -> None:
    text = seal(payload, KEY)
    assert unseal(text, KEY) == payload
    assert text.isascii() and text == seal(dict(reversed(payload.items())), KEY)


def test_every_flipped_bit_is_refused(nothing_is_parsed: None) -> None:
    diagram = drawing("dossier")
    raw = SEALED.encode()
    for place in range(len(raw)):
        for bit in range(8):
            changed = bytearray(raw)
            changed[place] ^= 1 << bit
            with pytest.raises(StateRefused):
                instance.open_places(diagram, changed.decode("utf-8", "surrogateescape"), KEY)


def test_cut_lengthened_and_foreign_texts_are_refused(nothing_is_parsed: None) -> None:
    doctored = [SEALED[:cut] for cut in range(0, len(SEALED), 7)]
    doctored += [SEALED + " ", SEALED + "\n", " " + SEALED, SEALED.upper(), "", " ", "  ", "{}", "null", "x" * 300_000]
    doctored += [SEALED.replace('"made":2', '"made":2 '), SEALED.split(" ", 2)[2], b"\x80\x04.".decode("latin-1")]
    for text in doctored:
        with pytest.raises(StateRefused):
            instance.open_places(drawing("dossier"), text, KEY)


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "1.4", "vinhdanh-state-0", "vinhdanh-state-2", ""])
def test_another_version_is_refused_even_when_it_was_sealed_with_the_key(version: str, nothing_is_parsed: None) -> None:
    text = seal({"diagram": drawing("dossier").digest, "made": 1, "open": [["submit_dossier", 1]]}, KEY, version)
    with pytest.raises(StateRefused):
        instance.open_places(drawing("dossier"), text, KEY)


def test_another_key_is_refused_and_a_short_one_is_no_key(nothing_is_parsed: None) -> None:
    with pytest.raises(StateRefused):
        unseal(SEALED, KEY[::-1])
    for key in (b"", b"short"):
        with pytest.raises(ValueError, match="16 bytes"):
            seal({}, key)


def test_the_check_value_of_one_state_does_not_fit_another() -> None:
    other = seal({"diagram": "x", "made": 1, "open": []}, KEY)
    version, _, body = SEALED.split(" ", 2)
    with pytest.raises(StateRefused):
        unseal(f"{version} {other.split(' ', 2)[1]} {body}", KEY)


def test_a_state_holds_open_elements_and_nothing_else() -> None:
    assert SEALED.startswith(VERSION + " ")
    assert unseal(SEALED, KEY) == {
        "diagram": drawing("dossier").digest,
        "made": 2,
        "open": [["attach_unit_minutes", 1], ["dossier_withdrawn", 2]],
    }


SEALED = instance.start(drawing("dossier"), KEY).state
