"""Values as the plan states them, values that we assumed, and days that are not announced yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """Where something stands in a scheme file (both counted from 1)."""

    line: int
    column: int


@dataclass(frozen=True)
class Because:
    """Why a value was assumed that the plan leaves open, and what the assumption rests on."""

    reason: str
    source: str


@dataclass(frozen=True)
class Given(Generic[T]):
    """A value of the scheme; `because` tells that the plan does not state it."""

    value: T
    because: Because | None = None

    @property
    def assumed(self) -> bool:
        return self.because is not None


@dataclass(frozen=True)
class Dated:
    """A day, stated or assumed, or None while unannounced (`announced_by` then says who will tell)."""

    on: date | None
    announced_by: str = ""
    because: Because | None = None

    @property
    def assumed(self) -> bool:
        return self.because is not None

    @property
    def announced(self) -> bool:
        return self.on is not None


@dataclass(frozen=True)
class Assumed:
    """One value that the plan leaves open: shown as "giả định, cần xác nhận"."""

    path: str
    value: Any
    reason: str
    source: str

    @property
    def field(self) -> str:
        """The last step of the path, the key of its label in `words.FIELD_LABELS`."""
        return self.path.rpartition(".")[2]


def step(path: str, name: str) -> str:
    """The path of the field `name` of what stands at `path`."""
    return f"{path}.{name}" if path else name


def entry(path: str, item: Any, index: int) -> str:
    """The path of one entry of a list: by its key where it has one, else by its number from 0."""
    return f"{path}[{getattr(item, 'key', index)}]"


def assumptions_in(value: Any, path: str = "") -> Iterator[Assumed]:
    """Every assumed value in `value`, in the order of the file."""
    if isinstance(value, Given | Dated) and value.because:
        inner = value.value if isinstance(value, Given) else value.on
        yield Assumed(path, inner, value.because.reason, value.because.source)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from assumptions_in(item, entry(path, item, index))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.repr:
                yield from assumptions_in(getattr(value, field.name), step(path, field.name))
