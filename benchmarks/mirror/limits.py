"""The limit: rows that are in memory already, written in the fastest way that each database has; only that is timed."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from urllib.parse import urlsplit

import asyncpg

from ditio_async._tables.rows import Row, RowReader

from .measuring import Stopwatch
from .reader import session
from .samples import Sample
from .server import CHANGES, FULL, SINCE
from .stores import DATASET, LISTED, NAMES, make, upsert


async def sqlite(base: str, address: str) -> AsyncIterator[Sample]:
    """`executemany` of an upsert, a transaction a page, with the mirror's settings."""
    await make(base, address)
    statement = upsert("time_registrations", f"VALUES ({', '.join('?' * len(NAMES))})")
    with closing(sqlite3.connect(address, isolation_level=None)) as db:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -8000"):
            db.execute(f"PRAGMA {pragma}")
        for phase in (FULL, CHANGES):
            records = 0
            async with Stopwatch(phase, loop=False) as watch:
                watch.halt()
                async for rows in _pages(base, phase, texts=True):
                    watch.go()
                    db.execute("BEGIN")
                    db.executemany(statement, rows)
                    db.execute("COMMIT")
                    watch.halt()
                    records += len(rows)
            yield watch.sample(records)


async def postgres(base: str, address: str) -> AsyncIterator[Sample]:
    """COPY into a staging table and one upsert, a transaction a page, with the mirror's settings."""
    await make(base, address)
    table = "ditio.time_registrations"
    db = await asyncpg.connect(address, server_settings={"synchronous_commit": "off"})
    try:
        await db.execute(f"CREATE TEMP TABLE stage ON COMMIT DELETE ROWS AS SELECT {LISTED} FROM {table} WITH NO DATA")
        for phase in (FULL, CHANGES):
            records = 0
            async with Stopwatch(phase, loop=False) as watch:
                watch.halt()
                async for rows in _pages(base, phase, texts=False):
                    watch.go()
                    async with db.transaction():
                        await db.copy_records_to_table("stage", records=rows, columns=NAMES)
                        await db.execute(upsert(table, f"SELECT {LISTED} FROM stage"))
                    watch.halt()
                    records += len(rows)
            yield watch.sample(records)
    finally:
        await db.close()


async def _pages(base: str, phase: str, *, texts: bool) -> AsyncIterator[list[Row]]:
    async with session(base) as ditio:
        since = SINCE if phase == CHANGES else None
        stream = ditio.reporting.time_registrations(chunk_limit=5000, modified_since=since)
        async for page in stream.read_by(RowReader(DATASET.columns, texts=texts)).pages():
            yield page.records


def is_postgres(address: str) -> bool:
    """Whether an address is of PostgreSQL."""
    return urlsplit(address).scheme == "postgresql"
