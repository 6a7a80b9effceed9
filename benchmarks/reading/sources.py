"""How the records of a contender are taken: one by one, or batch by batch, as its callers would write it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias

from msgspec import Struct

from .data import Plan

Opened: TypeAlias = Callable[[Plan], AbstractAsyncContextManager[AsyncIterator[object]]]


class Work(Struct, frozen=True, kw_only=True):
    """What the consumer does.

    Attributes:
        spin: microseconds of processor time for each record.
        every: after how many records it awaits something, a database for instance; 0 for never.
        pause: milliseconds that this takes.
    """

    spin: float = 0.0
    every: int = 0
    pause: float = 0.0


class Taken(Struct):
    """What a pass gave.

    Attributes:
        records: how many.
        first: when the first one came, on the clock of `time.perf_counter`.
    """

    records: int = 0
    first: float = 0.0

    def one(self, record: object) -> None:
        """A record."""
        self.records += 1

    def follow(self, work: Work) -> Callable[[object], None]:
        """For each record: count it, and work on it."""
        if not work.spin:
            return self.one
        spin = work.spin / 1e6

        def slowly(record: object) -> None:
            self.records += 1
            end = time.perf_counter() + spin
            while time.perf_counter() < end:
                pass

        return slowly

    def wait(self, work: Work) -> Callable[[object], Awaitable[None]]:
        """For each record, in a consumer that awaits something now and then."""
        take, every, pause = self.follow(work), work.every, work.pause / 1000

        async def waiting(record: object) -> None:
            take(record)
            if not self.records % every:
                await asyncio.sleep(pause)

        return waiting


class Source(Protocol):
    """A contender that is ready to read."""

    async def read(self, plan: Plan, work: Work) -> Taken:
        """Read everything."""
        ...


class Records:
    """An iterator of records, as this package gives it."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    async def read(self, plan: Plan, work: Work) -> Taken:
        """Read everything."""
        taken = Taken()
        async with self._opened(plan) as records:
            async for record in records:
                taken.first = time.perf_counter()
                taken.one(record)
                break
            if work.every:
                wait = taken.wait(work)
                async for record in records:
                    await wait(record)
            else:
                take = taken.follow(work)
                async for record in records:
                    take(record)
        return taken


class Batches:
    """An iterator of batches; what is asked for is each record all the same."""

    def __init__(self, batches: Callable[[Plan], AsyncIterator[Sequence[object]]]) -> None:
        self._batches = batches

    async def read(self, plan: Plan, work: Work) -> Taken:
        """Read everything."""
        taken = Taken()
        take, wait = taken.follow(work), taken.wait(work)
        async for batch in self._batches(plan):
            taken.first = taken.first or time.perf_counter()
            if work.every:
                for record in batch:
                    await wait(record)
            else:
                for record in batch:
                    take(record)
        return taken


class Blocking:
    """An iterator of batches that blocks its thread."""

    def __init__(self, batches: Callable[[Plan], Iterator[Sequence[object]]]) -> None:
        self._batches = batches

    async def read(self, plan: Plan, work: Work) -> Taken:
        """Read everything."""
        taken = Taken()
        take = taken.follow(work)
        for batch in self._batches(plan):
            taken.first = taken.first or time.perf_counter()
            for record in batch:
                take(record)
        return taken


class Bodies:
    """The bytes of pages, of which no record is taken: the limit of what any reader can reach."""

    def __init__(self, pages: Callable[[Plan], AsyncIterator[object]]) -> None:
        self._pages = pages

    async def read(self, plan: Plan, work: Work) -> Taken:
        """Read everything."""
        taken = Taken(records=plan.data.records)
        async for _ in self._pages(plan):
            taken.first = taken.first or time.perf_counter()
        return taken
