"""Each thing that must hold is broken once by SQL, and the doctor names it; nothing else is named beside it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.base.finding import Finding
from models.base.session import Database, unit_of_work
from models.process.roots import take_root
from tests.factories.council import JUNE
from tests.factories.whole import whole
from tests.postgres import KEY, Postgres
from webapp.frame.requests import VinhDanhApp
from workflows.runs.checks import (
    answers,
    attendance,
    ballots,
    cases,
    chains,
    effects,
    files,
    frozen,
    links,
    numbers,
    places,
)
from workflows.runs.doctor import CHECKS, examine


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def installation(
    request: pytest.FixtureRequest, postgres: Postgres, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A sound installation; the tests break it inside a transaction that is dropped."""
    folder = tmp_path_factory.mktemp("doctor")
    if request.param == "sqlite":
        shutil.copy(sqlite_template, folder / "vinhdanh.db")
        database = Database(f"sqlite:///{folder / 'vinhdanh.db'}", key=KEY, home=folder)
        yield from _sound(database)
    else:
        with postgres.database(f"vd_doctor_{os.getpid()}") as address:
            yield from _sound(Database(address, key=KEY, home=folder))


def _sound(database: Database) -> Iterator[Database]:
    try:
        whole(database)
        with unit_of_work(database) as session:
            take_root(session, JUNE)
        yield database
    finally:
        database.dispose()


@dataclass
class Patient:
    """The installation in one transaction, with guards and foreign keys out of the way."""

    session: Session
    home: Path
    is_sqlite: bool

    def do(self, statement: str, **values: Any) -> None:
        """Run SQL as an administrator of the database would; it must change something."""
        assert self.session.execute(text(statement), values).rowcount > 0, statement  # type: ignore[attr-defined]

    def one(self, query: str) -> Any:
        return self.session.execute(text(query)).scalar_one()

    def unguard(self, *tables: str) -> None:
        """Drop the triggers that keep rows as they are."""
        for table in tables:
            names = (f"{table}_no_update", f"{table}_no_delete") if self.is_sqlite else (f"{table}_frozen ON {table}",)
            for name in names:
                self.session.execute(text(f"DROP TRIGGER {name}"))

    def unlink(self, table: str, *keys: str) -> None:
        """Let `table` point nowhere (SQLite: all of them do already)."""
        for key in keys:
            if not self.is_sqlite:
                self.session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {key}"))

    def unchecked(self, table: str, *names: str) -> None:
        """Do without a CHECK or UNIQUE of `table` (SQLite: all CHECKs are off already)."""
        self.unlink(table, *names)

    def findings(self, home: Path | None = None, later: timedelta = timedelta(0)) -> list[Finding]:
        self.session.expire_all()
        return examine(self.session, JUNE + later, home or self.home)


@contextmanager
def opened(database: Database) -> Iterator[Patient]:
    with database.engine.connect() as connection:
        raw = connection.connection.cursor()
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("PRAGMA ignore_check_constraints=ON")
        transaction = connection.begin()
        session = Session(connection, info={"key": KEY, "home": database.home})
        assert database.home is not None
        yield Patient(session, database.home, database.is_sqlite)
        session.close()
        transaction.rollback()
        if database.is_sqlite:
            raw.execute("PRAGMA ignore_check_constraints=OFF")
            raw.execute("PRAGMA foreign_keys=ON")


@pytest.fixture
def patient(installation: Database) -> Iterator[Patient]:
    with opened(installation) as found:
        yield found


def test_a_sound_installation_has_no_findings(patient: Patient) -> None:
    assert patient.findings() == []


