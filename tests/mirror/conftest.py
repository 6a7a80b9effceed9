"""A real PostgreSQL server, a database of its own for each test, and a scripted Ditio that is mirrored there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from ditio_async import DitioSession, RetryPolicy
from ditio_async.mirror.postgres import PostgresStore
from ditio_async.sandbox import DitioSandbox

from ..support.faults import FaultServer, session
from ..support.postgres import PostgresServer, database, new_database, postgres
from ..wire.common import SHORTEST_PAUSES
from .looks import Watched, WatchedDatabase, WatchedFile
from .places import SOURCE, Place, PostgresPlace, SqlitePlace
from .scripted import Scripted

__all__ = ["database", "postgres"]


@pytest.fixture(scope="session")
def prepared(postgres: PostgresServer) -> str:
    """The name of a database that has the tables already: copies of it are made at once."""

    async def prepare() -> None:
        await postgres.execute("CREATE DATABASE prepared TEMPLATE template0")
        store = PostgresStore(postgres.dsn("prepared"))
        await store.open(SOURCE)
        await store.aclose()

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as own:
        own.run(prepare())
    return "prepared"


@pytest.fixture
def sqlite(tmp_path: Path) -> SqlitePlace:
    return SqlitePlace(tmp_path / "ditio.db")


@pytest.fixture
def postgresql(postgres: PostgresServer, prepared: str) -> Iterator[PostgresPlace]:
    with new_database(postgres, prepared) as dsn:
        yield PostgresPlace(dsn)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Place:
    """Each of the two."""
    place: Place = request.getfixturevalue(request.param)
    return place


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with FaultServer() as running:
        yield running


@pytest.fixture
async def ditio(server: FaultServer) -> AsyncIterator[DitioSession]:
    async with session(server, clock=SHORTEST_PAUSES, retry=RetryPolicy(throttled=0.001)) as opened:
        yield opened


@pytest.fixture
def scripted(server: FaultServer, ditio: DitioSession, store: Place) -> Scripted:
    """A mirror of the scripted Ditio in each of the stores."""
    return Scripted(server, ditio, store)


@pytest.fixture
def scripted_in(server: FaultServer, ditio: DitioSession) -> Callable[[Place], Scripted]:
    """The same in a place of the test's own."""
    return lambda place: Scripted(server, ditio, place)


@pytest.fixture
def in_sqlite(server: FaultServer, ditio: DitioSession, sqlite: SqlitePlace) -> Scripted:
    """The same in a file alone, for what has nothing to do with the store."""
    return Scripted(server, ditio, sqlite)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Watched:
    """Each of the two, looked at by other drivers."""
    if request.param == "sqlite":
        return WatchedFile(tmp_path / "ditio.db")
    database: PostgresPlace = request.getfixturevalue("postgresql")
    return WatchedDatabase(database.dsn)


@pytest.fixture
async def sandbox() -> AsyncIterator[DitioSandbox]:
    async with DitioSandbox(records=120) as sandbox:
        yield sandbox
