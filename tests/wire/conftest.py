"""A server that misbehaves, a session with it, and time that passes at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ditio_async import DitioSession

from ..support.faults import FaultServer, session
from ..support.loops import VIRTUAL
from .common import LONGEST_PAUSES


@pytest.fixture
def anyio_backend() -> object:
    return VIRTUAL


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


@pytest.fixture
async def ditio(server: FaultServer) -> AsyncIterator[DitioSession]:
    async with session(server, clock=LONGEST_PAUSES) as opened:
        yield opened
