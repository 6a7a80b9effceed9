"""Where tests mirror to, and how they look at it without the mirror."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

import asyncpg

from ditio_async.mirror import SqliteStore, Store
from ditio_async.mirror.postgres import PostgresStore

SOURCE = "the source"


class Place(Protocol):
    """A database that a mirror writes to."""

    prefix: str

    def store(self) -> Store:
        """A store for one mirror."""
        ...

    async def execute(self, statement: str) -> None:
        """Do something to it behind the mirror's back."""
        ...

    async def ask(self, query: str) -> list[tuple[object, ...]]:
        """Rows, plain: moments as `2026-01-31 15:00:00`, lists and objects as JSON text, booleans as 0 and 1."""
        ...


class SqlitePlace:
    """A file."""

    prefix = ""

    def __init__(self, path: Path) -> None:
        self.path = path

    def store(self) -> Store:
        return SqliteStore(self.path)

    async def execute(self, statement: str) -> None:
        with closing(sqlite3.connect(self.path)) as db:
            db.executescript(statement)

    async def ask(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(query).fetchall()


class PostgresPlace:
    """A schema."""

    prefix = "ditio."

    def __init__(self, dsn: str) -> None:
        self.dsn = f"{dsn}&sslmode=disable"

    def store(self) -> Store:
        return PostgresStore(self.dsn, patience=0.05)

    async def execute(self, statement: str) -> None:
        await self._do(lambda db: db.execute(statement))

    async def ask(self, query: str) -> list[tuple[object, ...]]:
        rows = await self._do(lambda db: db.fetch(query))
        return [tuple(map(_plain, row)) for row in rows]

    async def _do(self, work: Callable[[asyncpg.Connection], object]) -> list[tuple[object, ...]]:
        db = await asyncpg.connect(self.dsn, server_settings={"search_path": "ditio", "timezone": "UTC"})
        try:
            return await work(db)  # type: ignore[misc]  # both of them are awaited
        finally:
            await db.close()


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dt.datetime):
        text = value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ")
        return text.rstrip("0") if "." in text else text
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return json.dumps(json.loads(value), sort_keys=True, separators=(",", ":"))
    return value
