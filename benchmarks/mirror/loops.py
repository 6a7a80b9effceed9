"""A straightforward loop, as one writes it by hand: json, a page at a time, `executemany`, a commit a page."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime

import aiohttp
import asyncpg

from ditio_async._tables.columns import Kind

from .measuring import Stopwatch
from .samples import Sample
from .server import CHANGES, FULL, PATH, SINCE
from .stores import COLUMNS, DATASET, NAMES, make, upsert


async def sqlite(base: str, address: str) -> AsyncIterator[Sample]:
    """sqlite3, in the event loop."""
    await make(base, address)
    statement = upsert("time_registrations", f"VALUES ({', '.join('?' * len(NAMES))})")
    with closing(sqlite3.connect(address)) as db:
        for phase in (FULL, CHANGES):
            records = 0
            async with Stopwatch(phase) as watch:
                async for page in _pages(base, phase):
                    rows = [[record.get(column.key) for column in COLUMNS] for record in page]
                    db.executemany(statement, rows)
                    db.commit()
                    records += len(rows)
            yield watch.sample(records)


async def postgres(base: str, address: str) -> AsyncIterator[Sample]:
    """asyncpg, which wants datetimes."""
    await make(base, address)
    values = ", ".join(f"${place}" for place in range(1, len(NAMES) + 1))
    statement = upsert("ditio.time_registrations", f"VALUES ({values})")
    moments = {column.key for column in DATASET.columns if column.kind is Kind.MOMENT}
    db = await asyncpg.connect(address)
    try:
        for phase in (FULL, CHANGES):
            records = 0
            async with Stopwatch(phase) as watch:
                async for page in _pages(base, phase):
                    for record in page:
                        for key in moments:
                            if isinstance(text := record.get(key), str):
                                record[key] = datetime.fromisoformat(text)
                    rows = [[record.get(column.key) for column in COLUMNS] for record in page]
                    await db.executemany(statement, rows)
                    records += len(rows)
            yield watch.sample(records)
    finally:
        await db.close()


async def _pages(base: str, phase: str) -> AsyncIterator[list[dict[str, object]]]:
    asked = {"ChunkLimit": "5000", **({"ModifiedSince": SINCE} if phase == CHANGES else {})}
    async with aiohttp.ClientSession(raise_for_status=True) as client:
        token: str | None = ""
        while token is not None:
            async with client.get(
                base + PATH, params={**asked, **({"ContinuationToken": token} if token else {})}
            ) as got:
                page = json.loads(await got.read())
            token = page["continuationToken"]
            yield page["data"]