CLOSED = "SELECT id FROM vd_round WHERE closed_at IS NOT NULL"
OPEN = "SELECT id FROM vd_round WHERE closed_at IS NULL"
CLOSED_ITEM = f"SELECT min(id) FROM vd_round_item WHERE round_id IN ({CLOSED})"
IDLE = (
    "SELECT min(id) FROM vd_roster_member WHERE person_id NOT IN (SELECT person_id FROM vd_ballot) "
    f"AND meeting_id = (SELECT meeting_id FROM vd_round WHERE id = ({OPEN}))"
)
HELD = "SELECT min(id) FROM vd_place WHERE nomination_id IS NOT NULL"
ADOPTED = "SELECT min(id) FROM vd_adopted_line"
BUCKET = "SELECT id FROM vd_line WHERE bucket = 'vi3.individual.local'"
WAITING = "SELECT min(id) FROM vd_task WHERE closed_at IS NULL AND kind = 'user'"
DECIDED = "SELECT min(case_id) FROM vd_decision"
CHAIN = f"SELECT chain_id FROM vd_case WHERE id = ({DECIDED})"


# I1
def one_place_more(patient: Patient) -> None:
    patient.do(
        "INSERT INTO vd_place (public_id, line_id, number, is_open) SELECT 'extraplace12', line_id, "
        f"max(number) + 1, {_true(patient)} FROM vd_place WHERE line_id = ({BUCKET}) GROUP BY line_id"
    )


def places_before_the_announcement(patient: Patient) -> None:
    patient.do(f"UPDATE vd_line SET announced = {_false(patient)} WHERE id = ({BUCKET})")


def a_gap_in_the_places(patient: Patient) -> None:
    patient.do(f"UPDATE vd_place SET number = 999 WHERE line_id = ({BUCKET}) AND number = 1")


def a_place_taken_back_and_kept(patient: Patient) -> None:
    patient.unchecked("vd_place", "ck_vd_place_closed_is_free")
    patient.do(f"UPDATE vd_place SET is_open = {_false(patient)} WHERE id = ({HELD})")


def a_place_for_somebody_else(patient: Patient) -> None:
    other = "SELECT max(id) FROM vd_nomination"
    patient.do(f"UPDATE vd_place SET nomination_id = ({other}) WHERE id = ({HELD})")


def an_award_without_a_place(patient: Patient) -> None:
    patient.do(f"UPDATE vd_place SET nomination_id = NULL WHERE id = ({HELD})")


def an_award_past_the_council(patient: Patient) -> None:
    patient.do("UPDATE vd_nomination SET state = 'decided' WHERE id = (SELECT max(id) FROM vd_nomination)")


def an_award_that_was_voted_down(patient: Patient) -> None:
    patient.unlink("vd_adopted_line", *_foreign_keys(patient, "vd_adopted_line", "vd_round_item"))
    patient.do(f"UPDATE vd_round_item SET passed = {_false(patient)} WHERE id = ({CLOSED_ITEM})")


def a_vote_that_was_opened_again(patient: Patient) -> None:
    patient.do("UPDATE vd_round SET counted_at = NULL WHERE counted_at IS NOT NULL")


def a_decision_without_ground(patient: Patient) -> None:
    patient.do(f"UPDATE vd_adopted_line SET standing_nominee_id = NULL WHERE id = ({ADOPTED})")


# I2
def a_total_changed(patient: Patient) -> None:
    patient.do(f"UPDATE vd_round_item SET agree = agree - 1 WHERE id = ({CLOSED_ITEM})")


def a_choice_added(patient: Patient) -> None:
    patient.do(f"UPDATE vd_round_item SET choices = choices || 'a' WHERE id = ({CLOSED_ITEM})")


def a_place_that_is_no_choice(patient: Patient) -> None:
    patient.do(f"UPDATE vd_round_item SET choices = 'r' || substr(choices, 2) WHERE id = ({CLOSED_ITEM})")


def a_receipt_swapped(patient: Patient) -> None:
    patient.do(f"UPDATE vd_round SET receipts = '[]' WHERE id IN ({CLOSED})")


def a_base_by_hand(patient: Patient) -> None:
    patient.do(f"UPDATE vd_round_item SET base = base - 1, needed = needed - 1 WHERE round_id = ({OPEN})")


def a_recusal_without_a_word(patient: Patient) -> None:
    patient.do(f"UPDATE vd_round_item SET recused = 1, base = 8, needed = 7 WHERE round_id = ({OPEN})")


def a_threshold_lowered(patient: Patient) -> None:
    patient.do("UPDATE vd_meeting SET threshold_percent = 100 WHERE adopted_at IS NOT NULL")


