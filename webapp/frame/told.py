"""What an act changed, in words: every key by its label, every value as an official writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.awards.words import LineState
from models.base.clock import day_of
from models.campaigns.campaigns import the_campaign
from models.campaigns.words import PhaseStatus, WorkStatus
from models.council.words import Ground, Presence
from models.nominations.words import RULES, NominationState
from models.papers.words import PartKind
from models.people.organizations import Organization
from models.people.words import InstallationKind, Role
from models.process.words import FIELDS, FIELDS_OF, CaseKind
from models.schemes.shape.structure import Scheme
from models.schemes.words import WorkKind
from webapp.frame.language import label, number, say, short_date

LISTED = 30  # longer lists are counted
DIGEST_SHOWN = 16  # signs of a hash: enough to compare by eye
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Told:
    """One changed thing: what it is called, its value, and whether the value is a code (a hash)."""

    label: str
    text: str
    is_code: bool = False


class Teller:
    """Tells values; asks the database once for the names that events keep as keys."""

    def __init__(self, session: Session, steps: Mapping[str, str]) -> None:
        campaign = the_campaign(session)
        self._session = session
        self._scheme: Scheme | None = campaign.scheme if campaign else None
        self._steps = steps

    def sides(
        self, act: str, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> tuple[tuple[Told, ...], tuple[Told, ...]]:
        """Before and after: what stayed the same is told once, what is empty on both sides not at all."""
        was = {key: value for key, value in before.items() if after.get(key, ...) != value}
        then, now = _without_empty(was, after), _without_empty(after, was)
        return self._side(act, then), self._side(act, now)

    def _side(self, act: str, side: Mapping[str, Any]) -> tuple[Told, ...]:
        return tuple(self._told(act, key, value) for key, value in side.items())

    def _told(self, act: str, key: str, value: Any) -> Told:
        name = FIELDS_OF.get((act, key)) or FIELDS.get(key)
        if isinstance(value, str) and _DIGEST.fullmatch(value):
            return Told(say(name) if name else key, f"{value[:DIGEST_SHOWN]}…", is_code=True)
        return Told(say(name) if name else key, self.value(key, value))

    def value(self, key: str, value: Any) -> str:
        """The value of one key in words."""
        if value in (None, "", [], {}):
            return _("none")
        try:
            return _WAYS[key](self, value) if key in _WAYS else _plain(value)
        except (ValueError, TypeError, KeyError, AttributeError):  # not as we write it: shown as it stands
            return _plain(value)

    def bucket(self, key: str) -> str:
        return self._named(lambda scheme: scheme.bucket(key)[1].name, key)

    def award(self, key: str) -> str:
        return self._named(lambda scheme: scheme.award(key).short_name, key)

    def phase(self, key: str) -> str:
        return self._named(lambda scheme: scheme.phase(key).name, key)

    def measure(self, key: str) -> str:
        def text(scheme: Scheme) -> str:
            measures = (measure for target in scheme.targets for measure in target.measures)
            return next((measure.text for measure in measures if measure.key == key), key)

        return self._named(text, key)

    def step(self, key: str) -> str:
        return self._steps.get(key, key)

    def organizations(self, codes: list[str]) -> str:
        """The organisations with these codes, by name; many are counted."""
        if len(codes) > LISTED:
            return ngettext("%(num)s organisation", "%(num)s organisations", len(codes))
        query = select(Organization.name).where(Organization.code.in_(codes)).order_by(Organization.sort_key)
        return "; ".join(self._session.scalars(query))

    def adopted(self, counts: Mapping[str, Mapping[str, Any]]) -> str:
        """Within which quota how many were adopted, of how many places."""
        return "; ".join(
            _(
                "%(bucket)s: %(adopted)s of %(limit)s places, %(reserve)s on the reserve list, %(failed)s not adopted",
                bucket=self.bucket(key), adopted=one.get("adopted", 0), reserve=one.get("reserve", 0),
                limit=one["limit"] if one.get("limit") is not None else _("an unlimited number of"),
                failed=one.get("failed", 0),
            )
            for key, one in counts.items()
        )  # fmt: skip

    def _named(self, find: Callable[[Scheme], str], key: str) -> str:
        """The name in the scheme; a key that only an earlier scheme knew stands for itself."""
        try:
            return find(self._scheme) if self._scheme else key
        except KeyError:
            return key


def _without_empty(side: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What is worth telling: nothing that is empty here and has no value on the other side."""
    empty: tuple[object, ...] = (None, "", [], {})
    return {key: value for key, value in side.items() if value not in empty or other.get(key) not in empty}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, list):
        return _listed(str(one) for one in value)
    return str(value)


