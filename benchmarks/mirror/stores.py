"""The tables that all but dlt write to: those of the mirror, made by it, with all their indexes."""

from __future__ import annotations

from ditio_async._tables.columns import Column
from ditio_async._tables.datasets import DATASETS
from ditio_async.mirror import Mirror, store_at
from ditio_async.mirror._sql import EXTRA

from .reader import session

DATASET = DATASETS["time_registrations"]
COLUMNS: tuple[Column, ...] = (*DATASET.columns, EXTRA)
NAMES = [column.name for column in COLUMNS]
LISTED = ", ".join(f'"{name}"' for name in NAMES)
CHANGES = ", ".join(f'"{name}" = excluded."{name}"' for name in NAMES if name != "id")


def upsert(table: str, source: str) -> str:
    """Write rows over those that are there, whatever they say."""
    return f"INSERT INTO {table} ({LISTED}) {source} ON CONFLICT (id) DO UPDATE SET {CHANGES}"


async def make(base: str, address: str) -> None:
    """Make the tables."""
    async with session(base) as ditio, Mirror(ditio, store_at(address), source="benchmark"):
        pass
