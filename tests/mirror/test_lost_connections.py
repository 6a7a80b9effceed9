"""A connection that is lost in the middle of a page: it is said, at once, and nothing is left behind."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator

import pytest

from ditio_async._tables.datasets import datasets
from ditio_async.errors import StoreError
from ditio_async.mirror._state import Mode, Position
from ditio_async.mirror.postgres import PostgresStore

from ..support.lossy import Lossy
from .places import SOURCE, PostgresPlace

(PROJECTS,) = datasets("test", ["projects"])


@pytest.fixture
async def way(postgresql: PostgresPlace) -> AsyncIterator[Lossy]:
    way = Lossy(postgresql.dsn.removesuffix("&sslmode=disable"))
    async with way.open():
        yield way


async def test_the_server_hangs_up_just_as_a_page_begins(way: Lossy) -> None:
    """Asyncpg forgets a future then. If asyncio complains of that, the test fails."""
    assert "cannot be reached, or the connection was lost" in await _lost(way, records=3, farewell_after=b" LIMIT 1")
    gc.collect()


async def test_the_server_is_lost_while_a_page_waits_to_be_sent(way: Lossy) -> None:
    """Asyncpg would wait for ever for room in a buffer that nobody reads."""
    assert "connection was lost" in await _lost(way, records=2000, text="x" * 10_000, deaf_after=b"COPY ")


async def _lost(way: Lossy, *, records: int, text: str = "", **moment: bytes) -> str:
    """What is said when a page is written on a connection that is lost meanwhile."""
    store = PostgresStore(way.dsn)
    await store.open(SOURCE)
    with pytest.raises(StoreError) as lost:
        async with asyncio.timeout(10), store.table(PROJECTS) as table:
            position = await table.begin(Position(run_id="run", mode=Mode.FULL, filter=""))
            for name, word in moment.items():
                setattr(way, name, word)
            values = {"is_deleted": False, "name": text}
            others = [values.get(column.name) for column in table.columns[1:]]
            await table.apply([(f"{place}", *others, None) for place in range(records)], position)
    await store.aclose()
    return f"{lost.value}"
