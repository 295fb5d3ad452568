"""T26: what sign-in answers tells nobody whether a name is known, however the name is written."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2.exceptions import VerifyMismatchError
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from models.base.session import Database, unit_of_work
from models.base.text import person_sort_key, search_key, username_key
from models.people import passwords
from models.people.accounts import Account, FailedLogin
from models.people.organizations import Organization
from models.people.persons import Person
from tests.screens.people_town import Town, guard_of, send, town

FAMILIES = ("Nguyễn", "Trần", "Đặng", "H'", "Y ", "Điểu ", "Thị ", "K’", "Mʼ", "Ƀ", "Ksơr", "Niê", "Êban")
MIDDLES = ("Văn", "Thị", "Bia", "Čư", "Ƀuôn", "Ŭn", "M'Lơi", "Ôĭ", "Srŏ", "Hoà", "Thuý", "")
GIVEN = ("Hòa", "Quý", "Ngọc", "K'Rơi", "Niê Kđăm", "Ỵ Thái", "Ỷ", "Êban", "Hiền", "Đức", "Mlô", "Ayŭn")
TYPED: tuple[Callable[[str], str], ...] = (
    str, str.upper, str.title, lambda name: f"  {name} ", lambda name: f"\u00a0{name}\u2003",
    lambda name: "".join(chr(ord(sign) + 0xFEE0) for sign in name), lambda name: f"{name}\u200b",
)  # fmt: skip
UNKNOWN: tuple[Callable[[str], str], ...] = (
    lambda name: unicodedata.normalize("NFC", name), lambda name: unicodedata.normalize("NFD", name), str.upper,
    str.casefold, lambda name: name.replace(" ", "  "), lambda name: name.replace(" ", "\u00a0"),
    lambda name: name.replace("'", "\u2019"), lambda name: f" {name}\t", lambda name: name.replace("a", "\u0430"),
)  # fmt: skip
ECHO = re.compile(r'(name="username"[^>]*?value=")[^"]*|(name="csrf_token"[^>]*?value=")[^"]*')


def known_names(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """User names as they are kept, and as somebody types each: all of these find the account."""
    found = []
    for number in range(count):
        given = search_key(chance.choice(GIVEN)).replace(" ", "").replace("'", "") or "ten"
        name = f"{given}.{chance.choice('abcdefgh')}{number}"
        found.append((name, chance.choice(TYPED)(name)))
    return found


def unknown_names(chance: random.Random, count: int, known: list[tuple[str, str]]) -> list[str]:
    """Names of nobody: whole names in every spelling, and names that look like known ones."""
    found: list[str] = []
    while len(found) < count:
        whole = f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)} {len(found)}"
        like = chance.choice(known)[0]
        made = chance.choice((whole, like.replace("a", "\u0430"), like + "z", like.replace(".", "'"), like[:-1] + "ƀ"))
        made = chance.choice(UNKNOWN)(made)
        if username_key(made) not in {name for name, _typed in known}:
            found.append(made)
    return found


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch, soak: bool) -> list[str]:
    """Every password that argon2 is asked about; in the short form the answer "wrong" costs no time."""
    asked: list[str] = []
    real = passwords._HASHER

    class Counting:
        hash = staticmethod(real.hash)

        @staticmethod
        def verify(stored: str, password: str) -> bool:
            asked.append(stored)
            if not soak:
                raise VerifyMismatchError
            return bool(real.verify(stored, password))

    monkeypatch.setattr(passwords, "_HASHER", Counting)
    return asked


@pytest.fixture
def here(database: Database, tmp_path: Any) -> Iterator[Town]:
    yield town(database, tmp_path)


def settle(place: Town, names: list[tuple[str, str]]) -> None:
    """Give each of these names a person, an account and a password."""
    hashed = passwords.hash_password("mot mat khau that dai 2024")
    with place.writing() as session:
        unit = session.scalars(select(Organization).order_by(Organization.id)).first()
        assert unit is not None
        for name, _typed in names:
            person = Person(name=name, search_key=search_key(name), sort_key=person_sort_key(name), unit_id=unit.id)
            session.add(person)
            session.flush()
            session.add(Account(person_id=person.id, username=name, password_hash=hashed))


def answers_to(place: Town, client: FlaskClient, names: list[str], checks: list[str]) -> set[tuple[int, str, int, str]]:
    """What sign-in says to each name: status, headers, how many passwords were checked, the page."""
    guard, found = guard_of(client, "/sign-in"), set()
    for number, name in enumerate(names):
        if number % 25 == 0:  # or the address would be closed, known or not
            with place.writing() as session:
                session.execute(delete(FailedLogin))
        checks.clear()
        answer = send(client, "/sign-in", {"username": name, "password": "khong dung", "csrf_token": guard})
        page = ECHO.sub(lambda hit: hit[1] or hit[2], answer.get_data(as_text=True))
        headers = sorted(f"{key}: {value}" for key, value in answer.headers.items() if key != "Content-Length")
        found.add((answer.status_code, "\n".join(headers), len(checks), page))
    return found


@pytest.mark.threat("T26")
def test_a_thousand_names_known_and_unknown_are_answered_alike(
    here: Town, checks: list[str], seed: int, soak: bool
) -> None:
    chance, count = random.Random(seed), (1000 if soak else 100)
    known = known_names(chance, count)
    unknown = unknown_names(chance, count, known)
    settle(here, known)
    with unit_of_work(here.database, writing=False) as session:
        accounts = set(session.scalars(select(Account.username)))
        assert {username_key(typed) for _name, typed in known} <= accounts  # each is known as it is typed
    client = here.app.test_client()
    to_known = answers_to(here, client, [typed for _name, typed in known], checks)
    to_unknown = answers_to(here, client, unknown, checks)
    assert len(to_known | to_unknown) == 1, f"seed {seed}"
    [(status, _headers, checked, page)] = to_known
    assert (status, checked) == (422, 1)
    assert "Tên đăng nhập hoặc mật khẩu" in page


@pytest.mark.threat("T26")
def test_the_comparison_can_tell(here: Town, checks: list[str]) -> None:
    """A name that is closed after five wrong passwords is answered otherwise, and without a check."""
    client = here.app.test_client()
    first = answers_to(here, client, ["thuha"], checks)
    last = answers_to(here, client, ["thuha"] * 7, checks)
    assert first < last and {one[2] for one in last} == {0, 1}
