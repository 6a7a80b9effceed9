"""The strict server, and a session with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ditio_async import DitioSession

from ..support.strict import StrictServer


@pytest.fixture
async def server() -> AsyncIterator[StrictServer]:
    async with StrictServer() as running:
        yield running


@pytest.fixture
async def ditio(server: StrictServer) -> AsyncIterator[DitioSession]:
    async with server.session() as opened:
        yield opened
