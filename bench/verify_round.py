"""Recounts an exported round (`flask council export-round ID`) and checks threshold, receipts and chain.

usage: python verify_round.py FILE

Stands alone: it needs Python and nothing of the product, so that somebody outside can read it and run it.
Prints one JSON object; ends with 0 when everything fits, with 1 when anything does not. `head` is the digest
of the meeting's history up to the count: compare it with a copy that was taken then.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORM = "vinhdanh-round-1"
GENESIS = "0" * 64
SIGNS = {"a": "agree", "d": "disagree", "b": "blank"}


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def without(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: worth for key, worth in value.items() if key != name}


def file_findings(text: str, told: dict[str, Any]) -> Iterator[str]:
    """The file is written in the one way in which it can be, and is as long as it was."""
    if told.get("form") != FORM:
        yield f"this is not a file of the form {FORM}"
    if text != canonical(told) + "\n":
        yield "the file is not written as it was exported"
    if told.get("sha256") != digest(without(told, "sha256")):
        yield "the digest of the file does not fit its content"


def chain_findings(chain: list[dict[str, Any]]) -> Iterator[str]:
    """Every event is bound to its content and to the one before it, from the first."""
    before = GENESIS
    for number, event in enumerate(chain, start=1):
        if event["number"] != number or event["previous"] != before:
            yield f"event {number} does not follow the one before it"
        if event["digest"] != digest(without(event, "digest")):
            yield f"event {number} is not what its digest says"
        before = event["digest"]


def count_findings(told: dict[str, Any], item: dict[str, Any]) -> Iterator[str]:
    """The choices give the totals, and the totals reach the threshold or do not."""
    name, counted = item["name"], {word: item["choices"].count(sign) for sign, word in SIGNS.items()}
    if sum(counted.values()) != len(item["choices"]):
        yield f"{name}: a choice that is none"
    if any(item[word] != number for word, number in counted.items()):
        yield f"{name}: the choices give {counted}"
    if not told["ballots"] - item["recused"] <= len(item["choices"]) <= told["ballots"]:
        yield f"{name}: {len(item['choices'])} choices of {told['ballots']} ballots"
    base = told["members"] - (item["recused"] if told["recused_rule"] == "excluded" else 0)
    if item["base"] != base:
        yield f"{name}: counted on {item['base']} members instead of {base}"
    if item["passed"] is not (counted["agree"] * 100 >= told["threshold_percent"] * base):
        yield f"{name}: {counted['agree']} of {base} against {told['threshold_percent']} % gives another result"


def history_findings(told: dict[str, Any]) -> Iterator[str]:
    """The last event of the chain names what is counted here."""
    last = told["chain"][-1]
    after = last["after"]
    if last["act"] != "round_counted" or after["round"] != told["round"]:
        yield "the chain does not end with the count of this round"
    receipts = told["receipts"]
    if len(receipts) != told["ballots"] or receipts != sorted(set(receipts)):
        yield f"{len(receipts)} receipts for {told['ballots']} ballots"
    if after["receipts"] != hashlib.sha256("\n".join(receipts).encode()).hexdigest():
        yield "the receipts are not those that the chain names"
    if (after["ballots"], after["of"]) != (told["ballots"], told["members"]):
        yield "ballots or members are not those that the chain names"
    if after["totals"] != [without(item, "choices") for item in told["items"]]:
        yield "the totals are not those that the chain names"


def findings(text: str, told: dict[str, Any]) -> Iterator[str]:
    yield from file_findings(text, told)
    yield from chain_findings(told["chain"])
    for item in told["items"]:
        yield from count_findings(told, item)
    yield from history_findings(told)


def verify(data: bytes) -> dict[str, Any]:
    """What the file says and what does not fit; a file that cannot be read does not fit."""
    try:
        text = data.decode("utf-8")
        told = json.loads(text)
        found = list(findings(text, told))
        said = {"meeting": told["meeting"], "round": told["round"], "ballots": told["ballots"]}
        items = [{name: item[name] for name in ("name", "agree", "base", "passed")} for item in told["items"]]
        head = told["chain"][-1]["digest"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        return {"verified": False, "findings": [f"the file cannot be read: {type(error).__name__}"]}
    return {"verified": not found, **said, "items": items, "head": head, "findings": found}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    told = verify(Path(arguments[0]).read_bytes())
    print(json.dumps(told, ensure_ascii=False))
    return 0 if told["verified"] else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
