"""What a caller iterates over: records, or pages.

Between two items a reader holds the bytes of a page at most: no slot, no response, no task.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from time import monotonic
from typing import Final, Generic, Self, TypeVar

from ..errors import RequestError
from .page import Page
from .walk import Leaf, Source
from .watch import Progress, Watch

R = TypeVar("R")

TURN: Final = 0.00025
"""Seconds after which the event loop gets a turn, between two slices or handfuls of records.

A turn costs 2 µs. Another task that was asleep waits for up to three of them, because its timer, its future and itself
have one each.
"""
HANDFUL: Final = 32
"""Records after which is looked whether that time is over: the caller's own work counts, too."""


class Reader(Generic[R]):
    """Takes records out of pages, batch by batch.

    Attributes:
        continuation_token: where the page after the last whole one begins; None before the first page and at the end.
    """

    def __init__(self, source: Source[R], watch: Watch, begin: tuple[str | None, str | None]) -> None:
        self._source = source
        self._watch = watch
        self._leaf: Leaf[R] | None = None
        self._failure: Exception | None = None
        self._busy = False
        self._turned = monotonic()
        self.continuation_token, self._bookmark = begin

    @property
    def bookmark(self) -> str | None:
        """Where to resume: after the last page that was handed out whole. None before the first page and at the end."""
        return self._bookmark

    @property
    def progress(self) -> Progress:
        """How far it has come: whole pages."""
        return self._watch.progress

    async def _next(self) -> list[R] | Leaf[R] | None:
        """The next records, or a page whose last records were taken; None at the end."""
        if self._busy:
            raise RuntimeError("two tasks iterate over one iterator; iterate over the stream in each of them")
        if self._failure is not None:
            raise self._failure
        self._busy, whole = True, False
        try:
            leaf = self._leaf
            if leaf is None:
                leaf = self._leaf = await self._source.leaf()
                if leaf is None:
                    return None
            await self._turn()
            batch = await leaf.page.batch()
            whole = True
        except RequestError as error:
            if self._leaf is not None:
                error.continuation_token = self._leaf.began
                self._failure = error
            raise
        except asyncio.CancelledError:
            whole = True  # it goes on where it was
            raise
        finally:
            self._busy = False
            if self._leaf is not None and not whole:
                self._leaf = None
                self._failure = self._failure or RuntimeError("it broke off in the middle of a page; see .bookmark")
        if batch is not None:
            return batch
        self._leaf = None
        self._end(leaf)
        return leaf

    async def _turn(self) -> None:
        if monotonic() - self._turned > TURN:
            await asyncio.sleep(0)
            self._turned = monotonic()

    def _end(self, leaf: Leaf[R]) -> None:
        self._source.done(leaf)
        self.continuation_token, self._bookmark = leaf.continuation_token, leaf.bookmark
        self._watch.page(leaf.page.taken, leaf.page.size, leaf.fraction)


class Records(Reader[R], AsyncIterator[R]):
    """The records of a stream, one by one.

    Attributes:
        continuation_token: where the page after the last whole one begins; None before the first page and at the end.
    """

    def __init__(self, source: Source[R], watch: Watch, begin: tuple[str | None, str | None] = (None, None)) -> None:
        super().__init__(source, watch, begin)
        self._batch: Iterator[R] = iter(())
        self._handful: Iterator[R] = iter(())

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> R:
        for record in self._handful:
            return record
        return await self._more()

    async def _more(self) -> R:
        await self._turn()
        while True:
            self._handful = islice(self._batch, HANDFUL)
            for record in self._handful:
                return record
            found = await self._next()
            if found is None:
                raise StopAsyncIteration
            if isinstance(found, list):
                self._batch = iter(found)

    def pages(self) -> Pages[R]:
        """The same, page by page, from the next page on."""
        return Pages(self._source, self._watch, (self.continuation_token, self._bookmark))


class Pages(Reader[R], AsyncIterator[Page[R]]):
    """The pages of a stream, each whole.

    Attributes:
        continuation_token: where the next page begins; None before the first page and after the last one.
    """

    def __init__(self, source: Source[R], watch: Watch, begin: tuple[str | None, str | None] = (None, None)) -> None:
        super().__init__(source, watch, begin)
        self._records: list[R] = []

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Page[R]:
        while True:
            found = await self._next()
            if found is None:
                raise StopAsyncIteration
            if isinstance(found, list):
                self._records += found
                continue
            records, self._records = self._records, []
            envelope = found.page.envelope
            return Page(
                records=records,
                continuation_token=found.continuation_token,
                bookmark=found.bookmark,
                sync_type_name=envelope.sync_type_name,
                record_count=envelope.record_count,
                deleted_record_count=envelope.deleted_record_count,
                date=found.page.date,
            )
