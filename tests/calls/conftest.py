"""The strict server, and a session with it."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Iterator

import pytest

from ditio_async import DitioSession

from ..support.strict import StrictServer


@pytest.fixture(scope="package", autouse=True)
def quick_collections() -> Iterator[None]:
    """Modules and tables are not looked over again after every test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
async def server() -> AsyncIterator[StrictServer]:
    async with StrictServer() as running:
        yield running


@pytest.fixture
async def ditio(server: StrictServer) -> AsyncIterator[DitioSession]:
    async with server.session() as opened:
        yield opened