def a_receipt_exchanged(patient: Patient) -> None:
    changed = """replace(CAST(receipts AS VARCHAR), '["', '["2')"""
    patient.do(
        f"UPDATE vd_round SET receipts = {changed}{'' if patient.is_sqlite else '::json'} WHERE id IN ({CLOSED})"
    )


def a_share_kept(patient: Patient) -> None:
    patient.do(f"UPDATE vd_key_share SET round_id = ({CLOSED})")


def a_void_round_with_a_result(patient: Patient) -> None:
    patient.do(f"UPDATE vd_round SET voided_at = counted_at, counted_at = NULL WHERE id IN ({CLOSED})")


def a_ballot_kept(patient: Patient) -> None:
    patient.do(f"UPDATE vd_ballot SET round_id = ({CLOSED})")


def more_ballots_than_members(patient: Patient) -> None:
    patient.do("UPDATE vd_round SET ballot_count = 10 WHERE closed_at IS NOT NULL")


def a_total_too_early(patient: Patient) -> None:
    patient.do(f"UPDATE vd_round SET ballot_count = 5 WHERE id = ({OPEN})")


def a_key_lost(patient: Patient) -> None:
    patient.do("DELETE FROM vd_key_share WHERE id NOT IN (SELECT min(id) FROM vd_key_share)")


def a_strangers_ballot(patient: Patient) -> None:
    stranger = "SELECT min(id) FROM vd_person WHERE id NOT IN (SELECT person_id FROM vd_roster_member)"
    patient.do(f"UPDATE vd_ballot SET person_id = ({stranger}) WHERE id = (SELECT min(id) FROM vd_ballot)")


def a_member_struck_off(patient: Patient) -> None:
    patient.unguard("vd_roster_member")
    patient.unlink("vd_attendance", "fk_vd_attendance_roster_member_id")
    patient.do(
        f"DELETE FROM vd_roster_member WHERE meeting_id = (SELECT meeting_id FROM vd_round WHERE id = ({OPEN})) "
        "AND person_id NOT IN (SELECT person_id FROM vd_ballot)"
    )


# I13
def an_attendance_lost(patient: Patient) -> None:
    patient.unguard("vd_attendance")
    patient.do(f"DELETE FROM vd_attendance WHERE roster_member_id = ({IDLE})")


def opened_before_a_few(patient: Patient) -> None:
    patient.unguard("vd_attendance")
    patient.do(
        "UPDATE vd_attendance SET state = 'absent' WHERE roster_member_id IN "
        "(SELECT id FROM vd_roster_member WHERE meeting_id = (SELECT id FROM vd_meeting WHERE adopted_at IS NOT NULL) "
        "AND seat = 'member' ORDER BY id LIMIT 4)"
    )


def adopted_before_a_few(patient: Patient) -> None:
    patient.do("UPDATE vd_meeting SET results = replace(CAST(results AS TEXT), '\"present\":', '\"left\":')"
               f"{'' if patient.is_sqlite else '::json'} WHERE adopted_at IS NOT NULL")  # fmt: skip


def a_ballot_of_somebody_away(patient: Patient) -> None:
    patient.unguard("vd_attendance")
    voter = "SELECT id FROM vd_roster_member WHERE person_id = (SELECT min(person_id) FROM vd_ballot)"
    patient.do(f"UPDATE vd_attendance SET state = 'absent' WHERE roster_member_id IN ({voter})")


# I3
def a_state_touched(patient: Patient) -> None:
    patient.do(f"UPDATE vd_case SET state = replace(state, 'made', 'mode') WHERE id = ({DECIDED})")


def a_task_closed_by_hand(patient: Patient) -> None:
    patient.do(f"UPDATE vd_task SET closed_at = opened_at WHERE id = ({WAITING})")


def a_status_by_hand(patient: Patient) -> None:
    patient.do(f"UPDATE vd_case SET status = 'issued' WHERE id = ({DECIDED})")


def nothing_to_do(patient: Patient) -> None:
    patient.do(f"UPDATE vd_case SET closed_at = NULL WHERE id = ({DECIDED})")


