"""What a process can tell about itself: its memory at the peak, and how late its event loop was."""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles

from msgspec import Struct


class Stalls(Struct):
    """How late the loop was, in milliseconds.

    Attributes:
        longest: the worst turn.
        late99: 99 of 100 turns were no later.
        own: the worst turn, without the time that the process was kept from running, by others on the machine.
    """

    longest: float = 0.0
    late99: float = 0.0
    own: float = 0.0


@asynccontextmanager
async def watched(seconds: float) -> AsyncGenerator[Stalls]:
    """Ask for a turn of the loop each so many seconds; what is yielded holds the outcome after the block."""
    late, own = [0.0, 0.0], 0.0
    stalls = Stalls()

    async def watch() -> None:
        nonlocal own
        while True:
            asleep, cpu = time.perf_counter(), time.process_time()
            await asyncio.sleep(seconds)
            late.append(time.perf_counter() - asleep - seconds)
            own = max(own, min(late[-1], time.process_time() - cpu))

    task = asyncio.create_task(watch())
    try:
        yield stalls
    finally:
        task.cancel()
        stalls.longest, stalls.own = max(late) * 1000, own * 1000
        stalls.late99 = quantiles(late, n=100, method="inclusive")[98] * 1000


def forget_peak() -> None:
    """Let the peak start again from what is in memory now; only Linux can."""
    if sys.platform == "linux":
        Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """The most memory that this process had, in bytes.

    Linux counts the parent's memory at the start in `ru_maxrss`, so its own count is read there.
    """
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Stolen:
    """How much of the time in which a virtual machine had work its host kept it from running; only Linux tells."""

    def __init__(self) -> None:
        self._before = _ticks()

    @property
    def share(self) -> float | None:
        """Since this was made; None where nobody tells."""
        stolen, wanted = (now - before for now, before in zip(_ticks(), self._before, strict=True))
        return stolen / wanted if wanted else None


def _ticks() -> tuple[int, int]:
    """Those that were stolen, and those in which there was work, of all processors."""
    if sys.platform != "linux":
        return 0, 0
    user, nice, system, _, _, irq, softirq, steal, *_ = map(int, Path("/proc/stat").read_text().split()[1:11])
    return steal, user + nice + system + irq + softirq + steal
