"""Conditions of gateways: a small language of comparisons, read and computed here and never by Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from models.base.finding import Finding, RuleBroken
from models.base.language import N_

Value = str | int | bool

SIZE_LIMIT: Final = 400
DEPTH_LIMIT: Final = 20
CHOICE_LIMIT: Final = 40
_KEYWORDS: Final = frozenset({"and", "or", "not", "in", "True", "False"})
_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:
        (?P<text>'[^'\\\r\n]*'|"[^"\\\r\n]*")
      | (?P<number>[0-9]{1,18})(?![0-9A-Za-z_])
      | (?P<word>[A-Za-z_][A-Za-z0-9_]{0,63})(?![0-9A-Za-z_])
      | (?P<sign>==|!=|[(),])
    )""",
    re.VERBOSE | re.ASCII,
)


class ExpressionRefused(RuleBroken):
    """A condition that is not written in our small language, or cannot be computed."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(Finding("expression_refused", message, values))


@dataclass(frozen=True)
class Constant:
    """A text, a whole number, True or False."""

    value: Value


@dataclass(frozen=True)
class Name:
    """A value that the engine gives by name."""

    name: str


@dataclass(frozen=True)
class Comparison:
    """`left == right`, `left != right`."""

    equal: bool
    left: Node
    right: Node


@dataclass(frozen=True)
class Membership:
    """`left in ("a", "b")`."""

    left: Node
    choices: tuple[Constant, ...]


@dataclass(frozen=True)
class Not:
    """`not part`."""

    part: Node


@dataclass(frozen=True)
class Joined:
    """`a and b`, `a or b`."""

    every: bool
    parts: tuple[Node, ...]


Node = Constant | Name | Comparison | Membership | Not | Joined


@dataclass(frozen=True)
class Expression:
    """A condition that was read: its text and its tree."""

    text: str
    root: Node

    @property
    def names(self) -> frozenset[str]:
        """The names that the condition asks for."""
        return frozenset(node.name for node in _nodes(self.root) if isinstance(node, Name))

    @property
    def texts(self) -> tuple[str, ...]:
        """The text constants in the condition, in order: for a gateway, the outcomes that it names."""
        return tuple(
            node.value for node in _nodes(self.root) if isinstance(node, Constant) and isinstance(node.value, str)
        )


def parse(text: str) -> Expression:
    """Read a condition; ExpressionRefused says what does not belong to the language."""
    if len(text) > SIZE_LIMIT:
        raise ExpressionRefused(N_("The condition is longer than %(limit)s characters."), limit=str(SIZE_LIMIT))
    reader = _Reader(tuple(_tokens(text)))
    root = reader.either(0)
    if reader.kind != "end":
        raise reader.surprised()
    return Expression(text.strip(), root)


def evaluate(expression: Expression, names: Mapping[str, Value]) -> Value:
    """The value of a condition; ExpressionRefused when a name is missing or a part is not true or false."""
    return _value(expression.root, names)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    end = len(text.rstrip(" \t\r\n"))
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionRefused(N_("“%(part)s” does not belong in a condition."), part=text[place:end][:20].strip())
        kind = str(match.lastgroup)
        word = match.group(kind)
        yield ("key" if word in _KEYWORDS and kind == "word" else kind), word
        place = match.end()
    yield "end", ""


class _Reader:
    """Reads tokens by recursive descent; the depth is counted because officials' files are not trusted."""

    def __init__(self, tokens: tuple[tuple[str, str], ...]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at][0]

    @property
    def word(self) -> str:
        return self.tokens[self.at][1]

    def surprised(self) -> ExpressionRefused:
        if self.kind == "end":
            return ExpressionRefused(N_("The condition stops in the middle."))
        return ExpressionRefused(N_("“%(part)s” does not belong in a condition."), part=self.word)

    def take(self, kind: str, word: str) -> bool:
        if self.tokens[self.at] != (kind, word):
            return False
        self.at += 1
        return True

    def need(self, kind: str, word: str) -> None:
        if not self.take(kind, word):
            raise self.surprised()

    def either(self, depth: int) -> Node:
        parts = [self.both(depth)]
        while self.take("key", "or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Joined(False, tuple(parts))

    def both(self, depth: int) -> Node:
        parts = [self.negation(depth)]
        while self.take("key", "and"):
            parts.append(self.negation(depth))
        return parts[0] if len(parts) == 1 else Joined(True, tuple(parts))

    def negation(self, depth: int) -> Node:
        if depth > DEPTH_LIMIT:
            raise ExpressionRefused(N_("The condition is nested deeper than %(limit)s."), limit=str(DEPTH_LIMIT))
        if self.take("key", "not"):
            return Not(self.negation(depth + 1))
        return self.comparison(depth)

    def comparison(self, depth: int) -> Node:
        left = self.atom(depth)
        if self.take("sign", "=="):
            return Comparison(True, left, self.atom(depth))
        if self.take("sign", "!="):
            return Comparison(False, left, self.atom(depth))
        if self.take("key", "in"):
            return Membership(left, self.choices())
        if self.take("key", "not"):
            self.need("key", "in")
            return Not(Membership(left, self.choices()))
        return left

    def choices(self) -> tuple[Constant, ...]:
        self.need("sign", "(")
        found = [self.constant()]
        while self.take("sign", ",") and self.word != ")":
            found.append(self.constant())
        self.need("sign", ")")
        if len(found) > CHOICE_LIMIT:
            raise ExpressionRefused(N_("The condition lists more than %(limit)s values."), limit=str(CHOICE_LIMIT))
        return tuple(found)

    def constant(self) -> Constant:
        atom = self.atom(DEPTH_LIMIT)
        if not isinstance(atom, Constant):
            raise ExpressionRefused(N_("Only texts and numbers can be listed in a condition."))
        return atom

    def atom(self, depth: int) -> Node:
        kind, word = self.tokens[self.at]
        if self.take("sign", "("):
            inside = self.either(depth + 1)
            self.need("sign", ")")
            return inside
        if kind in ("end", "sign") or (kind == "key" and word not in ("True", "False")):
            raise self.surprised()
        self.at += 1
        if kind == "text":
            return Constant(word[1:-1])
        if kind == "number":
            return Constant(int(word))
        return Constant(word == "True") if kind == "key" else Name(word)


def _nodes(root: Node) -> Iterator[Node]:
    yield root
    match root:
        case Comparison(_, left, right):
            yield from _nodes(left)
            yield from _nodes(right)
        case Membership(left, choices):
            yield from _nodes(left)
            yield from choices
        case Not(part):
            yield from _nodes(part)
        case Joined(_, parts):
            for part in parts:
                yield from _nodes(part)
        case _:
            pass


def _value(node: Node, names: Mapping[str, Value]) -> Value:
    match node:
        case Constant(value):
            return value
        case Name(name):
            return _given(name, names)
        case Comparison(equal, left, right):
            return _same(_value(left, names), _value(right, names)) is equal
        case Membership(left, choices):
            found = _value(left, names)
            return any(_same(found, choice.value) for choice in choices)
        case Not(part):
            return not _truth(part, names)
        case Joined(every, parts):
            return (all if every else any)(_truth(part, names) for part in parts)


def _given(name: str, names: Mapping[str, Value]) -> Value:
    if name not in names:
        raise ExpressionRefused(N_("The condition asks for “%(name)s”, which is not known here."), name=name)
    value = names[name]
    if not isinstance(value, (str, int)):
        raise ExpressionRefused(N_("“%(name)s” is not a text or a number."), name=name)
    return value


def _same(left: Value, right: Value) -> bool:
    """Equal and of one kind: 1 is not True, and "1" is not 1."""
    return type(left) is type(right) and left == right


def _truth(node: Node, names: Mapping[str, Value]) -> bool:
    value = _value(node, names)
    if not isinstance(value, bool):
        raise ExpressionRefused(N_("A part of the condition is neither true nor false."))
    return value
