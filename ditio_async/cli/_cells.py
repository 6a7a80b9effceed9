"""From the text of a cell to the value of a field."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct

from .. import _checks

_BOOLS: Final = {"true": True, "1": True, "false": False, "0": False}
_WHOLE: Final = re.compile(r"[+-]?\d{1,18}(\.0+)?", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class CellError(ValueError):
    """What is wrong with a cell, in words that go after its value."""


class Column:
    """What the cells of a column are read as.

    Args:
        hint: the type of the field.
        comma: numbers may have a decimal comma, because the cells are not parted by one.
    """

    def __init__(self, hint: object, *, comma: bool) -> None:
        members = _checks.members_of(hint)
        self._check = _checks.of(hint)
        self._comma = comma
        self._reads = _reader(members)
        self.is_list = any(get_origin(member) is list for member in members)

    def value(self, text: str) -> object:
        """The value of a cell that is not empty.

        Raises:
            CellError: it is none.
        """
        value = self._reads(text.replace(",", ".") if self._comma and self._reads is not _text else text)
        if (wrong := self._check(value)) is not None:
            raise CellError(wrong)
        return value


def _reader(members: list[object]) -> Callable[[str], object]:
    kinds = {member for member in members if isinstance(member, type)}
    choices = [v for member in members if get_origin(member) is Literal for v in get_args(member)]
    if bool in kinds:
        return _bool
    if str in kinds or any(getattr(member, "__metadata__", ()) for member in members):
        return _text
    if float in kinds:
        return _number
    if int in kinds or any(issubclass(kind, enum.IntEnum) for kind in kinds) or any(type(v) is int for v in choices):
        return _whole
    return _text


def _text(text: str) -> object:
    return text


def _bool(text: str) -> object:
    if text.lower() not in _BOOLS:
        raise CellError("takes true or false, 1 or 0")
    return _BOOLS[text.lower()]


def _whole(text: str) -> object:
    if not _WHOLE.fullmatch(text):
        raise CellError("takes a whole number")
    return int(text.partition(".")[0])


def _number(text: str) -> object:
    if not _NUMBER.fullmatch(text):
        raise CellError("takes a number")
    return float(text)


@cache
def hints_of(shape: type[Struct]) -> Mapping[str, object]:
    """The types of the fields."""
    hints = get_type_hints(shape, include_extras=True)
    return {name: hints[name] for name in shape.__struct_fields__}


def inner_of(hint: object) -> type[Struct] | None:
    """The Struct that a field holds, if it does."""
    found = [m for m in _checks.members_of(hint) if isinstance(m, type) and issubclass(m, Struct)]
    return found[0] if found else None


def row_of(hint: object) -> type[Struct] | None:
    """The Struct that a field holds a list of, if it does."""
    lists = [member for member in _checks.members_of(hint) if get_origin(member) is list]
    return inner_of(get_args(lists[0])[0]) if lists else None
