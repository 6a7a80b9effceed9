"""A sandbox with nothing but what tests write, a server that misbehaves, and sessions that hardly pause."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ditio_async import DitioSession
from ditio_async.sandbox import DitioSandbox

from ..support.faults import FaultServer, session
from .common import PROMPT


@pytest.fixture
async def sandbox() -> AsyncIterator[DitioSandbox]:
    async with DitioSandbox(records=0) as running:
        yield running


@pytest.fixture
async def ditio(sandbox: DitioSandbox) -> AsyncIterator[DitioSession]:
    async with DitioSession(**sandbox.credentials, **PROMPT) as opened:
        yield opened


@pytest.fixture
async def project(ditio: DitioSession) -> str:
    """The id of a new project."""
    return (await ditio.projects.create(project_number="P-1")).id


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


@pytest.fixture
async def prompt(server: FaultServer) -> AsyncIterator[DitioSession]:
    """A session with the server that misbehaves."""
    async with session(server, **PROMPT) as opened:
        yield opened
