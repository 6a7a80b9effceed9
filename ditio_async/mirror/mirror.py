"""`Mirror`: keeps a database in step with Ditio."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from .. import _checks, _times
from .._bulk_files.run import FileReport, OnFileProgress
from .._calls import Ditio
from .._clock import Clock
from .._tables.columns import Column
from .._tables.datasets import Dataset, datasets
from ..errors import ArgumentError
from ..resources.files import ImageSize
from ._files import Download, with_files
from ._plan import Wish
from ._stream import StreamRun
from .report import MirrorReport, OnStreamProgress, StreamReport, StreamStatus
from .store import Store

_CHUNK: Final = _checks.whole(1, 10_000)
_CONCURRENCY: Final = _checks.whole(1, 64)
_FLAG: Final = _checks.of(bool)
_TAKEN: Final = frozenset({"from_date_time", "to_date_time", "modified_since", "modified_before", "chunk_limit"})


class Mirror:
    """Ditio in a database: `async with Mirror(ditio, SqliteStore("ditio.db")) as mirror: await mirror.run()`.

    The first run of a stream reads all of it; later ones ask for what changed, deletions included. Each page is one
    transaction: its rows, and where the next page begins. So a run that was broken off, however, goes on there, and
    readers of the database see whole pages only, never an emptied table. Rows that were deleted in Ditio stay, marked
    `is_deleted`; the views leave them out.

    Args:
        ditio: an open session.
        store: `SqliteStore(...)` or `PostgresStore(...)`.
        filters: more arguments of streams, by their names: `{"images": {"sources": ["alert"]}}`. A stream whose filter
            changes is read whole again.
        overlap: how much is asked for again before the last run, for clocks that differ and writes at the edge.
        full_every: streams that do not tell their deletions (payroll_lines, images) are read whole again after so long.
        chunk_limit: records a page, 1 to 10,000.
        source: what to call the place that the rows come from. Tables of one source are not written to from another;
            unless given, it is the address of the reporting API and the company of the session.
        clock: where the time comes from, for tests.
    """

    def __init__(
        self,
        ditio: Ditio,
        store: Store,
        *,
        filters: Mapping[str, Mapping[str, object]] | None = None,
        overlap: dt.timedelta = dt.timedelta(minutes=10),
        full_every: dt.timedelta = dt.timedelta(days=1),
        chunk_limit: int = 5000,
        source: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        _checks.checked("Mirror", "chunk_limit", chunk_limit, _CHUNK)
        for name, value in (("overlap", overlap), ("full_every", full_every)):
            if not isinstance(value, dt.timedelta) or value < dt.timedelta(0):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise ArgumentError(f"Mirror: {name} takes a timedelta of zero or more, not {value!r:.80}")
        if source is not None:
            _checks.checked("Mirror", "source", source, _checks.TEXT)
        self._ditio = ditio
        self._is_open = False
        self._store = store
        self._filters = _checked_filters(ditio, {} if filters is None else filters)
        self._overlap = overlap
        self._full_every = full_every
        self._chunk_limit = chunk_limit
        company = f" for company {ditio.company_id}" if ditio.company_id else ""
        self._source = source or f"{ditio.reporting.context.environment.reporting}{company}"
        self._clock = clock or Clock()

    async def __aenter__(self) -> Self:
        await self._store.open(self._source)
        self._is_open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        await self._store.aclose()

    async def run(
        self,
        streams: Iterable[str] | None = None,
        *,
        since: _times.Time | None = None,
        full: bool = False,
        concurrency: int = 4,
        allow_shrink: bool = False,
        on_progress: OnStreamProgress | None = None,
    ) -> MirrorReport:
        """Bring streams into step.

        A stream that fails does not stop the others; its error is in the report.

        Args:
            streams: their names; all of them unless given.
            since: the oldest date to read, for streams that have a date window: a date, an aware datetime or ISO 8601
                text. Unless given, it is that of the run before, and the first one reads all.
            full: read all, also where asking for what changed would do.
            concurrency: streams at once, 1 to 64. The session's `Limits(concurrency=)` holds as well.
            allow_shrink: believe a full run that brings less than half of what is there.
            on_progress: is given a `StreamProgress` after each page.

        Raises:
            ArgumentError: there is no such stream, or an argument makes no sense.
        """
        chosen = datasets("mirror.run", streams)
        for name, value, check in (
            ("concurrency", concurrency, _CONCURRENCY),
            ("full", full, _FLAG),
            ("allow_shrink", allow_shrink, _FLAG),
        ):
            _checks.checked("mirror.run", name, value, check)
        if on_progress is not None:
            _checks.checked("mirror.run", "on_progress", on_progress, _checks.function)
        if not self._is_open:
            raise RuntimeError("the mirror is not open; use it with `async with Mirror(ditio, store)`")
        wish = Wish(
            since=_moment(since),
            full=full,
            overlap=self._overlap,
            full_every=self._full_every,
            filters=self._filters,
        )
        room = asyncio.Semaphore(concurrency)
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def one(dataset: Dataset) -> StreamReport:
            async with room:
                return await StreamRun(
                    self._ditio,
                    self._store,
                    dataset,
                    wish,
                    chunk_limit=self._chunk_limit,
                    allow_shrink=allow_shrink,
                    now=self._now,
                    tell=on_progress,
                ).run()

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(dataset)) for dataset in chosen]
        return MirrorReport(streams=[task.result() for task in tasks], seconds=loop.time() - began)

    async def status(self, streams: Iterable[str] | None = None) -> list[StreamStatus]:
        """How it stands; a run that is under way is not disturbed."""
        states = await self._store.states()
        found: list[StreamStatus] = []
        for dataset in datasets("mirror.status", streams):
            state = states.get(dataset.name)
            rows = await self._store.rows(dataset)
            watermark = state.watermark if state else None
            found.append(
                StreamStatus(
                    stream=dataset.name,
                    watermark=watermark,
                    age=None if watermark is None else self._now() - watermark,
                    live=rows.live,
                    deleted=rows.deleted,
                    unfinished=state.position.pages if state and state.position else None,
                    error=state.ended.error if state and state.ended else None,
                )
            )
        return found

    async def reset(self, stream: str) -> None:
        """Empty the table of a stream, and forget how far it was: the next run reads all of it.

        Raises:
            MirrorLockedError: a run is under way.
        """
        async with self._store.table(_one("mirror.reset", stream)) as table:
            await table.reset()

    async def unknown_fields(self, stream: str) -> Mapping[str, int]:
        """The fields that Ditio sends and no column holds, by the API's names, and in how many rows they are."""
        return await self._store.unknown(_one("mirror.unknown_fields", stream))

    async def promote(self, stream: str, *fields: str) -> Sequence[Column]:
        """Make columns of such fields, filled from the rows that are there.

        Args:
            stream: of which.
            fields: by the API's names. Their columns have the same in snake_case, and the type that fits all values.

        Raises:
            ArgumentError: no row has such a field, or its name makes no column.
            MirrorLockedError: a run is under way.
        """
        dataset = _one("mirror.promote", stream)
        if not fields:
            raise ArgumentError("mirror.promote: fields takes the names of one field or more")
        async with self._store.table(dataset) as table:
            return await table.promote(list(dict.fromkeys(fields)))

    async def files(
        self,
        to: str | os.PathLike[str],
        streams: Iterable[str] | None = None,
        *,
        image_sizes: Sequence[ImageSize] = ("original",),
        concurrency: int = 4,
        on_progress: OnFileProgress | None = None,
    ) -> dict[str, FileReport]:
        """Download the documents of mirrored records, and the images, into a folder.

        Running it again downloads what is new, and a document anew whose record has changed. What a record was that is
        deleted now stays.

        Args:
            to: a folder, made if need be, with one for each stream in it. See `ditio.files.download_many`.
            streams: which have a `pdf_url`, or "images"; all of them unless given.
            image_sizes: which of "original", "large", "medium", "thumbnail".
            concurrency: files at once, 1 to 64. The session's `Limits(files=)` holds as well.
            on_progress: is given a `FileProgress` after each file; it begins anew with each stream.

        Returns:
            A report a stream.

        Raises:
            ArgumentError: a stream has no files.
        """
        chosen = with_files("mirror.files", streams)
        return await Download(self._ditio, self._store, Path(to), concurrency, on_progress).run(chosen, image_sizes)

    def _now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._clock.wall(), dt.UTC)


def _one(call: str, stream: str) -> Dataset:
    return datasets(call, [stream])[0]


def _moment(since: _times.Time | None) -> dt.datetime | None:
    if since is None:
        return None
    if (wrong := _times.refusal(since)) is not None:
        raise ArgumentError(f"mirror.run: since {wrong}")
    moment = _times.read(_times.written(since) if isinstance(since, dt.date) else since)
    assert moment is not None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _checked_filters(ditio: Ditio, filters: Mapping[str, Mapping[str, object]]) -> Mapping[str, Mapping[str, object]]:
    if not isinstance(filters, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ArgumentError(f"Mirror: filters takes arguments by the names of streams, not {filters!r:.80}")
    for stream, given in filters.items():
        datasets("Mirror: filters", [stream])
        if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"Mirror: filters of {stream} takes arguments by their names, not {given!r:.80}")
        if taken := sorted(_TAKEN & given.keys()):
            raise ArgumentError(f"Mirror: filters of {stream}: {', '.join(taken)} is what the mirror itself decides")
        getattr(ditio.reporting, stream)(**given)  # which sends nothing, and refuses what the stream does not take
    return {name: dict(given) for name, given in filters.items()}
