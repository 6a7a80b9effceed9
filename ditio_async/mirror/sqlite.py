"""The embedded store: a SQLite file, written to by one thread."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from .. import _checks
from .._tables.columns import Column
from .._tables.datasets import Dataset
from ..errors import ArgumentError
from ._locks import locked
from ._sqlite import Database
from ._state import State
from ._table import LockedTable
from ._thread import Thread
from .store import Rows, Table

T = TypeVar("T")


class SqliteStore:
    """A SQLite file (WAL). Programs that read it are never kept waiting, and see whole pages only.

    Moments are text, `2026-01-31 15:00:00` in UTC; booleans 0 and 1; lists and objects JSON text. The units are in the
    comments of the schema (`.schema time_registrations` in the sqlite3 shell).

    Beside the file there are its WAL (`-wal`, `-shm`), and a folder `-locks` with a file for each stream that was
    written, by which a second mirror is kept away.

    Args:
        path: of the file, made if need be; its folder must be there.
        timeout: seconds to wait for another program that writes to the file.
    """

    texts = True
    writes_apart = False
    holds_nul = True

    def __init__(self, path: str | os.PathLike[str], *, timeout: float = 10.0) -> None:
        if not isinstance(path, str | os.PathLike) or not os.fspath(path):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(f"SqliteStore: path takes the path of a file, not {path!r:.80}")
        _checks.checked("SqliteStore", "timeout", timeout, _checks.seconds)
        if os.fspath(path) == ":memory:":
            raise ArgumentError("SqliteStore: a mirror goes on where it was, so it needs a file; :memory: is none")
        self.path = Path(path)
        self._database = Database(self.path, timeout)
        self._thread: Thread | None = None

    async def open(self, source: str) -> None:
        """Open the file; see `Store`."""
        if self._thread is not None:
            raise RuntimeError("the store is open already; give each mirror a store of its own")
        self._thread = Thread("ditio-sqlite")
        try:
            await self._thread.do(partial(self._database.open, source))
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Close it."""
        thread, self._thread = self._thread, None
        if thread is not None:
            try:
                await thread.do(self._database.close)
            finally:
                thread.end()

    @asynccontextmanager
    async def table(self, dataset: Dataset) -> AsyncGenerator[Table, None]:
        """The table of a stream, locked; see `Store`."""
        thread = self._open_thread()
        file = self.path.resolve()  # which may have more than one name
        lock = file.with_name(f"{file.name}-locks") / dataset.name
        with locked(lock, f"{dataset.name} of {self.path}"):
            state = await thread.do(partial(self._database.state, dataset))
            yield _Table(thread, self._database, dataset, state)

    async def states(self) -> Mapping[str, State]:
        """What is remembered; see `Store`."""
        return await self._open_thread().do(self._database.states)

    async def rows(self, dataset: Dataset) -> Rows:
        """How many there are."""
        return await self._open_thread().do(partial(self._database.rows, dataset))

    async def unknown(self, dataset: Dataset) -> Mapping[str, int]:
        """The fields that no column holds."""
        return await self._open_thread().do(partial(self._database.unknown, dataset))

    async def views(self) -> Mapping[str, Sequence[str]]:
        """The columns of the views."""
        return await self._open_thread().do(self._database.views)

    async def read(self, dataset: Dataset, names: Sequence[str]) -> Sequence[Mapping[str, object]]:
        """Some columns of the rows that are not deleted."""
        return await self._open_thread().do(partial(self._database.read, dataset, names))

    async def columns(self, dataset: Dataset) -> Sequence[Column]:
        """The columns of a stream."""
        return await self._open_thread().do(partial(self._database.columns, dataset))

    def _open_thread(self) -> Thread:
        if self._thread is None:
            raise RuntimeError("the store is not open; use it with `async with Mirror(ditio, store)`")
        return self._thread

    def __str__(self) -> str:
        return f"{self.path}"


class _Table(LockedTable):
    def __init__(self, thread: Thread, database: Database, dataset: Dataset, state: State) -> None:
        super().__init__(database, dataset, state)
        self._thread = thread

    async def _do(self, work: Callable[[], T | Awaitable[T]]) -> T:
        return await self._thread.do(cast("Callable[[], T]", work))
