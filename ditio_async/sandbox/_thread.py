"""Serving in a thread, for tests and programs that have no event loop of their own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import AbstractAsyncContextManager


class Thread:
    """A thread with an event loop in which a server runs."""

    def __init__(self, server: AbstractAsyncContextManager[object]) -> None:
        self._server = server
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="ditio sandbox", daemon=True)

    def begin(self) -> None:
        """Start, and wait until it serves."""
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def end(self) -> None:
        """Stop, and wait until it has."""
        if self._loop is not None and self._over is not None:
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # noqa: BLE001  # raised to the one who waits in `begin`
            self._failure = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        async with self._server:
            self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
            self._started.set()
            await self._over.wait()
