"""Filters of SCIM: reads them, and tells which users they let through (RFC 7644, section 3.4.2.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NoReturn, TypeAlias, cast

import msgspec

from ._answers import Refusal
from ._scim_users import EXACT, NAMES, PARTS, named, scim_refusal, unqualified
from ._world import millis_of

Record: TypeAlias = Mapping[str, object]
Test: TypeAlias = Callable[[Record], bool]

_TOKEN: Final = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[()\[\]]|[^\s()\[\]"]+)', re.DOTALL)
_TIMES: Final = frozenset({"meta.created", "meta.lastModified"})
_DEEPEST: Final = 40
_ORDERS: Final[Mapping[str, Callable[[int], bool]]] = {
    "gt": lambda order: order > 0,
    "ge": lambda order: order >= 0,
    "lt": lambda order: order < 0,
    "le": lambda order: order <= 0,
}


def filter_test(text: str) -> Test:
    """Tells whether a user fits a filter.

    Raises:
        Refusal: it is none, or is on an attribute that users do not have.
    """
    return _Parser(text, NAMES, "").whole()


def part_test(text: str, attribute: str) -> Test:
    """Tells whether one of an attribute's values fits the filter in a value path."""
    return _Parser(text, PARTS[attribute], f"{attribute}.").whole()


class _Parser:
    """Goes through a filter from left to right.

    Args:
        known: the attributes that it may be on.
        prefix: what these are parts of.
    """

    def __init__(self, text: str, known: tuple[str, ...], prefix: str) -> None:
        self._text = text
        self._known = known
        self._prefix = prefix
        self._tokens = list(self._split())
        self._depth = 0

    def whole(self) -> Test:
        """The test that it stands for."""
        test = self._or()
        if self._tokens:
            self._wrong(f"nothing was expected at {self._tokens[0]!r}")
        return test

    def _split(self) -> Iterator[str]:
        at, text = 0, self._text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                self._wrong(f"a text has no end: {text[at:]!r:.40}")
            yield match[1]
            at = match.end()

    def _wrong(self, words: str) -> NoReturn:
        raise _refused(f"{words}, in the filter {self._text!r:.200}")

    def _take(self) -> str:
        if not self._tokens:
            self._wrong("it ends too early")
        return self._tokens.pop(0)

    def _next_is(self, word: str) -> bool:
        if self._tokens and self._tokens[0].lower() == word:
            self._tokens.pop(0)
            return True
        return False

    def _or(self) -> Test:
        tests = [self._and()]
        while self._next_is("or"):
            tests.append(self._and())
        return tests[0] if len(tests) == 1 else lambda record: any(test(record) for test in tests)

    def _and(self) -> Test:
        tests = [self._single()]
        while self._next_is("and"):
            tests.append(self._single())
        return tests[0] if len(tests) == 1 else lambda record: all(test(record) for test in tests)

    def _single(self) -> Test:
        if self._next_is("not"):
            if not self._next_is("("):
                self._wrong("after not comes a parenthesis")
            inner = self._until(")")
            return lambda record: not inner(record)
        return self._until(")") if self._next_is("(") else self._comparison()

    def _until(self, end: str) -> Test:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._wrong("there are too many parentheses inside of one another")
        test = self._or()
        if not self._next_is(end):
            self._wrong(f"{end!r} is missing")
        self._depth -= 1
        return test

    def _comparison(self) -> Test:
        path = self._path(self._take())
        if self._next_is("["):
            return self._values(path)
        operator = self._take().lower()
        if operator == "pr":
            return lambda record: any(value not in (None, "") for value in _at(record, path))
        if operator not in {"eq", "ne", "co", "sw", "ew", *_ORDERS}:
            self._wrong(f"there is no operator {operator!r}")
        return self._compared(self._prefix + path, path, operator, self._literal(self._take()))

    def _values(self, path: str) -> Test:
        if self._prefix or path not in PARTS:
            self._wrong(f"{path} has no parts to filter")
        outside = self._known, self._prefix
        self._known, self._prefix = PARTS[path], f"{path}."
        test = self._until("]")
        self._known, self._prefix = outside
        return lambda record: any(test(cast("Record", value)) for value in _values_of(record, path))

    def _path(self, token: str) -> str:
        first, _, part = unqualified(token).partition(".")
        name = named(first, self._known)
        parts = PARTS.get(name or "", ()) if not self._prefix else ()
        inner = named(part, parts) if part else None
        if name is None or (part and inner is None):
            self._wrong(f"there is no attribute {token!r}")
        return f"{name}.{inner}" if inner else name

    def _literal(self, token: str) -> object:
        try:
            value = msgspec.json.decode(token)
        except msgspec.DecodeError:
            self._wrong(f"{token!r} is no value")
        if isinstance(value, list | dict):
            self._wrong(f"{token!r} is no value")
        return value

    def _compared(self, name: str, path: str, operator: str, wanted: object) -> Test:
        if operator in {"co", "sw", "ew"} and not isinstance(wanted, str):
            self._wrong(f"{operator} takes a text")
        if operator in _ORDERS and (isinstance(wanted, bool) or wanted is None):
            self._wrong(f"{operator} takes a text or a number")
        try:
            want = _comparable(name, wanted)
        except (ValueError, OverflowError):
            self._wrong(f"{wanted!r} is no time")
        if operator == "ne":
            return lambda record: not any(_fits(name, value, "eq", want) for value in _or_null(_at(record, path)))
        return lambda record: any(_fits(name, value, operator, want) for value in _or_null(_at(record, path)))


def _fits(name: str, value: object, operator: str, want: object) -> bool:
    have = _comparable(name, value)
    if operator == "eq" or type(have) is not type(want):
        return operator == "eq" and type(have) is type(want) and have == want
    if operator in _ORDERS:
        one, other = cast("str", have), cast("str", want)
        return _ORDERS[operator]((one > other) - (one < other))
    text, piece = str(have), str(want)
    return {"co": piece in text, "sw": text.startswith(piece), "ew": text.endswith(piece)}[operator]


def _comparable(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name in _TIMES:
        return millis_of(value)
    return value if name in EXACT else value.casefold()


def _or_null(values: list[object]) -> list[object]:
    return values or [None]


def _values_of(record: Record, name: str) -> list[object]:
    value = record.get(name)
    return cast("list[object]", value) if isinstance(value, list) else [] if value is None else [value]


def _at(record: Record, path: str) -> list[object]:
    """The values at a path; of a phone number without a part its value."""
    name, _, part = path.partition(".")
    found: list[object] = []
    for value in _values_of(record, name):
        if isinstance(value, dict):
            inner = cast("Record", value)
            value = inner.get(part or "value", inner if not part and "value" not in inner else None)
        if value is not None:
            found.append(value)
    return found


def _refused(words: str) -> Refusal:
    return scim_refusal(400, words, "invalidFilter")
