"""Takes typed values out of the mappings of a scheme file and notes everything that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from models.base.language import N_
from models.schemes.nodes import Mapping, Node, Notes, Scalar, Sequence
from models.schemes.scalars import ASSUMED, DATE, TEXT, Form, Misfit, clipped, nearest
from models.schemes.shape.given import Because, Dated, Given, Place, step

T = TypeVar("T")

NO_VALUE = N_("line %(line)s: %(field)s has no value")
NO_VALUE_OR_NULL = N_("line %(line)s: %(field)s has no value; write null when it is not announced yet")
NOT_NULL = N_("line %(line)s: %(field)s must not be null")
ONE_VALUE = N_("line %(line)s: %(field)s must be one value, not a list or further keys")
A_LIST = N_("line %(line)s: %(field)s must be a list")
NO_ENTRY = N_("line %(line)s: %(field)s needs at least one entry")
KEYS_WANTED = N_("line %(line)s: %(field)s must hold further keys (key: value)")
MISSING = N_("line %(line)s: %(field)s is missing here")
UNKNOWN = N_("line %(line)s: %(field)s is not known here")
UNKNOWN_NEAR = N_("line %(line)s: %(field)s is not known here; did you mean “%(near)s”?")
NEEDS_TEACHER = N_("line %(line)s: %(field)s is null, so announced_by must say who announces the day")
NULL_BARE = N_("line %(line)s: %(field)s is not announced: write value: null and announced_by below it")
NULL_ASSUMED = N_("line %(line)s: %(field)s cannot be null and assumed at once")


class Fields:
    """The keys of one mapping of the file; ask for each once, then `close`."""

    def __init__(self, node: Mapping, path: str, notes: Notes, called: str = "") -> None:
        self.node = node
        self.path = path
        self.notes = notes
        self.called = called  # what `value` is called in sentences, inside {value, assumed, …}
        self.asked: list[str] = []
        self.missing: list[str] = []

    def one(self, name: str, form: Form[T]) -> T:
        """The value under `name`; it must be there and not be null."""
        found = self._scalar(name)
        if found is None:
            return form.blank
        if found.null:
            return self._refuse(name, NOT_NULL, found.place, form.blank)
        return self._read(name, found, form)

    def maybe(self, name: str, form: Form[T]) -> T | None:
        """The value under `name`, or None where the file says null; the key must be there."""
        found = self._scalar(name, NO_VALUE_OR_NULL)
        if found is None or found.null:
            return None
        return self._read(name, found, form)

    def optional(self, name: str, form: Form[T]) -> T:
        """The value under `name`, the blank of its form where the key is absent."""
        self.asked.append(name)
        return self.one(name, form) if name in self.node.entries else form.blank

    def many(self, name: str, form: Form[T], required: bool = True) -> tuple[T, ...]:
        """The list of values under `name`."""
        values: list[T] = []
        for item in self._items(name, required):
            if not isinstance(item, Scalar):
                self._refuse(name, ONE_VALUE, item.place, None)
            elif item.null or item.empty:
                self._refuse(name, NOT_NULL if item.null else NO_VALUE, item.place, None)
            else:
                self.notes.places[f"{self._path(name)}[{len(values)}]"] = item.place
                values.append(self._read(name, item, form))
        return tuple(values)

    def many_or_any(self, name: str, form: Form[T]) -> tuple[T, ...] | None:
        """The list of values under `name`, None where the file says `any`."""
        node = self.node.entries.get(name)
        if isinstance(node, Scalar) and node.text == "any":
            self._find(name)
            return None
        return self.many(name, form)

    def given(self, name: str, take: Callable[[Fields, str], T]) -> Given[T]:
        """A value that stands alone, or under `value` with assumed, reason and source."""
        node = self.node.entries.get(name)
        if not isinstance(node, Mapping):
            return Given(take(self, name))
        self._find(name)
        inner = Fields(node, self._path(name), self.notes, name)
        value = take(inner, "value")
        return Given(value, inner.because())

    def dated(self, name: str) -> Dated:
        """A day that stands alone, or under `value` as assumed or as not announced."""
        node = self.node.entries.get(name)
        if isinstance(node, Scalar) and node.null:
            self._find(name)
            return self._refuse(name, NULL_BARE, node.place, Dated(None))
        if not isinstance(node, Mapping):
            return Dated(self.one(name, DATE))
        self._find(name)
        inner = Fields(node, self._path(name), self.notes, name)
        return inner.dated_value()

    def dated_value(self) -> Dated:
        """The day of a mapping {value, announced_by, assumed, reason, source}."""
        wrong = len(self.notes.findings)
        day = self.maybe("value", DATE)
        unannounced = day is None and len(self.notes.findings) == wrong and "value" in self.node.entries
        announced_by = self.optional("announced_by", TEXT)
        assumed = any(key in self.node.entries for key in ("assumed", "reason", "source"))
        if unannounced and assumed:
            self._refuse("value", NULL_ASSUMED, self.node.places["value"], None)
        elif unannounced and not announced_by:
            self._refuse("value", NEEDS_TEACHER, self.node.places["value"], None)
        because = self.because(required=not unannounced and not announced_by)
        return Dated(day, announced_by, because)

    def because(self, required: bool = True) -> Because | None:
        """The assumption that this mapping tells, and the end of the mapping."""
        self.asked += ["assumed", "reason", "source"]
        because = None
        if required or "assumed" in self.node.entries:
            self.one("assumed", ASSUMED)
            because = Because(self.one("reason", TEXT), self.one("source", TEXT))
        self.close()
        return because

    def section(self, name: str, read: Callable[[Fields], T]) -> T:
        """What stands under `name` as keys of its own; read as empty when it is not there."""
        node = self._find(name)
        if node is not None and not isinstance(node, Mapping):
            self._refuse(name, KEYS_WANTED, node.place, None)
        if not isinstance(node, Mapping):
            return read(Fields(Mapping({}, {}, self.node.place), self._path(name), _Silent(self.notes)))
        inner = Fields(node, self._path(name), self.notes)
        value = read(inner)
        inner.close()
        return value

    def optional_section(self, name: str, read: Callable[[Fields], T]) -> T | None:
        """What stands under `name` as keys of its own, None where the key is absent or null."""
        self.asked.append(name)
        node = self.node.entries.get(name)
        if node is None or (isinstance(node, Scalar) and node.null):
            return None
        return self.section(name, read)

    def entries(self, name: str, read: Callable[[Fields], T]) -> tuple[T, ...]:
        """The list under `name` whose entries have keys of their own."""
        values: list[T] = []
        for index, item in enumerate(self._items(name, True)):
            key = item.entries.get("key") if isinstance(item, Mapping) else None
            path = f"{self._path(name)}[{key.text if isinstance(key, Scalar) else index}]"
            if not isinstance(item, Mapping):
                self._refuse(name, KEYS_WANTED, item.place, None)
                continue
            # The first of two entries with one key keeps the place; the second is found by its number.
            self.notes.places.setdefault(path, item.place)
            self.notes.places[f"{self._path(name)}[#{len(values)}]"] = item.place
            inner = Fields(item, path, self.notes)
            values.append(read(inner))
            inner.close()
        return tuple(values)

    def close(self) -> None:
        """Note the keys that nobody asked for and those that were asked for and are missing."""
        missing = list(dict.fromkeys(self.missing))
        for name, place in self.node.places.items():
            if name in self.asked:
                continue
            absent = [known for known in self.asked if known not in self.node.entries]
            near = nearest(name, [*missing, *absent])
            if near in missing:
                missing.remove(near)  # one mistake, one finding
            message = UNKNOWN_NEAR if near else UNKNOWN
            self.notes.add("scheme_unknown_key", message, place, self._path(name), field=name, near=near)
        for name in missing:
            self.notes.add("scheme_missing_key", MISSING, self.node.place, self._path(name), field=name)

    def _path(self, name: str) -> str:
        return self.path if self.called and name == "value" else step(self.path, name)

    def _find(self, name: str) -> Node | None:
        self.asked.append(name)
        node = self.node.entries.get(name)
        if node is None:
            self.missing.append(name)
            self.notes.doubtful.add(self._path(name))
            return None
        self.notes.places[self._path(name)] = self.node.places[name]
        return node

    def _scalar(self, name: str, empty: str = NO_VALUE) -> Scalar | None:
        node = self._find(name)
        if node is None:
            return None
        if not isinstance(node, Scalar):
            return self._refuse(name, ONE_VALUE, node.place, None)
        if node.empty:
            return self._refuse(name, empty, self.node.places[name], None)
        return node

    def _items(self, name: str, required: bool) -> tuple[Node, ...]:
        self.asked.append(name)
        if not required and name not in self.node.entries:
            return ()
        node = self._find(name)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            empty = isinstance(node, Scalar) and node.empty
            return self._refuse(name, NO_VALUE if empty else A_LIST, self.node.places[name], ())
        if not node.items:
            self._refuse(name, NO_ENTRY, node.place, None)
        return node.items

    def _read(self, name: str, node: Scalar, form: Form[T]) -> T:
        try:
            return form.read(node.text.strip())
        except Misfit as misfit:
            return self._refuse(name, misfit.message, node.place, form.blank, typed=clipped(node.text), **misfit.values)

    def _refuse(self, name: str, message: str, place: Place, blank: T, **values: Any) -> T:
        said = self.called if self.called and name == "value" else name
        self.notes.add("scheme_value", message, place, self._path(name), field=said, **values)
        return blank


class _Silent(Notes):
    """Notes for a section that is missing as a whole: that is one finding, not one per key."""

    def __init__(self, outer: Notes) -> None:
        super().__init__(doubtful=outer.doubtful)
