"""The shared store: a schema of a PostgreSQL database."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, TypeVar, cast
from urllib.parse import urlsplit

from .. import _checks
from .._tables.columns import Column
from .._tables.datasets import Dataset
from .._whole import whole
from ..errors import ArgumentError, MirrorLockedError, StoreError
from ._addresses import refusal
from ._state import State
from ._table import LockedTable
from .store import Rows, Table

try:
    import asyncpg
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "PostgreSQL needs asyncpg: pip install 'ditio-async[postgres]'", name=error.name
    ) from error

from ._postgres import Database
from ._postgres_connection import closed, connected
from ._postgres_errors import said

T = TypeVar("T")

_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)


class PostgresStore:
    r"""A schema of a PostgreSQL database, version 12 or later.

    Moments are `timestamptz`, lists and objects `jsonb`. Where a text has the character NUL in it, which PostgreSQL
    does not hold, there is U+FFFD, and it counts as a misfit. The units are in the comments of the columns (`\\d+` in
    psql).
    Each stream that is written to has a connection of its own, and an advisory lock by which a second mirror is kept
    away; both end with the process.

    Args:
        dsn: the address: `postgresql://user@host:5432/database`. A password is better left to `~/.pgpass`, `PGPASSWORD`
            or `passfile=`.
        schema: for the tables and views; made if need be.
        timeout: seconds that a single statement may take.
        patience: seconds to wait for a lock: a mirror that was killed may hold it for a moment.
    """

    texts = False
    writes_apart = True
    holds_nul = False

    def __init__(self, dsn: str, *, schema: str = "ditio", timeout: float = 300.0, patience: float = 5.0) -> None:
        _checks.checked("PostgresStore", "dsn", dsn, refusal)
        if not isinstance(schema, str) or not _NAME.fullmatch(schema):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"PostgresStore: schema takes a plain name in lower case, not {schema!r:.80}")
        self._dsn = dsn
        self._schema = schema
        self._timeout = timeout
        self._patience = patience
        self._where = f"PostgreSQL at {urlsplit(dsn).hostname or 'the local socket'}, schema {schema},"
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()

    async def open(self, source: str) -> None:
        """Connect, and make what is not there; see `Store`."""
        if self._connection is not None:
            raise RuntimeError("the store is open already; give each mirror a store of its own")
        with said(self._where):
            self._connection = await self._connect()
            database = Database(self._connection, self._schema, self._where)
            try:
                await whole(asyncio.ensure_future(database.prepare(source)))
            except BaseException:
                await self.aclose()
                raise

    async def aclose(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await closed(connection)

    async def _connect(self) -> asyncpg.Connection:
        try:
            return await connected(self._dsn, self._timeout)
        except ValueError as error:  # a port that is none, a parameter that makes no sense
            raise StoreError(f"{self._where} has an address that cannot be understood: {error}") from error

    @asynccontextmanager
    async def table(self, dataset: Dataset) -> AsyncGenerator[Table, None]:
        """The table of a stream, locked; see `Store`."""
        self._open_connection()
        with said(self._where):
            connection = await self._connect()
        try:
            database = Database(connection, self._schema, self._where)
            with said(self._where):
                await self._lock(database, dataset)
                state = await database.state(dataset)
            yield _Table(database, self._where, dataset, state)
        finally:
            await closed(connection)

    async def _lock(self, database: Database, dataset: Dataset) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while not await database.lock(dataset):
            if loop.time() >= until:
                raise MirrorLockedError(
                    f"another mirror writes to {dataset.name} of {self._where} wait until it has ended"
                )
            await asyncio.sleep(0.2)

    async def states(self) -> Mapping[str, State]:
        """What is remembered; see `Store`."""
        return await self._ask(lambda main: main.states())

    async def rows(self, dataset: Dataset) -> Rows:
        """How many there are."""
        return await self._ask(lambda main: main.rows(dataset))

    async def unknown(self, dataset: Dataset) -> Mapping[str, int]:
        """The fields that no column holds."""
        return await self._ask(lambda main: main.unknown(dataset))

    async def views(self) -> Mapping[str, Sequence[str]]:
        """The columns of the views."""
        return await self._ask(lambda main: main.views())

    async def read(self, dataset: Dataset, names: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """Some columns of the rows that are not deleted."""
        return await self._ask(lambda main: main.read(dataset, names))

    async def columns(self, dataset: Dataset) -> Sequence[Column]:
        """The columns of a stream."""
        return await self._ask(lambda main: main.known_columns(dataset))

    async def _ask(self, question: Callable[[Database], Coroutine[object, object, T]]) -> T:
        """One question at a time, over a new connection if the server has hung up since the last one."""
        async with self._turn:
            connection = self._open_connection()
            with said(self._where):
                if connection.is_closed():
                    connection = self._connection = await self._connect()
                return await question(Database(connection, self._schema, self._where))

    def _open_connection(self) -> asyncpg.Connection:
        if self._connection is None:
            raise RuntimeError("the store is not open; use it with `async with Mirror(ditio, store)`")
        return self._connection

    def __str__(self) -> str:
        return self._where.rstrip(",")


class _Table(LockedTable):
    def __init__(self, database: Database, where: str, dataset: Dataset, state: State) -> None:
        super().__init__(database, dataset, state)
        self._where = where

    async def _do(self, work: Callable[[], T | Awaitable[T]]) -> T:
        with said(self._where):
            return await whole(asyncio.ensure_future(cast("Awaitable[T]", work())))
