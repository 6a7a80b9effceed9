"""Where the records of a file come from: batch by batch, read ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator, Sequence
from typing import Final, Generic, Protocol, TypeVar, cast

from msgspec import Struct
from msgspec.structs import astuple

from .._paging.decoding import Part
from .._paging.page import Clip
from .._tables.moments import text_of
from .._tables.rows import Row, RowReader
from .._wire import Response
from ..errors import DitioError
from ..paging import Stream
from ..resources.reporting import ItemRegistration, ItemRegistrations

R = TypeVar("R")

_BATCH: Final = 2500


class Batch(Struct, frozen=True):
    """Some records: a page where there are pages.

    Attributes:
        bookmark: to go on after them; None at the end, and where nothing can be gone on with.
        date: the server's clock.
        fraction: of the windows that are through.
        misfits: values so far that did not fit.
    """

    records: Sequence[object]
    bookmark: str | None = None
    date: dt.datetime | None = None
    fraction: float | None = None
    misfits: int = 0


class Source(Protocol):
    """Records for a file.

    Attributes:
        unknown: fields so far that no column is there for.
        left_out: what could not be read.
    """

    @property
    def unknown(self) -> tuple[str, ...]: ...
    @property
    def left_out(self) -> list[DitioError]: ...

    def batches(self, resume_from: str | None) -> AsyncGenerator[Batch, None]:
        """The records, from a bookmark on."""
        ...


class TupleReader(RowReader):
    """Reads pages as rows that the garbage collector forgets at once; lists it would go through again and again."""

    def part(self, response: Response, piece: bytes, before: int, clip: Clip | None, *, west: bool) -> Part[Row]:
        """The rows of a slice."""
        found = super().part(response, piece, before, clip, west=west)
        rows = cast("list[Row]", [tuple(row) for row in found.records])
        return Part(rows, found.seen, found.bad)


class Paged(Generic[R]):
    """The records of a stream.

    Args:
        reader: that makes rows of them; None where they stay as they are.
    """

    def __init__(self, stream: Stream[R], reader: RowReader | None) -> None:
        self._stream = stream
        self._reader = reader
        self.left_out: list[DitioError] = []

    @property
    def unknown(self) -> tuple[str, ...]:
        """Fields so far that no column is there for."""
        return self._reader.unknown if self._reader is not None else ()

    async def batches(self, resume_from: str | None) -> AsyncGenerator[Batch, None]:
        """The records, page by page; the next page comes while one is written."""
        async with self._stream.ahead(pages=1, resume_from=resume_from) as records:
            pages = records.pages()
            async for page in pages:
                misfits = self._reader.misfits if self._reader is not None else 0
                yield Batch(page.records, page.bookmark, page.date, pages.progress.fraction, misfits)


class Items:
    """Item registrations, which come as one text.

    Args:
        rows: make rows of them.
    """

    unknown = ()

    def __init__(self, items: ItemRegistrations, *, rows: bool) -> None:
        self.left_out: list[DitioError] = []
        self._items = items.on_bad_row(self.left_out.append)
        self._rows = rows

    async def batches(self, resume_from: str | None) -> AsyncGenerator[Batch, None]:
        """The records, some at a time."""
        batch: list[object] = []
        async for record in self._items:
            batch.append(_row(record) if self._rows else record)
            if len(batch) == _BATCH:
                yield Batch(batch)
                batch = []
        if batch:
            yield Batch(batch)


def _row(record: ItemRegistration) -> Row:
    values = [text_of(value) if isinstance(value, dt.datetime) else value for value in astuple(record)]
    return [*values, None]
