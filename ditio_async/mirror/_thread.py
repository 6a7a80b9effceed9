"""A thread in which one thing is done after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from .._whole import whole

T = TypeVar("T")


class Thread:
    """One thread. Who is cancelled while it works waits until it has ended: nothing is left half-done behind them."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def do(self, work: Callable[[], T]) -> T:
        """Do something there."""
        return await whole(asyncio.get_running_loop().run_in_executor(self._executor, work))

    def end(self) -> None:
        """Let go of the thread, which does nothing at this moment."""
        self._executor.shutdown(wait=True)
