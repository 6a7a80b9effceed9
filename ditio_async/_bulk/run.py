"""Runs a bulk write: takes items in, keeps a few under way, hands results out, and loses sight of none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from types import TracebackType
from typing import Generic, Self, TypeVar

from .._relay import Relay
from .._wire import TALLY, Tally
from ..errors import ArgumentError
from .results import Counts, Finding, Outcome, Report, Result

T = TypeVar("T")
R = TypeVar("R")


class Bulk(Generic[T, R]):
    """A bulk write: `async with` it, and iterate it; or `await bulk.report()`. Nothing is sent before.

    At most twice as many items as are written side by side are held at any time, however many there are. When it is
    left early, by `break`, an error or a cancellation, what is under way is ended, and `unfinished` says what is
    certain of each item that was taken in and not handed out.

    Errors of the session's own end it: no token, a token that is refused, a closed session. So does whatever else
    than a `DitioError` is raised, and a failure to read what is there before arrays are created. What is under way
    is then finished and handed out first.

    Attributes:
        counts: how many results of each kind were handed out.
        unfinished: filled when it is left.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Awaitable[Sequence[Finding[R]]]],
        items: AsyncIterable[T] | Iterable[T],
        *,
        concurrency: int,
        chunk: int = 1,
        ordered: bool = False,
    ) -> None:
        self.counts = Counts()
        self.unfinished: list[Result[T, R]] = []
        self._work = work
        self._source = iterated(items)
        self._concurrency = concurrency
        self._chunk = chunk
        self._ordered = ordered
        self._room = asyncio.Semaphore(2 * concurrency * chunk)
        self._batches: asyncio.Queue[dict[int, T] | None] = asyncio.Queue()
        self._relay: Relay[Result[T, R]] = Relay(patient=True)
        self._feeder: asyncio.Task[None] | None = None
        self._feeding = False
        self._stopping = False
        self._held: dict[int, T] = {}
        self._known: dict[int, Result[T, R]] = {}
        self._next = 0

    def stop(self) -> None:
        """Take in no more items. What was taken in is finished and handed out, and then the iteration ends."""
        if self._feeding and self._feeder is not None and not self._stopping:
            self._feeder.cancel()
        self._stopping = True

    async def report(self) -> Report[T, R]:
        """Do all of it: how many are done, and each one that is not."""
        report: Report[T, R] = Report()
        async with self:
            async for result in self:
                report.add(result)
        return report

    async def __aenter__(self) -> Self:
        if self._feeder is not None:
            raise RuntimeError("a bulk write runs once; make another one")
        self._feeder = self._relay.start(self._feed())
        for _ in range(self._concurrency):
            self._relay.start(self._write())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping = True
        try:
            await self._relay.stop()
        finally:
            for index, item in self._held.items():
                nothing: Result[T, R] = Result(index=index, item=item, outcome=Outcome.NOT_SENT)
                self.unfinished.append(self._known.get(index, nothing))
            close = getattr(self._source, "aclose", None)
            if close is not None:
                await close()

    def __aiter__(self) -> AsyncIterator[Result[T, R]]:
        return self

    async def __anext__(self) -> Result[T, R]:
        if self._feeder is None:
            raise RuntimeError("a bulk write runs in an `async with`, and is iterated inside of it")
        result = await self._relay.take()
        if result is None:
            raise StopAsyncIteration
        del self._held[result.index], self._known[result.index]
        self._room.release()
        self.counts.add(result.outcome)
        return result

    async def _feed(self) -> None:
        """Takes items in, as many as there is room for."""
        index = 0
        batch: dict[int, T] = {}
        self._feeding = True
        try:
            while not self._stopping:
                await self._room.acquire()
                batch[index] = self._held[index] = await anext(self._source)
                index += 1
                if len(batch) == self._chunk:
                    self._batches.put_nowait(batch)
                    batch = {}
        except StopAsyncIteration:
            pass
        except asyncio.CancelledError:
            if not self._stopping:
                raise
        finally:
            for last in (batch, *[None] * self._concurrency):
                if last is None or last:
                    self._batches.put_nowait(last)

    async def _write(self) -> None:
        """Writes what was taken in, one batch after the other."""
        outer = TALLY.get()
        while (batch := await self._batches.get()) is not None:
            tally = Tally(outer)
            TALLY.set(tally)
            try:
                findings = await self._work([*batch.values()])
            except asyncio.CancelledError:
                cut: Finding[R] = Finding(Outcome.UNKNOWN if tally.touched else Outcome.NOT_SENT)
                self._note(batch, [cut] * len(batch), tally)
                self.stop()  # it may be that nobody wants to end it, and a call met somebody else's cancellation
                raise
            except BaseException as error:
                outcome = Outcome.UNKNOWN if tally.touched else Outcome.FAILED
                shown = error if isinstance(error, Exception) else None
                broken: Finding[R] = Finding(outcome, error=shown)
                self._hand_out(batch, [broken] * len(batch), tally)
                self.stop()
                raise
            self._hand_out(batch, findings, tally)

    def _note(self, batch: dict[int, T], findings: Sequence[Finding[R]], tally: Tally) -> None:
        for (index, item), found in zip(batch.items(), findings, strict=True):
            self._known[index] = Result(
                index=index,
                item=item,
                outcome=found.outcome,
                value=found.value,
                error=found.error,
                attempts=tally.attempts,
            )

    def _hand_out(self, batch: dict[int, T], findings: Sequence[Finding[R]], tally: Tally) -> None:
        self._note(batch, findings, tally)
        if not self._ordered:
            for index in batch:
                self._relay.put(self._known[index])
            return
        while self._next in self._known:
            self._relay.put(self._known[self._next])
            self._next += 1


def items_of(call: str, items: AsyncIterable[T] | Iterable[T]) -> AsyncIterable[T] | Iterable[T]:
    """The items, which must be something to iterate.

    Raises:
        ArgumentError: they are not.
    """
    given: object = items
    if isinstance(given, str | bytes) or not (hasattr(given, "__aiter__") or hasattr(given, "__iter__")):
        raise ArgumentError(f"{call} takes something to iterate, not {type(given).__name__} {given!r:.80}")
    return items


def iterated(items: AsyncIterable[T] | Iterable[T]) -> AsyncIterator[T]:
    """What there is to iterate, as something to iterate with `async`."""
    return aiter(items) if isinstance(items, AsyncIterable) else _each(items)


async def _each(items: Iterable[T]) -> AsyncIterator[T]:
    for item in items:
        yield item
