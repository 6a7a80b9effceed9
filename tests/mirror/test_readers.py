"""Who reads the tables while they are written sees whole pages, never an emptied table, and keeps nobody waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from ditio_async import DitioSession
from ditio_async.mirror import Mirror
from ditio_async.sandbox import DitioSandbox

from .looks import Reader, Watched
from .places import SOURCE
from .unrest import Unrest

STREAMS = ("absence_registrations", "checklist_registrations")
SOON = 1.0
"""Seconds, in which a question is answered that waits for nobody."""


class Counts:
    """Counts the rows that are live, again and again."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._stopped = False
        self.seen: dict[str, list[int]] = {stream: [] for stream in STREAMS}
        self.slowest = 0.0

    def run(self) -> None:
        while not self._stopped:
            for stream, counts in self.seen.items():
                began = time.monotonic()
                counts.append(self._reader.live(stream))
                self.slowest = max(self.slowest, time.monotonic() - began)

    @asynccontextmanager
    async def meanwhile(self) -> AsyncIterator[None]:
        """Do it as long as this lasts, in a thread of its own."""
        counting = asyncio.create_task(asyncio.to_thread(self.run))
        yield
        self._stopped = True
        await counting


async def counted(place: Watched, work: Callable[[], Awaitable[object]]) -> Counts:
    with place.reader() as reader:
        counts = Counts(reader)
        async with counts.meanwhile():
            await work()
    return counts


async def test_readers_never_see_fewer_rows_than_are_there_before_and_after_without_the_deletions(
    sandbox: DitioSandbox, place: Watched
) -> None:
    unrest = Unrest(sandbox, seed=5)
    async with (
        DitioSession(**sandbox.credentials) as ditio,
        Mirror(ditio, place.store(), chunk_limit=50, source=SOURCE) as mirror,
    ):
        assert (await mirror.run(STREAMS)).ok
        for full in (True, False, True):
            before = {stream: len(live(place, stream)) for stream in STREAMS}
            for stream in STREAMS:
                for _ in range(15):
                    unrest.step(stream, ["delete"])
            counts = await counted(place, lambda full=full: mirror.run(STREAMS, full=full))
            for stream, seen in counts.seen.items():
                assert len(live(place, stream)) == before[stream] - 15
                assert len(seen) > 5
                assert min(seen) >= before[stream] - 15
                assert max(seen) <= before[stream]
                assert seen == sorted(seen, reverse=True)
            assert counts.slowest < SOON


async def test_readers_see_the_first_run_grow_page_by_page(sandbox: DitioSandbox, place: Watched) -> None:
    async with (
        DitioSession(**sandbox.credentials) as ditio,
        Mirror(ditio, place.store(), chunk_limit=60, source=SOURCE) as mirror,
    ):
        counts = await counted(place, lambda: mirror.run(STREAMS[:1]))
        pages = [count for count in counts.seen[STREAMS[0]] if count]
    assert pages == sorted(pages)
    assert all(
        count % 60 < 10 or count == len(live(place, STREAMS[0])) for count in pages
    )  # what has one date is whole


async def test_a_transaction_that_reads_for_long_blocks_no_run_and_sees_its_own_moment(
    sandbox: DitioSandbox, place: Watched
) -> None:
    unrest = Unrest(sandbox, seed=6)
    async with (
        DitioSession(**sandbox.credentials) as ditio,
        Mirror(ditio, place.store(), chunk_limit=50, source=SOURCE) as mirror,
    ):
        assert (await mirror.run(STREAMS)).ok
        with place.reader() as reader, reader.moment():
            before = reader.live(STREAMS[0])
            for full in (False, True):
                unrest.step(STREAMS[0], ["delete"])
                async with asyncio.timeout(10):
                    assert (await mirror.run(STREAMS, full=full)).ok
            assert reader.live(STREAMS[0]) == before
        assert len(live(place, STREAMS[0])) == before - 2


def live(place: Watched, stream: str) -> list[str]:
    return [id for id, row in place.table(stream).items() if not row["is_deleted"]]
