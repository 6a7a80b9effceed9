"""A server of pages, and a session with it that hardly pauses."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ditio_async import DitioSession, RetryPolicy

from ..support.faults import FaultServer, session
from ..wire.common import SHORTEST_PAUSES


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


@pytest.fixture
async def ditio(server: FaultServer) -> AsyncIterator[DitioSession]:
    async with session(server, clock=SHORTEST_PAUSES, retry=RetryPolicy(throttled=0.001)) as opened:
        yield opened
