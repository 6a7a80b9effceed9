"""Cancels a coroutine at every await that it comes to, one run after the other."""

from __future__ import annotations

import asyncio
import types
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from typing import Any, Literal

Moment = Literal["waiting", "woken"]
"""While the await waits, or when what it waited for is there and the task has not run on yet."""

MOST = 500


async def cancelled_at_every_await(make: Callable[[], Awaitable[object]], moment: Moment) -> AsyncIterator[int]:
    """Run what `make` makes again and again, cancelled at the first await, at the second, ... until it runs through.

    Yields after each run that was cancelled, with the number of the await.
    """
    for step in range(1, MOST):
        reached = [0]
        task = asyncio.ensure_future(_counted(make(), step, reached, moment))
        try:
            await task
        except asyncio.CancelledError:
            yield step
            continue
        assert reached[0] < step or moment == "woken", f"the cancellation at await {step} was swallowed"
        if reached[0] < step:
            return
    raise AssertionError(f"it did not come to an end within {MOST} awaits")


@types.coroutine
def _counted(work: Awaitable[object], at: int, reached: list[int], moment: Moment) -> Generator[Any, Any, object]:
    """Passes on what `work` awaits, and cancels the task that runs it at one of those."""
    inner = work.__await__()
    task = asyncio.current_task()
    assert task is not None
    step: Callable[[], Any] = lambda: next(inner)  # noqa: E731
    try:
        while True:
            awaited = step()
            reached[0] += 1
            if reached[0] == at:
                if moment == "waiting" or awaited is None:
                    task.cancel()
                else:
                    awaited.add_done_callback(lambda _: task.cancel())
            try:
                value = yield awaited
            except BaseException as error:  # noqa: BLE001  # it goes on to the coroutine
                step = lambda error=error: inner.throw(error)  # noqa: E731
            else:
                step = lambda value=value: inner.send(value)  # noqa: E731
    except StopIteration as end:
        return end.value
