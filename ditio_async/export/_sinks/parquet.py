"""Rows as a Parquet file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, cast

from ..._tables.columns import Column, Kind
from ..._tables.rows import Row
from .._worker import Turns
from ..formats import Parquet
from .arrow import Array, Output, Schema, Table, Type, Writer, arrow, parquet
from .place import Place

MOST_BYTES: Final = 32 * 1024 * 1024
"""Of a row group in memory, before it is packed."""
_HANDFUL: Final = 800
"""Rows that are turned into columns at once; it takes a millisecond, and half of it in one go."""
_MICROSECONDS: Final = len("2026-01-31 15:00:00.123456")


class ParquetSink:
    """Writes rows to a Parquet file, row group by row group.

    Its footer comes last, so that it cannot be gone on with.

    Args:
        about: says something of the file; asked when it is complete.

    Attributes:
        size: bytes so far.
    """

    def __init__(self, place: Place, shape: Shape, format: Parquet, about: Mapping[str, str]) -> None:
        self._place = place
        self._shape = shape
        self._format = format
        self._about = about
        self._waiting: list[Table] = []
        self._rows = self._bytes = 0
        self._file: Output | None = None
        self._writer: Writer | None = None
        self.size = 0

    def open(self, size: int) -> None:
        """Begin."""
        self._file = arrow().OSFile(str(self._place.temporary), "wb")
        self._writer = parquet().ParquetWriter(self._file, self._shape.schema, compression=self._format.compression)

    def write(self, records: Sequence[object]) -> None:
        """Add records; what makes a row group is written."""
        turns = Turns()
        rows = cast("Sequence[Row]", records)
        for start in range(0, len(rows), _HANDFUL):
            table = self._shape.table(rows[start : start + _HANDFUL], turns)
            self._waiting.append(table)
            self._rows += table.num_rows
            self._bytes += table.nbytes
            while self._rows >= self._format.row_group:
                self._write(self._format.row_group)
            if self._bytes >= MOST_BYTES:
                self._write(self._rows)

    def finish(self) -> None:
        """Write the rest and the footer, and put the file in its place."""
        assert self._writer is not None
        assert self._file is not None
        if self._rows:
            self._write(self._rows)
        self._writer.add_key_value_metadata(self._about)
        self._writer.close()
        self.size = self._file.tell()
        self._file.close()
        self._place.put()

    def sync(self) -> None:
        """Nothing to do: without its footer it is worth nothing."""

    def close(self, *, keep: bool) -> None:
        """Break off."""
        self._waiting.clear()
        if self._writer is not None and self._writer.is_open:
            with suppress(OSError):  # the footer may have no room either
                self._writer.close()
            self._writer.is_open = False
        if self._file is not None and not self._file.closed:
            with suppress(OSError):
                self._file.close()
        self._place.temporary.unlink(missing_ok=True)

    def _write(self, rows: int) -> None:
        """Write a row group of so many rows."""
        assert self._writer is not None
        assert self._file is not None
        tables = arrow().concat_tables(self._waiting)
        self._writer.write_table(tables.slice(0, rows), rows)
        rest = tables.slice(rows)
        self._waiting = [rest] if rest.num_rows else []  # one without rows would still hold the memory of the others
        self._rows, self._bytes = rest.num_rows, rest.nbytes
        self.size = self._file.tell()


class Shape:
    """The schema of a table, and how rows become columns.

    Args:
        zoned: times are UTC; otherwise nobody knows what they are.
    """

    def __init__(self, columns: Sequence[Column], *, zoned: bool) -> None:
        pa = arrow()
        text, self._plain = pa.string(), pa.timestamp("us")
        moment = pa.timestamp("us", "UTC") if zoned else self._plain
        kinds = {Kind.NUMBER: pa.float64(), Kind.INTEGER: pa.int64(), Kind.BOOLEAN: pa.bool_(), Kind.MOMENT: moment}
        self._text = text
        self._types = [kinds.get(column.kind, text) for column in columns] + [text]
        self._moments = {place for place, column in enumerate(columns) if column.kind is Kind.MOMENT}
        extra = Column("extra", "", Kind.JSON, "fields that no column is there for, by the API's names")
        fields = [
            pa.field(column.name, type, metadata=_about(column) or None)
            for column, type in zip((*columns, extra), self._types, strict=True)
        ]
        self.schema: Schema = pa.schema(fields)

    def table(self, rows: Sequence[Row], turns: Turns) -> Table:
        """Rows as a table."""
        arrays: list[Array] = []
        for place, (values, type) in enumerate(zip(zip(*rows, strict=True), self._types, strict=True)):
            arrays.append(self._moment(values, type) if place in self._moments else arrow().array(values, type))
            turns.turn()
        return arrow().Table.from_arrays(arrays, schema=self.schema)

    def _moment(self, values: Sequence[object], type: Type) -> Array:
        """Written times as timestamps. Arrow reads them several times as fast as it takes datetimes."""
        pa = arrow()
        try:
            plain = pa.array(values, self._text).cast(self._plain)
        except pa.ArrowInvalid:  # finer than microseconds: .NET writes seven digits; cut off, so that no day changes
            cut = [value[:_MICROSECONDS] if isinstance(value, str) else value for value in values]
            plain = pa.array(cut, self._text).cast(self._plain)
        return plain.cast(type)


def _about(column: Column) -> Mapping[str, str]:
    told = {"comment": column.comment} if column.comment else {}
    return {**told, "json": "true"} if column.kind is Kind.JSON else told
