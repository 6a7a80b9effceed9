"""The schema of a table of Arrow, and how rows become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..._tables.columns import Column, Kind
from ..._tables.rows import Row
from .._worker import Turns
from .arrow import Array, Schema, Table, Type, arrow, compute

_HANDFUL: Final = 800
"""Rows that are turned into columns at once; it takes a millisecond, and half of it in one go."""
_FINER: Final = r"(\.\d{6})\d+"


class Shape:
    """The schema of a table, and how rows become columns.

    Args:
        zoned: times are UTC; otherwise nobody knows what they are.
    """

    def __init__(self, columns: Sequence[Column], *, zoned: bool) -> None:
        pa = arrow()
        self.text, self._plain = pa.string(), pa.timestamp("us")
        self.moment = pa.timestamp("us", "UTC") if zoned else self._plain
        kinds = {
            Kind.NUMBER: pa.float64(),
            Kind.INTEGER: pa.int64(),
            Kind.BOOLEAN: pa.bool_(),
            Kind.MOMENT: self.moment,
        }
        self.types = [kinds.get(column.kind, self.text) for column in columns] + [self.text]
        self._moments = {place for place, column in enumerate(columns) if column.kind is Kind.MOMENT}
        self._turns = Turns()
        extra = Column("extra", "", Kind.JSON, "fields that no column is there for, by the API's names")
        fields = [
            pa.field(column.name, type, metadata=_about(column) or None)
            for column, type in zip((*columns, extra), self.types, strict=True)
        ]
        self.schema: Schema = pa.schema(fields)

    def tables(self, rows: Sequence[Row]) -> list[Table]:
        """Rows as tables of a handful each."""
        return [self._table(rows[start : start + _HANDFUL]) for start in range(0, len(rows), _HANDFUL)]

    def _table(self, rows: Sequence[Row]) -> Table:
        arrays: list[Array] = []
        for place, (values, type) in enumerate(zip(zip(*rows, strict=True), self.types, strict=True)):
            arrays.append(self.written(values) if place in self._moments else arrow().array(values, type))
            self._turns.turn()
        return arrow().Table.from_arrays(arrays, schema=self.schema)

    def written(self, values: Sequence[object]) -> Array:
        """Written times as timestamps. Arrow reads them several times as fast as it takes datetimes."""
        return timestamps(arrow().array(values, self.text), self._plain).cast(self.moment)


def timestamps(texts: Array, type: Type) -> Array:
    """Texts as timestamps.

    Raises:
        ValueError: Arrow does not understand one.
    """
    try:
        return texts.cast(type)
    except arrow().ArrowInvalid:  # finer than microseconds: .NET writes seven digits; cut off, so that no day changes
        return compute().replace_substring_regex(texts, _FINER, r"\1").cast(type)


def _about(column: Column) -> Mapping[str, str]:
    told = {"comment": column.comment} if column.comment else {}
    return {**told, "json": "true"} if column.kind is Kind.JSON else told
