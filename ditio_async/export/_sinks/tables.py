"""Records as tables of Arrow.

Rows say what is meant. But Arrow reads JSON itself, all columns at once and without the interpreter's lock. So it reads
what is as usual; what it refuses, and what it would read differently, is read as rows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final, cast

from ..._paging.decoding import UNREADABLE, PageReader, Part, late_in
from ..._paging.page import Clip, Envelope
from ..._tables.columns import FLAG, Column, Kind
from ..._tables.jsons import JsonColumns
from ..._tables.moments import Texts
from ..._tables.rows import RowReader
from ..._wire import Response
from .arrow import Array, Options, Table, arrow, compute, json
from .shape import Shape, timestamps

_SIZE: Final = 1024 * 1024
"""Of the slices that Arrow is given, in bytes: each has a price of its own, and one that it refuses is read twice."""
_MOST: Final = 1 << 24
_KEY: Final = re.compile(rb'\[(\{"[^"\\]{1,40}":)')
_LENGTH: Final = len("2026-01-31T15:00:00Z")
_YEAR_TWO: Final = dt.datetime(2, 1, 1, tzinfo=dt.UTC)
"""A time before is one that is not set."""


class TableReader(PageReader[Table]):
    """Reads pages as tables: of a slice as many as it takes.

    Args:
        shape: of the tables; its times are UTC.

    Attributes:
        misfits, unknown: as those of a `RowReader`.
    """

    def __init__(self, columns: Sequence[Column], shape: Shape) -> None:
        super().__init__(cast("type[Table]", object), size=_SIZE)
        self._shape = shape
        self._rows = RowReader(columns, texts=True)
        self._usual = _Usual(columns, shape)

    @property
    def timed(self) -> bool:
        """Whether a time is to the west makes no difference."""
        return False

    @property
    def misfits(self) -> int:
        """Values so far that did not fit their columns."""
        return self._rows.misfits

    @property
    def unknown(self) -> tuple[str, ...]:
        """Fields so far that no column is there for."""
        return self._rows.unknown

    def at_once(self, body: bytes) -> Envelope[Table] | None:
        """Tables are always made from a list of records."""
        return None

    def part(self, response: Response, piece: bytes, before: int, clip: Clip | None, *, west: bool) -> Part[Table]:
        """The tables of a slice.

        Raises:
            msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is no JSON.
            DecodeError: a record has no id, or is none.
        """
        table = self._usual.table(piece, self.unknown)
        if table is None:
            part = self._rows.part(response, piece, before, clip, west=west)
            return Part(self._shape.tables(part.records), part.seen, [])
        late = [] if clip is None else late_in(clip, piece, [None] * table.num_rows)
        kept = table.filter(arrow().array([not out for out in late], arrow().bool_())) if True in late else table
        return Part([kept], table.num_rows, [])


class _Usual:
    """Reads slices in which all is as usual."""

    def __init__(self, columns: Sequence[Column], shape: Shape) -> None:
        self._columns = columns
        self._shape = shape
        self._texts = Texts()
        self._jsons = [column.key for column in columns if column.kind is Kind.JSON]
        self._learned: tuple[str, ...] = ()
        self._json_columns = JsonColumns(self._jsons, ())
        written = [
            arrow().field(column.key, shape.text if column.kind is Kind.MOMENT else type)
            for column, type in zip(columns, shape.types, strict=False)
            if column.kind is not Kind.JSON
        ]
        self._width = len(written)
        self._strict, self._open = (
            json().ParseOptions(
                explicit_schema=arrow().schema(written), newlines_in_values=False, unexpected_field_behavior=behavior
            )
            for behavior in ("error", "infer")
        )
        self._first = arrow().scalar(_YEAR_TWO, shape.moment)
        self._reading = json().ReadOptions(use_threads=False, block_size=_MOST)

    def table(self, piece: bytes, learned: tuple[str, ...]) -> Table | None:
        """The table of a slice; None where something is not as usual. Fields that are learned have no column."""
        if learned != self._learned:
            self._learned, self._json_columns = learned, JsonColumns(self._jsons, learned)
        try:
            # before Arrow: that goes down into what is nested until there is no stack left, and the process ends
            texts = self._json_columns.read(piece) if self._jsons or learned else []
            found = self._read(piece, self._open if texts else self._strict)
            return None if found is None else self._shaped(found, texts)
        except (ValueError, *UNREADABLE):
            return None

    def _read(self, piece: bytes, parsing: Options) -> Table | None:
        """What Arrow reads: times as text, and all else as its column wants it.

        Raises:
            ValueError: it refuses it.
        """
        key = _KEY.match(piece)
        if key is None or b"\n" in piece or len(piece) >= _MOST or not (piece.isascii() or str(piece, "utf-8")):
            return None
        between = b"}," + key[1]  # never in a text; between objects inside of a record, a line break is no JSON
        lines = piece.replace(between, b"}\n" + key[1])
        records = arrow().BufferReader(memoryview(lines)[1:-1])
        found = json().read_json(records, self._reading, parsing)
        known = {*found.column_names[self._width :]} <= {*self._jsons, *self._learned}
        return found if known and found.num_rows == lines.count(b"\n") + 1 else None

    def _shaped(self, found: Table, texts: Sequence[Sequence[str | None]]) -> Table:
        """The same in the shape of the table.

        Raises:
            ValueError: a value is not what its column holds.
        """
        pa, text = arrow(), self._shape.text
        jsons = iter([pa.array(values, text) for values in texts] or [pa.nulls(found.num_rows, text)])
        arrays = [
            next(jsons) if column.kind is Kind.JSON else self._values(column, found.column(column.key))
            for column in self._columns
        ]
        return pa.Table.from_arrays([*arrays, next(jsons)], schema=self._shape.schema)

    def _values(self, column: Column, values: Array) -> Array:
        pc = compute()
        if column.kind is Kind.MOMENT:
            return self._moments(values)
        if column.kind is Kind.NUMBER and pc.all(pc.is_finite(values)).as_py() is False:
            raise ValueError("Arrow reads NaN and Infinity, which are no JSON")
        if column is self._columns[0] and (values.null_count or pc.any(pc.equal(values, "")).as_py()):
            raise ValueError("a record has no id")
        return pc.fill_null(values, fill_value=False) if column.name == FLAG else values

    def _moments(self, values: Array) -> Array:
        moments = self._cast(values)
        if moments is not None and not compute().any(compute().less(moments, self._first)).as_py():
            return moments
        return self._shape.written([None if value is None else self._texts[value] for value in values.to_pylist()])

    def _cast(self, values: Array) -> Array | None:
        """Texts as times; None where one is not in full and UTC: Arrow reads what is no time to others."""
        pc = compute()
        short = pc.any(pc.less(pc.binary_length(values), _LENGTH)).as_py()
        if short or pc.all(pc.ends_with(values, "Z")).as_py() is False:
            return None
        try:
            return timestamps(values, self._shape.moment)
        except arrow().ArrowInvalid:
            return None
