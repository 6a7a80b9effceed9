"""When jobs are due: at the times of a tenant's schedule, and again after a failure."""

from __future__ import annotations

from typing import Final
from zlib import crc32

from ..errors import (
    IdentityUnavailableError,
    MirrorLockedError,
    RateLimitedError,
    ServerError,
    StoreError,
    TransportError,
)

MINUTE: Final = 60
_ANSWERED: Final = (RateLimitedError, ServerError, TransportError, IdentityUnavailableError)
_PASSING: Final = (
    *_ANSWERED,
    StoreError,
    MirrorLockedError,  # by a machine that is gone, until the database has noticed
)
"""What may be better in a while. All else waits for the next time that the schedule names."""
_ATTEMPTS: Final = 8
_FIRST, _LONGEST = 15.0, 600.0
"""Seconds before a job is tried again: doubled each time, up to a limit."""


def is_due(name: str, every: float, after: int, until: int) -> bool:
    """Whether a moment that comes every so many seconds was after the one time and until the other.

    Each name has its moments apart from those of others. The times are seconds since 1970.
    """
    offset = crc32(name.encode()) % max(1, round(every))
    return (until - offset) // every != (after - offset) // every


def asked(error: Exception) -> float | None:
    """The seconds for which the server wants to be left alone, if it named them."""
    return (error.retry_after or None) if isinstance(error, _ANSWERED) else None


def pause(error: Exception, attempt: int) -> float | None:
    """The seconds before another attempt; None where there is to be none."""
    if not isinstance(error, _PASSING) or attempt + 1 >= _ATTEMPTS:
        return None
    return min(_LONGEST, _FIRST * 2.0**attempt)
