"""A watch for one pass."""

from __future__ import annotations

import gc
import time
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self

from ..process import Stalls, forget_peak, peak, watched
from .samples import Sample

_TICK: Final = 0.0005
"""Seconds between two turns of the loop that are asked for."""


class Stopwatch:
    """Runs as long as the `async with` lasts, and can be halted in between.

    Args:
        phase: what is measured.
        loop: look at how late the event loop is.
    """

    def __init__(self, phase: str, *, loop: bool = True) -> None:
        self._phase = phase
        self._loop = loop
        self._stalls = Stalls()
        self._stack = AsyncExitStack()
        self._seconds = self._cpu = 0.0
        self._began: tuple[float, float] | None = None
        self._before = self._peak = 0

    async def __aenter__(self) -> Self:
        gc.collect()
        forget_peak()
        self._before = peak()
        if self._loop:
            self._stalls = await self._stack.enter_async_context(watched(_TICK))
        self.go()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.halt()
        await self._stack.aclose()
        self._peak = peak()

    def go(self) -> None:
        """Go on."""
        self._began = time.perf_counter(), time.process_time()

    def halt(self) -> None:
        """Stop, and keep what there is."""
        if self._began is not None:
            self._seconds += time.perf_counter() - self._began[0]
            self._cpu += time.process_time() - self._began[1]
            self._began = None

    def sample(self, records: int) -> Sample:
        """What it shows."""
        return Sample(
            phase=self._phase,
            records=records,
            seconds=self._seconds,
            cpu=self._cpu / records * 1e6,
            stall=self._stalls.longest,
            own=self._stalls.own,
            late99=self._stalls.late99,
            memory=(self._peak - self._before) / 1e6,
        )
