"""Records as rows: a tuple of values for each, in the order of the columns, and what no column holds as JSON.

Nothing that the server sends is lost. A field that no column is there for is learned when it first comes: the shape in
which records are decoded then has it as well, so that it costs nothing but its own decoding. A value that does not fit
its column goes where the unknown fields go, and the column stays empty.
"""

from __future__ import annotations

import datetime as dt
import gc
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Final, TypeAlias, cast, get_type_hints

import msgspec
from msgspec import Raw, Struct, defstruct
from msgspec.structs import astuple

from .. import _times
from .._codec import Decoder, refused
from .._paging.decoding import MISFITS, UNREADABLE, PageReader, Part, late_in
from .._paging.page import Clip, Envelope
from .._wire import Response
from . import nul
from .columns import FLAG, Column, Kind
from .jsons import json_text, rest
from .moments import Texts, aware, written

Row: TypeAlias = tuple[object, ...]
"""The values of a record: one a column, and then the JSON text of all that no column holds, or None.

They are tuples: the garbage collector passes over lists again and again, and a page has thousands of rows.
"""


class _Kinds:
    """What a column of each kind may hold."""

    text: str | None
    number: float | None
    integer: Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)] | None
    boolean: bool | None
    moment: dt.datetime | None
    json: object


_HINTS: Final[Mapping[str, object]] = get_type_hints(_Kinds, include_extras=True)
_ID: Final = Annotated[str, msgspec.Meta(min_length=1)]
_MOST_LEARNED: Final = 200
_UNFIT: Final = re.compile(r'["\\\x00-\x1f]')
"""Unknown fields that are learned, and what none of their names may have in it; others are read record by record."""
_YOUNG: Final = 500
"""Rows after which the garbage collector is asked to look at them."""
_RAWS: Final = msgspec.json.Decoder(list[Raw])
_FIELDS: Final = msgspec.json.Decoder(list[dict[str, Raw]])
_VALUES: Final = msgspec.json.Decoder(dict[str, object])


class RowReader(PageReader[Row]):
    """Reads pages as rows.

    Args:
        columns: of the table; the first is the id.
        texts: moments as text, `2026-01-31 15:00:00` in UTC; as aware datetimes otherwise.
        holds_nul: the character NUL may be in a text; there is U+FFFD in its place otherwise.

    Attributes:
        misfits: values so far that did not fit their columns, or had such a character in them.
        unknown: fields so far, by the API's names, that no column is there for.
    """

    def __init__(self, columns: Sequence[Column], *, texts: bool, holds_nul: bool = True) -> None:
        super().__init__(tuple[object, ...])
        self._columns = columns
        self._texts = texts
        self._holds_nul = holds_nul
        self._form = _Form(columns, (), texts=texts)
        self._made = 0
        self.misfits = 0

    @property
    def timed(self) -> bool:
        """There are datetimes in the shape."""
        return self._form.timed

    @property
    def unknown(self) -> tuple[str, ...]:
        """The fields that were learned."""
        return self._form.learned

    def at_once(self, body: bytes) -> Envelope[Row] | None:
        """Rows are always made from a list of records."""
        return None

    def part(self, response: Response, piece: bytes, before: int, clip: Clip | None, *, west: bool) -> Part[Row]:
        """The rows of a slice.

        Raises:
            msgspec.DecodeError, UnicodeDecodeError, RecursionError: it is no JSON.
            DecodeError: a record has no id, or is none.
        """
        rows = self._usual(piece, west=west)
        if rows is None:
            rows = [self._salvaged(response, raw, place) for place, raw in enumerate(_RAWS.decode(piece), before)]
        if not self._holds_nul and nul.ESCAPED in piece:
            rows = [self._without_nul(row) for row in rows]
        seen = len(rows)
        self._collect(seen)
        if clip is not None and True in (late := late_in(clip, piece, rows)):
            rows = [row for row, too_late in zip(rows, late, strict=True) if not too_late]
        return Part(rows, seen, [])

    def _usual(self, piece: bytes, *, west: bool) -> list[Row] | None:
        """The rows of a slice whose records all fit; None where one does not."""
        try:
            return self._form.rows(piece, west=west)
        except (*MISFITS, ValueError):
            if not self._learn(piece):
                return None
        try:
            return self._form.rows(piece, west=west)
        except (msgspec.ValidationError, ValueError):
            return None

    def _collect(self, rows: int) -> None:
        """Let the garbage collector see rows while they are few; it forgets them then, as they refer to nothing.

        It counts what is made less what is let go of, so it would wait while one page is decoded and another one is let
        go of, and then go through all of a page at once, for 20 ms.
        """
        self._made += rows
        if self._made >= _YOUNG and gc.isenabled():
            self._made = 0
            gc.collect(0)

    def _learn(self, piece: bytes) -> bool:
        """Know the fields of these records from now on; False where there is nothing to learn."""
        try:
            found = {key for fields in _FIELDS.decode(piece) for key in fields}
        except MISFITS:
            return False
        learned = [*self._form.learned, *sorted(found - self._form.known)]
        if not len(self._form.learned) < len(learned) <= _MOST_LEARNED or any(map(_UNFIT.search, learned)):
            return False
        self._form = _Form(self._columns, learned, texts=self._texts)
        return True

    def _salvaged(self, response: Response, raw: Raw, place: int) -> Row:
        """The row of a record that may not fit."""
        try:
            values = _VALUES.decode(raw)
            id = values.get("id")
            if not isinstance(id, str | int) or isinstance(id, bool) or id == "":
                raise msgspec.ValidationError("a record needs an `id` to be kept by - at `$.id`")
        except UNREADABLE as error:
            raise refused(response, error, bytes(raw), prefix=f"$.data[{place}]") from error
        row: list[object] = []
        for column in self._columns:
            value = values.pop(column.key, None)
            try:
                row.append(fitting(column.kind, value, texts=self._texts))
            except (msgspec.ValidationError, ValueError):
                row.append(None)
                values[column.key] = value
                self.misfits += 1
            if column.name == FLAG:
                row[-1] = row[-1] or False
        return (*row, rest(values))

    def _without_nul(self, row: Row) -> Row:
        kinds = [*(column.kind for column in self._columns), Kind.JSON]
        clean = tuple(nul.replaced(value, json=kind is Kind.JSON) for kind, value in zip(kinds, row, strict=True))
        self.misfits += sum(ours is not theirs for ours, theirs in zip(clean, row, strict=True))
        return clean