def _listed(items: Iterable[str]) -> str:
    found = list(items)
    if len(found) > LISTED:
        return ngettext("%(num)s entry", "%(num)s entries", len(found))
    return "; ".join(found)


def _word(*kinds: type[StrEnum]) -> Callable[[Teller, Any], str]:
    """The label of a value of one of these enums; what none knows (a deployed diagram's) stands as it is."""

    def told(_teller: Teller, value: Any) -> str:
        return next((label(kind(value)) for kind in kinds if value in set(kind)), str(value))

    return told


def _day(_teller: Teller, value: Any) -> str:
    return short_date(date.fromisoformat(str(value)[:10]))


def _deadline(_teller: Teller, value: Any) -> str:
    """The last day that is in time."""
    return short_date(day_of(datetime.fromisoformat(str(value)) - _INSTANT))


def _states(_teller: Teller, value: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {_state(_teller, state)}" for name, state in value.items())


def _counts(_teller: Teller, value: Mapping[str, int]) -> str:
    return "; ".join(f"{_state(_teller, state)}: {number(count)}" for state, count in value.items())


def _each(kind: type[StrEnum]) -> Callable[[Teller, Any], str]:
    """Names, each with its state and the reason for it."""
    word = _word(kind)

    def told(teller: Teller, value: Iterable[Mapping[str, str]]) -> str:
        listed = ((one["name"], word(teller, one["state"]), one.get("reason", "")) for one in value)
        return "; ".join(f"{name}: {state}" + (f" ({reason})" if reason else "") for name, state, reason in listed)

    return told


def _base(one: Mapping[str, Any]) -> str:
    """On how many members the vote was counted, where somebody did not vote on it."""
    if not one.get("recused"):
        return ""
    counted = _("on the base of %(base)s members (%(recused)s not voting)", base=one["base"], recused=one["recused"])
    return f", {counted}"


def _totals(_teller: Teller, value: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(
        _(
            "%(name)s: %(agree)s agree, %(disagree)s disagree, %(blank)s blank, %(result)s",
            **{key: one[key] for key in ("name", "agree", "disagree", "blank")},
            result=_("passed") if one["passed"] else _("not passed"),
        )
        + _base(one)
        for one in value
    )


def _warnings(_teller: Teller, value: Iterable[Mapping[str, str]]) -> str:
    return "; ".join(f"{say(RULES.get(one['code'], one['code']))}: {one['reason']} ({one['by']})" for one in value)


def _percent(_teller: Teller, value: int) -> str:
    return f"{value}%"


def _size(_teller: Teller, value: int) -> str:
    return _("%(count)s bytes", count=number(value)) if value < 1024 else f"{number(value // 1024)} kB"


_state = _word(NominationState)
_WAYS: dict[str, Callable[[Teller, Any], str]] = {
    "absent": _each(Presence),
    "adopted": Teller.adopted,
    "attendance": _word(Presence),
    "award": Teller.award,
    "bucket": Teller.bucket,
    "codes": Teller.organizations,
    "counts": _counts,
    "diagram": _word(CaseKind),
    "due_at": _deadline,
    "ground": _word(Ground),
    "kind": _word(WorkKind, PartKind, InstallationKind),
    "lines": _each(LineState),
    "measure": Teller.measure,
    "phase": Teller.phase,
    "role": _word(Role),
    "size": _size,
    "state": _state,
    "states": _states,
    "status": _word(PhaseStatus, WorkStatus),
    "step": Teller.step,
    "threshold_percent": _percent,
    "totals": _totals,
    "warnings": _warnings,
    **dict.fromkeys(
        ("closes_on", "completed_on", "dated_on", "day", "finish_on", "from_on", "on", "signed_on", "sits_on", "to_on",
         "valid_to"),
        _day,
    ),
}  # fmt: skip
