"""Pages on their way to a table: the next one is fetched while this one is written, and perhaps decoded too."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from .._relay import Relay
from .._tables.rows import Row
from ..paging import Page, Stream


class Feed:
    """The pages of a stream; use it with `async with`.

    Args:
        stream: of rows.
        bookmark: where to begin.
        decodes: the next page is decoded, too, while one is written. That helps where another process does most of the
            writing; a thread of this one would only be kept waiting, and two decoded pages need more memory.

    Attributes:
        fraction: of the windows that are through with the page that was taken last; None where there is only one.
    """

    def __init__(self, stream: Stream[Row], bookmark: str | None, *, decodes: bool) -> None:
        self._stream = stream
        self._bookmark = bookmark
        self._room = asyncio.Semaphore(1 if decodes else 0)
        self._relay: Relay[tuple[Page[Row], float | None]] = Relay()
        self.fraction: float | None = None

    async def __aenter__(self) -> Self:
        self._relay.start(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._relay.stop()

    async def page(self) -> Page[Row] | None:
        """The next page; None after the last one."""
        self._room.release()
        taken = await self._relay.take()
        if taken is None:
            return None
        page, self.fraction = taken
        return page

    async def _run(self) -> None:
        async with self._stream.ahead(1, resume_from=self._bookmark) as records:
            pages = records.pages()
            while True:
                await self._room.acquire()
                page = await anext(pages, None)
                if page is None:
                    return
                self._relay.put((page, records.progress.fraction))