class _Form:
    """How records are decoded: the columns, and fields that were learned.

    Attributes:
        learned: by the API's names.
        known: these and those of the columns.
        timed: there are datetimes.
    """

    def __init__(self, columns: Sequence[Column], learned: Sequence[str], *, texts: bool) -> None:
        self.learned = tuple(learned)
        self.known = {*self.learned, *(column.key for column in columns)}
        self._width = len(columns)
        self._moments = [place for place, column in enumerate(columns) if column.kind is Kind.MOMENT]
        self._jsons = [place for place, column in enumerate(columns) if column.kind is Kind.JSON]
        self._flags = [place for place, column in enumerate(columns) if column.name == FLAG]
        self._moment: Callable[[object], object] = Texts().__getitem__ if texts else aware
        hints = {**_HINTS, Kind.MOMENT.value: str | None} if texts else _HINTS
        given = [(f"c{place}", hints[column.kind], None) for place, column in enumerate(columns)]
        more = [(f"u{place}", object, None) for place in range(len(learned))]
        keys = [*(column.key for column in columns), *learned]
        names = [name for name, _, _ in (*given, *more)]
        shape = defstruct(
            "Record",
            [("c0", _ID), *given[1:], *more],
            rename=dict(zip(names, keys, strict=True)),
            forbid_unknown_fields=True,
            gc=False,
        )
        self._records: Decoder[list[Struct]] = Decoder(list[shape])  # type: ignore[valid-type]  # known at run time
        self.timed = self._records.timed

    def rows(self, piece: bytes, *, west: bool) -> list[Row]:
        """The rows of a slice.

        Raises:
            msgspec.ValidationError, ValueError: a record does not fit.
        """
        return [self._row([*astuple(record)]) for record in self._records.part(piece, west=west)]

    def _row(self, values: list[object]) -> Row:
        moment = self._moment
        for place in self._moments:
            if values[place] is not None:
                values[place] = moment(values[place])
        for place in self._jsons:
            values[place] = json_text(values[place])
        for place in self._flags:
            values[place] = values[place] or False
        if not self.learned:
            return (*values, None)
        return (*values[: self._width], rest(dict(zip(self.learned, values[self._width :], strict=True))))


def fitting(kind: Kind, value: object, *, texts: bool) -> object:
    """A value as its column wants it.

    Raises:
        msgspec.ValidationError, ValueError: it does not fit.
    """
    if kind is Kind.JSON:
        return json_text(value)
    if kind is Kind.TEXT and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if kind is Kind.INTEGER and isinstance(value, float) and value.is_integer():
        value = int(value)
    if kind is Kind.MOMENT and isinstance(value, str):
        return written(value) if texts else aware(_times.read(value))
    fitted: object = msgspec.convert(value, cast("type[object]", _HINTS[kind]))
    return fitted