def closed_too_early(patient: Patient) -> None:
    case = f"SELECT case_id FROM vd_task WHERE id = ({WAITING})"
    patient.do(f"UPDATE vd_case SET closed_at = moved_at WHERE id = ({case})")


def a_case_of_nothing(patient: Patient) -> None:
    patient.do("UPDATE vd_decision SET case_id = NULL")


def a_message_left_lying(patient: Patient) -> None:
    patient.do(
        "INSERT INTO vd_message (public_id, case_id, name, outcome, written_at) "
        "SELECT 'leftmessage1', id, 'council_concluded', 'adopted', opened_at "
        f"FROM vd_case WHERE id = ({DECIDED})"
    )


# I4
def an_event_rewritten(patient: Patient) -> None:
    patient.unguard("vd_event")
    patient.do(f"UPDATE vd_event SET actor_name = 'Người khác' WHERE number = 2 AND chain_id = ({CHAIN})")


def an_event_removed(patient: Patient) -> None:
    patient.unguard("vd_event")
    patient.do(f"DELETE FROM vd_event WHERE number = 2 AND chain_id = ({CHAIN})")


def a_tail_cut_off(patient: Patient) -> None:
    patient.unguard("vd_event")
    last = f"SELECT length FROM vd_chain WHERE id = ({CHAIN})"
    patient.do(f"DELETE FROM vd_event WHERE number = ({last}) AND chain_id = ({CHAIN})")


def a_link_changed(patient: Patient) -> None:
    patient.unguard("vd_event")
    patient.do(f"UPDATE vd_event SET previous = '{'1' * 64}' WHERE number = 2 AND chain_id = ({CHAIN})")


def a_chain_written_anew(patient: Patient) -> None:
    """As an administrator of the database can: everything computed again; only the root taken before tells."""
    from models.process.history import Chain, Event, digest_of

    patient.unguard("vd_event")
    patient.do(f"UPDATE vd_event SET reason = 'lý do khác' WHERE number = 1 AND chain_id = ({CHAIN})")
    patient.session.expire_all()
    chain = patient.session.get_one(Chain, patient.one(CHAIN))
    head = "0" * 64
    for event in patient.session.query(Event).filter_by(chain_id=chain.id).order_by(Event.number):
        event.previous = head
        event.digest = head = digest_of(event)
    chain.head = head
    patient.session.flush()


# I6 to I12
def an_answer_to_nothing(patient: Patient) -> None:
    patient.unlink("vd_dossier_version", *_foreign_keys(patient, "vd_dossier_version", "vd_dossier"))
    patient.do("UPDATE vd_meeting SET public_id = 'renamed12345' WHERE adopted_at IS NULL")


def a_number_missing(patient: Patient) -> None:
    book = "SELECT id FROM vd_book WHERE kind = 'decision'"
    patient.do(f"UPDATE vd_number SET number = number + 1 WHERE book_id = ({book})")


def a_number_dated_back(patient: Patient) -> None:
    last = "SELECT max(id) FROM vd_number WHERE book_id = (SELECT id FROM vd_book WHERE kind = 'receipt')"
    patient.do(f"UPDATE vd_number SET drawn_on = '2024-01-02' WHERE id = ({last})")


def a_book_set_forward(patient: Patient) -> None:
    patient.do("UPDATE vd_book SET last_number = 40 WHERE kind = 'decision'")


def a_number_on_no_paper(patient: Patient) -> None:
    patient.do("UPDATE vd_decision SET number_id = NULL WHERE number_id IS NOT NULL")


def a_receipt_changed(patient: Patient) -> None:
    patient.do("UPDATE vd_dossier SET receipt_number = 77 WHERE receipt_number = 1")


def a_step_done_twice(patient: Patient) -> None:
    patient.do(
        "INSERT INTO vd_task (public_id, case_id, place, element, kind, opened_at, closed_at, outcome) "
        "SELECT 'twicedone123', case_id, 'issue_decision.99', element, kind, opened_at, closed_at, outcome "
        "FROM vd_task WHERE element = 'issue_decision'"
    )


