"""Fields that no column holds, on their way to columns of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from .. import _times
from .._tables.columns import Column, Kind, column_name
from .._tables.jsons import rest
from .._tables.rows import fitting
from ..errors import ArgumentError

_FIELDS = msgspec.json.Decoder(dict[str, object])


def column_for(stream: str, key: str, values: Iterable[object], taken: Sequence[str]) -> Column:
    """The column for a field.

    Raises:
        ArgumentError: there is no such field, or its name is taken.
    """
    kinds: set[Kind] = set()
    empty = False
    for value in values:
        if value == "":
            empty = True
        elif value is not None:
            kinds.add(_kind(value))
    if empty and kinds != {Kind.MOMENT}:  # of which it is one that is not set
        kinds.add(Kind.TEXT)
    if not kinds:
        raise ArgumentError(f"{stream} has no field {key!r} without a column; mirror.unknown_fields() lists them")
    name = column_name(key)
    if not name or name in taken:
        raise ArgumentError(f"{stream}: {key!r} makes no column: its name would be {name!r}")
    if kinds == {Kind.INTEGER, Kind.NUMBER}:
        kinds = {Kind.NUMBER}
    if kinds == {Kind.TEXT, Kind.MOMENT}:
        kinds = {Kind.TEXT}
    return Column(name, key, kinds.pop() if len(kinds) == 1 else Kind.JSON)


def _kind(value: object) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, int | float):
        return Kind.INTEGER if isinstance(value, int) and abs(value) < 1 << 63 else Kind.NUMBER
    if not isinstance(value, str):
        return Kind.JSON
    try:
        _times.read(value)
    except ValueError:
        return Kind.TEXT
    return Kind.MOMENT


def values_of(extra: str) -> dict[str, object]:
    """The fields that a row's last column holds."""
    return _FIELDS.decode(extra)


def moved(extra: str, columns: Sequence[Column], *, texts: bool) -> tuple[list[object], str | None]:
    """The values for new columns, and what is left; what does not fit its column stays where it is."""
    fields = values_of(extra)
    row: list[object] = []
    for column in columns:
        value = fields.pop(column.key, None)
        try:
            row.append(fitting(column.kind, value, texts=texts))
        except (msgspec.ValidationError, ValueError):
            row.append(None)
            fields[column.key] = value
    return row, rest(fields)
