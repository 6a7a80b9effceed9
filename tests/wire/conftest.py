"""A server that misbehaves, a session with it, and time that passes at once."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from ditio_async import DitioSession, RetryPolicy
from ditio_async.resources.mass_transport import ExcavatorStates

from ..support.faults import FaultServer, session
from ..support.loops import VIRTUAL
from .common import LONGEST_PAUSES, SHORTEST_PAUSES
from .pushes import Depot
from .pushes import session as pushing


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


@pytest.fixture
async def prompt(server: FaultServer) -> AsyncIterator[DitioSession]:
    """A session that hardly pauses, for tests in real time."""
    async with session(server, clock=SHORTEST_PAUSES, retry=RetryPolicy(throttled=0.001)) as opened:
        yield opened


@pytest.fixture
def depot(server: FaultServer) -> Depot:
    return Depot(server)


@pytest.fixture
async def excavators(server: FaultServer, depot: Depot) -> AsyncIterator[ExcavatorStates]:
    async with pushing(server) as ditio:
        yield ditio.mass_transport.excavator_states
