"""Where the records of a file come from: page by page, read ahead, and decoded where they are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator, Iterable, Sequence
from typing import Any, Final, Protocol

from msgspec import Struct

from .._paging.undecoded import LaterReader
from ..errors import DitioError
from ..paging import Stream
from ..resources.reporting import ItemRegistration, ItemRegistrations
from ._intake import Intake

_BATCH: Final = 2500


class Batch(Struct, frozen=True):
    """Some records: a page where there are pages.

    Attributes:
        records: decoded as they are taken, some at a time.
        bookmark: to go on after them; None at the end, and where nothing can be gone on with.
        date: the server's clock.
        fraction: of the windows that are through.
    """

    records: Iterable[Sequence[object]]
    bookmark: str | None = None
    date: dt.datetime | None = None
    fraction: float | None = None


class Source(Protocol):
    """Records for a file.

    Attributes:
        left_out: what could not be read.
    """

    @property
    def left_out(self) -> list[DitioError]: ...

    def batches(self, intake: Intake, resume_from: str | None) -> AsyncGenerator[Batch, None]:
        """The records, from a bookmark on."""
        ...


class Paged:
    """The records of a stream."""

    def __init__(self, stream: Stream[Any]) -> None:
        self._stream = stream
        self.left_out: list[DitioError] = []

    async def batches(self, intake: Intake, resume_from: str | None) -> AsyncGenerator[Batch, None]:
        """The records, page by page; the next page comes while one is written."""
        later = self._stream.read_by(LaterReader(intake.reader))
        async with later.ahead(pages=1, resume_from=resume_from) as records:
            pages = records.pages()
            async for page in pages:
                lists = (some for one in page.records for some in one.batches())
                yield Batch(lists, page.bookmark, page.date, pages.progress.fraction)


class Items:
    """Item registrations, which come as one text."""

    def __init__(self, items: ItemRegistrations) -> None:
        self.left_out: list[DitioError] = []
        self._items = items.on_bad_row(self.left_out.append)

    async def batches(self, intake: Intake, resume_from: str | None) -> AsyncGenerator[Batch, None]:
        """The records, some at a time."""
        some: list[ItemRegistration] = []
        async for record in self._items:
            some.append(record)
            if len(some) == _BATCH:
                yield Batch(map(intake.items, [some]))
                some = []
        if some:
            yield Batch(map(intake.items, [some]))
