"""A process that measures one contender: it takes orders as lines of JSON, and answers with samples.

`python -m benchmarks.reading.worker CONTENDER ADDRESS` runs until its standard input closes.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
from contextlib import AsyncExitStack, nullcontext
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, cast

import aiohttp
import msgspec
import psutil  # type: ignore[import-untyped]  # it ships no types for mypy
from msgspec import Struct
from msgspec.structs import replace

from ..process import Stalls, forget_peak, peak, watched
from .contenders import ALL, Contender
from .data import Data, Plan
from .sources import Source, Work

if TYPE_CHECKING:
    from aiohttp.compression_utils import ZLibBackendProtocol

TICK: Final = 0.00025
"""Seconds between two turns of the loop that are asked for."""


class Order(Struct, frozen=True, kw_only=True):
    """What to measure.

    Attributes:
        plan: what to read.
        work: what the consumer does.
        watch: whether to look at the loop, which costs processor time.
        isal: whether to unpack with isal.
    """

    plan: Plan
    work: Work = Work()
    watch: bool = False
    isal: bool = False


class Sample(Struct, frozen=True, kw_only=True):
    """What was measured.

    Attributes:
        records: that were read.
        seconds: for all of them.
        cpu: microseconds of the process's processor time a record.
        first: milliseconds until the first record.
        stall: the longest time in milliseconds that the loop was late; 0 where nobody looked.
        late99: 99 of 100 turns of the loop were no later, in milliseconds.
        memory: megabytes at the peak above those after all imports.
    """

    records: int
    seconds: float
    cpu: float
    first: float
    stall: float
    late99: float
    memory: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


class Worker:
    """The process, seen from outside."""

    def __init__(self, contender: Contender, base: str) -> None:
        command = [sys.executable, "-m", "benchmarks.reading.worker", contender.name, base]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.contender = contender

    def measure(self, order: Order) -> Sample:
        """Let it work."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.contender.name}: the process ended")
        return msgspec.json.decode(line, type=Sample)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


async def measured(source: Source, order: Order, before: int) -> Sample:
    """One pass, after a page that makes the connection and the token."""
    warm = replace(order.plan, data=Data(records=order.plan.page, gzip=order.plan.data.gzip), windows=1)
    await source.read(warm, Work())
    gc.collect()
    forget_peak()
    async with watched(TICK) if order.watch else nullcontext(Stalls()) as stalls:
        cpu, began = time.process_time(), time.perf_counter()
        taken = await source.read(order.plan, order.work)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if taken.records != order.plan.data.records:
        raise SystemExit(f"{taken.records} records came, not {order.plan.data.records}")
    return Sample(
        records=taken.records,
        seconds=seconds,
        cpu=cpu / taken.records * 1e6,
        first=(taken.first - began) * 1000,
        stall=stalls.longest,
        late99=stalls.late99,
        memory=(peak() - before) / 1e6,
    )


async def main(name: str, base: str) -> None:
    """Measure whatever is asked for."""
    opened = ALL[name].load()
    gc.collect()
    before = psutil.Process().memory_info().rss
    async with AsyncExitStack() as stack:
        source = await opened(base, stack)
        for line in sys.stdin.buffer:
            order = msgspec.json.decode(line, type=Order)
            if order.isal:
                aiohttp.set_zlib_backend(cast("ZLibBackendProtocol", import_module("isal.isal_zlib")))
            print(msgspec.json.encode(await measured(source, order, before)).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
