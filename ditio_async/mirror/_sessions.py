"""The sessions of a worker: one a tenant, open as long as the worker runs, so that its jobs share token and limits."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self

from .._wire import Request, Response, Send
from ..config import RetryPolicy, Surface
from ..errors import RateLimitedError, RequestError
from ..session import DitioSession
from ..tenants import Tenant

_PATIENCE: Final = RetryPolicy(attempts=3, retry_after=1.0)
"""Longer pauses are waited for in the queue, where they hold nothing."""


class Sessions:
    """Opens each when it is first asked for; closes all."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._open: dict[str, DitioSession] = {}
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self._stack.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def of(self, tenant: Tenant) -> DitioSession:
        """The session of a tenant."""
        async with self._turn:
            if tenant.name not in self._open:
                session = tenant.session(retry=_PATIENCE, middleware=[Quiet()])
                self._open[tenant.name] = await self._stack.enter_async_context(session)
            return self._open[tenant.name]


class Quiet:
    """Sends nothing in a pause that the server asked for: the jobs that begin in it, or are under way, wait as well.

    The session itself only keeps to the pauses that it waits for.
    """

    def __init__(self) -> None:
        self._until: dict[Surface, float] = {}

    async def __call__(self, request: Request, send: Send) -> Response:
        """Send, or raise what the server would."""
        now = asyncio.get_running_loop().time
        left = self._until.get(request.surface, 0.0) - now()
        if left > 0:
            facts = request.facts()
            facts["retry_after"] = left
            raise RateLimitedError("the server asked for a pause that is not over; nothing was sent", **facts)
        try:
            return await send(request)
        except RequestError as error:
            if error.retry_after is not None:
                self._until[request.surface] = now() + error.retry_after
            raise
