"""What several of these tests need."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Iterator, Sequence
from typing import TypeVar

from ditio_async import DitioError
from ditio_async._clock import Clock

from ..support.faults import Step, json_answer

T = TypeVar("T")

LONGEST_PAUSES = Clock(uniform=lambda _, longest: longest)
"""Pauses are as long as they may get: 1 and 2 s after transient faults, 2 and 4 s when throttled."""
SHORTEST_PAUSES = Clock(uniform=lambda shortest, _: shortest)

PROJECT = {"id": "p1", "projectNumber": "1"}
WORK_ORDER = {"id": "w1"}


def now() -> float:
    return asyncio.get_running_loop().time()


async def outcomes(calls: Sequence[Awaitable[T]]) -> tuple[list[T], list[DitioError]]:
    """The results and the errors of calls that run at once; an error of another kind is raised."""
    ends = await asyncio.gather(*calls, return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, DitioError):
            raise end
    return [e for e in ends if not isinstance(e, BaseException)], [e for e in ends if isinstance(e, DitioError)]


class Traffic:
    """A step that takes a second, and notes how many calls were on their way at once, now and at the most."""

    def __init__(self) -> None:
        self.running = self.most = 0
        self.step = Step(self._act)

    async def _act(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(1)
        self.running -= 1
        await json_answer([PROJECT]).act(reader, writer)


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """A port of the loopback that nobody listens on, and that nobody else can take meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]
