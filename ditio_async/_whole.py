"""Work that is not broken off in the middle."""

from __future__ import annotations

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def whole(work: asyncio.Future[T]) -> T:
    """Wait until something has ended. Who is cancelled meanwhile still waits for it, and is cancelled then."""
    if (cancellation := await ended(work)) is not None:
        raise cancellation
    return work.result()


async def ended(work: asyncio.Future[T]) -> asyncio.CancelledError | None:
    """Wait until something has ended, without raising; the cancellation of the caller that came meanwhile."""
    cancellation: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError as error:
            cancellation = error
    if not work.cancelled():
        work.exception()  # it counts as seen, also where nobody asks for it
    return cancellation
