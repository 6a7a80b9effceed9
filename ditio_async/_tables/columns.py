"""The columns of a table, read off the Struct of its records."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, get_type_hints

from msgspec import Struct

from .. import _checks
from ..resources.reporting import Record

_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


FLAG: Final = "is_deleted"
"""The column that is never empty: what is not said to be deleted is not."""


class Kind(StrEnum):
    """What a column holds.

    TEXT text; NUMBER a double; INTEGER 64 bits; BOOLEAN; MOMENT a point in time, UTC; JSON lists, objects, and what is
    not documented.
    """

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    JSON = "json"


class Column(Struct, frozen=True):
    """A column.

    Attributes:
        name: of the column: the API's name in snake_case.
        key: the API's own name.
        comment: what it means, its unit; "" where the name says it all.
    """

    name: str
    key: str
    kind: Kind
    comment: str = ""


def columns_of(shape: type[object]) -> tuple[Column, ...]:
    """The columns for records of a shape, the id first; where none is documented, those that all records have."""
    if not isinstance(shape, type) or not issubclass(shape, Struct):  # pyright: ignore[reportUnnecessaryIsInstance]  # also dict[str, object]
        shape = Record
    hints, comments = get_type_hints(shape), _comments(shape)
    names = zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True)
    columns = [Column(name, key, _kind(hints[name]), comments.get(name, "")) for name, key in names]
    return tuple(sorted(columns, key=lambda column: column.name != "id"))


def column_name(key: str) -> str:
    """The snake_case of a name of the API's; "" for one that is no name."""
    name = _WORDS.sub("_", key).lower()
    return name if re.fullmatch(r"[a-z][a-z0-9_]*", name) else ""


_KINDS: Final[Mapping[object, Kind]] = {
    str: Kind.TEXT,
    float: Kind.NUMBER,
    int: Kind.INTEGER,
    bool: Kind.BOOLEAN,
    dt.datetime: Kind.MOMENT,
}


def _kind(hint: object) -> Kind:
    members = [member for member in _checks.members_of(hint) if member is not type(None)]
    if str in members:  # also where a number may stand for it
        return Kind.TEXT
    return _KINDS.get(members[0], Kind.JSON) if len(members) == 1 else Kind.JSON


def _comments(shape: type[Struct]) -> dict[str, str]:
    """What the docstrings of a Struct and of its bases say of their attributes."""
    comments: dict[str, str] = {}
    for base in reversed(shape.__mro__):
        _, _, section = inspect.cleandoc(vars(base).get("__doc__") or "").partition("Attributes:\n")
        for names, text in _entries(section):
            comments.update(dict.fromkeys(names.split(", "), text))
    return comments


def _entries(section: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"\n(?= {4}\S)", section.rstrip()):
        names, _, text = " ".join(entry.split()).partition(": ")
        if text:
            yield names, text.rstrip(".")
