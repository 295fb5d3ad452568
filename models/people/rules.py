"""What must hold of passwords and of roles: values in, findings out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from models.base.finding import Finding
from models.base.language import N_
from models.base.text import search_key
from models.people.words import OrganizationKind, Role

SHORTEST = 10
LONGEST = 200
FEWEST_SIGNS = 5
# The beginnings of what people choose first, folded; a password made of one of them and some digits is guessed at once.
COMMON = (
    "password", "passw0rd", "matkhau", "mat khau", "qwerty", "qwertyuiop", "asdfgh", "abc", "abcd", "admin",
    "administrator", "vinhdanh", "vinh danh", "daknong", "dak nong", "mattran", "mat tran", "mttq", "thidua",
    "khenthuong", "vietnam", "viet nam", "iloveyou", "anhyeuem", "emyeuanh", "welcome", "letmein", "hanoi",
)  # fmt: skip
# Roles of the office and the council are held at the provincial committee, so that one post says all.
AT_THE_PROVINCE = frozenset(Role) - {Role.UNIT_OFFICER, Role.HEAD}


def check_password(password: str, *, username: str, name: str = "") -> list[Finding]:
    """Whether a password is long and strange enough; no demand for digits or signs (it only makes `Matkhau1!`)."""
    if len(password) < SHORTEST:
        return [_weak("too_short", N_("The password needs at least %(count)s signs."), count=SHORTEST)]
    if len(password) > LONGEST:
        return [_weak("too_long", N_("The password may have at most %(count)s signs."), count=LONGEST)]
    if len(set(password)) < FEWEST_SIGNS:
        return [_weak("too_plain", N_("The password repeats the same few signs."))]
    bare = _bare(password)
    if any(len(bare.replace(word, "")) < FEWEST_SIGNS - 1 for word in _personal(username, name) if word in bare):
        return [_weak("personal", N_("The password is made of the user name or the name."))]
    if bare in {_bare(word) for word in COMMON} | {""} or _is_run(bare):
        return [_weak("common", N_("The password is one of those that are tried first."))]
    return []


def _weak(code: str, message: str, **values: object) -> Finding:
    return Finding(f"password_{code}", message, values, field="password")


def _bare(text: str) -> str:
    """Folded, without digits and signs at both ends: `Matkhau123!` is `matkhau`."""
    folded = "".join(search_key(text).split())
    return folded.strip("0123456789!@#$%^&*()-_=+.,?/ ")


def _personal(username: str, name: str) -> set[str]:
    words = {_bare(username), _bare(name), *(_bare(word) for word in name.split())}
    return {word for word in words if len(word) >= 3}


def _is_run(text: str) -> bool:
    """abcdefgh…, or the same backwards."""
    steps = {ord(second) - ord(first) for first, second in pairwise(text)}
    return steps in ({1}, {-1})


@dataclass(frozen=True)
class Held:
    """A role that somebody holds already in an organisation."""

    role: Role
    organization_id: int
    from_on: date
    to_on: date | None


def check_post(role: Role, kind: OrganizationKind, held: Iterable[Held], new: Held, *, alive: bool) -> list[Finding]:
    """Whether a role may be given in an organisation of `kind` for these days."""
    findings = []
    if new.to_on is not None and new.to_on < new.from_on:
        findings.append(Finding("ends_before_start", N_("The last day lies before the first."), field="to_on"))
    if role in AT_THE_PROVINCE and kind != OrganizationKind.PROVINCIAL_COMMITTEE:
        findings.append(
            Finding("only_at_province", N_("This role is held at the provincial committee only."), field="organization")
        )
    if not alive:
        findings.append(
            Finding("organization_ended", N_("The organisation does not exist on the first day."), field="organization")
        )
    if any(_same(one, new) and _overlap(one, new) for one in held):
        findings.append(
            Finding(
                "held_already", N_("This person holds this role there already on some of these days."), field="role"
            )
        )
    return findings


def _same(one: Held, other: Held) -> bool:
    return one.role == other.role and one.organization_id == other.organization_id


def _overlap(one: Held, other: Held) -> bool:
    return (one.to_on is None or one.to_on >= other.from_on) and (other.to_on is None or other.to_on >= one.from_on)
