"""Fixtures for pytest, there as soon as the package is installed.

`ditio_sandbox` is a sandbox that serves in a thread of its own, so that it works in every kind of test. `ditio` is an
open session with it, for async tests that run with anyio's plugin or with pytest-asyncio.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from . import DitioSession
    from .sandbox import DitioSandbox

NO_LOOP = (
    "the fixture ditio needs an event loop: mark the test with pytest.mark.anyio, set anyio_mode = 'auto' in the "
    "configuration of pytest (anyio 4.11 or later), or install pytest-asyncio"
)


@pytest.fixture
def ditio_sandbox() -> Iterator[DitioSandbox]:
    """A running `ditio_async.sandbox.DitioSandbox`, new for each test."""
    from .sandbox import DitioSandbox  # only where it is used: every run of pytest imports this module

    with DitioSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def ditio(request: pytest.FixtureRequest, ditio_sandbox: DitioSandbox) -> DitioSession:
    """An open `DitioSession` with the sandbox of the fixture `ditio_sandbox`."""
    if "anyio_backend" in request.fixturenames:
        if request.getfixturevalue("anyio_backend_name") != "asyncio":
            pytest.fail("ditio_async runs on asyncio: let the fixture anyio_backend return 'asyncio'", pytrace=False)
        fixture = "_ditio_with_anyio"
    elif request.config.pluginmanager.has_plugin("asyncio"):
        fixture = "_ditio_with_asyncio"
    else:
        pytest.fail(NO_LOOP, pytrace=False)
    session: DitioSession = request.getfixturevalue(fixture)
    return session


async def _open(ditio_sandbox: DitioSandbox) -> AsyncIterator[DitioSession]:
    from . import DitioSession  # as above

    async with DitioSession(**ditio_sandbox.credentials) as session:
        yield session


@pytest.fixture
async def _ditio_with_anyio(anyio_backend: object, ditio_sandbox: DitioSandbox) -> AsyncIterator[DitioSession]:
    async for session in _open(ditio_sandbox):
        yield session


def pytest_configure(config: pytest.Config) -> None:
    """Make the fixture for pytest-asyncio, where that is in use."""
    if config.pluginmanager.has_plugin("asyncio"):
        import pytest_asyncio  # it need not be there

        plugin = ModuleType("ditio_async with pytest-asyncio")
        vars(plugin)["_ditio_with_asyncio"] = pytest_asyncio.fixture(_open, name="_ditio_with_asyncio")
        config.pluginmanager.register(plugin, plugin.__name__)
