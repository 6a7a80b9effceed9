"""One run of one stream."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from .._calls import Ditio
from .._tables.datasets import Dataset
from .._tables.rows import RowReader
from ..errors import (
    ArgumentError,
    BadRequestError,
    ContinuationRefusedError,
    DitioError,
    StoreError,
    SuspiciousShrinkError,
)
from ..paging import Stream
from ._feed import Feed
from ._plan import Wish, anew, arguments, full_run, plan
from ._state import Ended, Mode, Position
from .report import OnStreamProgress, StreamProgress, StreamReport
from .store import Store, Table

_FORGETS: Final = frozenset({"machine_registrations"})
"""Streams that may refuse to say what changed longer ago than some days: they are read whole then."""

_LOG: Final = logging.getLogger("ditio_async.mirror.stream")


class StreamRun:
    """Brings a stream into step.

    Args:
        chunk_limit: records a page.
        now: this machine's clock.
    """

    def __init__(
        self,
        ditio: Ditio,
        store: Store,
        dataset: Dataset,
        wish: Wish,
        *,
        chunk_limit: int,
        allow_shrink: bool,
        now: Callable[[], dt.datetime],
        tell: OnStreamProgress | None,
    ) -> None:
        self._ditio = ditio
        self._store = store
        self._dataset = dataset
        self._wish = wish
        self._chunk_limit = chunk_limit
        self._allow_shrink = allow_shrink
        self._now = now
        self._tell = tell
        self._resumed = False
        self._position: Position | None = None
        self._reader: RowReader | None = None

    async def run(self) -> StreamReport:
        """Do it; what goes wrong is in the report."""
        began = asyncio.get_running_loop().time()
        error: DitioError | None = None
        watermark = None
        try:
            async with self._store.table(self._dataset) as table:
                try:
                    await self._run(table)
                except DitioError as failure:
                    error = failure
                watermark = table.state.watermark
                await self._remember(table, error, asyncio.get_running_loop().time() - began)
        except DitioError as failure:
            error = error or failure
        if error is not None:
            _LOG.warning("%s: %s: %s", self._dataset.name, type(error).__name__, error)
        return self._report(watermark, error, asyncio.get_running_loop().time() - began)

    async def _run(self, table: Table) -> None:
        position, self._resumed = plan(self._dataset, table.state, self._wish, self._now())
        self._position = position
        if not self._resumed:
            position = await table.begin(position)
        try:
            await self._read(table, position)
        except (ContinuationRefusedError, ArgumentError) as refusal:
            if isinstance(refusal, ArgumentError) and not self._resumed:
                raise  # it is not the place to go on from, which belongs to another chunk limit for instance
            _LOG.info("%s: begun anew, because %s", self._dataset.name, refusal)
            self._resumed = False
            await self._read(table, await table.begin(anew(position)))

    async def _read(self, table: Table, position: Position) -> None:
        """Read what is asked for; all of it where the server does not say what changed."""
        try:
            await self._pages(table, position)
        except BadRequestError as refusal:
            forgotten = position.mode is Mode.INCREMENTAL and self._dataset.name in _FORGETS
            if isinstance(refusal, ContinuationRefusedError) or not forgotten:
                raise
            _LOG.info("%s: read whole, because %s", self._dataset.name, refusal.message)
            whole = full_run(self._dataset, position.filter, table.state.window, self._now())
            await self._pages(table, await table.begin(whole))

    async def _pages(self, table: Table, position: Position) -> None:
        self._position, now = position, self._now()
        reader = self._reader = RowReader(table.columns, texts=self._store.texts, holds_nul=self._store.holds_nul)
        stream, apart = self._stream(position).read_by(reader), self._store.writes_apart
        async with Feed(stream, position.bookmark, decodes=apart) as feed:
            while (page := await feed.page()) is not None:
                began = position.began or page.date or now
                position = replace(position, began=began, bookmark=page.bookmark)
                if page.bookmark is None:
                    position = await table.finish(page.records, position, allow_shrink=self._allow_shrink)
                else:
                    position = await table.apply(page.records, position)
                self._position = position
                self._progress(position, feed.fraction)

    def _stream(self, position: Position) -> Stream[object]:
        call: Callable[..., Stream[object]] = getattr(self._ditio.reporting, self._dataset.name)
        return call(chunk_limit=self._chunk_limit, **arguments(self._dataset, position, self._wish))

    def _progress(self, position: Position, fraction: float | None) -> None:
        if self._tell is not None:
            counts = position.counts
            self._tell(
                StreamProgress(
                    stream=self._dataset.name,
                    mode=position.mode,
                    records=counts.inserted + counts.updated + counts.deleted + counts.unchanged,
                    pages=position.pages,
                    fraction=fraction,
                    ended=position.bookmark is None,
                )
            )

    async def _remember(self, table: Table, error: DitioError | None, seconds: float) -> None:
        """Write down how it ended; a run that would have swept too much begins anew next time.

        Not after an error of the database: whether its last transaction was done is not known here, and what is known
        here must not be written over it.
        """
        position = self._position
        if position is None or isinstance(error, StoreError):
            return
        ended = Ended(
            run_id=position.run_id,
            mode=position.mode,
            at=self._now(),
            seconds=seconds,
            pages=position.pages,
            counts=position.counts,
            error=None if error is None else f"{type(error).__name__}: {error}",
        )
        state = replace(table.state, ended=ended)
        if isinstance(error, SuspiciousShrinkError):
            state = replace(state, position=None)
        await table.remember(state)

    def _report(self, watermark: dt.datetime | None, error: DitioError | None, seconds: float) -> StreamReport:
        position, reader = self._position, self._reader
        if position is None:
            return StreamReport(stream=self._dataset.name, seconds=seconds, error=error, watermark=watermark)
        counts = position.counts
        return StreamReport(
            stream=self._dataset.name,
            mode=position.mode,
            resumed=self._resumed,
            pages=position.pages,
            inserted=counts.inserted,
            updated=counts.updated,
            deleted=counts.deleted,
            unchanged=counts.unchanged,
            misfits=reader.misfits if reader else 0,
            unknown=reader.unknown if reader else (),
            seconds=seconds,
            watermark=watermark,
            error=error,
        )
