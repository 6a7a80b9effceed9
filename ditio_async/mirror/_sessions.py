"""The sessions of a worker: one a tenant, open as long as the worker runs, so that its jobs share token and limits."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Final, Self

from ..config import RetryPolicy
from ..session import DitioSession
from ..tenants import Tenant

_PATIENCE: Final = RetryPolicy(attempts=5, retry_after=5.0)
"""Longer pauses that a server asks for are waited for in the queue, where they hold nothing."""


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
                session = tenant.session(retry=_PATIENCE)
                self._open[tenant.name] = await self._stack.enter_async_context(session)
            return self._open[tenant.name]
