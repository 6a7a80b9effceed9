"""A process that measures one contender: it takes orders as lines of JSON, and answers with samples.

`python -m benchmarks.reading.worker CONTENDER ADDRESS` runs until its standard input closes.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from contextlib import AsyncExitStack, nullcontext
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

import aiohttp
import msgspec
import psutil  # type: ignore[import-untyped]  # it ships no types for mypy
from msgspec.structs import replace

from ..process import Stalls, forget_peak, peak, watched
from .contenders import ALL
from .data import Data
from .orders import Order, Sample
from .sources import Source, Work

if TYPE_CHECKING:
    from aiohttp.compression_utils import ZLibBackendProtocol

TICK: Final = 0.00025
"""Seconds between two turns of the loop that are asked for."""
_UNPACKERS: Final = ("zlib", "isal.isal_zlib")


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
            aiohttp.set_zlib_backend(cast("ZLibBackendProtocol", import_module(_UNPACKERS[order.isal])))
            print(msgspec.json.encode(await measured(source, order, before)).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