def a_message_delivered_twice(patient: Patient) -> None:
    patient.do("DELETE FROM vd_message WHERE name = 'council_concluded'")


def a_submitted_version_changed(patient: Patient) -> None:
    patient.unguard("vd_dossier_version")
    kind = "" if patient.is_sqlite else "::json"
    cast = "manifest" if patient.is_sqlite else "manifest::text"
    patient.do(f"UPDATE vd_dossier_version SET manifest = replace({cast}, 'vi3', 'vi2'){kind}, digest = digest")


def a_submitted_version_forged(patient: Patient) -> None:
    """Content and its digest fit each other again; the history knows what was handed in."""
    from models.nominations.dossiers import DossierVersion
    from models.nominations.manifests import digest_of

    patient.unguard("vd_dossier_version")
    version = patient.session.query(DossierVersion).order_by(DossierVersion.id).first()
    assert version is not None
    version.manifest = {**version.manifest, "award": "vi2"}
    version.digest = digest_of(version.manifest)
    patient.session.flush()


def a_decision_forged(patient: Patient) -> None:
    """Another signer, with the digest computed again."""
    from models.awards.decisions import Decision
    from models.awards.words import LineState
    from workflows.awards.deciding import paper_digest

    issued = patient.session.query(Decision).filter(Decision.digest.is_not(None)).first()
    assert issued is not None
    issued.signer_name = "Người khác"
    issued.digest = paper_digest(issued, [line for line in issued.lines if line.state != LineState.SENT_BACK])
    patient.session.flush()


def a_submitted_paper_forgotten(patient: Patient) -> None:
    patient.unguard("vd_file")
    patient.do("UPDATE vd_file SET digest = :other WHERE id = (SELECT min(id) FROM vd_file)", other="0" * 64)


def minutes_changed(patient: Patient) -> None:
    kind = "" if patient.is_sqlite else "::json"
    cast = "minutes" if patient.is_sqlite else "minutes::text"
    patient.do(
        f"UPDATE vd_meeting SET minutes = replace({cast}, 'discussion', 'discussed'){kind} "
        "WHERE minutes_digest IS NOT NULL"
    )


def a_decision_changed(patient: Patient) -> None:
    patient.do("UPDATE vd_decision SET signer_name = 'Người khác' WHERE digest IS NOT NULL")


def a_diagram_changed(patient: Patient) -> None:
    patient.do("UPDATE vd_diagram SET drawn = execution WHERE key = 'dossier'")


def a_scheme_changed(patient: Patient) -> None:
    patient.do("UPDATE vd_scheme SET text = text || ' '")


def a_guard_dropped(patient: Patient) -> None:
    patient.unguard("vd_event")


def a_row_pointing_nowhere(patient: Patient) -> None:
    patient.unlink("vd_letter", *_foreign_keys(patient, "vd_letter", "vd_organization"))
    patient.do("UPDATE vd_letter SET organization_id = 987654 WHERE id = (SELECT min(id) FROM vd_letter)")


