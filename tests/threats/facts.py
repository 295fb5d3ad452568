"""Who may know of what and do what: read from the rows and the issue's table, never by the product's own queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import text

from models.base.session import Database

OFFICE = frozenset({"appraiser", "secretariat_lead", "records_clerk", "council_secretary", "standing_committee",
                    "auditor"})  # fmt: skip
WRITERS = frozenset({"unit_officer", "head"})
COUNCIL = frozenset({"council_member", "council_chair"})
EVERYBODY = OFFICE | WRITERS | COUNCIL | {"administrator"}
KEEPERS = frozenset({"administrator", "auditor"})
OPEN_FOR_LINES = ("draft", "returned")


@dataclass(frozen=True)
class Visitor:
    """A signed-in person as the rows say: roles, the organisations they hold them in, their home."""

    name: str
    person_id: int
    roles: frozenset[str]
    seats: frozenset[tuple[str, int, str]]  # role, organisation, its path

    def writes_for(self, organization_id: int, *roles: str) -> bool:
        return any(seat[0] in (roles or WRITERS) and seat[1] == organization_id for seat in self.seats)

    def above(self, path: str) -> bool:
        """Whether a seat of a unit stands at `path` or over it."""
        return any(seat[0] in WRITERS and path.startswith(seat[2]) for seat in self.seats)


@dataclass
class Facts:
    """The rows of one installation, asked by public id."""

    database: Database
    people: dict[str, str]  # by the name of the part played
    _cache: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """Rows of a table by public id."""
        if table not in self._cache:
            with self.database.engine.connect() as connection:
                found = connection.execute(text(f"SELECT * FROM {table}")).mappings().all()
            self._cache[table] = {str(row["public_id"]): dict(row) for row in found}
        return self._cache[table]

    def by_key(self, table: str, key: int | None) -> dict[str, Any]:
        return next(row for row in self.rows(table).values() if row["id"] == key)

    def visitor(self, name: str) -> Visitor:
        person = self.rows("vd_person")[self.people[name]]
        posts = [row for row in self.rows("vd_post").values() if row["person_id"] == person["id"]]
        seats = frozenset(
            (
                str(row["role"]),
                int(row["organization_id"]),
                str(self.by_key("vd_organization", row["organization_id"])["path"]),
            )
            for row in posts
        )
        return Visitor(name, person["id"], frozenset(seat[0] for seat in seats), seats)

    @cached_property
    def on_agenda(self) -> set[tuple[int, int]]:
        """(dossier, person on the frozen roster of a meeting that deals with it)"""
        found = set()
        for item in self.rows("vd_agenda_item").values():
            dossier = self.by_key("vd_nomination", item["nomination_id"])["dossier_id"]
            found |= {
                (dossier, member["person_id"])
                for member in self.rows("vd_roster_member").values()
                if member["meeting_id"] == item["meeting_id"]
            }
        return found

    @cached_property
    def convened(self) -> set[int]:
        """The meetings that are convened: every member of the council may know of them and of their agenda."""
        return {
            int(row["id"])
            for row in self.rows("vd_meeting").values()
            if row["case_id"] and self.by_key("vd_case", row["case_id"])["status"] == "convened"
        }

    @cached_property
    def before_council(self) -> set[int]:
        """The dossiers on the agenda of a meeting that is convened."""
        return {
            int(self.by_key("vd_nomination", item["nomination_id"])["dossier_id"])
            for item in self.rows("vd_agenda_item").values()
            if item["meeting_id"] in self.convened
        }

    # who may know of it

    def knows(self, visitor: Visitor, kind: str, public_id: str) -> bool:
        """Whether the visitor may learn that this thing exists."""
        found: bool = getattr(self, "_" + kind.replace(" ", "_"))(visitor, public_id)
        return found

    def _dossier(self, visitor: Visitor, public_id: str) -> bool:
        row = self.rows("vd_dossier")[public_id]
        if "auditor" in visitor.roles or visitor.writes_for(row["organization_id"]):
            return True
        if visitor.roles & OFFICE and row["submitted_at"] is not None:
            return True
        listed = (row["id"], visitor.person_id) in self.on_agenda or row["id"] in self.before_council
        return bool(visitor.roles & COUNCIL) and listed

    def _dossier_key(self, visitor: Visitor, key: int) -> bool:
        return self._dossier(visitor, str(self.by_key("vd_dossier", key)["public_id"]))

    def _nomination(self, visitor: Visitor, public_id: str) -> bool:
        row = self.rows("vd_nomination")[public_id]
        author = row["from_organization_id"]
        return self._dossier_key(visitor, row["dossier_id"]) or (author is not None and visitor.writes_for(author))

    def _part(self, visitor: Visitor, public_id: str) -> bool:
        return self._dossier_key(visitor, self.rows("vd_part")[public_id]["dossier_id"])

    def _file(self, visitor: Visitor, public_id: str) -> bool:
        key = self.rows("vd_file")[public_id]["id"]
        parts = [row for row in self.rows("vd_part").values() if row["file_id"] == key]
        return any(self._dossier_key(visitor, row["dossier_id"]) for row in parts)

    def _work(self, visitor: Visitor, public_id: str) -> bool:
        path = self.by_key("vd_organization", self.rows("vd_work")[public_id]["organization_id"])["path"]
        return bool(visitor.roles & OFFICE) or visitor.above(path)

    def _meeting(self, visitor: Visitor, public_id: str) -> bool:
        key = self.rows("vd_meeting")[public_id]["id"]
        listed = key in self.convened or any(
            row["meeting_id"] == key and row["person_id"] == visitor.person_id
            for row in self.rows("vd_roster_member").values()
        )
        return bool(visitor.roles & (OFFICE | {"council_chair"})) or (bool(visitor.roles & COUNCIL) and listed)

    def _round(self, visitor: Visitor, public_id: str) -> bool:
        meeting = self.by_key("vd_meeting", self.rows("vd_round")[public_id]["meeting_id"])
        return self._meeting(visitor, str(meeting["public_id"]))

    def _counter(self, visitor: Visitor, public_id: str) -> bool:
        """The page of a counter is the counter's own: to others it does not exist."""
        return self.counts(visitor, "counter", public_id)

    def counts(self, visitor: Visitor, kind: str, public_id: str) -> bool:
        """Whether the visitor is this counter, or on the counting board of this round's meeting."""
        if kind == "counter":
            return int(self.rows("vd_counter")[public_id]["person_id"]) == visitor.person_id
        meeting = self.rows("vd_round")[public_id]["meeting_id"]
        board = (row for row in self.rows("vd_counter").values() if row["meeting_id"] == meeting)
        return any(row["person_id"] == visitor.person_id for row in board)

    def _decision(self, visitor: Visitor, _public_id: str) -> bool:
        return bool(visitor.roles & OFFICE)

    def _letter(self, visitor: Visitor, public_id: str) -> bool:
        addressee = self.rows("vd_letter")[public_id]["organization_id"]
        return bool(visitor.roles & OFFICE) or visitor.writes_for(addressee)

    def _case(self, visitor: Visitor, public_id: str) -> bool:
        return self.knows(visitor, *self.subject(self.rows("vd_case")[public_id]))

    def subject(self, case: dict[str, Any]) -> tuple[str, str]:
        """What a case is about: its kind and public id."""
        kind = {"registration": "work", "campaign_phase": "phase"}.get(str(case["kind"]), str(case["kind"]))
        row = next(row for row in self.rows(f"vd_{kind}").values() if row["case_id"] == case["id"])
        return kind, str(row["public_id"])

    def _task(self, visitor: Visitor, public_id: str) -> bool:
        task = self.rows("vd_task")[public_id]
        case = self.by_key("vd_case", task["case_id"])
        return task["kind"] == "user" and self._case(visitor, str(case["public_id"]))

    def _diagram(self, _visitor: Visitor, _public_id: str) -> bool:
        return True

    def _phase(self, _visitor: Visitor, _public_id: str) -> bool:
        return True

    def _measure(self, visitor: Visitor, _key: str) -> bool:
        return bool(visitor.roles & (OFFICE | WRITERS))

    def _organization(self, visitor: Visitor, public_id: str) -> bool:
        return bool(visitor.roles & KEEPERS) and public_id in self.rows("vd_organization")

    def _reporting_organization(self, visitor: Visitor, public_id: str) -> bool:
        """The page on which figures of an organisation are reported."""
        path = self.rows("vd_organization")[public_id]["path"]
        return bool(visitor.roles & OFFICE) or visitor.above(path)

    def _person(self, visitor: Visitor, _public_id: str) -> bool:
        return bool(visitor.roles & KEEPERS)

    def _post(self, visitor: Visitor, _public_id: str) -> bool:
        return "administrator" in visitor.roles

    def _scheme(self, visitor: Visitor, _public_id: str) -> bool:
        return bool(visitor.roles & (KEEPERS | {"secretariat_lead"}))

    def _line(self, visitor: Visitor, _public_id: str) -> bool:
        return bool(visitor.roles & (OFFICE | {"council_chair"}))

    def _limit_change(self, _visitor: Visitor, _word: str) -> bool:
        return True

    def _part_kind(self, _visitor: Visitor, _kind: str) -> bool:
        return True

    def _draft_above(self, visitor: Visitor, public_id: str) -> bool:
        """The open draft of a body above: who is below writes lines into it without seeing it."""
        row = self.rows("vd_dossier")[public_id]
        case = self.by_key("vd_case", row["case_id"])
        top = self.by_key("vd_organization", row["organization_id"])["path"]
        below = any(seat[0] == "unit_officer" and seat[2] != top and seat[2].startswith(top) for seat in visitor.seats)
        return below and case["status"] in OPEN_FOR_LINES

    # who may do it

    def owner(self, kind: str, public_id: str) -> int | None:
        """The organisation to which a thing belongs."""
        if kind in ("nomination", "part"):
            table = {"nomination": "vd_nomination", "part": "vd_part"}[kind]
            return int(self.by_key("vd_dossier", self.rows(table)[public_id]["dossier_id"])["organization_id"])
        if kind in ("dossier", "work", "meeting", "decision"):
            return int(self.rows(f"vd_{kind}")[public_id]["organization_id"])
        return None
