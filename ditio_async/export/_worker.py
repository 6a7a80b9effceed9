"""Work in a thread, one piece at a time, beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic, sleep
from typing import Final, TypeVar, cast

from anyio import to_thread

from .._whole import ended, whole

T = TypeVar("T")

_TURN: Final = 0.001
_PAUSE: Final = 0.00001


class Worker:
    """Does one piece of work while the caller gets the next one ready.

    A cancellation is raised when the thread has ended its work, and not before: nobody writes to a file that is gone.
    """

    def __init__(self) -> None:
        self._task: asyncio.Task[object] | None = None

    async def hand(self, work: Callable[[], object]) -> None:
        """Have something done, once what was handed over before is done; raises what that raised."""
        await self.idle()
        self._task = asyncio.ensure_future(to_thread.run_sync(work))

    async def run(self, work: Callable[[], T]) -> T:
        """Have something done, and wait for it."""
        await self.hand(work)
        return cast("T", await self.idle())

    async def idle(self) -> object:
        """Wait for what was handed over; raises what it raised."""
        task, self._task = self._task, None
        if task is None:
            return None
        return await whole(task)

    async def last(self, work: Callable[[], object]) -> None:
        """Have something done in the end, whatever became of what was handed over, and of the caller."""
        before, self._task = self._task, None
        cancellation = None if before is None else await ended(before)
        task: asyncio.Task[object] = asyncio.ensure_future(to_thread.run_sync(work))
        cancellation = await ended(task) or cancellation
        if cancellation is not None:
            raise cancellation
        task.result()


class Turns:
    """Lets the event loop have its turn, in a thread whose work would hold it up.

    The interpreter hands over between threads every 5 ms unless one of them rests.
    """

    def __init__(self) -> None:
        self._rested = monotonic()

    def turn(self) -> None:
        """Rest for a moment, if it is time."""
        if monotonic() - self._rested > _TURN:
            sleep(_PAUSE)
            self._rested = monotonic()
