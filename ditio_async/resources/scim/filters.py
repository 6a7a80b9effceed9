"""Filters of SCIM, written in Python (RFC 7644, section 3.4.2.2)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, TypeAlias

import msgspec
from msgspec import Struct

from ... import _checks, _times
from ...errors import ArgumentError

Literal: TypeAlias = str | bool | int | float | dt.datetime | None
"""What an attribute is compared with."""

_NAME: Final = r"[A-Za-z$][\w$-]*"
_URN: Final = r"urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}(?::[\w()+,\-.=@;$!*'%/?#]+)+:"
_SUB: Final = re.compile(_NAME, re.ASCII)
_ATTRIBUTE: Final = re.compile(rf"(?:{_URN})?{_NAME}(?:\.{_NAME})?", re.ASCII | re.IGNORECASE)
_PATH: Final = re.compile(
    rf"(?:{_URN})?{_NAME}(?:\.{_NAME}|\[.+\](?:\.{_NAME})?)?", re.ASCII | re.IGNORECASE | re.DOTALL
)

_PLAIN: Final = _checks.of(str | bool | int | float | None)
_ORDERED: Final = _checks.of(str | int | float)
_WORDS: Final = frozenset({"and", "or", "not"})
_OR, _AND, _WHOLE = 1, 2, 3
_AS: Final = 'write it as the API does, such as "userName" or "phoneNumbers.type"'


class Filter(Struct, frozen=True):
    """A filter; `str` gives it as it is sent.

    `&`, `|` and `~` join filters as and, or and not do in SCIM, with the parentheses that it takes.

    Attributes:
        text: as it is sent.
        binding: how strongly what it is made of holds together: 1 or, 2 and, 3 all else.
        bracketed: it has a value path in it, which cannot be inside of another one.
    """

    text: str
    binding: int = _WHOLE
    bracketed: bool = False

    def __and__(self, other: Filter) -> Filter:
        return self._joined("and", other, _AND)

    def __or__(self, other: Filter) -> Filter:
        return self._joined("or", other, _OR)

    def __invert__(self) -> Filter:
        return Filter(f"not ({self.text})", bracketed=self.bracketed)

    def _joined(self, word: str, other: object, binding: int) -> Filter:
        if not isinstance(other, Filter):
            raise ArgumentError(f"{self} {word} ...: a filter is joined with a filter, not with {other!r:.80}")
        parts = (part.text if part.binding >= binding else f"({part.text})" for part in (self, other))
        return Filter(f" {word} ".join(parts), binding, self.bracketed or other.bracketed)

    def __bool__(self) -> bool:
        raise ArgumentError("a filter is neither true nor false; join filters with & | ~, not with and, or, not")

    def __str__(self) -> str:
        return self.text


class ValuePath(Filter, frozen=True):
    """The values of an attribute that a filter lets through: `phoneNumbers[type eq "work"]`."""

    def sub(self, name: str) -> str:
        """The path of a part of these values, for an operation: `phoneNumbers[type eq "work"].value`."""
        if not isinstance(name, str) or not _SUB.fullmatch(name):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"sub: {name!r:.80} is no name of a part of an attribute; {_AS}")
        return f"{self.text}.{name}"


class Attribute(Struct, frozen=True):
    """An attribute that a filter is on. What its methods are called is what SCIM calls the operators."""

    path: str

    def eq(self, value: Literal) -> Filter:
        """Equal."""
        return self._compared("eq", value, _PLAIN)

    def ne(self, value: Literal) -> Filter:
        """Not equal."""
        return self._compared("ne", value, _PLAIN)

    def co(self, value: str) -> Filter:
        """Contains."""
        return self._compared("co", value, _checks.TEXT)

    def sw(self, value: str) -> Filter:
        """Starts with."""
        return self._compared("sw", value, _checks.TEXT)

    def ew(self, value: str) -> Filter:
        """Ends with."""
        return self._compared("ew", value, _checks.TEXT)

    def gt(self, value: str | float | dt.datetime) -> Filter:
        """Greater than, or later."""
        return self._compared("gt", value, _ORDERED)

    def ge(self, value: str | float | dt.datetime) -> Filter:
        """Greater than or equal, or not before."""
        return self._compared("ge", value, _ORDERED)

    def lt(self, value: str | float | dt.datetime) -> Filter:
        """Less than, or earlier."""
        return self._compared("lt", value, _ORDERED)

    def le(self, value: str | float | dt.datetime) -> Filter:
        """Less than or equal, or not after."""
        return self._compared("le", value, _ORDERED)

    def pr(self) -> Filter:
        """Present: it has a value."""
        return Filter(f"{self.path} pr")

    def where(self, filter: Filter) -> ValuePath:
        """Those of several values that a filter on their parts lets through.

        Args:
            filter: `attr("type").eq("work")`, for one.
        """
        if not isinstance(filter, Filter):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"where takes a filter such as attr('type').eq('work'), not {filter!r:.80}")
        if filter.bracketed or "." in self.path.rpartition(":")[2]:
            raise ArgumentError(f"where: {self.path}[{filter}] has a value path inside of another, or of a part")
        return ValuePath(f"{self.path}[{filter}]", bracketed=True)

    def _compared(self, operator: str, value: object, check: _checks.Check) -> Filter:
        moment = isinstance(value, dt.datetime) and check is not _checks.TEXT
        if (wrong := (_times.refusal if moment else check)(value)) is not None:
            raise ArgumentError(f"{self.path} {operator}: {wrong}")
        text = _times.written(value) if isinstance(value, dt.datetime) else value
        return Filter(f"{self.path} {operator} {msgspec.json.encode(text).decode()}")

    def __str__(self) -> str:
        return self.path


def attr(name: str) -> Attribute:
    """An attribute, by which users are filtered.

    `attr("userName").eq("kari@fjell.no") & attr("active").eq(True)` is a filter.

    Args:
        name: `userName`, `meta.lastModified`, or one of an extension with its URN before it.

    Raises:
        ArgumentError: it is no name of an attribute.
    """
    fits = isinstance(name, str) and _ATTRIBUTE.fullmatch(name)  # pyright: ignore[reportUnnecessaryIsInstance]
    if not fits or name.lower() in _WORDS:
        raise ArgumentError(f"attr: {name!r:.80} is no name of an attribute; {_AS}")
    return Attribute(name)


def path_refusal(path: object) -> str | None:
    """What is wrong with what an operation is on, and the cure; None where nothing is."""
    if (wrong := _checks.TEXT(path)) is not None:
        return wrong
    if _PATH.fullmatch(str(path)):
        return None
    return f'is {path!r:.80}; write it as active, phoneNumbers.type or phoneNumbers[type eq "work"].value'
