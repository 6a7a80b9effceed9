"""Work that is not broken off in the middle."""

from __future__ import annotations

import asyncio
from typing import TypeVar

T = TypeVar("T")


async def whole(work: asyncio.Future[T]) -> T:
    """Wait until something has ended. Who is cancelled meanwhile still waits for it, and is cancelled then."""
    stopped: asyncio.CancelledError | None = None
    while not work.done():
        try:
            await asyncio.wait([work])
        except asyncio.CancelledError as error:
            stopped = error
    if stopped is None:
        return work.result()
    if not work.cancelled():
        work.exception()  # looked at: who was cancelled does not hear of it
    raise stopped
