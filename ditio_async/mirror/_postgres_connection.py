"""A connection with PostgreSQL that may be lost at any moment, also in the middle of a page."""

from __future__ import annotations

import asyncio
from typing import Final, cast

import asyncpg

from ._postgres_errors import FAILURES

_SETTINGS: Final = {"timezone": "UTC", "synchronous_commit": "off", "application_name": "ditio_async"}
"""A server that crashes may lose the last of these transactions, and loses rows and checkpoint together then."""
_UNSENT: Final = 1 << 30
"""Bytes that may wait to be sent, more than a page has: for room, asyncpg waits also when the connection is lost."""


async def connected(dsn: str, command_timeout: float) -> asyncpg.Connection:
    """Connect.

    Args:
        dsn: where to.
        command_timeout: seconds that a single statement may take.
    """
    loop = cast("asyncio.AbstractEventLoop", _Loop(asyncio.get_running_loop()))
    connection = await asyncpg.connect(dsn, command_timeout=command_timeout, server_settings=_SETTINGS, loop=loop)
    connection._transport.set_write_buffer_limits(high=_UNSENT)  # type: ignore[attr-defined]  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportPrivateUsage]  # asyncpg shows no other
    return connection


async def closed(connection: asyncpg.Connection) -> None:
    """Close a connection that is at rest, or that is broken."""
    if connection.is_closed():
        connection.terminate()  # what it was about to cancel is not waited for
        return
    try:
        await connection.close(timeout=5)
    except FAILURES:
        connection.terminate()
    except BaseException:
        connection.terminate()
        raise


class _Loop:
    """An event loop as asyncpg gets it, whose futures do not complain when nobody looks at their errors.

    Asyncpg forgets one when it begins a COPY just as the server hangs up, and raises another error.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def __getattr__(self, name: str) -> object:
        return getattr(self._loop, name)

    def __eq__(self, other: object) -> bool:
        return other is self._loop

    def __hash__(self) -> int:
        return hash(self._loop)  # asyncio keeps the task of the moment by its loop

    def create_future(self) -> asyncio.Future[object]:
        """One that counts as seen."""
        future: asyncio.Future[object] = self._loop.create_future()
        future.add_done_callback(_seen)
        return future


def _seen(future: asyncio.Future[object]) -> None:
    if not future.cancelled():
        future.exception()
