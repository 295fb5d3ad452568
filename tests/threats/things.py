"""One thing of each kind in each relation: own, of a sibling, of a body above or below, closed."""

from __future__ import annotations

from collections.abc import Mapping

from tests.threats.facts import Facts
from tests.threats.routes import ABSENT, Place
from tests.threats.world import World

DOSSIERS = ("a_draft", "a_submitted", "a_returned", "a_closed", "b_draft", "b_withdrawn", "b_voted")
WORKS = ("a_submitted", "a_accepted", "a_commune", "b_running", "b_commune")
WORDS = ("measure", "part_kind", "limit_change")  # words of the scheme and of the house, no ids
TASKS_OF = ("a_draft", "a_waiting", "a_closed", "a_returned", "b_draft", "b_submitted", "b_appraisal", "b_voted")
FIRST_OF = {"diagram": "vd_diagram", "scheme": "vd_scheme", "phase": "vd_phase", "post": "vd_post",
            "line": "vd_line", "incident": "vd_incident"}  # fmt: skip


def things(facts: Facts, world: World) -> dict[str, list[str]]:
    """Public ids by kind."""
    dossiers = [world.dossiers[name] for name in DOSSIERS]
    keys = {facts.rows("vd_dossier")[public_id]["id"]: public_id for public_id in dossiers}
    parts = _one_each(facts, "vd_part", "dossier_id", keys)
    files = {row["id"]: public_id for public_id, row in facts.rows("vd_file").items()}
    letters = _one_each(facts, "vd_letter", "organization_id")
    tasks = _tasks(facts, world)
    found = {
        "dossier": dossiers,
        "nomination": [*_one_each(facts, "vd_nomination", "dossier_id", keys), *_lines(facts)],
        "part": parts,
        "file": [files[facts.rows("vd_part")[part]["file_id"]] for part in parts],
        "work": [world.works[name] for name in WORKS],
        "meeting": list(world.meetings.values()),
        "round": [world.round, world.closed_round],
        "counter": list(facts.rows("vd_counter")),
        "decision": list(facts.rows("vd_decision")),
        "letter": letters,
        "task": tasks,
        "case": [_case_of(facts, "vd_dossier", public_id) for public_id in dossiers]
        + [_case_of(facts, "vd_work", world.works["b_running"])],
        "organization": _one_each(facts, "vd_organization", "kind"),
        "person": [world.people["officer_b"], world.people["administrator"]],
        "measure": ["works_committee"],
        "part_kind": ["unit_minutes"],
        "limit_change": ["lower"],
    }
    for kind, table in FIRST_OF.items():
        found[kind] = list(facts.rows(table))[:2]
    return found


def combinations(place: Place, known: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """Every thing of the last kind that the route names, with the first of the others."""
    if not place.kinds:
        return [{}]
    *others, last = sorted(place.kinds, key=lambda kind: kind not in WORDS)
    return [{**{kind: known[kind][0] for kind in others}, last: one} for one in known[last]]


def absent(place: Place, given: Mapping[str, str]) -> dict[str, str]:
    """The same address with the id of nothing; words that are no ids stay."""
    return {kind: value if kind in WORDS else ABSENT for kind, value in given.items()}


def _one_each(facts: Facts, table: str, column: str, wanted: Mapping[int, str] | None = None) -> list[str]:
    found: dict[object, str] = {}
    for public_id, row in facts.rows(table).items():
        if wanted is None or row[column] in wanted:
            found.setdefault(row[column], public_id)
    return list(found.values())


def _lines(facts: Facts) -> list[str]:
    """Lines of communes, one in each state and of each author."""
    found: dict[object, str] = {}
    for public_id, row in facts.rows("vd_nomination").items():
        if row["from_organization_id"] is not None:
            found.setdefault((row["from_organization_id"], row["state"]), public_id)
    return list(found.values())


def _tasks(facts: Facts, world: World) -> list[str]:
    """The newest human task of these dossiers, and one of every other kind of step."""
    cases = {facts.rows("vd_dossier")[world.dossiers[name]]["case_id"]: name for name in TASKS_OF}
    newest = {
        row["case_id"]: public_id
        for public_id, row in facts.rows("vd_task").items()
        if row["case_id"] in cases and row["kind"] == "user"
    }
    others = {row["element"]: public_id for public_id, row in facts.rows("vd_task").items() if row["kind"] == "user"}
    return list(dict.fromkeys([*newest.values(), *others.values()]))


def _case_of(facts: Facts, table: str, public_id: str) -> str:
    return str(facts.by_key("vd_case", facts.rows(table)[public_id]["case_id"])["public_id"])
