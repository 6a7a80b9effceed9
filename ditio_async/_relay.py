"""Handing things from tasks that run beside the caller to the caller."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Relay(Generic[T]):
    """What tasks put in, one consumer takes out, first in, first out. How much may wait is the tasks' own concern.

    Args:
        patient: what ends a task is raised when the others have ended as well, and not before.
    """

    def __init__(self, *, patient: bool = False) -> None:
        self._patient = patient
        self._items: deque[T] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._failure: BaseException | None = None
        self._stopped = False

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a task until `stop`."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def put(self, item: T) -> None:
        """Give something to the consumer."""
        self._items.append(item)
        self._news.set()

    async def take(self) -> T | None:
        """The next thing; None when all tasks have ended and everything was taken.

        Raises:
            RuntimeError: it was stopped.
            BaseException: what ended a task, once what was put in before is taken; again at every later call.
        """
        while not self._items:
            if self._stopped:
                raise RuntimeError("what reads beside the caller ended with its `async with`; iterate inside of it")
            if self._failure is not None and not (self._patient and self._tasks):
                raise self._failure
            if not self._tasks:
                return None
            self._news.clear()
            await self._news.wait()
        return self._items.popleft()

    async def stop(self) -> None:
        """End all tasks, and drop what was not taken. A cancellation is raised when they have ended, and not before."""
        self._stopped = True
        cancellation: asyncio.CancelledError | None = None
        left: set[asyncio.Task[None]] = {*self._tasks}
        for task in left:
            task.cancel()
        while left:
            try:
                await asyncio.wait(left)
            except asyncio.CancelledError as error:
                cancellation = error
            left = {task for task in left if not task.done()}
        self._items.clear()
        if cancellation is not None:
            raise cancellation

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            self._failure = self._failure or RuntimeError("what reads beside the caller was cancelled from outside")
        elif (error := task.exception()) is not None:
            self._failure = self._failure or error
        self._news.set()
