"""What several of these tests need."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Any, Final

from ditio_async import Clock, RetryPolicy
from ditio_async.sandbox import DitioSandbox

PROMPT: Final[dict[str, Any]] = {
    "clock": Clock(uniform=lambda shortest, _: shortest),
    "retry": RetryPolicy(throttled=0.001),
}
"""Pauses of a session that hardly pauses."""

TASKS: Final = "/core/api/v4/integration/tasks"
PROJECTS: Final = "/core/api/v4/integration/projects"
MACHINES: Final = "/core/api/v4/integration/machines"
CERTIFICATES: Final = "/core/api/v4/integration/certificates"


def arrived(sandbox: DitioSandbox, field: str, path: str = TASKS, method: str = "POST") -> Counter[str]:
    """How often each value of a field was received; those that a fault has cut off were not."""
    there = [request for request in sandbox.requests if (request.path, request.method) == (path, method)]
    return Counter(json.loads(request.body)[field] for request in there if request.body)


def sizes(sandbox: DitioSandbox, path: str) -> list[int]:
    """How many items were in each array that was received."""
    there = [request for request in sandbox.requests if request.path == path and request.body]
    return [len(json.loads(request.body)) for request in there]


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop turn until something is so."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  # each look lets the loop turn once
            await asyncio.sleep(0)


class Source:
    """An async generator that tells what was taken from it, and whether it was closed."""

    def __init__(self, items: Iterable[int]) -> None:
        self.taken: list[int] = []
        self.closed = False
        self._items = items

    async def __call__(self) -> AsyncIterator[int]:
        try:
            for item in self._items:
                self.taken.append(item)
                yield item
        finally:
            self.closed = True


def indices(results: Sequence[Any]) -> list[int]:
    return [result.index for result in results]
