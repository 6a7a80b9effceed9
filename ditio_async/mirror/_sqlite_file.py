"""An open SQLite file, as seen from the one thread that uses it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

from .._tables.columns import Kind
from ._known import KnownColumns
from ._sql import Dialect
from ._sqlite_errors import said

DIALECT: Final = Dialect(
    types={
        Kind.TEXT: "TEXT",
        Kind.NUMBER: "REAL",
        Kind.INTEGER: "INTEGER",
        Kind.BOOLEAN: "BOOLEAN",
        Kind.MOMENT: "TEXT",
        Kind.JSON: "TEXT",
    },
    differs="IS NOT",
    latest="max",
    false="0",
    true="1",
    day="date({})",
    clustered=" WITHOUT ROWID",
)


class File(KnownColumns):
    """A file, and what is known of its columns."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__(DIALECT)
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._timeout = timeout

    @property
    def _db(self) -> sqlite3.Connection:
        assert self._connection is not None, "the store is not open"
        return self._connection

    def close(self) -> None:
        """Close."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _use_wal(self) -> None:
        """Of two programs that do this to a new file at once, one is told that it is locked, and has not waited."""
        until = time.monotonic() + self._timeout
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                    raise
                time.sleep(0.01)
            else:
                return

    def _read_own(self) -> None:
        self._know(self._db.execute("SELECT stream, name, key, kind FROM mirror_columns"))

    @contextmanager
    def _transaction(self) -> Generator[None, None, None]:
        with said(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _one(self, statement: str, *values: object) -> int:
        with said(self._path):
            return cast("int", self._db.execute(statement, values).fetchone()[0] or 0)
