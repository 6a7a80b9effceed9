"""Outages of the database that holds the queue: told in one line when they begin, and in one when they are over."""

from __future__ import annotations

import asyncio
import logging
from math import inf
from typing import Final

try:
    import psycopg
    from procrastinate import exceptions
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "a queue needs procrastinate: pip install 'ditio-async[queue,postgres]'", name=error.name
    ) from error

FAILURES: Final = (exceptions.ConnectorException, psycopg.Error)
"""What the database may be up to: procrastinate's errors have the driver's as their cause."""

_LOG: Final = logging.getLogger("ditio_async.mirror")


class Outages:
    """What is known of them.

    Attributes:
        lasts: there is one.
        over: when the last one was over, by the clock of the event loop.
    """

    def __init__(self) -> None:
        self.over = -inf
        self.lasts = False

    def note(self, error: Exception) -> bool:
        """Note an error of the database; False where it is no outage."""
        cause = error.__cause__ or error
        if not isinstance(cause, psycopg.OperationalError) or not (cause.sqlstate or "08").startswith(("08", "57P")):
            return False
        if not self.lasts:
            self.lasts = True
            _LOG.warning(
                "the queue cannot be reached, or the connection was lost; see that PostgreSQL runs, and still lets its "
                "users in: the work waits for it, and goes on by itself (%s)",
                why(error),
            )
        return True

    def quiet(self, seconds: float) -> bool:
        """Whether there was none for so long, as far as anybody knows here."""
        return not self.lasts and asyncio.get_running_loop().time() >= self.over + seconds

    def begin(self) -> None:
        """Nothing is known of what was before."""
        self.over = asyncio.get_running_loop().time()

    def none(self) -> None:
        """The database has answered."""
        if self.lasts:
            self.lasts = False
            self.over = asyncio.get_running_loop().time()
            _LOG.warning("the queue is reached again, the work goes on")


class Connection(psycopg.AsyncConnection[tuple[object, ...]]):
    """One of the queue, told from others in the log."""


class LoggedError(Exception):
    """A job failed, which the log has already, with the reason."""


def why(error: BaseException) -> str:
    """What is behind an error, in a line."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {error}".partition("\n")[0]


class Told(logging.Filter):
    """Keeps back what the log has already, in one line: tracebacks of jobs that failed, and connections that are lost.

    Args:
        pool: the name of the pool; those of others say what they like.
    """

    _LOGGERS: Final = ("procrastinate.worker", "psycopg.pool")

    def __init__(self, pool: str) -> None:
        super().__init__()
        self._pool = pool

    def __enter__(self) -> None:
        for name in self._LOGGERS:
            logging.getLogger(name).addFilter(self)

    def __exit__(self, *_: object) -> None:
        for name in self._LOGGERS:
            logging.getLogger(name).removeFilter(self)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the log shall have it."""
        if record.exc_info and isinstance(record.exc_info[1], LoggedError):
            return False
        named = record.args if isinstance(record.args, tuple) else ()
        return not any(name == self._pool or isinstance(name, Connection) for name in named)