Break = Callable[[Patient], None]
# what is done, and the sentences that must be among the findings
BROKEN: list[tuple[Break, str]] = [
    (one_place_more, places.OTHER_LIMIT),
    (places_before_the_announcement, places.UNANNOUNCED),
    (a_gap_in_the_places, places.NUMBERS),
    (a_place_taken_back_and_kept, places.CLOSED_TAKEN),
    (a_place_for_somebody_else, places.NO_LINE),
    (an_award_without_a_place, places.NO_PLACE),
    (an_award_past_the_council, places.NOT_ADOPTED),
    (an_award_that_was_voted_down, places.NO_VOTE),
    (a_vote_that_was_opened_again, places.NO_VOTE),
    (a_decision_without_ground, places.NO_GROUND),
    (a_total_changed, ballots.TOTALS),
    (a_choice_added, ballots.TOTALS),
    (a_place_that_is_no_choice, ballots.TOTALS),
    (a_base_by_hand, ballots.BASE),
    (a_recusal_without_a_word, ballots.BASE),
    (a_threshold_lowered, ballots.PASSED),
    (a_receipt_swapped, ballots.RECEIPTS),
    (a_receipt_exchanged, ballots.SWORN),
    (a_share_kept, ballots.LEFT),
    (a_void_round_with_a_result, ballots.EARLY),
    (a_ballot_kept, ballots.LEFT),
    (more_ballots_than_members, ballots.TOO_MANY),
    (a_total_too_early, ballots.EARLY),
    (a_key_lost, ballots.NO_KEY),
    (a_strangers_ballot, ballots.STRANGER),
    (a_member_struck_off, ballots.ROSTER),
    (an_attendance_lost, attendance.UNTOLD),
    (opened_before_a_few, attendance.OPENED),
    (adopted_before_a_few, attendance.ADOPTED),
    (a_ballot_of_somebody_away, attendance.AWAY),
    (a_state_touched, cases.UNREADABLE),
    (a_task_closed_by_hand, cases.OTHER_TASKS),
    (a_status_by_hand, cases.OTHER_STATUS),
    (nothing_to_do, cases.NOTHING_TO_DO),
    (closed_too_early, cases.CLOSED_OPEN),
    (a_case_of_nothing, cases.NO_SUBJECT),
    (a_message_left_lying, cases.OLD_MESSAGE),
    (an_event_rewritten, chains.CONTENT),
    (an_event_removed, chains.NUMBER),
    (a_tail_cut_off, chains.HEAD),
    (a_link_changed, chains.PREVIOUS),
    (a_chain_written_anew, chains.ROOT),
    (an_answer_to_nothing, answers.GONE),
    (a_number_missing, numbers.GAP),
    (a_number_dated_back, numbers.BACK),
    (a_book_set_forward, numbers.LAST),
    (a_number_on_no_paper, numbers.UNUSED),
    (a_receipt_changed, numbers.RECEIPTS),
    (a_step_done_twice, effects.STEPS),
    (a_message_delivered_twice, effects.MESSAGES),
    (a_submitted_version_changed, frozen.VERSION),
    (a_submitted_version_forged, frozen.VERSION),
    (a_submitted_paper_forgotten, frozen.PAPER),
    (minutes_changed, frozen.MINUTES),
    (a_decision_changed, frozen.DECISION),
    (a_decision_forged, frozen.DECISION),
    (a_diagram_changed, frozen.DIAGRAM),
    (a_scheme_changed, frozen.SCHEME),
    (a_guard_dropped, frozen.UNGUARDED),
    (a_row_pointing_nowhere, links.DANGLING),
]


@pytest.mark.parametrize(("break_it", "sentence"), BROKEN, ids=[broken.__name__ for broken, _ in BROKEN])
def test_what_is_broken_is_named(patient: Patient, break_it: Break, sentence: str) -> None:
    break_it(patient)
    later = timedelta(minutes=6) if sentence == cases.OLD_MESSAGE else timedelta(0)
    found = patient.findings(later=later)
    assert sentence in {finding.message for finding in found}, found
    for finding in found:
        assert finding.message % finding.values


# bytes and rows, I5
def a_copy(patient: Patient, folder: Path) -> Path:
    return Path(shutil.copytree(patient.home / "files", folder / "files")).parent


def a_stored_file(home: Path) -> Path:
    return next(path for path in sorted(home.glob("files/??/*")))


def test_a_missing_file_is_named(patient: Patient, tmp_path: Path) -> None:
    home = a_copy(patient, tmp_path)
    a_stored_file(home).unlink()
    assert {finding.message for finding in patient.findings(home)} == {files.MISSING}


def test_one_changed_byte_is_named(patient: Patient, tmp_path: Path) -> None:
    path = a_stored_file(home := a_copy(patient, tmp_path))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert {finding.message for finding in patient.findings(home)} == {files.CHANGED}


def test_a_file_of_nobody_is_named_after_a_day(patient: Patient, tmp_path: Path) -> None:
    home = a_copy(patient, tmp_path)
    path = home / "files" / "ab" / ("ab" * 32)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"nobody's")
    assert patient.findings(home) == []
    yesterday = path.stat().st_mtime - 24 * 3600 - 60
    os.utime(path, (yesterday, yesterday))
    assert {finding.message for finding in patient.findings(home)} == {files.ORPHAN}


