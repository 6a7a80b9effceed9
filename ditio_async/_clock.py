"""Time and chance, in one place, so that tests can put others in their stead."""

from __future__ import annotations

import random
import time
from asyncio import get_running_loop
from collections.abc import Callable

from msgspec import Struct


def loop_time() -> float:
    """The monotonic clock of the running event loop, in seconds; deadlines are on it."""
    return get_running_loop().time()


class Clock(Struct, frozen=True, kw_only=True):
    """Seconds that only go forward, seconds since 1970, and a random number between two."""

    monotonic: Callable[[], float] = loop_time
    wall: Callable[[], float] = time.time
    uniform: Callable[[float, float], float] = random.uniform
