"""Databases for mirrors, looked at by drivers of the tests' own, which the library has no part in."""

from __future__ import annotations

import json
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeAlias, cast

import psycopg
from msgspec import Struct
from psycopg import sql
from psycopg.rows import dict_row

from ditio_async.mirror import SqliteStore, Store
from ditio_async.mirror.postgres import PostgresStore

Stored: TypeAlias = dict[str, dict[str, Any]]
"""The rows of a table, by their ids."""

_OTHERS = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"


class Look(Struct):
    """What was there at one moment.

    Attributes:
        tables: by the names of the streams.
        states: what the mirror remembers of each stream.
    """

    tables: Mapping[str, Stored]
    states: Mapping[str, dict[str, Any]]


class Watched(ABC):
    """A database.

    Attributes:
        address: as a program is told it.
        patience: seconds to wait for a lock, where a database does not let go of it at once.
    """

    address: str
    patience = 2.0

    @abstractmethod
    def store(self) -> Store:
        """For a mirror."""

    @abstractmethod
    def reader(self) -> Reader:
        """Somebody who reads it, with a connection of their own."""

    @abstractmethod
    def rest(self) -> None:
        """Wait until what a program has left under way is over."""

    def look(self, streams: Iterable[str]) -> Look:
        """All that is there, as of one moment."""
        with self.reader() as reader, reader.moment():
            states = {row["stream"]: json.loads(row["state"]) for row in reader.rows("mirror_state")}
            return Look({name: {row["id"]: row for row in reader.rows(name)} for name in streams}, states)

    def table(self, stream: str) -> Stored:
        """The rows of a stream."""
        return dict(self.look([stream]).tables[stream])


class Reader(ABC):
    """Reads, and nothing else."""

    @abstractmethod
    def ask(self, query: str) -> list[dict[str, Any]]:
        """Rows; in the query, `{}` stands for what is before the names of tables."""

    @abstractmethod
    def moment(self) -> Any:
        """Within this, all is read as of one moment."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Those of a table."""
        return self.ask(f'SELECT * FROM {{}}"{table}"')

    def live(self, table: str) -> int:
        """How many rows are not deleted."""
        return int(self.ask(f'SELECT count(*) AS n FROM {{}}"{table}" WHERE NOT is_deleted')[0]["n"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class WatchedFile(Watched):
    """A file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.address = str(path)

    def store(self) -> SqliteStore:
        return SqliteStore(self.path)

    def rest(self) -> None:
        """Nothing goes on in a file."""

    def reader(self) -> Reader:
        return _SqliteReader(self.path)


class _SqliteReader(Reader):
    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=0, check_same_thread=False
        )
        self._db.row_factory = sqlite3.Row

    def ask(self, query: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self._db.execute(query.format("")).fetchall()]

    @contextmanager
    def moment(self) -> Iterator[None]:
        self._db.execute("BEGIN")
        yield
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()


class WatchedDatabase(Watched):
    """A database of the tests' server."""

    def __init__(self, dsn: str) -> None:
        self.address = dsn

    def store(self) -> PostgresStore:
        return PostgresStore(self.address, patience=self.patience)

    def rest(self) -> None:
        with self.reader() as reader:
            while reader.ask(f"SELECT pid FROM pg_stat_activity WHERE {_OTHERS}"):
                time.sleep(0.002)

    def writer(self) -> psycopg.Connection[Any]:
        """Somebody who may do anything, at once."""
        return psycopg.connect(self.address, autocommit=True)

    def cut(self) -> None:
        """Cut every connection."""
        with self.reader() as reader:
            reader.ask(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {_OTHERS}")

    def reader(self) -> Reader:
        return _PostgresReader(self.address)


class _PostgresReader(Reader):
    def __init__(self, dsn: str) -> None:
        self._db = psycopg.connect(dsn, autocommit=True, row_factory=dict_row, options="-c statement_timeout=5000")

    def ask(self, query: str) -> list[dict[str, Any]]:
        return self._db.execute(sql.SQL(cast("Any", query)).format(sql.SQL("ditio."))).fetchall()

    @contextmanager
    def moment(self) -> Iterator[None]:
        self._db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()
