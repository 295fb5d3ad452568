"""Accounts, roles and the office's first administrator, through the door."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import delete, select

from models.base.clock import at
from models.base.finding import Conflict, Forbidden, RuleBroken
from models.base.session import Database, unit_of_work
from models.people.accounts import Account, account_of
from models.people.passwords import verify
from models.people.permissions import SYSTEM, can
from models.people.persons import Person
from models.people.posts import Post, add_post
from models.people.sessions import open_session, session_of, signed_in
from models.people.words import InstallationKind, Role
from models.process.history import Answered, Event
from models.process.installation import installation
from tests.factories.people import Province, province
from tests.postgres import BEGINNING
from workflows import steps

NOW = BEGINNING + timedelta(days=1)
_KEYS = count()
GOOD = "con trâu vàng ở Nâm Nung"


def act(
    made: Province, name: str, subject: Any, answers: dict[str, Any], *, key: str = "", who: Any = None
) -> dict[str, Any]:
    actor = made.actor(made.administrator) if who is None else who
    return dict(
        steps.act(made.session, actor, made.now, name, subject, answers, key=key or f"key {next(_KEYS)}").result
    )


def in_province(database: Database, play: Callable[[Province], None]) -> None:
    """One unit of work in a new province."""
    with unit_of_work(database) as session:
        play(province(session, NOW))


def refused(
    made: Province, name: str, subject: Any, answers: dict[str, Any], *, key: str = "", who: Any = None
) -> set[str]:
    with pytest.raises(RuleBroken) as caught:
        act(made, name, subject, answers, key=key, who=who)
    return {finding.code for finding in caught.value.findings}


def test_an_account_begins_with_a_password_that_must_be_changed(database: Database) -> None:
    def play(made: Province) -> None:
        officer = made.officers[made.cu_jut.id]
        result = act(made, "create_account", officer, {"username": "Thuha.CuJut"})
        account = account_of(made.session, officer)
        assert account is not None and account.username == "thuha.cujut" and account.must_change
        assert verify(account.password_hash, result["password"])
        assert "has_account" in refused(made, "create_account", officer, {"username": "other"}, key="k2")
        other = made.officers[made.gia_nghia.id]
        assert refused(made, "create_account", other, {"username": "THUHA.cujut"}, key="k3") == {"name_taken"}
        assert refused(made, "create_account", other, {"username": "thùha"}, key="k4") == {"username"}

    in_province(database, play)


def test_the_same_click_twice_hands_over_the_same_password_once(database: Database) -> None:
    def play(made: Province) -> None:
        officer = made.officers[made.cu_jut.id]
        first = act(made, "create_account", officer, {"username": "thuha"}, key="click")
        events = len(made.session.scalars(select(Event)).all())
        assert act(made, "create_account", officer, {"username": "thuha"}, key="click") == first
        reset = act(made, "reset_password", officer, {}, key="again")
        assert reset["password"] != first["password"]
        assert act(made, "reset_password", officer, {}, key="again") == reset
        assert len(made.session.scalars(select(Event)).all()) == events + 1

    in_province(database, play)


@pytest.mark.threat("T54")
def test_no_password_is_written_anywhere_but_as_its_slow_hash(database: Database) -> None:
    def play(made: Province) -> None:
        officer = made.officers[made.cu_jut.id]
        result = act(made, "create_account", officer, {"username": "thuha"}, key="click")
        who = made.actor(officer)
        act(made, "change_password", officer, {"current": result["password"], "password": GOOD}, key="change", who=who)
        written = [
            json.dumps([event.before, event.after, event.reason]) for event in made.session.scalars(select(Event))
        ]
        written += [json.dumps(row.result) + row.request for row in made.session.scalars(select(Answered))]
        for secret in (result["password"], GOOD):
            assert not any(secret in text for text in written)
        assert not any(row.at == NOW for row in made.session.scalars(select(Answered)))  # not even a fast hash of it

    in_province(database, play)


def test_changing_the_password_asks_for_the_present_one_and_for_a_strong_one(database: Database) -> None:
    def play(made: Province) -> None:
        officer = made.officers[made.cu_jut.id]
        old = act(made, "create_account", officer, {"username": "thuha"}, key="click")["password"]
        who = made.actor(officer)
        for password, code in (
            ("short", "password_too_short"),
            ("x" * 201, "password_too_long"),
            ("abababababab", "password_too_plain"),
            ("thuha20242024", "password_personal"),
            ("Matkhau123456", "password_common"),
            ("abcdefghijklm", "password_common"),
        ):
            answers = {"current": old, "password": password}
            assert refused(made, "change_password", officer, answers, who=who) == {code}
        assert refused(made, "change_password", officer, {"current": "no", "password": GOOD}, who=who) == {
            "wrong_password"
        }
        assert refused(made, "change_password", officer, {"current": old, "password": old}, who=who) == {
            "same_password"
        }
        act(made, "change_password", officer, {"current": old, "password": GOOD}, who=who)
        account = account_of(made.session, officer)
        assert account is not None and not account.must_change and verify(account.password_hash, GOOD)
        act(made, "change_password", officer, {"current": old, "password": GOOD}, who=who)  # the form came twice
        with pytest.raises(Forbidden):
            act(made, "change_password", made.auditor, {"current": old, "password": GOOD}, who=who)

    in_province(database, play)


@pytest.mark.threat("T25")
@pytest.mark.parametrize(
    "deed", ["change_password", "reset_password", "lock_account", "end_sessions", "give_post", "end_post"]
)
def test_sessions_end_with_what_ends_trust(database: Database, deed: str) -> None:
    def play(made: Province) -> None:
        officer = made.officers[made.cu_jut.id]
        password = act(made, "create_account", officer, {"username": "thuha"}, key="click")["password"]
        account = account_of(made.session, officer)
        assert account is not None
        tokens = [open_session(made.session, account, NOW, agent="a", source="s") for _ in range(2)]
        post = made.session.scalars(select(Post).where(Post.person_id == officer.id)).one()
        subject, answers, who = {
            "change_password": (officer, {"current": password, "password": GOOD}, made.actor(officer)),
            "reset_password": (officer, {}, None),
            "lock_account": (officer, {"reason": "left"}, None),
            "end_sessions": (officer, {}, made.actor(officer)),
            "give_post": (officer, {"role": "head", "organization": made.cu_jut.public_id, "from_on": None}, None),
            "end_post": (post, {"reason": "moved"}, None),
        }[deed]
        act(made, deed, subject, answers, who=who)
        for token in tokens:
            assert session_of(made.session, token) is not None and signed_in(made.session, token, NOW) is None

    in_province(database, play)


def test_a_session_ends_after_twelve_hours_and_with_its_unit(database: Database) -> None:
    def play(made: Province) -> None:
        officer = made.officers[made.cu_jut.id]
        act(made, "create_account", officer, {"username": "thuha"})
        account = account_of(made.session, officer)
        assert account is not None
        token = open_session(made.session, account, NOW, agent="", source="")
        here = signed_in(made.session, token, NOW + timedelta(hours=11, minutes=59))
        assert here is not None and here.actor == made.actor(officer) and here.unit_name == made.cu_jut.name
        assert signed_in(made.session, token, NOW + timedelta(hours=12)) is None
        row, gone = session_of(made.session, token), at(date(2025, 7, 1), 9)
        assert row is not None
        row.expires_at = gone + timedelta(hours=1)
        assert signed_in(made.session, token, at(date(2025, 6, 30), 9)) and not signed_in(made.session, token, gone)
        assert not made.actor(officer, gone).seats

    in_province(database, play)


def test_own_session_survives_and_one_device_can_be_signed_out(database: Database) -> None:
    def play(made: Province) -> None:
        officer = made.officers[made.cu_jut.id]
        act(made, "create_account", officer, {"username": "thuha"})
        account, who = account_of(made.session, officer), made.actor(officer)
        assert account is not None
        tokens = [open_session(made.session, account, NOW, agent="", source="") for _ in range(3)]
        own, second, _third = (row for token in tokens if (row := session_of(made.session, token)) is not None)
        act(made, "end_sessions", officer, {"only": second.public_id}, key="one", who=who)
        assert [signed_in(made.session, token, NOW) is not None for token in tokens] == [True, False, True]
        assert act(made, "end_sessions", officer, {"session": own.public_id}, key="rest", who=who) == {"ended": 1}
        assert signed_in(made.session, tokens[0], NOW)
        with pytest.raises(Forbidden):
            act(made, "end_sessions", officer, {}, key="x", who=made.actor(made.auditor))

    in_province(database, play)


def test_accounts_are_locked_with_a_reason_and_never_ones_own(database: Database) -> None:
    def play(made: Province) -> None:
        for person, name in ((made.administrator, "quantri"), (made.auditor, "kiemtra")):
            act(made, "create_account", person, {"username": name}, key=name)
        assert refused(made, "lock_account", made.auditor, {"reason": ""}) == {"reason_missing"}
        assert refused(made, "lock_account", made.administrator, {"reason": "x"}) == {"own_account"}
        act(made, "lock_account", made.auditor, {"reason": "on leave"}, key="lock")
        account = account_of(made.session, made.auditor)
        assert account is not None and account.disabled_at == NOW
        act(made, "unlock_account", made.auditor, {}, key="unlock")
        assert account.disabled_at is None

    in_province(database, play)


def test_only_the_administrator_keeps_accounts_roles_and_organisations(database: Database) -> None:
    def play(made: Province) -> None:
        others = [made.auditor, made.secretariat_lead, made.council_chair, made.officers[made.cu_jut.id]]
        for number, person in enumerate(others):
            who, key = made.actor(person), f"k{number}"
            for name, subject in (
                ("create_account", made.auditor), ("reset_password", made.auditor), ("lock_account", made.auditor),
                ("unlock_account", made.auditor), ("add_person", made.office), ("change_person", made.auditor),
                ("give_post", person), ("end_post", made.session.scalars(select(Post)).first()),
                ("import_organizations", None), ("end_organization", made.cu_jut),
            ):  # fmt: skip
                with pytest.raises(Forbidden):
                    act(made, name, subject, {}, key=key + name, who=who)
        with pytest.raises(Forbidden):
            act(made, "open_office", None, {})

    in_province(database, play)


def test_the_administrator_opens_no_dossier_and_no_ballot(database: Database) -> None:
    def play(made: Province) -> None:
        who = made.actor(made.administrator)
        assert not who.in_office
        for action in ("cast_ballot", "appraise_dossier", "receive_dossier", "adopt_results", "submit_dossier"):
            assert not can(who, action, made.cu_jut.access)

    in_province(database, play)


def test_a_person_is_entered_and_moves_to_another_unit(database: Database) -> None:
    def play(made: Province) -> None:
        answers = {"name": "  Hòa\u00a0 Thị  Mẫu ", "honorific": "ms", "title": "Chuyên viên"}
        key = act(made, "add_person", made.office, answers)["person"]
        person = made.session.scalars(select(Person).where(Person.public_id == key)).one()
        assert (person.name, person.search_key) == ("Hòa Thị Mẫu", "hoa thi mau")
        act(made, "change_person", person, {"name": "Đỗ Mẫu Ân", "unit": made.farmers.public_id}, key="move")
        assert (person.unit_id, person.search_key, person.title) == (made.farmers.id, "do mau an", "")
        assert refused(made, "add_person", made.office, {"name": "abc\u202edef"}, key="b") == {"name"}
        made.farmers.valid_to = NOW.date() - timedelta(days=9)
        assert refused(made, "add_person", made.farmers, {"name": "An"}, key="c") == {"organization_ended"}

    in_province(database, play)


def test_roles_are_given_where_they_belong_and_end_with_a_day(database: Database) -> None:
    def play(made: Province) -> None:
        person = made.add_person(made.farmers)
        wrong = {"role": "appraiser", "organization": made.farmers.public_id, "from_on": None}
        assert refused(made, "give_post", person, wrong) == {"only_at_province"}
        right = {"role": "head", "organization": made.farmers.public_id, "from_on": date(2024, 1, 1), "to_on": None}
        public_id = act(made, "give_post", person, right, key="give")["post"]
        assert refused(made, "give_post", person, right, key="again") == {"held_already"}
        backwards = {**right, "role": "unit_officer", "to_on": date(2023, 1, 1)}
        assert refused(made, "give_post", person, backwards, key="back") == {"ends_before_start"}
        ended = {**right, "organization": made.cu_jut.public_id, "from_on": date(2025, 7, 1)}
        assert refused(made, "give_post", person, ended, key="late") == {"organization_ended"}
        post = made.session.scalars(select(Post).where(Post.public_id == public_id)).one()
        assert refused(made, "end_post", post, {"to_on": date(2024, 5, 31)}, key="e") == {"reason_missing"}
        act(made, "end_post", post, {"to_on": date(2024, 5, 31), "reason": "retired"}, key="end")
        assert made.actor(person, at(date(2024, 5, 31), 12)).holds(Role.HEAD)
        assert not made.actor(person, at(date(2024, 6, 1), 12)).holds(Role.HEAD)

    in_province(database, play)


def test_the_last_administrator_keeps_the_role(database: Database) -> None:
    def play(made: Province) -> None:
        post = made.session.scalars(select(Post).where(Post.role == Role.ADMINISTRATOR)).one()
        assert refused(made, "end_post", post, {"reason": "x"}) == {"last_administrator"}
        add_post(made.session, made.auditor, Role.ADMINISTRATOR, made.root, date(2023, 1, 1))
        act(made, "end_post", post, {"reason": "x"}, key="k2")

    in_province(database, play)


@pytest.mark.threat("T61")
def test_an_office_is_made_once_even_when_all_administrators_are_gone(database: Database) -> None:
    answers = {"username": "quantri", "name": "Nguyễn Mẫu An", "password": GOOD}

    def open_office() -> None:
        with unit_of_work(database) as session:
            steps.act(session, SYSTEM, NOW, "open_office", None, answers, key="x")

    with unit_of_work(database) as session, pytest.raises(RuleBroken):
        weak = {**answers, "password": "matkhau1234"}
        steps.act(session, SYSTEM, NOW, "open_office", None, weak, key="x")
    open_office()
    with unit_of_work(database) as session:
        assert installation(session).kind == InstallationKind.OFFICE
        account = session.scalars(select(Account)).one()
        assert verify(account.password_hash, GOOD) and not account.must_change
    with pytest.raises(Conflict):
        open_office()
    with unit_of_work(database) as session:
        session.execute(delete(Post))
        session.execute(delete(Account))
    with pytest.raises(Conflict):
        open_office()


def test_the_day_of_a_demo_moves_forward_and_an_office_has_none(database: Database) -> None:
    def play(made: Province) -> None:
        who = made.actor(made.auditor)
        with pytest.raises(Forbidden):
            act(made, "set_day", None, {"day": date(2030, 1, 1)}, who=who)
        installation(made.session).kind = InstallationKind.OFFICE
        with pytest.raises(Forbidden):
            act(made, "set_day", None, {"day": date(2030, 1, 1)}, key="o", who=who)
        installation(made.session).kind = InstallationKind.DEMO
        today = NOW.astimezone().date()
        assert refused(made, "set_day", None, {"day": today}, key="a", who=who) == {"day_not_later"}
        act(made, "create_account", made.auditor, {"username": "kiemtra"}, key="acc")
        account = account_of(made.session, made.auditor)
        assert account is not None
        token = open_session(made.session, account, NOW, agent="", source="")
        day = today + timedelta(days=40)
        result = act(made, "set_day", None, {"day": day}, key="b", who=who)
        assert result["moment"] == at(day, 9).isoformat()
        made.session.flush()
        assert signed_in(made.session, token, at(day, 9) + timedelta(hours=11))
        assert made.session.scalars(select(Event).where(Event.act == "set_day")).one().after == {"day": day.isoformat()}

    in_province(database, play)