def test_what_waits_longer_than_five_minutes_is_named(patient: Patient) -> None:
    patient.do("UPDATE vd_task SET fires_at = opened_at WHERE element = 'close_phase' AND closed_at IS NULL")
    patient.do("UPDATE vd_task SET kind = 'automatic' WHERE element = 'receive_dossier'")
    soon, late = (patient.findings(later=timedelta(minutes=minutes)) for minutes in (5, 6))
    waiting = {cases.OLD_DATE, cases.OLD_STEP}
    assert waiting.isdisjoint(finding.message for finding in soon)
    assert waiting <= {finding.message for finding in late}


def test_every_sentence_is_shown_to_come() -> None:
    """Whatever a check can say is made to be said by one of the tests here."""
    modules = (answers, attendance, ballots, cases, chains, effects, files, frozen, links, numbers, places)
    sentences = {
        value for module in modules for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and " " in value
    }  # fmt: skip
    shown = {sentence for _, sentence in BROKEN} | {
        files.MISSING, files.CHANGED, files.ORPHAN, cases.OLD_DATE, cases.OLD_STEP, links.UNWATCHED, links.NO_TABLE,
        effects.LETTERS, effects.NUMBERS,
    }  # fmt: skip
    assert sentences == shown
    assert len(CHECKS) == len(modules)
    assert sorted(module.CODE for module in modules) == sorted(
        [*(f"I{number}" for number in range(1, 10)), "I12", "I13"]
    )


def without_keys(patient: Patient, table: str) -> None:
    """The same rows in a table that has no keys, twice."""
    cascade = "" if patient.is_sqlite else " CASCADE"
    patient.session.execute(text(f"CREATE TABLE copied AS SELECT * FROM {table}"))
    patient.session.execute(text(f"DROP TABLE {table}{cascade}"))
    patient.session.execute(text(f"ALTER TABLE copied RENAME TO {table}"))
    patient.do(f"INSERT INTO {table} SELECT * FROM {table}")


def test_missing_keys_and_what_comes_twice_without_them_are_named(patient: Patient) -> None:
    without_keys(patient, "vd_letter")
    without_keys(patient, "vd_decision")
    found = {finding.message for finding in patient.findings()}
    assert {links.UNWATCHED, effects.LETTERS, effects.NUMBERS} <= found


def test_a_missing_table_is_named(patient: Patient) -> None:
    patient.session.execute(text("DROP TABLE vd_tie_break"))
    assert {finding.message for finding in patient.findings()} == {links.NO_TABLE}


def test_the_command_ends_with_one_on_findings(app: VinhDanhApp, database: Database) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["doctor"]).exit_code == 1  # nobody has ticked since the day of the plan
    assert runner.invoke(args=["tick"]).exit_code == 0
    sound = runner.invoke(args=["doctor", "--json"])
    assert (sound.exit_code, json.loads(sound.output)) == (0, {"doctor": "clean", "findings": []})
    with unit_of_work(database) as session:
        session.execute(text("UPDATE vd_case SET status = 'strange'"))
    broken = runner.invoke(args=["doctor", "--json"])
    assert broken.exit_code == 1
    assert {finding["code"] for finding in json.loads(broken.output)["findings"]} == {"I3"}
    told = runner.invoke(args=["doctor"])
    assert told.exit_code == 1
    assert "“strange”" in told.output


def _true(patient: Patient) -> str:
    return "1" if patient.is_sqlite else "true"


def _false(patient: Patient) -> str:
    return "0" if patient.is_sqlite else "false"


def _foreign_keys(patient: Patient, table: str, target: str) -> list[str]:
    """The names of the foreign keys from `table` to `target` on PostgreSQL."""
    if patient.is_sqlite:
        return []
    rows = patient.session.execute(text(
        "SELECT conname FROM pg_constraint WHERE contype = 'f' "
        "AND conrelid = CAST(:table AS regclass) AND confrelid = CAST(:target AS regclass)"),
        {"table": table, "target": target})  # fmt: skip
    return [str(name) for name in rows.scalars()]
