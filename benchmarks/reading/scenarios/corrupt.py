"""Pages that were cut off, or miss a mark: whether one of them is taken for a whole one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from typing import Final

from ditio_async.errors import DecodeError
from ditio_async.paging import Stream
from ditio_async.resources.reporting import TimeRegistration

from ...report import Report
from ..contenders.ours import session, whole
from ..data import Data, Plan
from ..goals import checked

RECORDS: Final = 45
"""Of a page: enough for two slices."""
MODES: Final = ("page by page", "eager")


def run(base: str, count: int) -> Iterator[Report]:
    """So many pages, each with damage of its own, read in both ways."""
    began = time.perf_counter()
    accepted = asyncio.run(_accepted(base, count))
    seconds = time.perf_counter() - began
    yield Report(
        title=f"damaged pages: {count:,} of {RECORDS} records, half of them cut off, in {seconds:.0f} s",
        columns=("mode", "pages", "taken for whole ones"),
        rows=[[mode, f"{count:,}", str(taken)] for mode, taken in accepted.items()],
        goals=checked({"corrupt": sum(accepted.values())}),
        samples={mode: [taken] for mode, taken in accepted.items()},
    )


async def _accepted(base: str, count: int) -> dict[str, int]:
    accepted: dict[str, int] = dict.fromkeys(MODES, 0)
    async with AsyncExitStack() as stack:
        ditio = await session(base, stack)
        for number in range(1, count + 1):
            stream = whole(ditio, Plan(data=Data(records=RECORDS, harm=number), page=RECORDS))
            for mode in MODES:
                accepted[mode] += await _taken(_opened(stream, mode))
    return accepted


def _opened(
    stream: Stream[TimeRegistration], mode: str
) -> AbstractAsyncContextManager[AsyncIterator[TimeRegistration]]:
    return stream.eager() if mode == "eager" else nullcontext(aiter(stream))


async def _taken(opened: AbstractAsyncContextManager[AsyncIterator[TimeRegistration]]) -> bool:
    try:
        async with opened as records:
            async for _ in records:
                pass
    except DecodeError:
        return False
    return True
